//! `PUT /api/office/statements/{channel}/{day}`: the office brings the statement of a provider that
//! tells none to programs, as a file (`domain::reconcile::read_upload` says which).
//!
//! Once it is read, the same happens as with a statement that a provider told, but for money of
//! which nobody told us: an officer's file makes none, so the provider is asked (`confirm`).
//!
//! **Invariant:** no line of a file becomes a receipt; only the provider's own answer does.

mod confirm;
mod error;

use channel::{ChannelError, Channels};
use config::{Kept, School};
use domain::reconcile::{DayReport, ReportState, Reported, Source, read_upload, reconcile};
use domain::{ChannelKind, Clock, Day, Fault, HeardBy, Merchant, Statement};
use edge::{Problem, Reply, Request};
use error::UploadError;
use identity::Tokens;
use queue::Receipts;
use store::Store;
use trail::Measure;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub receipts: Receipts,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
}

/// Bytes of the longest file: what reaches a function is at most 6 MB, a third of which is how the
/// gateway wraps it. Thirty thousand payments are less.
const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

#[utoipa::path(
    put, path = "/api/office/statements/{channel}/{day}",
    params(("channel" = ChannelKind, Path), ("day" = Day, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = DayReport)),
)]
#[tracing::instrument(skip_all, fields(channel, day))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let office = deps.tokens.office(edge::token(&request), now)?;
    deps.store.present(&office.presence()).await?;
    let kind: ChannelKind = edge::path(&request, "channel")?;
    let day: Day = edge::path(&request, "day")?;
    let span = tracing::Span::current();
    span.record("channel", kind.slug()).record("day", tracing::field::display(day));
    let file = edge::bytes(&request, FILE_BYTES_MAX)?;
    let merchant = merchant(deps, kind).await?;
    deps.store.takes_uploads(kind, day).await?;
    // Whose word it is that money came is asked one day.
    tracing::info!(by = %office.person, "a statement was brought");

    let statement = match read(deps, file, (kind, &merchant), day) {
        Ok(statement) => statement,
        Err(error) => {
            let state = ReportState::Refused { code: error.code().to_owned() };
            deps.store.put_off(&Reported { channel: kind, day, at: now, state }).await?;
            return Err(error.into());
        }
    };
    edge::ok(&done(deps, &statement).await?)
}

/// Our account, as the providers' secret says it: the file of another is compared with nothing.
async fn merchant(deps: &Deps, kind: ChannelKind) -> Result<Merchant, Problem> {
    let channels = deps.channels.at(deps.clock.now()).await?;
    let channel = channels.get(kind).ok_or(ChannelError::NotOffered)?;
    Ok(channel.merchant().clone())
}

fn read(
    deps: &Deps,
    file: &[u8],
    (kind, merchant): (ChannelKind, &Merchant),
    day: Day,
) -> Result<Statement, UploadError> {
    if day >= Day::of(deps.clock.now()) {
        return Err(UploadError::DayNotOver);
    }
    Ok(read_upload(&sheet::read(file)?.sheets, kind, merchant, day)?)
}

/// Lays `statement` beside our day. What the provider confirms is on the queue before the report
/// says so.
async fn done(deps: &Deps, statement: &Statement) -> Result<DayReport, Problem> {
    let (now, channel) = (deps.clock.now(), statement.channel);
    let rate = deps.school.fee_rate(channel);
    let around = deps.store.around(statement, rate, Day::of(now)).await?;
    let reconciled = reconcile(statement, &around);
    for receipt in confirm::told(deps, reconciled.missing).await? {
        deps.receipts.push(&receipt.heard(HeardBy::Asking, now)).await?;
    }
    let report = DayReport { source: Source::Upload, ..reconciled.report };
    deps.store.keep_report(&report, now).await?;
    for it in report.refunds_astray() {
        tracing::error!(refund = it.refund, "the provider gave back what is not given back here");
    }
    let differences = u32::try_from(report.exceptions.len()).unwrap_or(u32::MAX);
    trail::tell(Measure::Reconciled { channel, differences });
    Ok(report)
}
