//! `/api/office/reports`: how each provider's statement of a day compares with ours.
//!
//! `GET …?from=&to=` is where the days stand; `GET …/{channel}/{day}` is a day with all its lines,
//! `….html` one page to print and sign, `….xlsx` the same as a workbook.

mod answer;
mod error;
mod html;
mod page;
mod workbook;

pub use answer::{Answer, DayState};

use config::School;
use domain::reconcile::{DayReport, Reported};
use domain::{ChannelKind, Clock, Day};
use edge::{Problem, Reply, Request};
use error::ReportError;
use futures::future::try_join_all;
use identity::Tokens;
use page::Form;
use serde::Deserialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
}

/// Which days; without any, the last ones.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Option<Day>,
    to: Option<Day>,
}

/// Days of a list where none are named.
const DAYS: i32 = 31;

/// Days of the longest list: a year, so that what was looked at then can be found again.
const DAYS_MAX: i32 = 366;

pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let office = deps.tokens.office(edge::token(&request), deps.clock.now())?;
    deps.store.present(&office.presence()).await?;
    match edge::route(&request) {
        "GET /api/office/reports" => list(deps, &request).await,
        "GET /api/office/reports/{channel}/{day}" => day(deps, &request).await,
        other => edge::unrouted(other),
    }
}

#[utoipa::path(
    get, path = "/api/office/reports", params(Span),
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn list(deps: &Deps, request: &Request) -> Reply {
    let Span { from, to } = edge::query(request)?;
    let last = to.unwrap_or_else(|| Day::of(deps.clock.now()));
    let first = from.unwrap_or_else(|| last.moved(1 - DAYS));
    if !(0..DAYS_MAX).contains(&last.days_since(first)) {
        return Err(ReportError::Span.into());
    }
    let all = ChannelKind::ALL.map(|it| deps.store.reported(it, (first, last)));
    let reported = try_join_all(all).await?.concat();
    edge::ok(&Answer::of(reported))
}

#[utoipa::path(
    get, path = "/api/office/reports/{channel}/{day}",
    params(
        ("channel" = ChannelKind, Path),
        ("day" = String, Path, description = "2026-11-21, or with .html or .xlsx behind it"),
    ),
    responses(
        (status = 200, content(
            (DayReport = "application/json"),
            (String = "text/html"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
    ),
)]
#[tracing::instrument(skip_all)]
pub async fn day(deps: &Deps, request: &Request) -> Reply {
    let kind: ChannelKind = edge::path(request, "channel")?;
    let (day, form) = edge::path::<page::Named>(request, "day")?.parts();
    let (reported, report) = report(deps, kind, day).await?;
    let name = |ending| format!("{kind}-{day}.{ending}");
    match form {
        Form::Json => edge::ok(&report),
        Form::Html => {
            let page = html::page(&deps.school, &reported, &report);
            edge::file("text/html; charset=utf-8", &name("html"), page.into_bytes())
        }
        Form::Xlsx => {
            let book = workbook::write(&deps.school, &reported, &report);
            let book = book.map_err(ReportError::from)?;
            edge::file(workbook::CONTENT_TYPE, &name("xlsx"), book)
        }
    }
}

async fn report(
    deps: &Deps,
    kind: ChannelKind,
    day: Day,
) -> Result<(Reported, DayReport), Problem> {
    let reported = deps.store.reported_day(kind, day).await?.ok_or(ReportError::NotDone)?;
    let report = deps.store.report(&reported).await?.ok_or(ReportError::NotDone)?;
    Ok((reported, report))
}
