//! What nobody may read in a log: keys, and who a payer is to a wallet.

use crate::TUITION;
use campus::{ADA, Campus};
use sandbox::{Fault, How, Misdeed};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// All that was logged, as a function would write it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every text of `secret` that gives something away: of a PEM, each of its lines.
fn hushed(secret: &Value, found: &mut Vec<String>) {
    match secret {
        Value::String(text) => {
            found.extend(text.lines().filter(|it| it.len() >= 32).map(str::to_owned));
        }
        Value::Array(all) => all.iter().for_each(|it| hushed(it, found)),
        Value::Object(all) => all.values().for_each(|it| hushed(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test]
async fn no_key_and_no_name_in_a_wallet_reaches_a_log() {
    let log = Log::default();
    let heard = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).json();
    let _heard = tracing::subscriber::set_default(heard.with_writer(log.clone()).finish());
    let campus = Campus::with_every_channel().await;
    campus.enrols(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let mut said = String::new();
    for (kind, way) in [
        ("wechat", "qr"),
        ("alipay", "qr"),
        ("unionpay", "qr"),
        ("bocom", "qr"),
        ("abc", "qr"),
        ("bridge", "qr"),
    ] {
        // An answer that is not believed, then one that is; a notice that is not, then closing.
        let kind: domain::ChannelKind = kind.parse().expect("a channel");
        campus.bank_of(kind, |bank| {
            bank.misbehave(Fault { on: None, times: 2, fault: Misdeed::Tampered, slow_ms: 0 });
        });
        let body = json!({
            "lines": [{ "bill": tuition, "amount": "4800.00" }],
            "channel": kind, "scene": "pc", "way": way,
        });
        let order = campus.draws_order_id();
        for _ in 0..4 {
            said += &campus.ask(campus.ordering(ADA, order, &body)).await.text;
        }
        campus.bank_of(kind, sandbox::Bank::behave);
        let number = domain::OrderNumber { order, payer: ADA.parse().expect("a person") };
        if let Ok(told) = campus.pays(number, How::Forge) {
            said += &campus.hears(&told[0]).await.text;
        }
        said += &campus.closes(number).await.text;
        campus.later(std::time::Duration::from_hours(3));
        campus.chases().await;
    }

    let mut secrets = Vec::new();
    hushed(&campus.channel_secret(), &mut secrets);
    assert!(secrets.len() > 100, "the secret has keys of six channels");
    let log = String::from_utf8(log.0.lock().expect("done").clone()).expect("text");
    assert!(log.lines().count() > 30, "much was logged");
    for secret in secrets {
        assert!(!log.contains(&secret), "in the log: {}…", &secret[..8]);
        assert!(!said.contains(&secret), "in an answer: {}…", &secret[..8]);
    }
}
