//! Officers decide about money: they propose to give some back, agree to it or not, say that it was
//! given back by hand, and put disputed money on bills.

use super::acts::Act;
use super::plans::DEATHS;
use super::term::Term;
use crate::gateway::Ask;
use crate::{Campus, Plan};
use domain::ledger::{Entry, Event};
use domain::{Decider, OrderNumber, PersonId, Receipt, RefundId, RefundOrder, RefundState, Role};
use serde_json::{Value, json};

/// How many officers there are.
const OFFICERS: u32 = 3;

/// What an officer asks for.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) officer: u32,
    /// What it is called in the story.
    pub(super) kind: &'static str,
    method: &'static str,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Decision {
    /// The request, as the officer's page sends it.
    pub(super) fn ask(&self, campus: &Campus) -> Ask {
        let token = campus.token(PersonId::from_bits(self.officer), Role::Office);
        let ask = campus.office_says(self.method, &self.path, self.body.as_ref());
        Ask { cookies: vec![format!("__Host-at={token}")], ..ask }
    }

    fn of_refund(officer: u32, kind: &'static str, number: &str) -> Self {
        let path = format!("/api/office/refunds/{number}/{kind}");
        let note = (kind == "by-hand").then(|| json!({ "note": "转账" }));
        Self { officer, kind, method: "POST", path, body: note }
    }

    fn look(officer: u32) -> Self {
        let path = "/api/office/money".to_owned();
        Self { officer, kind: "list", method: "GET", path, body: None }
    }

    fn propose(officer: u32, id: RefundId, body: Value) -> Self {
        let path = format!("/api/office/refunds/{id}");
        Self { officer, kind: "propose", method: "PUT", path, body: Some(body) }
    }
}

impl Term {
    /// Some officer's decision, if there is anything to decide about.
    pub(super) fn draw_decision(&mut self) -> Option<Act> {
        let officer = self.random.u32(1..=OFFICERS);
        let decision = match self.random.u8(..100) {
            0..=39 => self.draw_proposal(officer)?,
            40..=44 => Decision::look(officer),
            45..=54 => self.draw_apply(officer)?,
            drawn => {
                let open: Vec<_> = self.books.unfinished.iter().cloned().collect();
                let number = self.random.choice(open)?;
                let kind = match drawn {
                    55..=84 => "approve",
                    85..=92 => "withdraw",
                    _ => "by-hand",
                };
                Decision::of_refund(officer, kind, &number)
            }
        };
        Some(Act::Decide { decision })
    }

    fn draw_proposal(&mut self, officer: u32) -> Option<Decision> {
        let receipt = self.random.choice(self.receipts())?;
        let mut body = named(receipt.number, &receipt);
        body["reopens"] = self.random.bool().into();
        body["by_hand"] = (self.random.u8(..8) == 0).into();
        body["reason"] = "退费".into();
        if self.random.bool() {
            let order = self.books.orders.get(&(receipt.number.payer, receipt.number.order))?;
            let line = self.random.choice(&order.lines)?;
            let amount = match self.random.u8(..3) {
                0 => line.amount.fen(),
                // Seldom more than was paid.
                1 => self.random.u64(1..=line.amount.fen() + line.amount.fen() / 8),
                _ => line.amount.fen().div_ceil(2),
            };
            let amount = super::school::fen(amount);
            body["lines"] = json!([{ "bill": line.bill, "amount": amount }]);
        }
        let id = RefundId::from_bits(self.campus.draws_id());
        Some(Decision::propose(officer, id, body))
    }

    fn draw_apply(&mut self, officer: u32) -> Option<Decision> {
        let dispute = self.random.choice(&self.books.disputes)?;
        let body = named(dispute.receipt.number, &dispute.receipt);
        let path = "/api/office/disputes/apply".to_owned();
        Some(Decision { officer, kind: "apply", method: "POST", path, body: Some(body) })
    }

    /// All money that the ledgers have.
    fn receipts(&self) -> Vec<Receipt> {
        let events = self.books.entries.values().flatten().map(Entry::event);
        let receipts = events.filter_map(|it| match it {
            Event::Booked { receipt, .. } | Event::Disputed { receipt, .. } => {
                Some(receipt.clone())
            }
            Event::Stated { .. }
            | Event::Applied { .. }
            | Event::RefundOpened { .. }
            | Event::RefundDone { .. }
            | Event::RefundFailed { .. } => None,
        });
        receipts.collect()
    }

    /// At the end the office decides about all that waits for it: what is proposed is agreed to, what
    /// lies on no bill goes back, by hand if its bank did not want to.
    ///
    /// `patient`: what a bank does not clearly say may still come.
    pub(super) async fn office_finishes(&mut self, patient: bool) -> Result<(), String> {
        for decision in self.last_decisions(patient) {
            // Whose request dies on the way says it once more.
            if self.random.bool() {
                let at_write = self.random.choice(DEATHS).map(|death| (1, death));
                let plan = Plan { at_write, may_miss: true, ..Plan::fair() };
                self.campus.call(plan, decision.ask(&self.campus)).await;
            }
            let answer = self.campus.call(Plan::fair(), decision.ask(&self.campus)).await;
            let answer = answer.expect("nothing befalls it");
            self.tell(format_args!("{decision}: {} {}", answer.status, answer.code()));
            if !matches!(answer.status, 200 | 409) {
                return Err(format!("the office cannot end {decision}: {}", answer.text));
            }
        }
        Ok(())
    }

    fn last_decisions(&self, patient: bool) -> Vec<Decision> {
        let open = self.books.refunds.iter();
        let open = open.filter(|(number, _)| self.books.unfinished.contains(*number));
        let mut decisions: Vec<_> =
            open.filter_map(|(number, it)| last_word(number, it, patient)).collect();
        let left = self.books.disputes.iter().filter(|it| {
            let Receipt { channel, merchant, transaction, .. } = &it.receipt;
            self.books.undecided.contains(&format!("{channel}#{}#{}", merchant.0, transaction.0))
        });
        decisions.extend(left.map(|dispute| {
            let mut body = named(dispute.receipt.number, &dispute.receipt);
            let key = dispute.receipt.key();
            let gave_up = |it: &RefundOrder| {
                let over = it.is_failed() || matches!(it.state, RefundState::Withdrawn { .. });
                over && it.refund.receipt.key() == key
            };
            body["by_hand"] = self.books.refunds.values().any(gave_up).into();
            body["reason"] = "退费".into();
            Decision::propose(1, RefundId::from_bits(self.campus.draws_id()), body)
        }));
        decisions
    }
}

/// What is still to be said about a refund of that number.
fn last_word(number: &str, refund: &RefundOrder, patient: bool) -> Option<Decision> {
    let other = if refund.by == Decider::Officer(PersonId::from_bits(1)) { 2 } else { 1 };
    match refund.state {
        RefundState::Proposed => Some(Decision::of_refund(other, "approve", number)),
        RefundState::Approved { .. } if refund.by_hand => {
            Some(Decision::of_refund(other, "by-hand", number))
        }
        // Some banks do not take up a refund that was agreed to too long ago.
        RefundState::Approved { .. } if !patient && refund.asking.trouble.is_some() => {
            Some(Decision::of_refund(other, "withdraw", number))
        }
        RefundState::Failed { .. } => Some(Decision::of_refund(other, "withdraw", number)),
        RefundState::Approved { .. }
        | RefundState::Done { .. }
        | RefundState::ByHand { .. }
        | RefundState::Withdrawn { .. } => None,
    }
}

/// A payment as the office's pages name it.
fn named(number: OrderNumber, receipt: &Receipt) -> Value {
    json!({ "number": number, "transaction": receipt.transaction })
}
