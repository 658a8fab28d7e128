//! From half past ten on, when statements are made: lay each provider's statement of the last days
//! beside what we have, once for each day.
//!
//! Money of which nobody told us goes the way of every receipt. A file that is late, cut or not what
//! it says it is changes nothing, and is asked for again with the next tick of the clock.

mod refused;

use channel::{Channels, Stated};
use config::{ConfigError, Kept, School};
use domain::reconcile::{ReportState, Reported, reconcile};
use domain::{ChannelKind, Clock, Day, Fault, FaultKind, HeardBy, Merchant, Statement};
use queue::{QueueError, Receipts};
use serde::Deserialize;
use store::{Store, StoreError};
use trail::Measure;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub receipts: Receipts,
    pub school: School,
    pub store: Store,
}

/// For which channel and day; the clock says neither, and means all that are not done.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Ask {
    #[serde(default)]
    pub channel: Option<ChannelKind>,
    #[serde(default)]
    pub day: Option<Day>,
}

/// Days for which a statement is asked for again and again: over the longest holidays somebody
/// looks at what is still not done after a week.
const DAYS_BACK: i32 = 7;

/// Why a tick has to come again.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, ask: Ask) -> Result<(), ReconcileError> {
    let channels = deps.channels.at(deps.clock.now()).await?;
    let wanted = |kind| ask.channel.is_none_or(|it| it == kind);
    let mut outcome = Ok(());
    for (kind, channel) in channels.iter().filter(|(kind, _)| wanted(*kind)) {
        for day in due(deps, kind, ask.day).await? {
            // One day's trouble is no reason to leave the others.
            outcome = one(deps, &channels, (kind, channel.merchant()), day).await.and(outcome);
        }
    }
    outcome
}

/// The days to look at, oldest first: the one that was named, or those that are not done.
async fn due(deps: &Deps, kind: ChannelKind, named: Option<Day>) -> Result<Vec<Day>, StoreError> {
    if let Some(day) = named {
        return Ok(vec![day]);
    }
    let today = Day::of(deps.clock.now());
    let reported = deps.store.reported(kind, (today.moved(-DAYS_BACK), today.moved(-1))).await?;
    let done = |day: &Day| reported.iter().any(|it| it.day == *day && !it.is_open());
    Ok((1..=DAYS_BACK).rev().map(|it| today.moved(-it)).filter(|it| !done(it)).collect())
}

#[tracing::instrument(skip_all, fields(%day, channel = kind.slug()))]
async fn one(
    deps: &Deps,
    channels: &Channels,
    (kind, merchant): (ChannelKind, &Merchant),
    day: Day,
) -> Result<(), ReconcileError> {
    let put_off = match channels.statement(kind, day).await {
        Ok(Stated::Day(statement)) => return done(deps, &statement).await,
        Ok(Stated::Empty) => return done(deps, &Statement::empty(kind, merchant, day)).await,
        Ok(Stated::NotYet) => ReportState::Waiting,
        Ok(Stated::Unsupported) => ReportState::Upload,
        Err(error) => refused::because(&error),
    };
    let reported = Reported { channel: kind, day, at: deps.clock.now(), state: put_off };
    Ok(deps.store.put_off(&reported).await?)
}

/// Lays `statement` beside our day. What nobody told us is on the queue before the report says so.
async fn done(deps: &Deps, statement: &Statement) -> Result<(), ReconcileError> {
    let Statement { channel, merchant, day, .. } = statement;
    let rate = deps.school.fee_rate(*channel);
    let around = deps.store.around((*channel, merchant), *day, rate).await?;
    let reconciled = reconcile(statement, &around);
    let now = deps.clock.now();
    for receipt in reconciled.missing {
        deps.receipts.push(&receipt.heard(HeardBy::Statement, now)).await?;
    }
    deps.store.keep_report(&reconciled.report, now).await?;
    for it in reconciled.report.refunds_astray() {
        tracing::error!(refund = it.refund, "the provider gave back what is not given back here");
    }
    trail::tell(Measure::Reconciled {
        channel: *channel,
        differences: u32::try_from(reconciled.report.exceptions.len()).unwrap_or(u32::MAX),
    });
    Ok(())
}

impl Fault for ReconcileError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Config(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Queue(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Config(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Queue(error) => error.code(),
        }
    }
}
