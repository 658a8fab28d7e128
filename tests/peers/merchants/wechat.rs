use super::Merchant;
use crate::bank::now;
use crate::orders::TOTAL;
use crate::peer::Tongue;
use domain::ChannelKind;
use jiff::tz;
use jiff::{Timestamp, ToSpan};
use sandbox::wechat::{Keys, Wechat};
use sandbox::{Ledger, SignedBy};
use serde_json::{Value, json};

const KIND: ChannelKind = ChannelKind::Wechat;
const NATIVE: &str = "v3/pay/transactions/native";
const TRADE: &str = "v3/pay/transactions/out-trade-no";
const REFUNDS: &str = "v3/refund/domestic/refunds";

#[tokio::test]
async fn wechatpay_axios_plugin_believes_the_sandbox() {
    let merchant = lives(Tongue::Node, &Keys::draw(), SignedBy::PublicKey).await;
    reads_the_bill(&merchant).await;
}

#[tokio::test]
async fn wechatpayv3_believes_the_sandbox_by_its_certificate() {
    let mut keys = Keys::draw();
    keys.merchant.verify_keys.retain(|it| it.certificate_pem.is_some());
    lives(Tongue::Python, &keys, SignedBy::Certificate).await;
}

async fn lives(tongue: Tongue, keys: &Keys, signed_by: SignedBy) -> Merchant {
    let provider = Box::new(Wechat::new(keys));
    let merchant = Merchant::of(tongue, keys.account(), provider, signed_by).await;
    let account = merchant.peer.accounts["wechat"].clone();
    let mchid = account["merchant_id"].as_str().expect("an account");
    let order = |number: &str, total: u64| {
        json!({
            "appid": account["app_id"], "mchid": mchid, "out_trade_no": number,
            "description": "学费 & 书本费", "notify_url": merchant.notify_url(KIND),
            "time_expire": beijing(now() + 30.minutes()),
            "amount": { "total": total, "currency": "CNY" },
        })
    };
    let query = format!("{TRADE}/PEER0001?mchid={mchid}");

    let placed = post(&merchant, NATIVE, order("PEER0001", TOTAL)).await;
    assert!(placed["body"]["code_url"].is_string(), "{placed}");
    let dearer = post(&merchant, NATIVE, order("PEER0001", TOTAL + 1)).await;
    assert_eq!(dearer["body"]["code"], "OUT_TRADE_NO_USED", "{dearer}");
    let open = get(&merchant, &query).await;
    assert_eq!(open["body"]["trade_state"], "NOTPAY", "{open}");

    // Nobody pays, and somebody says so all the same.
    merchant.is_paid("PEER0001", "forge").await;
    assert_eq!(merchant.hears(KIND, 1).await["held"], false);
    merchant.is_paid("PEER0001", "pay").await;
    let heard = merchant.hears(KIND, 2).await;
    assert_eq!(heard["held"], true, "{heard}");
    assert_eq!(heard["said"]["out_trade_no"], "PEER0001", "{heard}");
    assert_eq!(heard["said"]["amount"]["total"], TOTAL, "{heard}");
    let paid = get(&merchant, &query).await;
    assert_eq!(paid["body"]["trade_state"], "SUCCESS", "{paid}");
    assert_eq!(paid["body"]["transaction_id"], heard["said"]["transaction_id"], "{paid}");
    merchant.distrusts_the_unsigned(KIND, json!({ "method": "get", "path": query })).await;

    gives_back(&merchant).await;
    post(&merchant, NATIVE, order("PEER0002", TOTAL)).await;
    let close = format!("{TRADE}/PEER0002/close");
    let closed = post(&merchant, &close, json!({ "mchid": mchid })).await;
    assert_eq!(closed["status"], 204, "{closed}");
    merchant
}

async fn gives_back(merchant: &Merchant) {
    let ask = json!({
        "out_trade_no": "PEER0001", "out_refund_no": "BACK0001", "reason": "多缴退回",
        "notify_url": merchant.notify_url(KIND),
        "amount": { "refund": 1234, "total": TOTAL, "currency": "CNY" },
    });
    let asked = post(merchant, REFUNDS, ask).await;
    assert_eq!(asked["status"], 200, "{asked}");
    let told = merchant.hears(KIND, 3).await;
    assert_eq!((&told["held"], &told["event"]), (&json!(true), &json!("REFUND.SUCCESS")), "{told}");
    assert_eq!(told["said"]["amount"]["refund"], 1234, "{told}");
    let done = get(merchant, &format!("{REFUNDS}/BACK0001")).await;
    assert_eq!(done["body"]["status"], "SUCCESS", "{done}");
}

/// The bill of a day that is over holds what was paid and given back on it.
async fn reads_the_bill(merchant: &Merchant) {
    // Bills are made the morning after, and nobody can wait for that: all of it happened earlier.
    let day = |it: Timestamp| it.to_string()[..10].to_owned();
    let then = merchant.sandbox.with_bank("wechat", |bank| {
        let paid = bank.trade("PEER0001").expect("an order").payments[0].at;
        let then = paid - 48.hours();
        let kept = serde_json::to_string(bank.kept()).expect("a ledger is JSON");
        let earlier = kept.replace(&day(paid), &day(then));
        let ledger: Ledger = serde_json::from_str(&earlier).expect("still a ledger");
        bank.restore(ledger);
        then
    });
    let words = merchant.at_home(KIND, json!({ "day": beijing(then)[..10] }));
    let bill = merchant.peer.does(KIND, "bill", &words).await;

    assert_eq!(bill["holds"], true, "{bill}");
    let (paid, back) = (&bill["rows"][0], &bill["rows"][1]);
    assert_eq!((&paid["商户订单号"], &paid["订单金额"]), (&json!("PEER0001"), &json!("4800.00")));
    assert_eq!((&back["商户退款单号"], &back["退款金额"]), (&json!("BACK0001"), &json!("12.34")));
    assert_eq!(back["交易状态"], "REFUND", "{bill}");
    assert_eq!(bill["summary"]["总交易单数"], "2", "{bill}");
    assert_eq!(bill["summary"]["订单总金额"], "4800.00", "{bill}");
}

async fn post(merchant: &Merchant, path: &str, ask: Value) -> Value {
    merchant.calls(KIND, json!({ "method": "post", "path": path, "ask": ask })).await
}

async fn get(merchant: &Merchant, path: &str) -> Value {
    merchant.calls(KIND, json!({ "method": "get", "path": path })).await
}

fn beijing(instant: Timestamp) -> String {
    let zoned = instant.to_zoned(tz::offset(8).to_time_zone());
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
