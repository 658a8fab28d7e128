use super::{Sandbox, page};
use crate::bank::How;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct TelephoneAsk {
    prepay_id: String,
    #[serde(default)]
    redirect_url: String,
}

#[derive(Deserialize)]
pub(super) struct PayAsk {
    how: How,
    /// Where a payer on a telephone goes back to.
    #[serde(default)]
    back: String,
}

/// `GET /`: the latest orders.
pub(super) async fn orders(State(sandbox): State<Sandbox>) -> Html<String> {
    let now = (sandbox.clock)();
    let bank = sandbox.bank();
    Html(page::orders(bank.trades().rev().take(100), now))
}

/// `GET /cashier/{code}`: one order and the buttons.
pub(super) async fn order(State(sandbox): State<Sandbox>, Path(code): Path<String>) -> Response {
    shown(&sandbox, &code, "")
}

/// `GET /h5`: the same for a payer on a telephone, who will want to go back.
pub(super) async fn telephone(
    State(sandbox): State<Sandbox>,
    Query(ask): Query<TelephoneAsk>,
) -> Response {
    let now = (sandbox.clock)();
    let code = ask.prepay_id.strip_prefix("wx").unwrap_or_default();
    let late =
        sandbox.bank().trade_of_code(code).is_some_and(|trade| now >= trade.placed + 5.minutes());
    if late {
        let words = "此链接 5 分钟内有效，已过期。请返回商户页面重新发起支付。";
        return (StatusCode::GONE, Html(page::note(words))).into_response();
    }
    shown(&sandbox, code, web(&ask.redirect_url))
}

/// `POST /cashier/{code}/pay`: a button was pressed.
pub(super) async fn pay(
    State(sandbox): State<Sandbox>,
    Path(code): Path<String>,
    Form(ask): Form<PayAsk>,
) -> Response {
    let paid = {
        let mut bank = sandbox.bank();
        let number = bank.trade_of_code(&code).map(|trade| trade.number.clone());
        number.map(|number| bank.pay(&number, ask.how, (sandbox.clock)()))
    };
    match paid {
        None => missing(),
        Some(Err(_)) => (StatusCode::CONFLICT, Html(page::note("订单已支付或已关闭，不能再付。")))
            .into_response(),
        Some(Ok(announcements)) => {
            sandbox.tell(announcements);
            let back = web(&ask.back);
            let to = if back.is_empty() { format!("/cashier/{code}") } else { back.to_owned() };
            Redirect::to(&to).into_response()
        }
    }
}

fn shown(sandbox: &Sandbox, code: &str, back: &str) -> Response {
    let deliveries = sandbox.courier.deliveries();
    let bank = sandbox.bank();
    let Some(trade) = bank.trade_of_code(code) else { return missing() };
    let told: Vec<_> = deliveries.iter().filter(|it| it.number == trade.number).collect();
    Html(page::order(trade, &told, (sandbox.clock)(), back)).into_response()
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, Html(page::note("没有这个订单。"))).into_response()
}

/// An address of a page, or nothing: `javascript:` is not a place to go back to.
fn web(url: &str) -> &str {
    let page = url.starts_with("https://") || url.starts_with("http://");
    if page { url } else { "" }
}
