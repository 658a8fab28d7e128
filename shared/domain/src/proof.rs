//! What can be proved of an order, and what a printed proof said of it.

use crate::ledger::Ledger;
use crate::payment::Return;
use crate::{Fault, FaultKind, Money, Order, PaidLine, Payment, Transaction};
use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

/// What can be proved of an order as it stands now: the money that was put on its bills, and what
/// of that went back. A second payment, or money that an officer put on bills, is proved as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof<'a> {
    pub order: &'a Order,
    /// In the order in which their money was kept; never empty.
    payments: Vec<Payment<'a>>,
}

/// What a proof still proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProofStanding {
    /// All that was paid is with the school.
    Whole,
    /// Some of it went back.
    Part,
    /// All of it went back: nothing is paid.
    Nothing,
}

/// What a proof said when it was printed, in so few bytes that its QR code holds them: another mark
/// is another paper. It tells nothing by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProofMark(pub [u8; ProofMark::BYTES]);

/// Why nothing can be proved of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the order is not paid")]
pub struct NotPaid;

/// Why a paper proves nothing: it was made up, or it names an order that no money paid. One answer
/// for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such proof")]
pub struct ProofUnknown;

impl ProofMark {
    /// One in 2^48 papers that differ would look the same.
    pub const BYTES: usize = 6;
}

impl Order {
    /// What can be proved of this order, by its payer's `ledger`.
    pub fn proof<'a>(&'a self, ledger: &'a Ledger) -> Result<Proof<'a>, NotPaid> {
        let number = self.number();
        let payments: Vec<_> = ledger.payments().filter(|it| it.number() == number).collect();
        if payments.is_empty() { Err(NotPaid) } else { Ok(Proof { order: self, payments }) }
    }
}

impl<'a> Proof<'a> {
    /// What paid the order's bills, the first one first; never empty.
    pub fn payments(&self) -> &[Payment<'a>] {
        &self.payments
    }

    /// What was paid of each bill, and what of that went back.
    pub fn lines(&self) -> Vec<PaidLine> {
        let mut lines: Vec<PaidLine> = Vec::new();
        for more in self.payments.iter().flat_map(|it| it.lines(self.order)) {
            match lines.iter_mut().find(|it| it.line.bill == more.line.bill) {
                Some(line) => {
                    line.line.amount = line.line.amount.plus(more.line.amount);
                    line.returned = line.returned.plus(more.returned);
                }
                None => lines.push(more),
            }
        }
        lines
    }

    /// What was paid.
    pub fn paid(&self) -> Money {
        self.payments.iter().map(Payment::paid).sum()
    }

    /// What of that went back.
    pub fn returned(&self) -> Money {
        self.payments.iter().map(Payment::returned).sum()
    }

    /// What of it is promised back and not back yet.
    pub fn going(&self) -> Money {
        self.payments.iter().map(Payment::going).sum()
    }

    /// What of it is with the school.
    pub fn stands(&self) -> Money {
        self.paid().minus(self.returned()).unwrap_or(Money::ZERO)
    }

    /// Each time that some of it went back, the first one first.
    pub fn returns(&self) -> Vec<Return> {
        let mut returns: Vec<_> = self.payments.iter().flat_map(Payment::returns).collect();
        returns.sort_by_key(|it| it.at);
        returns
    }

    /// What it still proves.
    pub fn standing(&self) -> ProofStanding {
        if self.returned().is_zero() {
            ProofStanding::Whole
        } else if self.stands().is_zero() {
            ProofStanding::Nothing
        } else {
            ProofStanding::Part
        }
    }

    /// The mark of a paper that says all this.
    pub fn mark(&self) -> ProofMark {
        let each = self.payments.iter().map(|it| (it.receipt().key(), it.lines(self.order)));
        let each: Vec<_> = each.collect();
        let text = serde_json::to_vec(&(each, self.returns(), self.going()));
        let hash = digest(&SHA256, &text.expect("a payment is plain JSON"));
        ProofMark(*hash.as_ref().first_chunk().expect("32 bytes begin with six"))
    }
}

impl Transaction {
    /// The ends alone: enough to compare with a receipt in hand, too little to show to a provider.
    pub fn masked(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let shown = (letters.len() / 4).min(4);
        let hidden = shown..letters.len() - shown;
        let mask = |(place, letter)| if hidden.contains(&place) { '*' } else { letter };
        letters.into_iter().enumerate().map(mask).collect()
    }
}

impl Fault for NotPaid {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        "not-paid"
    }
}

impl Fault for ProofUnknown {
    fn kind(&self) -> FaultKind {
        FaultKind::Missing
    }

    fn code(&self) -> &'static str {
        "proof-unknown"
    }
}

#[cfg(test)]
mod tests {
    use crate::Transaction;
    use proptest::prelude::*;

    #[test]
    fn a_transaction_shows_its_ends() {
        let masked = |text: &str| Transaction(text.to_owned()).masked();
        assert_eq!(masked("4200001234202609051234567890"), "4200********************7890");
        assert_eq!(masked("12345678"), "12****78");
        assert_eq!(masked("123"), "***");
        assert_eq!(masked(""), "");
    }

    proptest! {
        #[test]
        fn at_least_half_of_a_transaction_is_hidden(text in "[0-9A-Za-z]{0,64}") {
            let masked = Transaction(text.clone()).masked();
            prop_assert_eq!(masked.len(), text.len());
            prop_assert!(masked.matches('*').count() * 2 >= text.len());
        }
    }
}
