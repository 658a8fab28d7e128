//! A peer is a merchant of our sandbox: its SDK refuses what the sandbox does not sign as the
//! provider would, and the sandbox refuses what the SDK would not have said.

mod alipay;
mod wechat;

use crate::bank::now;
use crate::peer::{Peer, Tongue};
use crate::web::{self, Answer};
use domain::ChannelKind;
use http::{Request, StatusCode};
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
