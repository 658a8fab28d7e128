use crate::{
    Bill, BillId, Category, ChannelKind, Guest, Hold, Merchant, Money, OrderId, OrderNumber,
    PersonId, Receipt, Scene, SeatPlace, Timestamp, WalletUser, Way,
};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

/// An attempt to pay some bills through one channel. Lines and total never change (I6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub payer: PersonId,
    /// Who opened it, if they did not prove to be its payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<Guest>,
    pub channel: ChannelKind,
    pub scene: Scene,
    pub way: Way,
    /// Who the payer is to the wallet, where the wallet wants to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_user: Option<WalletUser>,
    /// Our account with the provider when the order was opened: money for another is not for it.
    pub merchant: Merchant,
    /// The payer's address as the gateway saw it; some providers want it, and to be asked the same
    /// again they must be told the same.
    pub client_ip: String,
    /// Who is paid, as the payer was told.
    pub payee: String,
    pub lines: Vec<Line>,
    /// The seat that paying it keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatPlace>,
    pub total: Money,
    pub opened: Timestamp,
    /// After this instant the provider takes no money for it.
    pub until: Timestamp,
    pub state: OrderState,
    /// What placing it brought, as `channel` wrote it, where the provider says it only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<String>,
    /// When its payer was first shown a way to pay it. Supposed when it is opened, since the same
    /// answer shows it, and taken back if the provider then does not say how to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Timestamp>,
}

/// What an order pays of one bill, with the bill's words as they were when it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Line {
    pub bill: BillId,
    pub item: String,
    /// The academic year; empty where there is none.
    pub year: String,
    /// The room, card or account that a living fee is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    pub amount: Money,
}

/// Where an order stands. `Paid` is final; a closed order can still be paid by money that was on
/// its way, as long as its bills owe it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum OrderState {
    Open,
    Paid {
        receipt: Receipt,
        booked: Timestamp,
    },
    Closed {
        at: Timestamp,
        by: ClosedBy,
        /// The money of a dispute that closed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received: Option<Receipt>,
    },
}

/// Why an order was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClosedBy {
    /// The payer changed their mind.
    Payer,
    /// Its time ran out, and the provider says no money came.
    Expiry,
    /// Money came for it that could not be booked; staff have it.
    Dispute,
}

impl Order {
    /// One write for each bill and one for the order stay well inside the table's 100 a transaction.
    pub const LINES_MAX: usize = 50;

    /// By how much the clock that drew an order's id may differ from ours: history looks that
    /// much further, and no more.
    pub const SKEW: SignedDuration = SignedDuration::from_hours(24);

    /// Minutes for which bills stay held after the provider stopped taking money: a notice that
    /// was on its way finds them as they were.
    pub const GRACE_MINUTES: i64 = 5;

    /// The number by which the provider knows this order.
    pub fn number(&self) -> OrderNumber {
        OrderNumber { order: self.id, payer: self.payer }
    }

    /// The claim that this open order has on the bill of `line`.
    pub fn hold(&self, line: &Line) -> Hold {
        let until = self.until + Self::GRACE_MINUTES.minutes();
        Hold { by: self.id, amount: line.amount, until, guest: self.guest.clone() }
    }

    /// What kind of debt it pays: all its lines are of one.
    pub fn category(&self) -> Category {
        self.lines.first().map_or(Category::Tuition, |line| line.bill.category())
    }

    /// The bill that this order brings along, which nobody owed before: a living fee's.
    pub fn brings(&self, line: &Line) -> Option<Bill> {
        (line.bill.category() == Category::Living).then(|| Bill {
            id: line.bill.clone(),
            item: line.item.clone(),
            year: line.year.clone(),
            target: line.target.clone(),
            until: None,
            seat: None,
            due: line.amount,
            exempt: Money::ZERO,
            loan: Money::ZERO,
            paid_elsewhere: Money::ZERO,
            paid_here: Money::ZERO,
            returned: Money::ZERO,
            undue: Money::ZERO,
            splittable: false,
            hold: Some(self.hold(line)),
            paid_by: None,
        })
    }

    /// This order, closed.
    #[must_use]
    pub fn closed(self, by: ClosedBy, at: Timestamp) -> Self {
        Self { state: OrderState::Closed { at, by, received: None }, ..self }
    }

    /// Whether this order already holds any of `bills`: then it was opened before.
    pub fn holds(&self, bills: &[Bill]) -> bool {
        bills.iter().any(|bill| bill.hold.as_ref().is_some_and(|hold| hold.by == self.id))
    }

    /// Whether money came for this order that could not be booked.
    pub fn is_disputed(&self) -> bool {
        matches!(self.state, OrderState::Closed { by: ClosedBy::Dispute, .. })
    }

    /// Whether the provider may still take money for this order.
    pub fn payable(&self, now: Timestamp) -> bool {
        self.state == OrderState::Open && now < self.until
    }

    /// Whether the provider's time for this order, and a little more, has passed.
    pub fn overdue(&self, now: Timestamp) -> bool {
        self.state == OrderState::Open && now >= self.until + 1.minute()
    }
}
