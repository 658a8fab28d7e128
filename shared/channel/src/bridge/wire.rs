//! The JSON of `connector/openapi.json`. Amounts are whole fen, times are RFC 3339. What a
//! connector writes that is not described there is refused: it is more likely a slip of the pen
//! than a wish.

use crate::{Doubt, NoticeError, Torn};
use domain::{
    ChannelKind, Day, LineKind, Merchant, Money, Order, OrderNumber, Receipt, Refund, RefundNumber,
    Returned, Scene, Statement, StatementLine, Timestamp, Transaction, Way,
};
use serde::{Deserialize, Serialize};

/// An order as every call says it: enough for a bank that wants to hear the day, the scene or the
/// amount again.
#[derive(Serialize)]
pub(super) struct OrderSaid {
    number: OrderNumber,
    amount: u64,
    scene: Scene,
    way: Way,
    opened: Timestamp,
    until: Timestamp,
}

#[derive(Serialize)]
pub(super) struct Place<'a> {
    pub(super) merchant: &'a Merchant,
    pub(super) order: OrderSaid,
    pub(super) payee: &'a str,
    pub(super) description: String,
    pub(super) client_ip: &'a str,
    pub(super) notify_url: String,
    pub(super) return_url: String,
}

/// Of query and close.
#[derive(Serialize)]
pub(super) struct About<'a> {
    pub(super) merchant: &'a Merchant,
    pub(super) order: OrderSaid,
}

/// Of refund and query-refund.
#[derive(Serialize)]
pub(super) struct GiveBack<'a> {
    pub(super) merchant: &'a Merchant,
    pub(super) order: OrderSaid,
    pub(super) refund: RefundSaid<'a>,
}

#[derive(Serialize)]
pub(super) struct RefundSaid<'a> {
    number: RefundNumber,
    amount: u64,
    reason: &'a str,
    opened: Timestamp,
    transaction: &'a Transaction,
}

#[derive(Serialize)]
pub(super) struct TheDay<'a> {
    pub(super) merchant: &'a Merchant,
    pub(super) day: Day,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Placed {
    Qr { content: String },
    Jump { url: String },
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Became {
    Paid { merchant: String, number: String, amount: u64, transaction: String, paid_at: String },
    Pending { number: String },
    Closed { number: String },
    Absent { number: String },
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Ended {
    Closed { number: String },
    Paid { number: String },
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Given {
    Done { number: String, refund: String, amount: u64, at: Option<String> },
    Pending { number: String },
    Failed { number: String, code: String },
    Absent { number: String },
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Booked {
    Day { merchant: String, day: Day, payments: u64, refunds: u64, lines: Vec<Line> },
    Empty {},
    NotYet {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    kind: Kind,
    number: String,
    refund: Option<String>,
    transaction: String,
    amount: u64,
    fee: i64,
    at: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Payment,
    Refund,
}

/// The body of a notice.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Told {
    Paid { merchant: String, number: String, amount: u64, transaction: String, paid_at: String },
    RefundDone { merchant: String, number: String, refund: String, amount: u64, at: Option<String> },
    RefundFailed { merchant: String, number: String, code: String },
}

/// Why the connector does not do it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}

/// What is said of a payment, in an answer or in a notice.
pub(super) struct Payment {
    pub(super) merchant: String,
    pub(super) number: String,
    pub(super) amount: u64,
    pub(super) transaction: String,
    pub(super) paid_at: String,
}

impl OrderSaid {
    pub(super) fn of(order: &Order) -> Self {
        Self {
            number: order.number(),
            amount: order.total.fen(),
            scene: order.scene,
            way: order.way,
            opened: order.opened,
            until: order.until,
        }
    }
}

impl<'a> RefundSaid<'a> {
    pub(super) fn of(refund: &'a Refund) -> Self {
        Self {
            number: refund.number(),
            amount: refund.amount.fen(),
            reason: &refund.reason,
            opened: refund.opened,
            transaction: &refund.receipt.transaction,
        }
    }
}

impl Payment {
    /// The receipt of the payment, if the money is ours.
    pub(super) fn receipt(self, us: &Merchant) -> Result<Receipt, NoticeError> {
        if self.merchant != us.0 {
            return Err(NoticeError::Foreign);
        }
        Ok(Receipt {
            channel: ChannelKind::Bridge,
            merchant: us.clone(),
            transaction: named(self.transaction)?,
            number: self.number.parse().map_err(|_| NoticeError::Foreign)?,
            amount: some(self.amount)?,
            paid_at: instant(&self.paid_at)?,
            said_at: self.paid_at,
            heard: None,
        })
    }
}

/// What went back, as an answer or a notice says it.
pub(super) fn returned(
    refund: String,
    amount: u64,
    at: Option<&str>,
) -> Result<Returned, NoticeError> {
    Ok(Returned { refund, amount: some(amount)?, at: at.map(instant).transpose()? })
}

/// The day's statement, if it is ours and adds up.
pub(super) fn statement(
    booked: Booked,
    us: &Merchant,
    day: Day,
) -> Result<Option<Statement>, Doubt> {
    let Booked::Day { merchant, day: said, payments, refunds, lines } = booked else {
        return Ok(None);
    };
    let sum = |kind: Kind| {
        let of_kind = lines.iter().filter(move |it| it.kind == kind);
        of_kind.map(|it| u128::from(it.amount)).sum::<u128>()
    };
    let adds_up =
        sum(Kind::Payment) == u128::from(payments) && sum(Kind::Refund) == u128::from(refunds);
    if merchant != us.0 || said != day {
        return Err(Doubt::Torn(Torn::Foreign));
    }
    if !adds_up {
        return Err(Doubt::Torn(Torn::Total));
    }
    let lines: Result<_, _> = lines.into_iter().map(Line::ours).collect();
    let lines = lines.map_err(|_| Doubt::Torn(Torn::Unreadable))?;
    Ok(Some(Statement { channel: ChannelKind::Bridge, merchant: us.clone(), day, lines }))
}

impl Line {
    fn ours(self) -> Result<StatementLine, NoticeError> {
        let kind = match (self.kind, &self.refund) {
            (Kind::Payment, None) => LineKind::Payment,
            (Kind::Refund, Some(_)) => LineKind::Refund,
            (Kind::Payment, Some(_)) | (Kind::Refund, None) => return Err(NoticeError::Garbled),
        };
        Ok(StatementLine {
            kind,
            number: self.number,
            refund: self.refund,
            transaction: named(self.transaction)?,
            amount: some(self.amount)?,
            fee_fen: self.fee,
            at: self.at.as_deref().map(instant).transpose()?,
            said_at: self.at.unwrap_or_default(),
        })
    }
}

/// The bank's number of a payment: the same in notices, queries and statements, and no other's.
fn named(transaction: String) -> Result<Transaction, NoticeError> {
    let fits = (1..=64).contains(&transaction.len());
    let fits = fits && transaction.bytes().all(|it| it.is_ascii_graphic());
    if fits { Ok(Transaction(transaction)) } else { Err(NoticeError::Garbled) }
}

fn some(fen: u64) -> Result<Money, NoticeError> {
    let money = Money::from_fen(fen).map_err(|_| NoticeError::Garbled)?;
    if money.is_zero() { Err(NoticeError::Garbled) } else { Ok(money) }
}

fn instant(text: &str) -> Result<Timestamp, NoticeError> {
    text.parse().map_err(|_| NoticeError::Garbled)
}
