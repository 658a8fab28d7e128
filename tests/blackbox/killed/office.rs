//! Two officers, one of whom wants money to go back and the other agrees.

use crate::payer::Town;
use crate::phone::Phone;
use crate::student::order_id;
use crate::web::Answer;
use domain::{PersonId, Role};
use http::StatusCode;
use serde_json::Value;

/// Who they are: no student has so high a number.
const OFFICERS: [u32; 2] = [900_001, 900_002];

/// Gives back what `ask` says, as far as that is the office's to do; how many tries failed.
pub(crate) async fn gives_back(town: &Town<'_>, ask: &Value) -> usize {
    let phone = |nth| Phone::of(PersonId::from_bits(nth), Role::Office, town);
    let [mut one, mut other] = OFFICERS.map(phone);
    let path = format!("/api/office/refunds/{}", order_id());
    let taken = |it: &Answer| it.status == StatusCode::OK;
    let proposed = one.insists("PUT", &path, Some(ask), taken).await;
    let number = proposed.body["number"].as_str().expect("a number");
    let path = format!("/api/office/refunds/{number}/approve");
    // The money may be back before whoever said so hears that it was written.
    let agreed = |it: &Answer| taken(it) || it.body["code"] == "refund-over";
    other.insists("POST", &path, None, agreed).await;
    one.failures + other.failures
}
