use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// An order as a provider knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trade {
    /// The merchant's number.
    pub number: String,
    /// The provider's word for how the payer comes to it.
    pub product: String,
    /// Fingerprint of what it was opened with: asking again must say the same.
    pub said: String,
    /// What the QR code or the page's address holds of it.
    pub code: String,
    pub description: String,
    /// Fen.
    pub total: u64,
    pub notify_url: String,
    /// Where the payer's browser goes afterwards.
    pub return_url: Option<String>,
    pub opened: Timestamp,
    /// When it was last asked for.
    pub placed: Timestamp,
    pub until: Timestamp,
    pub closed: Option<Timestamp>,
    /// What only this provider knows of it.
    pub more: Value,
    pub payments: Vec<Payment>,
    pub refunds: Vec<Refund>,
}

/// Money that a payer paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The provider's number: 21 digits.
    pub id: String,
    /// Fen.
    pub amount: u64,
    pub at: Timestamp,
}

/// Money asked back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The merchant's number of the refund.
    pub number: String,
    /// The provider's.
    pub id: String,
    /// Of which payment.
    pub payment: String,
    /// Fen.
    pub amount: u64,
    pub asked: Timestamp,
    pub state: RefundState,
    pub settled: Option<Timestamp>,
    /// Fingerprint of the ask.
    pub said: String,
    pub notify_url: Option<String>,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundState {
    Pending,
    Done,
    Failed,
}

/// All orders, in the order in which they were opened.
#[derive(Default, Serialize, Deserialize)]
#[serde(from = "Vec<Trade>", into = "Vec<Trade>")]
pub struct Ledger {
    trades: Vec<Trade>,
    by_number: HashMap<String, usize>,
    by_payment: HashMap<String, usize>,
    by_refund: HashMap<String, usize>,
}

impl Ledger {
    /// Writes a new order down.
    pub fn open(&mut self, trade: Trade) -> &mut Trade {
        let place = self.trades.len();
        self.by_number.insert(trade.number.clone(), place);
        self.by_payment.extend(trade.payments.iter().map(|it| (it.id.clone(), place)));
        self.by_refund.extend(trade.refunds.iter().map(|it| (it.number.clone(), place)));
        self.trades.push(trade);
        self.trades.last_mut().expect("just pushed")
    }

    /// All orders, oldest first.
    pub fn trades(&self) -> impl DoubleEndedIterator<Item = &Trade> {
        self.trades.iter()
    }

    /// The order that `number` names.
    pub fn trade(&self, number: &str) -> Option<&Trade> {
        self.by_number.get(number).map(|place| &self.trades[*place])
    }

    /// The same, to change it.
    pub fn trade_mut(&mut self, number: &str) -> Option<&mut Trade> {
        self.by_number.get(number).map(|place| &mut self.trades[*place])
    }

    /// The payment that the provider calls `id`, and its order.
    pub fn payment(&self, id: &str) -> Option<(&Trade, &Payment)> {
        let trade = self.by_payment.get(id).map(|place| &self.trades[*place])?;
        trade.payments.iter().find(|it| it.id == id).map(|it| (trade, it))
    }

    pub(super) fn pay(&mut self, number: &str, payment: Payment) {
        if let Some(place) = self.by_number.get(number) {
            self.by_payment.insert(payment.id.clone(), *place);
            self.trades[*place].payments.push(payment);
        }
    }

    pub(super) fn refund(&mut self, number: &str, refund: Refund) {
        if let Some(place) = self.by_number.get(number) {
            self.by_refund.insert(refund.number.clone(), *place);
            self.trades[*place].refunds.push(refund);
        }
    }

    /// The refund that the merchant calls `number`, and its order's number.
    pub(super) fn refund_mut(&mut self, number: &str) -> Option<(String, &mut Refund)> {
        let trade = self.by_refund.get(number).map(|place| &mut self.trades[*place])?;
        let order = trade.number.clone();
        trade.refunds.iter_mut().find(|it| it.number == number).map(|it| (order, it))
    }
}

impl Trade {
    /// Whether a payer can pay it now.
    pub fn open(&self, now: Timestamp) -> bool {
        self.closed.is_none() && self.payments.is_empty() && now < self.until
    }

    /// Where it stands, for people: `paid`, `open` or `closed`.
    pub fn state(&self, now: Timestamp) -> &'static str {
        if !self.payments.is_empty() {
            "paid"
        } else if self.open(now) {
            "open"
        } else {
            "closed"
        }
    }

    /// Fen that came for it.
    pub fn paid(&self) -> u64 {
        self.payments.iter().map(|it| it.amount).sum()
    }

    /// Fen asked back so far, of those refunds that did not fail.
    pub fn refunded(&self) -> u64 {
        let counts = |it: &&Refund| it.state != RefundState::Failed;
        self.refunds.iter().filter(counts).map(|it| it.amount).sum()
    }
}

impl From<Vec<Trade>> for Ledger {
    fn from(trades: Vec<Trade>) -> Self {
        let mut ledger = Self::default();
        for trade in trades {
            ledger.open(trade);
        }
        ledger
    }
}

impl From<Ledger> for Vec<Trade> {
    fn from(ledger: Ledger) -> Self {
        ledger.trades
    }
}

impl Clone for Ledger {
    fn clone(&self) -> Self {
        self.trades.clone().into()
    }
}
