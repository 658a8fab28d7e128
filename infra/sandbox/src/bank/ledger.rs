use super::beijing;
use crate::keys::BankSide;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;

/// An order as the bank knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trade {
    /// The merchant's `out_trade_no`.
    pub number: String,
    pub product: Product,
    /// Fingerprint of what it was opened with: asking again must say the same.
    pub said: String,
    /// What the QR code or the telephone page holds of it.
    pub code: String,
    pub description: String,
    pub attach: Option<String>,
    /// Fen.
    pub total: u64,
    pub notify_url: String,
    pub opened: Timestamp,
    /// When it was last asked for: a telephone page works for five minutes from then.
    pub placed: Timestamp,
    pub until: Timestamp,
    pub closed: Option<Timestamp>,
    pub payments: Vec<Payment>,
}

/// Money that a payer paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The bank's `transaction_id`.
    pub id: String,
    /// Fen.
    pub amount: u64,
    pub at: Timestamp,
}

/// How the payer comes to the cashier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    Native,
    H5,
}

/// All orders, in the order in which they were opened.
#[derive(Default, Serialize, Deserialize)]
#[serde(from = "Vec<Trade>", into = "Vec<Trade>")]
pub(super) struct Ledger {
    trades: Vec<Trade>,
    by_number: HashMap<String, usize>,
    by_payment: HashMap<String, usize>,
}

impl Ledger {
    pub(super) fn open(&mut self, trade: Trade) -> &mut Trade {
        let place = self.trades.len();
        self.by_number.insert(trade.number.clone(), place);
        self.by_payment.extend(trade.payments.iter().map(|it| (it.id.clone(), place)));
        self.trades.push(trade);
        self.trades.last_mut().expect("just pushed")
    }

    pub(super) fn trades(&self) -> impl DoubleEndedIterator<Item = &Trade> {
        self.trades.iter()
    }

    pub(super) fn trade(&self, number: &str) -> Option<&Trade> {
        self.by_number.get(number).map(|place| &self.trades[*place])
    }

    pub(super) fn trade_mut(&mut self, number: &str) -> Option<&mut Trade> {
        self.by_number.get(number).map(|place| &mut self.trades[*place])
    }

    pub(super) fn payment(&self, id: &str) -> Option<(&Trade, &Payment)> {
        let trade = self.by_payment.get(id).map(|place| &self.trades[*place])?;
        trade.payments.iter().find(|it| it.id == id).map(|it| (trade, it))
    }

    pub(super) fn pay(&mut self, number: &str, payment: Payment) {
        if let Some(place) = self.by_number.get(number) {
            self.by_payment.insert(payment.id.clone(), *place);
            self.trades[*place].payments.push(payment);
        }
    }
}

impl Trade {
    /// Whether a payer can pay it now.
    pub fn open(&self, now: Timestamp) -> bool {
        self.closed.is_none() && self.payments.is_empty() && now < self.until
    }

    /// Where it stands, in the provider's word and in Chinese.
    pub fn state(&self, now: Timestamp) -> (&'static str, &'static str) {
        if !self.payments.is_empty() {
            ("SUCCESS", "支付成功")
        } else if self.open(now) {
            ("NOTPAY", "订单未支付")
        } else {
            ("CLOSED", "订单已关闭")
        }
    }

    /// The transaction object of a query and a notice.
    pub(super) fn shown(
        &self,
        payment: Option<&Payment>,
        account: &BankSide,
        now: Timestamp,
    ) -> Value {
        let mut shown = json!({
            "appid": account.app_id,
            "mchid": account.merchant_id,
            "out_trade_no": self.number,
        });
        let mut set = |name: &str, value: Value| shown[name] = value;
        let (state, words) = match payment {
            Some(_) => ("SUCCESS", "支付成功"),
            None => self.state(now),
        };
        set("trade_state", state.into());
        set("trade_state_desc", words.into());
        set("amount", json!({ "total": self.total, "currency": "CNY" }));
        if let Some(attach) = &self.attach {
            set("attach", attach.as_str().into());
        }
        if let Some(payment) = payment {
            let trade_type = match self.product {
                Product::Native => "NATIVE",
                Product::H5 => "MWEB",
            };
            set("transaction_id", payment.id.as_str().into());
            set("trade_type", trade_type.into());
            set("bank_type", "OTHERS".into());
            set("success_time", beijing(payment.at).into());
            set("payer", json!({ "openid": "oSandboxPayer000000000000000" }));
            let total = payment.amount;
            let amount = json!({
                "total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY",
            });
            set("amount", amount);
        }
        shown
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
