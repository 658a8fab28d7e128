//! A day's report against the bank's own ledger, line by line (product.md §4, I8).

use super::oracle::{Seen, channel, ensure};
use crate::Books;
use crate::books::DayRow;
use domain::reconcile::{DayReport, Move, Names, Tally, Trouble};
use domain::{ChannelKind, Day, DisputeReason, HeardBy, LineKind, Money, Timestamp};
use sandbox::{Bank, RefundState};
use std::collections::BTreeMap;
use std::time::Duration;

/// A line as both sides call it: the bank's number of a payment, ours of a refund.
type Name = (LineKind, String);

/// Where a line of the bank's stands in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Agreed,
    Crossed,
    /// A refund that is under way with us.
    Awaited,
    /// It is told, and beside it what we have of it if we have it.
    Told(&'static str, bool),
}

/// The day under which a provider has a payment: one closes its books an hour before midnight.
pub(super) fn on(channel: ChannelKind, at: Timestamp) -> Day {
    let early = u64::from(channel == ChannelKind::Unionpay);
    Day::of(at + Duration::from_hours(early))
}

/// Each line that the bank has of the day stands in one place of `report`, and in the right one; so
/// does all that we have under that day.
pub(super) fn is_told(report: &DayReport, books: &Books, banks: &[Bank]) -> Seen {
    let all = lines(report.channel, banks);
    let lines: Vec<_> = all.iter().filter(|it| it.1.0 == report.day).collect();
    let fen = |it: u64| Money::from_fen(it).expect("a bank's amount");
    let theirs = lines.iter().fold(Tally::default(), |sum, it| sum.and(it.0.0, fen(it.1.1)));
    ensure(report.theirs == theirs && report.adds_up(), || {
        format!("I8: the bank has {theirs:?} of that day: {report:?}")
    })?;
    for (name, _) in lines {
        let (places, expected) = (places(report, name), expected(report, name, books));
        ensure(places == [expected], || {
            format!("I8: {name:?} is at {places:?} and not at {expected:?}: {report:?}")
        })?;
    }
    let known = |it: &Move| all.get(&name(it)).map(|it| it.0);
    let lacking = report.elsewhere.iter().chain(&report.pooled);
    match lacking.into_iter().find(|it| known(it) == Some(report.day)) {
        Some(it) => Err(format!("I8: the bank has {it:?} on that day: {report:?}")),
        None => Ok(()),
    }
}

/// All days up to `last` were read by now: what we have and that day's statement has not stands in
/// another's, or in one that is still to come.
pub(super) fn is_settled(report: &DayReport, books: &Books, banks: &[Bank], last: Day) -> Seen {
    let all = lines(report.channel, banks);
    let day = |it: &Move| all.get(&name(it)).map(|it| it.0);
    let wrong = report.pooled.iter().find(|it| day(it).is_none_or(|it| it <= last));
    let wrong = wrong.or_else(|| report.elsewhere.iter().find(|it| day(it) > Some(last)));
    let mut missing = report.exceptions.iter().filter(|it| it.trouble == Trouble::MissingThere);
    let wrong = wrong.or(missing.find_map(|it| it.ours.as_ref()));
    ensure(wrong.is_none(), || format!("I8: the bank has {wrong:?} on a day: {report:?}"))?;
    let ours = rows(books, report.channel).filter(|it| it.0 == report.day);
    let ours = ours.fold(Tally::default(), |sum, (_, it)| sum.and(kind(it), it.amount));
    ensure(report.ours == ours, || format!("I8: we have {ours:?} of that day: {report:?}"))
}

/// Every line of the bank of `kind`: its day, and how many fen.
fn lines(kind: ChannelKind, banks: &[Bank]) -> BTreeMap<Name, (Day, u64)> {
    let mut lines = BTreeMap::new();
    for trade in banks.iter().filter(|it| channel(it) == kind).flat_map(Bank::trades) {
        for it in &trade.payments {
            let name = (LineKind::Payment, it.id.clone());
            lines.insert(name, (on(kind, it.at), it.amount));
        }
        for it in &trade.refunds {
            // This one lists a refund when it is asked for it, if only it did not fail.
            let at = match (kind, it.state) {
                (ChannelKind::Wechat, RefundState::Pending | RefundState::Done) => Some(it.asked),
                (_, RefundState::Pending | RefundState::Failed) => None,
                (_, RefundState::Done) => it.settled,
            };
            if let Some(at) = at {
                let name = (LineKind::Refund, it.number.clone());
                lines.insert(name, (on(kind, at), it.amount));
            }
        }
    }
    lines
}

/// Where the line `name` should be, by what is written under our days.
fn expected(report: &DayReport, wanted: &Name, books: &Books) -> Place {
    let mut rows = rows(books, report.channel);
    let Some((day, row)) = rows.find(|(_, it)| named(it) == *wanted) else {
        let refund = books.refunds.get(&wanted.1).filter(|_| wanted.0 == LineKind::Refund);
        return match (wanted.0, refund) {
            (LineKind::Payment, _) => Place::Told("missing-here", false),
            (LineKind::Refund, Some(it)) if it.is_askable() => Place::Awaited,
            (LineKind::Refund, _) => Place::Told("state", false),
        };
    };
    let by_statement = row.receipt.heard.is_some_and(|it| it.by == HeardBy::Statement);
    match (kind(row), row.disputed) {
        (LineKind::Payment, _) if by_statement => Place::Told("missing-here", true),
        (LineKind::Payment, Some(DisputeReason::PaidTwice)) => Place::Told("duplicate", true),
        (LineKind::Payment, Some(_)) => Place::Told("state", true),
        _ if day == report.day => Place::Agreed,
        _ => Place::Crossed,
    }
}

fn places(report: &DayReport, wanted: &Name) -> Vec<Place> {
    let Names { payments, refunds } = &report.names;
    let agreed = if wanted.0 == LineKind::Payment { payments } else { refunds };
    let mut places = Vec::new();
    places.extend(agreed.contains(&wanted.1).then_some(Place::Agreed));
    let is = |it: &&Move| name(it) == *wanted;
    places.extend(report.crossed.iter().filter(is).map(|_| Place::Crossed));
    places.extend(report.awaited.iter().filter(is).map(|_| Place::Awaited));
    for it in &report.exceptions {
        if it.theirs.as_ref().is_some_and(|theirs| is(&theirs)) {
            places.push(Place::Told(it.trouble.code(), it.ours.is_some()));
        }
    }
    places
}

/// What we have of `channel`, with the day under which it lies.
fn rows(books: &Books, channel: ChannelKind) -> impl Iterator<Item = (Day, &DayRow)> {
    let rows = books.days.iter().filter(move |it| it.2.receipt.channel == channel);
    rows.map(|(pk, _, row)| {
        let day = pk.split('#').nth(3).and_then(|it| it.parse().ok());
        (day.expect("the key of a day names it"), row)
    })
}

fn kind(row: &DayRow) -> LineKind {
    if row.refund.is_some() { LineKind::Refund } else { LineKind::Payment }
}

fn named(row: &DayRow) -> Name {
    let number = row.refund.map(|it| it.to_string());
    (kind(row), number.unwrap_or_else(|| row.receipt.transaction.0.clone()))
}

fn name(it: &Move) -> Name {
    let number = it.refund.clone().unwrap_or_else(|| it.transaction.0.clone());
    (it.kind, number)
}
