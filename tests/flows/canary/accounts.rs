//! The accounts with the providers: their keys go through six channels that misbehave.

use super::watch::Watch;
use crate::TUITION;
use crate::cashier::{asks, enters};
use campus::{ADA, Campus};
use domain::{BillId, ChannelKind, OrderNumber};
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

/// An order by the wallet's script, with a notice that is not believed, then closing: who the payer
/// is to the wallet.
async fn in_the_wallet(campus: &Campus, tuition: &BillId, said: &mut String) -> String {
    let choice = campus.sees(ADA, "/api/channels?scene=wechat").await;
    let (code, _) = enters(campus, choice.body["entrance"]["url"].as_str().expect("an address"));
    let wallet = json!({ "scene": "wechat", "way": "wallet", "wallet_code": code });
    let order = campus.draws_order_id();
    let placed = campus.ask(campus.ordering(ADA, order, &asks(tuition, &wallet))).await;
    assert_eq!(placed.status, 201, "{}", placed.text);
    *said += &placed.text;
    let number = OrderNumber { order, payer: ADA.parse().expect("a person") };
    let kept = campus.store.order(number).await.expect("a read").expect("opened");
    if let Ok(told) = campus.pays(number, How::Forge) {
        *said += &campus.hears(&told[0]).await.text;
    }
    *said += &campus.closes(number).await.text;
    kept.wallet_user.expect("the wallet's user").as_str().to_owned()
}

#[tokio::test]
async fn no_key_and_no_name_in_a_wallet_reaches_a_log() {
    let (watch, _heard) = Watch::begin();
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let mut said = String::new();
    let openid = in_the_wallet(&campus, &tuition, &mut said).await;
    for kind in ChannelKind::ALL {
        // An answer that is not believed, then one that is; a notice that is not, then closing.
        campus.bank_of(kind, |bank| {
            bank.misbehave(Fault { on: None, times: 2, fault: Misdeed::Tampered, slow_ms: 0 });
        });
        let body = json!({
            "lines": [{ "bill": tuition, "amount": "4800.00" }],
            "channel": kind, "scene": "pc", "way": "qr",
        });
        let order = campus.draws_order_id();
        for _ in 0..4 {
            said += &campus.ask(campus.ordering(ADA, order, &body)).await.text;
        }
        campus.bank_of(kind, sandbox::Bank::behave);
        let number = OrderNumber { order, payer: ADA.parse().expect("a person") };
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
    secrets.push(openid);
    let log = String::from_utf8(watch.log.take()).expect("text");
    assert!(log.lines().count() > 30, "much was logged");
    for secret in secrets {
        assert!(!log.contains(&secret), "in the log: {}…", &secret[..8]);
        assert!(!said.contains(&secret), "in an answer: {}…", &secret[..8]);
    }
}
