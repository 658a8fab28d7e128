//! A peer is a merchant of our sandbox: its SDK refuses what the sandbox does not sign as the
//! provider would, and the sandbox refuses what the SDK would not have said.

use crate::bank::now;
use crate::orders::TOTAL;
use crate::peer::{Peer, Tongue};
use crate::web;
use domain::ChannelKind;
use http::{Request, StatusCode};
use jiff::ToSpan;
use sandbox::{Accounts, Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn wechatpay_axios_plugin_believes_the_sandbox() {
    let accounts = Accounts::draw();
    let merchant = Merchant::of(Tongue::Node, accounts, SignedBy::PublicKey).await;
    lives_at_wechat(&merchant).await;
}

#[tokio::test]
async fn wechatpayv3_believes_the_sandbox_by_its_certificate() {
    let mut accounts = Accounts::draw();
    accounts.wechat.merchant.verify_keys.retain(|it| it.certificate_pem.is_some());
    let merchant = Merchant::of(Tongue::Python, accounts, SignedBy::Certificate).await;
    lives_at_wechat(&merchant).await;
}

/// A merchant, and the sandbox where it has its accounts.
struct Merchant {
    peer: Peer,
    sandbox: Running,
}

impl Merchant {
    async fn of(tongue: Tongue, accounts: Accounts, signed_by: SignedBy) -> Self {
        let providers = accounts.providers();
        let config =
            SandboxConfig { port: 0, providers, clock: now, hurry: 10, signed_by, ledger: None };
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        Self { peer: Peer::merchant(tongue, &accounts.secret()).await, sandbox }
    }

    /// Calls the provider by the SDK.
    async fn calls(&self, kind: ChannelKind, mut words: Value) -> Value {
        words["base"] = format!("{}/{kind}", self.sandbox.base_url).into();
        self.peer.does(kind, "merchant", &words).await
    }

    /// Where this merchant hears notices.
    fn notify_url(&self, kind: ChannelKind) -> String {
        format!("{}/heard/{kind}", self.peer.url)
    }

    /// Somebody does `how` at the sandbox's cashier.
    async fn is_paid(&self, number: &str, how: &str) {
        let request = Request::post(format!("{}/sandbox/pay", self.sandbox.base_url));
        let request = request.header("content-type", "application/json");
        let body = json!({ "out_trade_no": number, "how": how }).to_string();
        let said = web::send(request.body(body).expect("a request")).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    }

    /// The notice that makes `many` of all that were heard.
    async fn hears(&self, kind: ChannelKind, many: usize) -> Value {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let heard = self.peer.does(kind, "heard", &json!({})).await;
            if let Some(notice) = heard.get(many - 1) {
                return notice.clone();
            }
            assert!(Instant::now() < deadline, "no notice {many} of {kind}: {heard}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn lives_at_wechat(merchant: &Merchant) {
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
