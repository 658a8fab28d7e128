//! A peer is a merchant of our sandbox: its SDK refuses what the sandbox does not sign as the
//! provider would, and the sandbox refuses what the SDK would not have said.

mod alipay;
mod wechat;

use crate::bank::now;
use crate::peer::{Peer, Tongue};
use crate::web::{self, Answer};
use domain::ChannelKind;
use http::Request;
use sandbox::{Provider, Running, Sandbox, SandboxConfig, SignedBy};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A merchant, and the sandbox where it has its account.
struct Merchant {
    peer: Peer,
    sandbox: Running,
}

impl Merchant {
    /// A merchant with `account` at `provider`, which signs its notices by `signed_by`.
    async fn of(
        tongue: Tongue,
        account: Value,
        provider: Box<dyn Provider>,
        signed_by: SignedBy,
    ) -> Self {
        let secret = json!({ provider.slug(): account });
        let providers = vec![provider];
        let config =
            SandboxConfig { port: 0, providers, clock: now, hurry: 10, signed_by, ledger: None };
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        Self { peer: Peer::merchant(tongue, &secret).await, sandbox }
    }

    /// Calls the provider by the SDK.
    async fn calls(&self, kind: ChannelKind, words: Value) -> Value {
        self.peer.does(kind, "merchant", &self.at_home(kind, words)).await
    }

    /// The SDK believes no answer to the query `words` that is not signed as it should be.
    async fn distrusts_the_unsigned(&self, kind: ChannelKind, words: Value) {
        let words = self.at_home(kind, words);
        for fault in ["unsigned", "probe", "tampered"] {
            self.posts(
                "/sandbox/faults",
                &json!({ "bank": kind.slug(), "on": "query", "fault": fault }),
            )
            .await;
            let believed = self.peer.tries(kind, "merchant", &words).await;
            believed.expect_err("the answer was not the provider's");
        }
        self.peer.tries(kind, "merchant", &words).await.expect("the sandbox behaves again");
    }

    fn at_home(&self, kind: ChannelKind, mut words: Value) -> Value {
        words["base"] = format!("{}/{kind}", self.sandbox.base_url).into();
        words
    }

    /// Where this merchant hears notices.
    fn notify_url(&self, kind: ChannelKind) -> String {
        format!("{}/heard/{kind}", self.peer.url)
    }

    /// Somebody does `how` at the sandbox's cashier.
    async fn is_paid(&self, number: &str, how: &str) {
        self.posts("/sandbox/pay", &json!({ "out_trade_no": number, "how": how })).await;
    }

    async fn posts(&self, path: &str, words: &Value) {
        let request = Request::post(format!("{}{path}", self.sandbox.base_url));
        let request = request.header("content-type", "application/json");
        let said = web::send(request.body(words.to_string()).expect("a request")).await;
        assert!(said.status.is_success(), "{path} {words}: {} {}", said.status, said.body);
    }

    /// A browser opens `url`, or posts `form` there.
    async fn browses(&self, url: &str, form: Option<&str>) -> Answer {
        let request = match form {
            None => Request::get(url),
            Some(_) => {
                Request::post(url).header("content-type", "application/x-www-form-urlencoded")
            }
        };
        web::send(request.body(form.unwrap_or_default().to_owned()).expect("a request")).await
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
