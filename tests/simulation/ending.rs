//! The end of a term: nothing goes wrong any more, all that was on its way arrives, and then
//! nothing may be left over.

use super::oracle::{self, ensure};
use super::report::Report;
use super::term::Term;
use crate::{Line, Plan};
use domain::{DisputeReason, OrderState};
use std::time::Duration;

/// Quarters of an hour after which everything must be decided. The bank insists for a day.
const ROUNDS_MAX: u32 = 160;

impl Term {
    pub(super) async fn end(mut self) -> Result<Report, String> {
        self.tell(0, "the term ends; nothing goes wrong any more");
        let mut rounds = 0;
        while !self.is_over() {
            rounds += 1;
            ensure(rounds <= ROUNDS_MAX, || "the term does not come to an end".to_owned())?;
            self.settle_everything(rounds).await?;
            self.campus.later(Duration::from_mins(15));
        }
        // The longest hold is over by now, too.
        self.campus.later(Duration::from_mins(30));
        self.look().await?;
        self.nothing_is_left()?;
        self.sum_up();
        Ok(self.report)
    }

    async fn settle_everything(&mut self, round: u32) -> Result<(), String> {
        let now = self.campus.now();
        for place in 0..self.notices.len() {
            if Self::insists(&self.notices[place]) && self.notices[place].due <= now {
                let announcement = self.notices[place].announcement.clone();
                let answer = self.campus.hears(&announcement).await;
                self.heard(place, true, answer.status)?;
            }
        }
        if round.is_multiple_of(8) {
            self.campus.redrives();
            self.campus.sweeps(Plan::fair()).await;
        }
        for line in [Line::Chase, Line::Receipts] {
            while !self.campus.deliver(line, 10, Plan::fair()).await.handed.is_empty() {}
        }
        self.look().await
    }

    fn is_over(&self) -> bool {
        let insists = self.notices.iter().any(Self::insists);
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
        self.campus.bank(|bank| {
            let payments = bank.trades().flat_map(|it| &it.payments);
            match payments.map(|it| &it.id).find(|it| !kept.contains(it.as_str())) {
                Some(id) => Err(format!("the end: the bank took {id}, and we never heard of it")),
                None => Ok(()),
            }
        })?;
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
        let payments = self.campus.bank(|bank| bank.trades().map(|it| it.payments.len()).sum());
        self.report.payments = count(payments);
        for dispute in &self.books.disputes {
            *self.report.disputes.entry(dispute.reason.code()).or_default() += 1;
        }
        self.report.mishaps = self.campus.mishaps();
        self.report.used = self.campus.used();
    }
}
