use super::Sandbox;
use crate::bank::{Fault, How, PayError};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayAsk {
    out_trade_no: String,
    how: How,
}

/// `POST /sandbox/pay`: what the cashier's buttons do.
pub(super) async fn pay(
    State(sandbox): State<Sandbox>,
    Json(ask): Json<PayAsk>,
) -> (StatusCode, Json<Value>) {
    let paid = sandbox.bank().pay(&ask.out_trade_no, ask.how, (sandbox.clock)());
    match paid {
        Ok(announcements) => {
            let payments: Vec<_> = announcements.iter().map(|it| it.payment.id.clone()).collect();
            sandbox.tell(announcements);
            (StatusCode::OK, Json(json!({ "transactions": payments })))
        }
        Err(PayError::NoSuchOrder) => {
            (StatusCode::NOT_FOUND, Json(json!({ "code": "no-such-order" })))
        }
        Err(PayError::NotOpen) => (StatusCode::CONFLICT, Json(json!({ "code": "not-open" }))),
    }
}

/// `POST /sandbox/faults`: misbehave.
pub(super) async fn misbehave(
    State(sandbox): State<Sandbox>,
    Json(fault): Json<Fault>,
) -> StatusCode {
    sandbox.bank().misbehave(fault);
    StatusCode::NO_CONTENT
}

/// `DELETE /sandbox/faults`: behave.
pub(super) async fn behave(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.bank().behave();
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/ledger`: every order with its payments, and what was told to the merchant.
pub(super) async fn ledger(State(sandbox): State<Sandbox>) -> Json<Value> {
    let now = (sandbox.clock)();
    let trades: Vec<_> = sandbox
        .bank()
        .trades()
        .map(|trade| json!({ "state": trade.state(now).0, "order": trade }))
        .collect();
    Json(json!({ "orders": trades, "deliveries": sandbox.courier.deliveries() }))
}
