//! Days of providers are laid beside ours (product.md §4, I8).

use super::acts::Act;
use super::listed::{self, on};
use super::oracle::{self, ensure};
use super::plans::DEATHS;
use super::term::Term;
use crate::Plan;
use domain::reconcile::ReportState;
use domain::{ChannelKind, Day};
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
            unheard.map(|((channel, _), at)| (channel, on(channel, at))).collect()
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

    /// Every day of the term, at some bank, is laid beside ours once more, one after the other: then
    /// nothing is looked for any more but what the next statement has, and nothing ever changes again.
    pub(super) async fn reads_every_day(&mut self) -> Result<(), String> {
        let told = |it: &ChannelKind| self.campus.school.offers(*it) && tells(*it);
        let channels: Vec<_> = ChannelKind::ALL.into_iter().filter(told).collect();
        let Some(channel) = self.random.choice(channels) else { return Ok(()) };
        // Of a day without trades some say for another day that its statement may still come.
        let last = Day::of(self.campus.now());
        let morning = last.moved(1).end() + Duration::from_hours(11);
        let wait = Duration::try_from(morning.duration_since(self.campus.now()));
        self.passes(wait.expect("that morning is ahead"));
        let paid = self.campus.banks(|banks| {
            let of_bank = oracle::payments(banks).filter(|it| it.0.0 == channel);
            of_bank.map(|(_, at)| Day::of(at)).min()
        });
        let Some(first) = paid else { return Ok(()) };
        let days: Vec<_> = (0..=last.days_since(first)).map(|it| first.moved(it)).collect();
        for _ in 0..2 {
            for day in &days {
                self.reads(channel, *day).await?;
            }
        }
        let books = self.campus.books().await;
        for day in &days {
            let report = self.campus.report(channel, *day).await;
            self.campus.banks(|banks| listed::is_settled(&report, &books, banks, last))?;
            self.reads(channel, *day).await?;
            let again = self.campus.report(channel, *day).await;
            ensure(again == report, || {
                format!("I8: {day} at {channel} says something else now: {report:?}, {again:?}")
            })?;
        }
        Ok(())
    }

    /// I8: a day that nobody hides anything of is done, and each line of the bank's is where it should be.
    pub(super) async fn reconciles(
        &mut self,
        channel: ChannelKind,
        day: Day,
    ) -> Result<(), String> {
        // Whoever dies on the way begins anew. A day that stays as it is writes nothing.
        let death = self.random.choice(DEATHS);
        let fair = Plan::fair().if_it_comes_to_that();
        let plan = if self.random.bool() {
            Plan { at_write: death.map(|it| (1, it)), ..fair }
        } else {
            Plan { at_delete: death, ..fair }
        };
        self.campus.reconciles_one(channel, day, plan).await;
        self.reads(channel, day).await
    }

    async fn reads(&mut self, channel: ChannelKind, day: Day) -> Result<(), String> {
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
        let books = self.campus.books().await;
        self.campus.banks(|banks| listed::is_told(&report, &books, banks))?;
        self.report.holds(&["I8 our day is the bank's"]);
        Ok(())
    }
}

/// Whether a provider tells a statement that a program can fetch.
pub(super) fn tells(channel: ChannelKind) -> bool {
    channel != ChannelKind::Bocom
}
