use super::Merchant;
use crate::bank::now;
use crate::orders::TOTAL;
use crate::peer::Tongue;
use domain::ChannelKind;
use jiff::ToSpan;
use sandbox::SignedBy;
use sandbox::wechat::{Keys, Wechat};
use serde_json::{Value, json};

#[tokio::test]
async fn wechatpay_axios_plugin_believes_the_sandbox() {
    let keys = Keys::draw();
    lives(Tongue::Node, &keys, SignedBy::PublicKey).await;
}

#[tokio::test]
async fn wechatpayv3_believes_the_sandbox_by_its_certificate() {
    let mut keys = Keys::draw();
    keys.merchant.verify_keys.retain(|it| it.certificate_pem.is_some());
    lives(Tongue::Python, &keys, SignedBy::Certificate).await;
}

async fn lives(tongue: Tongue, keys: &Keys, signed_by: SignedBy) {
    let provider = Box::new(Wechat::new(keys));
    let merchant = Merchant::of(tongue, keys.account(), provider, signed_by).await;
    let kind = ChannelKind::Wechat;
    let account = merchant.peer.accounts["wechat"].clone();
    let mchid = account["merchant_id"].as_str().expect("an account").to_owned();
    let call = async |method: &str, path: &str, ask: Value| {
        let words = json!({ "method": method, "path": path, "ask": ask });
        merchant.calls(kind, words).await
    };
    let order = |number: &str, total: u64| {
        json!({
            "appid": account["app_id"], "mchid": mchid, "out_trade_no": number,
            "description": "学费 & 书本费", "notify_url": merchant.notify_url(kind),
            "time_expire": (now() + 30.minutes()).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
            "amount": { "total": total, "currency": "CNY" },
        })
    };
    let trade = |number: &str| format!("v3/pay/transactions/out-trade-no/{number}");
    let query = format!("{}?mchid={mchid}", trade("PEER0001"));
    let native = "v3/pay/transactions/native";

    let placed = call("post", native, order("PEER0001", TOTAL)).await;
    assert!(placed["body"]["code_url"].is_string(), "{placed}");
    let dearer = call("post", native, order("PEER0001", TOTAL + 1)).await;
    assert_eq!(dearer["body"]["code"], "OUT_TRADE_NO_USED", "{dearer}");
    let open = call("get", &query, Value::Null).await;
    assert_eq!(open["body"]["trade_state"], "NOTPAY", "{open}");

    // Nobody pays, and somebody says so all the same.
    merchant.is_paid("PEER0001", "forge").await;
    assert_eq!(merchant.hears(kind, 1).await["held"], false);
    merchant.is_paid("PEER0001", "pay").await;
    let heard = merchant.hears(kind, 2).await;
    assert_eq!(heard["held"], true, "{heard}");
    assert_eq!(heard["said"]["out_trade_no"], "PEER0001", "{heard}");
    assert_eq!(heard["said"]["amount"]["total"], TOTAL, "{heard}");
    let paid = call("get", &query, Value::Null).await;
    assert_eq!(paid["body"]["trade_state"], "SUCCESS", "{paid}");
    assert_eq!(paid["body"]["transaction_id"], heard["said"]["transaction_id"], "{paid}");

    call("post", native, order("PEER0002", TOTAL)).await;
    let close = format!("{}/close", trade("PEER0002"));
    let closed = call("post", &close, json!({ "mchid": mchid })).await;
    assert_eq!(closed["status"], 204, "{closed}");
}
