//! The end of a term: nothing goes wrong any more, all that was on its way arrives, and then
//! nothing may be left over.

use super::acts::Act;
use super::moneys;
use super::notices::Told;
use super::oracle::{self, ensure};
use super::perform::Done;
use super::report::Report;
use super::term::Term;
use crate::{Line, Plan};
use domain::{DisputeReason, Order, OrderState};
use std::time::Duration;

/// Quarters of an hour after which everything must be decided. The bank insists for a day.
const ROUNDS_MAX: u32 = 240;

/// Quarters of an hour after which nobody waits any more for a bank that does not know what to say.
const PATIENCE: u32 = 20;

impl Term {
    pub(super) async fn end(mut self) -> Result<Report, String> {
        self.tell("the term ends; nothing goes wrong any more");
        self.world_rests();
        let mut rounds = 0;
        while !self.is_over() {
            rounds += 1;
            ensure(rounds <= ROUNDS_MAX, || self.left_over())?;
            self.settle_everything(rounds).await?;
            self.passes(Duration::from_mins(15));
            if self.is_quiet() {
                self.reads_statements().await?;
            }
        }
        // The longest hold is over by now, too.
        self.passes(Duration::from_mins(30));
        self.look().await?;
        self.reads_statements_again().await?;
        self.reads_every_day().await?;
        self.look().await?;
        self.nothing_is_left()?;
        self.report.holds(&["nothing is left at the end"]);
        self.sum_up();
        Ok(self.report)
    }

    async fn settle_everything(&mut self, round: u32) -> Result<(), String> {
        let now = self.campus.now();
        for place in 0..self.notices.len() {
            if self.notices[place].insists() && self.notices[place].due <= now {
                let announcement = self.notices[place].announcement.clone();
                let answer = self.campus.hears(&announcement).await;
                self.heard(place, true, &answer)?;
            }
        }
        self.banks_tell_of_refunds();
        if round.is_multiple_of(4) {
            self.office_finishes(round < PATIENCE).await?;
        }
        if round.is_multiple_of(8) {
            self.campus.redrives();
        }
        if round.is_multiple_of(48) || round == 8 {
            self.campus.sweeps(Plan::fair()).await;
        }
        for line in [Line::Chase, Line::Receipts, Line::Refunds] {
            while !self.campus.deliver(line, 10, Plan::fair()).await.handed.is_empty() {}
        }
        self.look().await
    }

    fn is_over(&self) -> bool {
        let decided = self.books.undecided.is_empty() && self.books.unfinished.is_empty();
        self.is_quiet() && decided && self.unheard().is_empty()
    }

    fn left_over(&self) -> String {
        let open = self.books.orders.values().filter(|it| it.state == OrderState::Open);
        let open: Vec<_> = open.map(Order::number).collect();
        let refunds = self.books.refunds.iter();
        let refunds: Vec<_> = refunds.filter(|it| self.books.unfinished.contains(it.0)).collect();
        format!(
            "the term does not come to an end: open {open:?}, refunds {refunds:?}, undecided {:?}, \
             unheard {:?}, on queues {:?}, dead {:?}",
            self.books.undecided,
            self.unheard(),
            self.campus.messages(),
            self.campus.dead_letters()
        )
    }

    /// Nothing is on its way any more.
    fn is_quiet(&self) -> bool {
        let insists = self.notices.iter().any(Told::insists);
        let waits = !self.campus.messages().is_empty() || !self.campus.dead_letters().is_empty();
        let open = self.books.orders.values().any(|it| it.state == OrderState::Open);
        !insists && !waits && !open
    }

    fn nothing_is_left(&self) -> Result<(), String> {
        let now = self.campus.now();
        for (key, bill) in &self.books.bills {
            ensure(!oracle::is_held(bill, now), || format!("the end: {key:?} is held: {bill:?}"))?;
        }
        // Every hold was given up or ended with its order; one that only ran out was forgotten.
        for (key, bill) in &self.books.bills {
            ensure(bill.hold_by.is_none(), || {
                format!("the end: {key:?} was never released: {bill:?}")
            })?;
        }
        let kept = oracle::kept(&self.books);
        self.campus.banks(|banks| {
            match oracle::taken(banks).keys().find(|it| !kept.contains(*it)) {
                Some((bank, id)) => {
                    Err(format!("the end: {bank} took {id}, and we never heard of it"))
                }
                None => Ok(()),
            }
        })?;
        let moneys = moneys::count(&self.books)?;
        self.campus.banks(|banks| moneys.are_what_banks_kept(&self.books, banks))?;
        self.disputes_are_right()
    }

    /// No money is disputed that could have been booked.
    fn disputes_are_right(&self) -> Result<(), String> {
        for dispute in &self.books.disputes {
            let (receipt, id) = (&dispute.receipt, &dispute.receipt.transaction.0);
            let order = self.books.orders.get(&(receipt.number.payer, receipt.number.order));
            let right = match dispute.reason {
                // Nobody can pay at the bank what we never wrote down, nor through another account;
                // and nobody here enrols.
                DisputeReason::NoSuchOrder
                | DisputeReason::OtherMerchant
                | DisputeReason::SeatGone => false,
                DisputeReason::PaidTwice => order.is_some_and(|order| {
                    matches!(&order.state, OrderState::Paid { receipt: it, .. } if it.transaction.0 != *id)
                }),
                DisputeReason::AmountDiffers { asked } => {
                    asked != receipt.amount && order.is_some_and(|it| it.total == asked)
                }
                DisputeReason::NoLongerOwed => order.is_some_and(|it| it.total == receipt.amount),
            };
            ensure(right, || {
                format!("the end: {id} is disputed as {:?}: {order:?}", dispute.reason)
            })?;
        }
        Ok(())
    }

    fn sum_up(&mut self) {
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        self.report.orders = count(self.books.orders.len());
        self.report.booked = count(oracle::booked(&self.books).count());
        self.report.disputed = count(self.books.disputes.len());
        self.campus.banks(|banks| {
            for ((channel, _), _) in oracle::taken(banks) {
                self.report.payments += 1;
                *self.report.channels.entry(channel.slug()).or_default() += 1;
            }
        });
        for dispute in &self.books.disputes {
            *self.report.disputes.entry(dispute.reason.code()).or_default() += 1;
        }
        for (fault, times) in self.campus.faults() {
            *self.report.faults.entry(fault).or_default() += times;
        }
        self.report.deaths = self.campus.deaths();
        self.report.used = self.campus.used();
    }

    /// Whoever asks to pay what no live order is paying is not told that one is.
    pub(super) fn is_not_blocked(
        &mut self,
        act: &Act,
        plan: &Plan,
        done: &Done,
    ) -> Result<(), String> {
        let (Act::Order { number, body }, Done::Answered(answer)) = (act, done) else {
            return Ok(());
        };
        let fair = Plan { at_delete: None, may_miss: false, ..plan.clone() } == Plan::fair();
        if !fair || answer.code() != "bill-held" {
            return Ok(());
        }
        let now = self.campus.now();
        let bills = body["lines"].as_array().into_iter().flatten();
        let mut bills = bills.filter_map(|it| it["bill"].as_str()?.parse().ok());
        let held = bills.any(|bill| {
            self.books.bills.get(&(number.payer, bill)).is_some_and(|it| oracle::is_held(it, now))
        });
        ensure(held, || {
            format!("nobody pays the bills of {}, and nobody can: {}", number.order, answer.text)
        })?;
        self.report.holds(&["nothing is blocked"]);
        Ok(())
    }
}
