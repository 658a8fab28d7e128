use super::Merchant;
use crate::peer::Tongue;
use domain::ChannelKind;
use http::StatusCode;
use sandbox::SignedBy;
use sandbox::alipay::{Alipay, Keys};
use serde_json::{Value, json};

const KIND: ChannelKind = ChannelKind::Alipay;

#[tokio::test]
async fn alipays_own_sdk_believes_the_sandbox_by_certificates() {
    lives(Tongue::Node, &Keys::draw()).await;
}

#[tokio::test]
async fn python_alipay_sdk_believes_the_sandbox_by_public_keys() {
    lives(Tongue::Python, &Keys::draw().by_public_keys()).await;
}

async fn lives(tongue: Tongue, keys: &Keys) {
    let provider = Box::new(Alipay::new(keys));
    let merchant = Merchant::of(tongue, keys.account(), provider, SignedBy::PublicKey).await;
    let notify_url = merchant.notify_url(KIND);
    let call = async |method: &str, ask: Value| {
        let words = json!({ "method": method, "ask": ask, "notify_url": notify_url });
        merchant.calls(KIND, words).await
    };
    let code = json!({
        "out_trade_no": "PEER0001", "total_amount": "4800.00", "subject": "学费 100% + 书",
        "product_code": "QR_CODE_OFFLINE",
    });
    let named = json!({ "out_trade_no": "PEER0001" });

    let placed = call("alipay.trade.precreate", code).await;
    assert!(placed["qr_code"].is_string(), "{placed}");
    let unknown = call("alipay.trade.query", named.clone()).await;
    assert_eq!(unknown["sub_code"], "ACQ.TRADE_NOT_EXIST", "{unknown}");

    // Nobody pays, and somebody says so all the same.
    merchant.is_paid("PEER0001", "forge").await;
    assert_eq!(merchant.hears(KIND, 1).await["held"], false);
    merchant.is_paid("PEER0001", "pay").await;
    let heard = merchant.hears(KIND, 2).await;
    assert_eq!(heard["held"], true, "{heard}");
    assert_eq!(heard["said"]["out_trade_no"], "PEER0001", "{heard}");
    assert_eq!(heard["said"]["total_amount"], "4800.00", "{heard}");
    let paid = call("alipay.trade.query", named).await;
    assert_eq!(paid["trade_status"], "TRADE_SUCCESS", "{paid}");
    assert_eq!(paid["trade_no"], heard["said"]["trade_no"], "{paid}");

    let words = json!({ "method": "alipay.trade.query", "ask": { "out_trade_no": "PEER0001" } });
    merchant.distrusts_the_unsigned(KIND, words).await;
    gives_back(&call).await;
    goes_to_the_page(&merchant).await;
}

async fn gives_back(call: &impl AsyncFn(&str, Value) -> Value) {
    let ask = json!({
        "out_trade_no": "PEER0001", "out_request_no": "BACK0001", "refund_amount": "12.34",
    });
    let first = call("alipay.trade.refund", ask.clone()).await;
    assert_eq!(first["fund_change"], "Y", "{first}");
    let again = call("alipay.trade.refund", ask).await;
    assert_eq!(again["fund_change"], "N", "{again}");
    let about = json!({ "out_trade_no": "PEER0001", "out_request_no": "BACK0001" });
    let done = call("alipay.trade.fastpay.refund.query", about).await;
    assert_eq!(done["refund_status"], "REFUND_SUCCESS", "{done}");
    assert_eq!(done["refund_amount"], "12.34", "{done}");
}

/// The payer is sent to the provider's page, pays, and comes back with what the provider signed.
async fn goes_to_the_page(merchant: &Merchant) {
    let words = json!({
        "base": format!("{}/alipay", merchant.sandbox.base_url),
        "method": "alipay.trade.page.pay",
        "notify_url": merchant.notify_url(KIND),
        "return_url": "https://pay.example.edu.cn/api/return/alipay/1",
        "ask": {
            "out_trade_no": "PEER0002", "total_amount": "0.01", "subject": "住宿费",
            "product_code": "FAST_INSTANT_TRADE_PAY",
        },
    });
    let page = merchant.peer.does(KIND, "page", &words).await;
    let gateway = merchant.browses(page["url"].as_str().expect("an address"), None).await;
    let cashier = gateway.headers["location"].to_str().expect("an address").to_owned();
    let cashier = cashier.split('?').next().unwrap_or_default();
    let paid = merchant.browses(&format!("{cashier}/pay"), Some("how=pay")).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER);
    let back = paid.headers["location"].to_str().expect("an address").to_owned();
    let (_, query) = back.split_once('?').expect("the provider says something");

    let came_back =
        async |query: &str| merchant.peer.does(KIND, "came_back", &json!({ "query": query })).await;
    assert_eq!(came_back(query).await, true, "{query}");
    assert_eq!(came_back(&query.replace("0.01", "0.02")).await, false, "{query}");
}
