use super::{Sandbox, page};
use crate::bank::{How, WayBack};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct LookAsk {
    /// Where the payer came from and can go back to.
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
pub(super) struct PayAsk {
    how: How,
    #[serde(default)]
    back: String,
}

/// `GET /`: all banks and their latest orders.
pub(super) async fn front(State(sandbox): State<Sandbox>) -> Html<String> {
    let now = (sandbox.clock)();
    let (mut banks, mut rows) = (String::new(), Vec::new());
    for bank in sandbox.each() {
        banks.push_str(&page::bank(&bank, now));
        let row = |trade| page::row(&bank, trade, now);
        rows.extend(bank.trades().rev().take(100).map(|trade| (trade.opened, row(trade))));
    }
    rows.sort_by(|(one, _), (other, _)| other.cmp(one));
    let rows: String = rows.into_iter().take(100).map(|(_, row)| row).collect();
    Html(page::front(&banks, &rows))
}

/// `GET /{bank}/cashier/{code}`: one order and the buttons.
pub(super) async fn order(
    State(sandbox): State<Sandbox>,
    Path((slug, code)): Path<(String, String)>,
    Query(ask): Query<LookAsk>,
) -> Response {
    let deliveries = sandbox.courier.deliveries();
    let Some(bank) = sandbox.bank(&slug) else { return missing() };
    let Some(trade) = bank.trade_of_code(&code) else { return missing() };
    let told: Vec<_> = deliveries.iter().filter(|it| it.number == trade.number).collect();
    Html(page::order(&bank, trade, &told, (sandbox.clock)(), web(&ask.back))).into_response()
}

/// `POST /{bank}/cashier/{code}/pay`: a button was pressed.
pub(super) async fn pay(
    State(sandbox): State<Sandbox>,
    Path((slug, code)): Path<(String, String)>,
    Form(ask): Form<PayAsk>,
) -> Response {
    let now = (sandbox.clock)();
    let Some(mut bank) = sandbox.bank(&slug) else { return missing() };
    let Some(number) = bank.trade_of_code(&code).map(|trade| trade.number.clone()) else {
        return missing();
    };
    let Ok(announcements) = bank.pay(&number, ask.how, now) else {
        let words = "订单已支付或已关闭，不能再付。";
        return (StatusCode::CONFLICT, Html(page::note(words))).into_response();
    };
    let (slug, way_back) = (bank.slug(), bank.way_back(&number, now));
    drop(bank);
    sandbox.tell(slug, announcements);
    let back = web(&ask.back);
    match way_back {
        WayBack::Get(url) => Redirect::to(&url).into_response(),
        WayBack::Post { url, fields } => Html(page::passage(&url, &fields)).into_response(),
        WayBack::None if !back.is_empty() => Redirect::to(back).into_response(),
        WayBack::None => Redirect::to(&format!("/{slug}/cashier/{code}")).into_response(),
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, Html(page::note("没有这个订单。"))).into_response()
}

/// An address of a page, or nothing: `javascript:` is not a place to go back to.
fn web(url: &str) -> &str {
    let page = url.starts_with("https://") || url.starts_with("http://");
    if page { url } else { "" }
}
