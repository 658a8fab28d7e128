use crate::place::Place;
use crate::web;
use crate::yard::Yard;
use config::{Env, School, Secret};
use domain::PersonId;
use http::Request;
use identity::{Chance, Keys};
use local::System;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;

/// A platform that runs, and the ways into it.
pub(crate) struct Stage {
    pub(crate) place: Place,
    pub(crate) school: School,
    pub(crate) keys: Arc<Keys>,
    pub(crate) store: Store,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) sqs: aws_sdk_sqs::Client,
    engine: Option<(System, Yard)>,
}

impl Stage {
    /// The stack that `BLACKBOX_PLACE` tells of, or else the local engine, fresh and in memory.
    pub(crate) async fn open() -> Self {
        if let Ok(file) = std::env::var("BLACKBOX_PLACE") {
            let text = std::fs::read_to_string(file).expect("BLACKBOX_PLACE is a file");
            Self::at(serde_json::from_str(&text).expect("it tells a place"), None).await
        } else {
            Self::on(Yard::lay(&binaries()).await).await
        }
    }

    /// The local engine on `yard`, fresh and in memory.
    pub(crate) async fn on(yard: Yard) -> Self {
        let system = System::start(yard.options.clone()).await.expect("the engine starts");
        Self::at(on_this_machine(&system, &yard), Some((system, yard))).await
    }

    /// The platform at `place`, and the engine that it is on, if that is ours.
    pub(crate) async fn at(place: Place, engine: Option<(System, Yard)>) -> Self {
        let env = Env::of(&[
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &place.dynamodb),
            ("AWS_ENDPOINT_URL_SQS", &place.sqs),
            // Where these two are not files, everything of AWS is at one address.
            ("AWS_ENDPOINT_URL", &place.dynamodb),
            ("SECRET_IDENTITY", &place.identity),
            ("FIELD_KEY", &place.field_key),
            ("SCHOOL", "xust"),
        ]);
        let keys = env.identity_secret(|it: &Secret| Keys::read(it.expose()));
        let keys = keys.expect("two places").at(env.clock().now()).await;
        let dynamodb = env.dynamodb().expect("a client of constants");
        Self {
            school: School::named("xust").expect("a school of the folder"),
            keys: keys.expect("a secret that was drawn"),
            store: Store::new(dynamodb.clone(), place.tables.clone()),
            sqs: env.sqs().expect("a client of constants"),
            dynamodb,
            place,
            engine,
        }
    }

    /// The local engine, for tests that break something there.
    pub(crate) fn engine(&self) -> &System {
        &self.engine.as_ref().expect("the engine is ours").0
    }

    /// A request to the platform, as yet without a body.
    pub(crate) fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.place.url));
        match &self.place.host {
            Some(host) => request.header("host", host),
            None => request,
        }
    }

    /// Asks the bank's own desk, as the cashier page's buttons do.
    pub(crate) async fn bank(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.place.bank));
        let request = request.header("content-type", "application/json");
        let answer = web::send(request.body(body.to_string()).expect("a request")).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.body);
        answer.body
    }

    /// Whoever scanned order `number` does `how` at the cashier.
    pub(crate) async fn pays(&self, number: &str, how: &str) {
        self.bank("POST", "/sandbox/pay", &json!({"out_trade_no": number, "how": how})).await;
    }

    /// What the bank told of order `number`, once that is at least one thing.
    pub(crate) async fn told(&self, number: &str) -> Vec<Value> {
        eventually("the bank said something", async || {
            let ledger = self.bank("GET", "/sandbox/ledger", &Value::Null).await;
            let all = ledger["deliveries"].as_array().cloned().unwrap_or_default();
            let ours: Vec<_> = all.into_iter().filter(|it| it["number"] == number).collect();
            if ours.is_empty() { None } else { Some(ours) }
        })
        .await
    }
}

fn on_this_machine(system: &System, yard: &Yard) -> Place {
    Place {
        url: system.url(),
        host: None,
        public_url: system.url(),
        bank: yard.bank.clone(),
        dynamodb: system.dynamodb_url(),
        sqs: system.sqs_url(),
        tables: ["CoreTable", "AuthTable", "InboxTable", "RefTable"].map(str::to_owned),
        receipts: system.queue_url("ReceiptsQueue"),
        receipts_dead: system.queue_url("ReceiptsDead"),
        identity: yard.secret("IdentitySecret"),
        field_key: yard.secret("FieldKey"),
    }
}

/// A person nobody else has, for tests that share a stack.
pub(crate) fn somebody() -> PersonId {
    PersonId::from_bits(u32::from_le_bytes(Chance::REAL.bytes::<4>()) & 0x3FFF_FFFF)
}

/// Waits until `look` finds something.
pub(crate) async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let patience = patience();
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "still not so after {patience:?}: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Long enough for a busy machine, unless somebody who expects a failure says otherwise.
fn patience() -> Duration {
    let said = std::env::var("BLACKBOX_PATIENCE_S").ok().and_then(|it| it.parse().ok());
    Duration::from_secs(said.unwrap_or(60))
}

/// Cargo puts the functions' binaries one folder above the tests'.
pub(crate) fn binaries() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(2).expect("target/debug/deps/blackbox").to_owned()
}
