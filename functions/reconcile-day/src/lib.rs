//! From half past ten on, when statements are made: lay each provider's statement of the last days
//! beside what we have, once for each day.
//!
//! Money of which nobody told us goes the way of every receipt. A file that is late, cut or not what
//! it says it is changes nothing, and is asked for again with the next tick of the clock.

mod refused;

use channel::{Channels, Stated};
use config::{Kept, School};
use domain::reconcile::{Due, ReportState, Reported, reconcile};
use domain::{ChannelKind, Clock, Day, HeardBy, Merchant, Statement};
use edge::Problem;
use queue::Receipts;
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

#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, ask: Ask) -> Result<(), Problem> {
    let channels = deps.channels.at(deps.clock.now()).await?;
    let wanted = |kind| ask.channel.is_none_or(|it| it == kind);
    let mut outcome = Ok(());
    for (kind, channel) in channels.iter().filter(|(kind, _)| wanted(*kind)) {
        let account = (kind, channel.merchant());
        let days = match ask.day {
            Some(day) => vec![day],
            None => due(deps, account).await?,
        };
        for day in days {
            // One day's trouble is no reason to leave the others.
            outcome = one(deps, &channels, account, day).await.and(outcome);
        }
        if ask.day.is_none() {
            tell_oldest(deps, kind).await?;
        }
    }
    outcome
}

/// The days to look at, oldest first: those that are not done, and those of which we have something
/// else by now than when they were.
async fn due(
    deps: &Deps,
    account @ (kind, merchant): (ChannelKind, &Merchant),
) -> Result<Vec<Day>, StoreError> {
    let today = Day::of(deps.clock.now());
    let reported = deps.store.reported(kind, Due::span(today)).await?;
    let Due { mut days, done, given_up } = Due::of(today, &reported);
    for day in given_up {
        give_up(deps, kind, day).await?;
    }
    for (day, had) in done {
        if deps.store.tally(account, day).await? == had {
            continue;
        }
        // What was done with another account is that one's: this one has nothing to say of it.
        let Some(it) = reported.iter().find(|it| it.day == day) else { continue };
        if deps.store.report(it).await?.is_some_and(|it| it.merchant == *merchant) {
            days.push(day);
        }
    }
    days.sort();
    Ok(days)
}

/// Nobody asks for that statement any more: an officer is told to bring it, and somebody to see to it.
async fn give_up(deps: &Deps, channel: ChannelKind, day: Day) -> Result<(), StoreError> {
    tracing::error!(channel = channel.slug(), %day, "the statement of a day is given up");
    let at = deps.clock.now();
    deps.store.put_off(&Reported { channel, day, at, state: ReportState::Upload }).await
}

async fn tell_oldest(deps: &Deps, channel: ChannelKind) -> Result<(), StoreError> {
    let today = Day::of(deps.clock.now());
    let reported = deps.store.reported(channel, Due::span(today)).await?;
    trail::tell(Measure::OpenDay { channel, days: Due::oldest(today, &reported) });
    Ok(())
}

#[tracing::instrument(skip_all, fields(%day, channel = kind.slug()))]
async fn one(
    deps: &Deps,
    channels: &Channels,
    (kind, merchant): (ChannelKind, &Merchant),
    day: Day,
) -> Result<(), Problem> {
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
async fn done(deps: &Deps, statement: &Statement) -> Result<(), Problem> {
    let (now, channel) = (deps.clock.now(), statement.channel);
    let rate = deps.school.fee_rate(channel);
    let around = deps.store.around(statement, rate, Day::of(now)).await?;
    let reconciled = reconcile(statement, &around);
    for receipt in reconciled.missing {
        deps.receipts.push(&receipt.heard(HeardBy::Statement, now)).await?;
    }
    deps.store.keep_report(&reconciled.report, now).await?;
    for it in reconciled.report.refunds_astray() {
        tracing::error!(refund = it.refund, "the provider gave back what is not given back here");
    }
    trail::tell(Measure::Reconciled {
        channel,
        differences: u32::try_from(reconciled.report.exceptions.len()).unwrap_or(u32::MAX),
    });
    Ok(())
}
