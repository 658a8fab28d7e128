use super::Sandbox;
use crate::bank::{Fault, How, PayError, Trade};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayAsk {
    out_trade_no: String,
    how: How,
}

/// `POST /sandbox/pay`: what the cashier's buttons do, whichever bank has the order.
pub(super) async fn pay(
    State(sandbox): State<Sandbox>,
    Json(ask): Json<PayAsk>,
) -> (StatusCode, Json<Value>) {
    let paid = sandbox.each().find_map(|mut bank| {
        let known = bank.trade(&ask.out_trade_no).is_some();
        known.then(|| (bank.slug(), bank.pay(&ask.out_trade_no, ask.how, (sandbox.clock)())))
    });
    match paid {
        Some((slug, Ok(announcements))) => {
            let payments: Vec<_> = announcements.iter().map(|it| it.payment.id.clone()).collect();
            sandbox.tell(slug, announcements);
            (StatusCode::OK, Json(json!({ "transactions": payments })))
        }
        None | Some((_, Err(PayError::NoSuchOrder))) => {
            (StatusCode::NOT_FOUND, Json(json!({ "code": "no-such-order" })))
        }
        Some((_, Err(PayError::NotOpen))) => {
            (StatusCode::CONFLICT, Json(json!({ "code": "not-open" })))
        }
    }
}

/// Misbehaviour of one bank, or of all.
#[derive(Deserialize)]
pub(super) struct FaultAsk {
    #[serde(default)]
    bank: Option<String>,
    #[serde(flatten)]
    fault: Fault,
}

/// `POST /sandbox/faults`: misbehave.
pub(super) async fn misbehave(
    State(sandbox): State<Sandbox>,
    Json(ask): Json<FaultAsk>,
) -> StatusCode {
    let meant = |slug: &str| ask.bank.as_ref().is_none_or(|it| it == slug);
    let mut found = false;
    for mut bank in sandbox.each().filter(|bank| meant(bank.slug())) {
        bank.misbehave(ask.fault.clone());
        found = true;
    }
    if found { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

/// `DELETE /sandbox/faults`: behave, all of them.
pub(super) async fn behave(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.each().for_each(|mut bank| bank.behave());
    StatusCode::NO_CONTENT
}

/// `POST /sandbox/rotate/{bank}`: change its keys in mid-flow.
pub(super) async fn rotate(State(sandbox): State<Sandbox>, Path(slug): Path<String>) -> StatusCode {
    let Some(mut bank) = sandbox.bank(&slug) else { return StatusCode::NOT_FOUND };
    bank.rotate((sandbox.clock)());
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/ledger`: every order with its payments, and what was told to the merchant.
pub(super) async fn ledger(State(sandbox): State<Sandbox>) -> Json<Value> {
    let now = (sandbox.clock)();
    let mut orders = Vec::new();
    for bank in sandbox.each() {
        let shown = |trade: &Trade| json!({ "channel": bank.slug(), "state": trade.state(now), "order": trade });
        orders.extend(bank.trades().map(shown));
    }
    Json(json!({ "orders": orders, "deliveries": sandbox.courier.deliveries() }))
}
