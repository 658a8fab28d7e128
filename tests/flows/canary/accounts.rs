//! The accounts with the providers: their keys go through six channels that misbehave.

use super::watch::Watch;
use crate::TUITION;
use campus::{ADA, Campus};
use sandbox::{Fault, How, Misdeed};
use serde_json::{Value, json};

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
    let (watch, _heard) = Watch::begin();
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
    let log = String::from_utf8(watch.log.take()).expect("text");
    assert!(log.lines().count() > 30, "much was logged");
    for secret in secrets {
        assert!(!log.contains(&secret), "in the log: {}…", &secret[..8]);
        assert!(!said.contains(&secret), "in an answer: {}…", &secret[..8]);
    }
}
