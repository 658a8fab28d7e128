//! Days of providers are laid beside ours (product.md §4, I8).

use super::acts::Act;
use super::oracle::{self, ensure};
use super::plans::DEATHS;
use super::term::Term;
use crate::Plan;
use domain::reconcile::ReportState;
use domain::{ChannelKind, Day, Timestamp};
use std::collections::BTreeSet;
use std::time::Duration;

/// A day at a provider.
pub(super) type Account = (ChannelKind, Day);

impl Term {
    /// Yesterday, or a day before, at some provider.
    pub(super) fn draw_reconciliation(&mut self) -> Option<Act> {
        let told = |it: &ChannelKind| self.campus.school.offers(*it) && tells(*it);
        let channels: Vec<_> = ChannelKind::ALL.into_iter().filter(told).collect();
        let channel = self.random.choice(channels)?;
        let day = Day::of(self.campus.now()).moved(-self.random.i32(1..=2));
        if self.random.u8(..3) == 0 {
            self.tears(channel);
        }
        Some(Act::Reconcile { channel, day })
    }

    /// The days on which some bank took money of which we never heard.
    pub(super) fn unheard(&self) -> BTreeSet<Account> {
        let kept = oracle::kept(&self.books);
        self.campus.banks(|banks| {
            let payments = oracle::payments(banks);
            let unheard = payments.filter(|(name, _)| !kept.contains(name));
            unheard.map(|((channel, _), at)| on(channel, at)).collect()
        })
    }

    /// What only a statement tells is told: on the mornings after, each of those days is laid beside
    /// ours.
    pub(super) async fn reads_statements(&mut self) -> Result<(), String> {
        let accounts = self.unheard();
        let silent = accounts.iter().find(|it| !tells(it.0));
        ensure(silent.is_none(), || {
            format!("the end: somebody paid, and nothing will ever tell of it: {silent:?}")
        })?;
        let over = accounts.iter().map(|(_, day)| day.end()).max();
        let Some(over) = over else { return Ok(()) };
        let morning = over + Duration::from_hours(11);
        if let Ok(wait) = Duration::try_from(morning.duration_since(self.campus.now())) {
            self.passes(wait);
        }
        for (channel, day) in accounts {
            self.reconciles(channel, day).await?;
            self.healed.insert((channel, day));
        }
        Ok(())
    }

    /// What a statement told is in the books by now, and its report says so.
    pub(super) async fn reads_statements_again(&mut self) -> Result<(), String> {
        for (channel, day) in std::mem::take(&mut self.healed) {
            self.reconciles(channel, day).await?;
            let report = self.campus.report(channel, day).await;
            ensure(!report.heals(), || {
                format!("I8: {day} at {channel} is not healed: {report:?}")
            })?;
        }
        Ok(())
    }

    /// I8: a day that nobody hides anything of is done, and adds up.
    pub(super) async fn reconciles(
        &mut self,
        channel: ChannelKind,
        day: Day,
    ) -> Result<(), String> {
        // Whoever dies on the way begins anew.
        let death = self.random.choice(DEATHS);
        let plan = if self.random.bool() {
            Plan { at_write: death.map(|it| (1, it)), ..Plan::fair() }
        } else {
            Plan { at_delete: death, ..Plan::fair() }
        };
        self.campus.reconciles_one(channel, day, plan).await;
        let done = self.campus.reconciles_one(channel, day, Plan::fair()).await.is_some();
        ensure(done, || format!("I8: {day} at {channel} cannot be reconciled"))?;
        let reported = self.campus.reported(channel, day).await;
        let state = reported.map(|it| it.state);
        let done = matches!(state, Some(ReportState::Done { .. }));
        ensure(done, || format!("I8: {day} at {channel} is not done: {state:?}"))?;
        let report = self.campus.report(channel, day).await;
        self.tell(format_args!(
            "{day} at {channel}: ours {:?}, theirs {:?}, {} exceptions",
            report.ours,
            report.theirs,
            report.exceptions.len()
        ));
        ensure(report.adds_up(), || format!("I8: {day} at {channel} does not add up: {report:?}"))?;
        self.report.holds(&["I8 our day is the bank's"]);
        Ok(())
    }
}

/// Whether a provider tells a statement that a program can fetch.
pub(super) fn tells(channel: ChannelKind) -> bool {
    channel != ChannelKind::Bocom
}

/// The day under which a provider has a payment: one closes its books an hour before midnight.
fn on(channel: ChannelKind, at: Timestamp) -> Account {
    let early = u64::from(channel == ChannelKind::Unionpay);
    (channel, Day::of(at + Duration::from_hours(early)))
}
