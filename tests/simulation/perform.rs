//! What happens is done, by the real handlers.

use super::acts::Act;
use crate::gateway::Ask;
use crate::{Answer, Campus, Delivery, PUBLIC_URL, Plan};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{BillId, OrderNumber};
use http::Request;
use serde_json::{Value, json};

/// What became of an act.
#[derive(Clone, Debug)]
pub(super) enum Done {
    Answered(Answer),
    Delivered(Delivery),
    /// What the clock wanted was done, or failed.
    Ran(bool),
    /// The function died on the way.
    Died,
}

/// Does `act`, with all that befalls it.
pub(super) async fn perform(campus: &Campus, act: &Act, plan: Plan) -> Done {
    let answered = |it: Option<Answer>| it.map_or(Done::Died, Done::Answered);
    match act {
        Act::Order { number, body } => answered(order(campus, *number, body, plan).await),
        Act::Press { number, button } => {
            let path = format!("/api/orders/{}/{button}", number.order);
            let ask = campus.says(&number.payer.to_string(), "POST", &path, None);
            answered(campus.call(plan, ask).await)
        }
        Act::Look { student, path } => {
            answered(campus.call(plan, campus.says(student, "GET", path, None)).await)
        }
        Act::Notice { ask, .. } => answered(campus.call(plan, Ask::clone(ask)).await),
        Act::Deliver { line, most } => Done::Delivered(campus.deliver(*line, *most, plan).await),
        Act::Redeliver { message } => Done::Delivered(campus.redelivers(message.clone()).await),
        Act::Sweep => Done::Ran(campus.sweeps(plan).await),
        Act::Decide { decision } => answered(campus.call(plan, decision.ask(campus)).await),
        Act::Reconcile { channel, day } => {
            Done::Ran(campus.reconciles_one(*channel, *day, plan).await.is_some())
        }
        Act::Import { bill, row, .. } => answered(import(campus, bill, row, plan).await),
    }
}

/// Whoever pays in WeChat comes by its entrance first, which gives the site a code for each asking.
async fn order(campus: &Campus, number: OrderNumber, body: &Value, plan: Plan) -> Option<Answer> {
    let payer = number.payer.to_string();
    let mut body = body.clone();
    if body["way"] == "wallet" {
        let entrance = campus.sees(&payer, "/api/wechat/entrance").await;
        let url = entrance.body["entrance"]["url"].as_str().unwrap_or_default();
        let url = url.split('#').next().unwrap_or_default();
        let browser = Request::get(url).header("cookie", "sandbox-telephone=1").body(Vec::new());
        let answer = campus.bank_answers(browser.expect("an address"));
        let back = answer.headers()["location"].to_str().expect("ASCII").to_owned();
        let code = back.strip_prefix(&format!("{PUBLIC_URL}/?code="));
        let code = code.and_then(|it| it.split('&').next()).expect("the site's front page");
        body["wallet_code"] = code.into();
    }
    campus.call(plan, campus.ordering(&payer, number.order, &body)).await
}

/// The office sends a small file, and applies it.
async fn import(campus: &Campus, bill: &BillId, file: &str, plan: Plan) -> Option<Answer> {
    let id = hex::encode(digest(&SHA256, file.as_bytes()).as_ref());
    let office = |method, path: &str, body| campus.office_says(method, path, body);
    let mut piece = office("PUT", &format!("/api/imports/{id}/pieces/0"), None);
    piece.headers.retain(|(name, _)| name != "content-type");
    piece.headers.push(("content-type".to_owned(), "application/octet-stream".to_owned()));
    (piece.body, piece.binary) = (Some(STANDARD.encode(file)), true);
    // Deaths at a write are for what is written of bills.
    let sending = Plan { at_write: None, ..plan.clone() };
    let kept = campus.call(sending, piece).await?;
    if kept.status != 204 {
        return Some(kept);
    }
    let mut ask = json!({ "file_name": "欠费.csv", "pieces": 1, "policy": "good-rows" });
    if let Some(batch) = bill.batch() {
        ask["batch"] = json!(batch);
    }
    campus.call(plan, office("POST", &format!("/api/imports/{id}/apply"), Some(&ask))).await
}
