use super::Bank;
use super::ledger::{Payment, Refund};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a payer does at the cashier, and what the bank says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Pays; the bank says so.
    Pay,
    /// Pays one fen less.
    PayLess,
    /// Pays twice: two transactions.
    PayTwice,
    /// Pays; the bank says nothing.
    Silent,
    /// Pays; the bank says it twice.
    NotifyTwice,
    /// Pays; the bank says it ten seconds later.
    NotifyLate,
    /// Pays; a probe with a wrong signature comes first.
    ProbeFirst,
    /// Pays; the bank says it with an old timestamp, every time.
    Stale,
    /// Pays twice; the bank tells the second payment first and the first three seconds later.
    Reordered,
    /// Pays although the order is closed or paid already: money that was on its way.
    Anyway,
    /// Pays nothing; somebody else says that money came.
    Forge,
    /// Pays nothing; the bank says, properly signed, that another merchant was paid.
    Foreign,
}

/// What is wrong with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    None,
    Forged,
    Probe,
    Stale,
    Foreign,
}

/// Something that the bank will tell the merchant. Each telling is signed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// The order's number.
    pub number: String,
    pub payment: Payment,
    /// The refund that it is about, if it is not about the payment.
    pub refund: Option<Refund>,
    pub flaw: Flaw,
    /// How long after the payment.
    pub after: Duration,
}

/// Why a payer cannot pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayError {
    NoSuchOrder,
    /// It is paid, closed, or too late.
    NotOpen,
}

impl Bank {
    /// A payer acts at the cashier. What the bank then tells the merchant is up to who asked.
    pub fn pay(
        &mut self,
        number: &str,
        how: How,
        now: Timestamp,
    ) -> Result<Vec<Announcement>, PayError> {
        let trade = self.desk.ledger.trade(number).ok_or(PayError::NoSuchOrder)?;
        let total = trade.total;
        let pays = !matches!(how, How::Forge | How::Foreign);
        if pays && how != How::Anyway && !trade.open(now) {
            return Err(PayError::NotOpen);
        }
        let amount = if how == How::PayLess { total.saturating_sub(1) } else { total };
        let first = self.desk.paid(number, amount, pays, now);
        let tell = |payment: &Payment, flaw, seconds| Announcement {
            number: number.to_owned(),
            payment: payment.clone(),
            refund: None,
            flaw,
            after: Duration::from_secs(seconds),
        };
        Ok(match how {
            How::Pay | How::PayLess | How::Anyway => vec![tell(&first, Flaw::None, 0)],
            How::PayTwice => {
                let second = self.desk.paid(number, amount, true, now);
                vec![tell(&first, Flaw::None, 0), tell(&second, Flaw::None, 0)]
            }
            How::Reordered => {
                let second = self.desk.paid(number, amount, true, now);
                vec![tell(&second, Flaw::None, 0), tell(&first, Flaw::None, 3)]
            }
            How::Silent => Vec::new(),
            How::NotifyTwice => vec![tell(&first, Flaw::None, 0), tell(&first, Flaw::None, 0)],
            How::NotifyLate => vec![tell(&first, Flaw::None, 10)],
            How::ProbeFirst => vec![tell(&first, Flaw::Probe, 0), tell(&first, Flaw::None, 1)],
            How::Stale => vec![tell(&first, Flaw::Stale, 0)],
            How::Forge => vec![tell(&first, Flaw::Forged, 0)],
            How::Foreign => vec![tell(&first, Flaw::Foreign, 0)],
        })
    }
}
