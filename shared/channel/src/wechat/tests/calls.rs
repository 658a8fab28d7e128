use super::{
    NOW, OPENID, Provider, at, order, paid, parsed, provider, reached_by, refused, signed, unsigned,
};
use crate::{Channel, ChannelError, Checkout, Closing, Doubt, NoticeError, Wire};
use domain::{Fault, FaultKind, Order, Outcome, Scene, Way};
use http::Response;
use serde_json::{Value, json};

async fn queried(order: &Order, answer: Response<Vec<u8>>) -> Result<Outcome, ChannelError> {
    reached_by(provider(vec![answer]).0).query(order).await
}

async fn closed(answer: Response<Vec<u8>>) -> Result<Closing, ChannelError> {
    reached_by(provider(vec![answer]).0).close(&order(Scene::Pc)).await
}

#[tokio::test]
async fn a_payer_at_a_desk_gets_a_code_to_scan() {
    let order = order(Scene::Pc);
    let (wire, heard) =
        provider(vec![signed(200, r#"{"code_url":"weixin://wxpay/bizpayurl?pr=x"}"#)]);

    let checkout = reached_by(wire).place(&order).await.expect("placed");

    let content = "weixin://wxpay/bizpayurl?pr=x".to_owned();
    assert_eq!(checkout, Checkout::Qr { content, until: at(NOW + 900) });
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri(), "https://api.mch.weixin.qq.com/v3/pay/transactions/native");
    assert_eq!(heard[0].method(), "POST");
    assert_eq!(heard[0].headers()["wechatpay-serial"], Provider::new().serial);
    let body: Value = serde_json::from_slice(heard[0].body()).expect("JSON");
    assert_eq!(
        body,
        json!({
            "appid": "wxd678efh567hg6787",
            "mchid": "1900007291",
            "description": "西安科技大学 学费等2项",
            "out_trade_no": order.number().to_string(),
            "time_expire": "2026-01-01T08:15:00+08:00",
            "notify_url": "https://pay.example.edu.cn/api/notify/wechat",
            "amount": { "total": 600_000, "currency": "CNY" },
        })
    );
}

#[tokio::test]
async fn a_payer_on_a_telephone_goes_there_and_comes_back() {
    let order = order(Scene::Mobile);
    let (wire, heard) =
        provider(vec![signed(200, r#"{"h5_url":"https://wx.tenpay.com/c?prepay_id=1"}"#)]);

    let checkout = reached_by(wire).place(&order).await.expect("placed");

    let url = format!(
        "https://wx.tenpay.com/c?prepay_id=1&redirect_url=\
         https%3A%2F%2Fpay.example.edu.cn%2F%23%2Fpay%2F{}%2Fresult",
        order.id
    );
    assert_eq!(checkout, Checkout::Jump { url });
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri().path(), "/v3/pay/transactions/h5");
    let body: Value = serde_json::from_slice(heard[0].body()).expect("JSON");
    let scene = json!({ "payer_client_ip": "203.0.113.9", "h5_info": { "type": "Wap" } });
    assert_eq!(body["scene_info"], scene);
}

#[tokio::test]
async fn placing_again_says_the_very_same() {
    let answer = || signed(200, r#"{"code_url":"weixin://x"}"#);
    let (wire, heard) = provider(vec![answer(), answer()]);
    let (account, order) = (reached_by(wire), order(Scene::Pc));

    account.place(&order).await.expect("placed");
    account.place(&order).await.expect("placed again");

    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].body(), heard[1].body());
}

#[tokio::test]
async fn a_long_name_is_cut_where_a_character_ends() {
    let mut long = order(Scene::Pc);
    long.payee = "某某".repeat(40);
    let (wire, heard) = provider(vec![]);
    let _ = reached_by(wire).place(&long).await;
    let asked = heard.lock().expect("one thread")[0].body().clone();
    let body = parsed(std::str::from_utf8(&asked).expect("text"));
    let description = body["description"].as_str().expect("a text");
    assert!(description.len() <= 127 && description.ends_with("等2项"), "{description}");
}

#[tokio::test]
async fn a_query_says_what_became_of_an_order() {
    let order = order(Scene::Pc);
    let said = |state: &str| {
        let mut trade = paid(&order);
        trade["trade_state"] = json!(state);
        signed(200, &trade.to_string())
    };
    let unpaid = json!({ "out_trade_no": order.number().to_string(), "trade_state": "NOTPAY" });

    for state in ["SUCCESS", "REFUND"] {
        let outcome = queried(&order, said(state)).await.expect("an outcome");
        assert!(matches!(outcome, Outcome::Paid(receipt) if receipt.amount == order.total));
    }
    for state in ["CLOSED", "REVOKED", "PAYERROR"] {
        assert_eq!(queried(&order, said(state)).await.expect("an outcome"), Outcome::Closed);
    }
    let outcome = queried(&order, signed(200, &unpaid.to_string())).await;
    assert_eq!(outcome.expect("an outcome"), Outcome::Pending);
    let outcome = queried(&order, refused(404, "ORDER_NOT_EXIST")).await;
    assert_eq!(outcome.expect("an outcome"), Outcome::Absent);
}

#[tokio::test]
async fn what_is_not_clearly_said_is_unknown() {
    let order = order(Scene::Pc);
    let mut other = paid(&order);
    other["out_trade_no"] = json!("01J00000000000000000000000000007");
    let mut strange = paid(&order);
    strange["trade_state"] = json!("SHIPPED");
    let answers = [
        unsigned(200, &paid(&order).to_string()),
        signed(200, &other.to_string()),
        signed(200, &strange.to_string()),
        signed(200, "not JSON"),
        refused(202, "USERPAYING"),
        refused(429, "FREQUENCY_LIMITED"),
        refused(500, "SYSTEM_ERROR"),
        refused(403, "SYSTEMERROR"),
        refused(500, "ORDER_NOT_EXIST"),
        unsigned(502, "<html>"),
        unsigned(302, ""),
    ];
    for answer in answers {
        let error = queried(&order, answer).await.expect_err("unknown");
        assert_eq!((error.kind(), error.code()), (FaultKind::Unavailable, "provider-unsure"));
    }
    let silent = reached_by(Wire::direct(|_| None)).query(&order).await;
    assert!(matches!(silent, Err(ChannelError::Unsure(Doubt::Silence(None)))));
}

#[tokio::test]
async fn a_probe_with_a_wrong_signature_is_asked_for_once_more() {
    let order = order(Scene::Pc);
    let probe = || {
        let mut answer = signed(200, &paid(&order).to_string());
        let signature = answer.headers()["wechatpay-signature"].to_str().expect("text");
        let wrong = format!("WECHATPAY/SIGNTEST/{signature}").parse().expect("a value");
        answer.headers_mut().insert("wechatpay-signature", wrong);
        answer
    };

    let (wire, _) = provider(vec![probe(), signed(200, &paid(&order).to_string())]);
    assert!(matches!(reached_by(wire).query(&order).await, Ok(Outcome::Paid(_))));

    let (wire, heard) = provider(vec![probe(), probe(), probe()]);
    let error = reached_by(wire).query(&order).await.expect_err("unknown");
    assert!(matches!(error, ChannelError::Unsure(Doubt::Unproved(NoticeError::Forged))));
    assert_eq!(heard.lock().expect("one thread").len(), 2);
}

#[tokio::test]
async fn closing_says_closed_or_too_late() {
    assert_eq!(closed(signed(204, "")).await.expect("closed"), Closing::Closed);
    for code in ["ORDER_CLOSED", "ORDERCLOSED"] {
        assert_eq!(closed(refused(400, code)).await.expect("closed"), Closing::Closed);
    }
    assert_eq!(closed(refused(404, "ORDER_NOT_EXIST")).await.expect("closed"), Closing::Closed);
    for code in ["ORDER_PAID", "ORDERPAID"] {
        assert_eq!(closed(refused(400, code)).await.expect("paid"), Closing::AlreadyPaid);
    }
    let error = closed(unsigned(204, "")).await.expect_err("not proved");
    assert_eq!(error.code(), "provider-unsure");
    let error = closed(refused(401, "SIGN_ERROR")).await.expect_err("refused");
    assert_eq!((error.kind(), error.code()), (FaultKind::Broken, "provider-refused"));
}

#[tokio::test]
async fn a_refused_order_says_why() {
    let place = async |answer| {
        reached_by(provider(vec![answer]).0).place(&order(Scene::Pc)).await.expect_err("refused")
    };
    assert_eq!(place(refused(400, "ORDERPAID")).await.code(), "order-already-paid");
    assert_eq!(place(refused(400, "ORDER_CLOSED")).await.code(), "order-closed");
    assert_eq!(place(refused(403, "OUT_TRADE_NO_USED")).await.code(), "provider-refused");
    assert_eq!(place(unsigned(404, "")).await.code(), "provider-refused");
}

#[tokio::test]
async fn inside_wechat_the_page_asks_the_payers_own_wallet() {
    let order = order(Scene::Wechat);
    let (wire, heard) = provider(vec![signed(200, r#"{"prepay_id":"wx2014"}"#)]);

    let checkout = reached_by(wire).place(&order).await.expect("placed");

    let Checkout::Wallet { params } = checkout else { panic!("{checkout:?}") };
    let names: Vec<_> = params.keys().map(String::as_str).collect();
    assert_eq!(names, ["appId", "nonceStr", "package", "paySign", "signType", "timeStamp"]);
    assert_eq!(
        (params["package"].as_str(), params["signType"].as_str()),
        ("prepay_id=wx2014", "RSA")
    );
    assert_eq!(params["timeStamp"], NOW.to_string());
    let heard = heard.lock().expect("one thread");
    assert_eq!(heard[0].uri().path(), "/v3/pay/transactions/jsapi");
    let body: Value = serde_json::from_slice(heard[0].body()).expect("JSON");
    assert_eq!(body["payer"], json!({ "openid": OPENID }));
    assert_eq!(body["scene_info"], Value::Null);
}

#[tokio::test]
async fn where_a_way_does_not_lead_nothing_is_asked() {
    let (wire, heard) = provider(vec![]);
    let us = reached_by(wire);
    let mut nobody = order(Scene::Wechat);
    nobody.wallet_user = None;
    let mut scan = order(Scene::Wechat);
    scan.way = Way::Qr;
    for order in [nobody, scan, order(Scene::Alipay)] {
        let error = us.place(&order).await.expect_err("no such way");
        assert!(matches!(error, ChannelError::NotOffered), "{error}");
    }
    assert!(heard.lock().expect("one thread").is_empty());
    assert_eq!(us.ways(Scene::Pc), [Way::Qr]);
    assert_eq!(us.ways(Scene::Mobile), [Way::Page]);
    assert_eq!(us.ways(Scene::Wechat), [Way::Wallet]);
    assert!(us.ways(Scene::Alipay).is_empty());
}
