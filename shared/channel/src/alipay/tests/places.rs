use super::super::sign::Fields;
use super::{APP, NOW, Provider, at, opened, order, plain, provider, reached_by, said, settings};
use crate::rsa::VerifyKey;
use crate::{Channel, ChannelError, Checkout, Wire};
use domain::{Fault, FaultKind, Merchant, Scene, Way};
use serde_json::{Value, json};

const PRECREATE: &str = "alipay.trade.precreate";

fn coded(order: &domain::Order) -> http::Response<Vec<u8>> {
    let said = json!({
        "code": "10000", "msg": "Success",
        "out_trade_no": order.number().to_string(),
        "qr_code": "https://qr.alipay.com/bax03431ljhokirwl38f00a7",
    });
    Provider::new().answers(PRECREATE, &said)
}

#[tokio::test]
async fn a_payer_at_a_desk_gets_a_code_to_scan() {
    let order = order(Scene::Pc, Way::Qr);
    let (wire, asked) = provider(vec![coded(&order)]);

    let checkout = reached_by(wire).place(&order).await.expect("placed");

    let content = "https://qr.alipay.com/bax03431ljhokirwl38f00a7".to_owned();
    assert_eq!(checkout, Checkout::Qr { content, until: at(NOW + 900) });
    let asked = asked.lock().expect("one thread");
    assert_eq!(asked[0].method(), "POST");
    assert_eq!(asked[0].uri().authority().expect("a host"), "openapi.alipay.com");
    assert_eq!(asked[0].uri().path(), "/gateway.do");
    assert!(asked[0].uri().query().expect("a query").contains("charset=utf-8"));
    let kind = asked[0].headers()["content-type"].to_str().expect("text");
    assert_eq!(kind, "application/x-www-form-urlencoded;charset=utf-8");
    let said = said(&asked[0]);
    assert_eq!(said["app_id"], APP);
    assert_eq!(said["method"], PRECREATE);
    assert_eq!(said["timestamp"], "2026-01-01 08:00:00");
    assert_eq!(said["notify_url"], "https://pay.example.edu.cn/api/notify/alipay");
    assert!(!said.contains_key("return_url") && !said.contains_key("app_cert_sn"));
    let ask: Value = serde_json::from_str(&said["biz_content"]).expect("JSON");
    let expected = json!({
        "out_trade_no": order.number().to_string(),
        "total_amount": "6000.00",
        "subject": "西安科技大学 学费等2项",
        "product_code": "QR_CODE_OFFLINE",
        "time_expire": "2026-01-01 08:15:00",
    });
    assert_eq!(ask, expected);
}

#[tokio::test]
async fn the_older_contract_names_its_own_product() {
    let order = order(Scene::Pc, Way::Qr);
    let mut older = settings();
    older["qr_contract"] = json!("face-to-face");
    let (wire, asked) = provider(vec![]);
    let _ = opened(&older, wire, NOW).expect("an account").place(&order).await;
    let said = said(&asked.lock().expect("one thread")[0]);
    assert!(said["biz_content"].contains(r#""product_code":"FACE_TO_FACE_PAYMENT""#));
}

/// What the address says to which the payer goes, once our signature over it held.
async fn went(scene: Scene) -> std::collections::BTreeMap<String, String> {
    let checkout = reached_by(Wire::direct(|_| panic!("nobody is asked")))
        .place(&order(scene, Way::Page))
        .await
        .expect("placed");
    let Checkout::Jump { url } = checkout else { panic!("{checkout:?}") };
    let query = url.strip_prefix("https://openapi.alipay.com/gateway.do?").expect("the gateway");
    let fields = Fields::read(query.as_bytes()).expect("each once");
    let pem = super::parsed(super::KEYS)["alipay_app"]["public_spki_pem"].clone();
    let key = VerifyKey::from_pem(super::text(&pem)).expect("a key");
    let signed = fields.signed(super::super::sign::Part::Typed);
    assert!(key.proves(signed.as_bytes(), fields.get("sign").expect("signed")));
    crate::form::decode(query.as_bytes()).into_iter().collect()
}

#[tokio::test]
async fn a_payer_at_a_desk_can_go_to_their_page_and_comes_back() {
    let said = went(Scene::Pc).await;
    let order = order(Scene::Pc, Way::Page);
    assert_eq!(said["method"], "alipay.trade.page.pay");
    assert_eq!(said["notify_url"], "https://pay.example.edu.cn/api/notify/alipay");
    let back = format!("https://pay.example.edu.cn/api/return/alipay/{}", order.id);
    assert_eq!(said["return_url"], back);
    let ask: Value = serde_json::from_str(&said["biz_content"]).expect("JSON");
    assert_eq!(ask["product_code"], "FAST_INSTANT_TRADE_PAY");
    assert_eq!(ask["time_expire"], "2026-01-01 08:15:00");
    assert_eq!(ask["total_amount"], "6000.00");
    assert_eq!(ask.get("quit_url"), None);
}

#[tokio::test]
async fn a_payer_on_a_telephone_goes_to_the_page_for_telephones() {
    for scene in [Scene::Mobile, Scene::Alipay] {
        let said = went(scene).await;
        assert_eq!(said["method"], "alipay.trade.wap.pay");
        let ask: Value = serde_json::from_str(&said["biz_content"]).expect("JSON");
        assert_eq!(ask["product_code"], "QUICK_WAP_WAY");
        assert_eq!(ask["quit_url"], said["return_url"]);
    }
}

#[tokio::test]
async fn what_a_place_does_not_allow_is_not_offered() {
    let us = super::account();
    assert_eq!(us.ways(Scene::Pc), [Way::Qr, Way::Page]);
    assert_eq!(us.ways(Scene::Mobile), [Way::Page]);
    assert_eq!(us.ways(Scene::Alipay), [Way::Page]);
    assert!(us.ways(Scene::Wechat).is_empty());
    for scene in Scene::ALL {
        for way in [Way::Qr, Way::Page, Way::Wallet] {
            if us.ways(scene).contains(&way) {
                continue;
            }
            let error = us.place(&order(scene, way)).await.expect_err("not there");
            assert_eq!(error.code(), "channel-not-offered", "{scene:?} {way:?}");
        }
    }
    assert!(us.wallet().is_none(), "nobody is asked who they are");
}

#[tokio::test]
async fn placing_again_says_the_very_same() {
    let order = order(Scene::Pc, Way::Qr);
    let (wire, asked) = provider(vec![coded(&order), coded(&order)]);
    let us = reached_by(wire);
    us.place(&order).await.expect("placed");
    us.place(&order).await.expect("placed again");
    let asked = asked.lock().expect("one thread");
    assert_eq!((asked[0].uri(), asked[0].body()), (asked[1].uri(), asked[1].body()));
}

#[tokio::test]
async fn an_order_whose_time_is_over_is_not_placed() {
    for (scene, way) in [(Scene::Pc, Way::Qr), (Scene::Mobile, Way::Page)] {
        let wire = Wire::direct(|_| panic!("nobody is asked"));
        let us = opened(&settings(), wire, NOW + 900).expect("an account");
        let checkout = us.place(&order(scene, way)).await.expect("an answer");
        assert_eq!(checkout, Checkout::None);
    }
}

#[tokio::test]
async fn what_they_refuse_in_a_subject_is_not_said() {
    let mut odd = order(Scene::Pc, Way::Page);
    odd.payee = "A/B=C&D\u{7}".repeat(60);
    let us = super::account();
    let Ok(Checkout::Jump { url }) = us.place(&odd).await else { panic!("placed") };
    let (_, query) = url.split_once('?').expect("a query");
    let fields = Fields::read(query.as_bytes()).expect("each once");
    let ask: Value = serde_json::from_str(fields.get("biz_content").expect("asked")).expect("JSON");
    let subject = ask["subject"].as_str().expect("a text");
    assert!(subject.starts_with("A-B-C-D") && subject.len() <= 256 && subject.ends_with("等2项"));
    assert!(!subject.contains(['/', '=', '&', '\u{7}']));
}

#[tokio::test]
async fn a_refused_order_says_why() {
    let place = async |answer| {
        let us = reached_by(provider(vec![answer]).0);
        us.place(&order(Scene::Pc, Way::Qr)).await.expect_err("refused")
    };
    let refused = |code| Provider::new().refuses(PRECREATE, code);
    assert_eq!(place(refused("ACQ.TRADE_HAS_SUCCESS")).await.code(), "order-already-paid");
    assert_eq!(place(refused("ACQ.TRADE_HAS_CLOSE")).await.code(), "order-closed");
    assert_eq!(place(refused("ACQ.CONTEXT_INCONSISTENT")).await.code(), "provider-refused");
    assert_eq!(place(refused("AQC.SYSTEM_ERROR")).await.code(), "provider-unsure");

    // How we ask is refused before they know us, and without a signature.
    let refusal = json!({
        "code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature",
        "sub_msg": "验签出错，待验签字符串为：【app_id=1】",
    });
    let body = &json!({ "error_response": refusal }).to_string();
    let error = place(plain(body)).await;
    assert_eq!((error.kind(), error.code()), (FaultKind::Broken, "provider-refused"));
    let ChannelError::Refused { code, message, .. } = error else { panic!("{error:?}") };
    assert_eq!((code.as_str(), message.as_str()), ("isv.invalid-signature", "Invalid Arguments"));
}

#[tokio::test]
async fn an_answer_about_another_order_is_unknown() {
    let mut other = order(Scene::Pc, Way::Qr);
    other.payer = domain::PersonId::from_bits(8);
    let us = reached_by(provider(vec![coded(&other)]).0);
    let error = us.place(&order(Scene::Pc, Way::Qr)).await.expect_err("unknown");
    assert_eq!(error.code(), "provider-unsure");
}

#[tokio::test]
async fn an_order_of_an_account_that_we_left_is_not_spoken_of() {
    let mut old = order(Scene::Pc, Way::Page);
    old.merchant = Merchant("2088000000000000".to_owned());
    let us = reached_by(Wire::direct(|_| panic!("nobody is asked")));
    let refund = super::refund(&old, 100);
    let codes = [
        us.place(&old).await.expect_err("not ours").code(),
        us.query(&old).await.expect_err("not ours").code(),
        us.close(&old).await.expect_err("not ours").code(),
        us.refund(&old, &refund).await.expect_err("not ours").code(),
        us.query_refund(&old, &refund).await.expect_err("not ours").code(),
    ];
    assert_eq!(codes, ["other-merchant"; 5]);
}
