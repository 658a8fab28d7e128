//! Bills and orders as their payer sees them: what the wire says, and no more.

use crate::{
    BatchId, Bill, BillId, Category, ChannelKind, ClosedBy, Guest, Line, Money, Order, OrderId,
    OrderState, PayRules, Receipt, Scene, Split, Timestamp, Transaction, Way,
};
use serde::Serialize;

/// A bill as its payer sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BillView {
    pub id: BillId,
    pub item: String,
    pub year: String,
    pub category: Category,
    /// The batch to which it belongs, if it does to one.
    #[schema(required)]
    pub batch: Option<BatchId>,
    /// The room, card or account of a living fee.
    #[schema(required)]
    pub target: Option<String>,
    /// No order can be opened for it from then on.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub until: Option<Timestamp>,
    pub due: Money,
    pub exempt: Money,
    pub loan: Money,
    pub paid: Money,
    pub owed: Money,
    /// Whether a live order is paying it.
    pub held: bool,
    /// That order, for whoever may see it.
    #[schema(required)]
    pub held_by: Option<OrderId>,
    /// Present exactly when 改 shows (S27, S28).
    #[schema(required)]
    pub split: Option<Split>,
}

/// An order as its payer sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrderView {
    pub id: OrderId,
    /// The number on the provider's side.
    pub number: String,
    pub category: Category,
    pub state: StateView,
    pub channel: ChannelKind,
    pub scene: Scene,
    pub way: Way,
    pub payee: String,
    pub total: Money,
    pub lines: Vec<Line>,
    #[schema(value_type = String, format = DateTime)]
    pub opened: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// When the provider took the money.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub paid_at: Option<Timestamp>,
    /// The provider's number of the payment.
    #[schema(required)]
    pub transaction: Option<Transaction>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub closed_at: Option<Timestamp>,
    /// The money that came, of a disputed order: what it should have been is `total`.
    #[schema(required)]
    pub received: Option<Money>,
    /// What happened to it, each thing after what it follows from. When the money was paid is by the
    /// provider's clock, which may be seconds beside ours: an instant may lie before an earlier one.
    pub timeline: Vec<Moment>,
}

/// Where an order stands, for its payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StateView {
    Open,
    Paid,
    Closed,
    /// Money came for it that could not be booked; the finance office has it.
    Disputed,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Moment {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub what: Happening,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    Opened,
    /// Its payer was shown a way to pay it.
    Shown,
    /// The provider took the money.
    Paid,
    /// We heard of the money: the provider told us, or we asked.
    Noticed,
    /// Its bills are paid.
    Booked,
    Closed,
    Expired,
    Disputed,
}

impl BillView {
    /// What the payer sees of `bill` at `now`.
    pub fn of(bill: &Bill, rules: PayRules, now: Timestamp) -> Self {
        Self {
            id: bill.id.clone(),
            item: bill.item.clone(),
            year: bill.year.clone(),
            category: bill.category(),
            batch: bill.id.batch(),
            target: bill.target.clone(),
            until: bill.until,
            due: bill.due,
            exempt: bill.exempt,
            loan: bill.loan,
            paid: bill.paid(),
            owed: bill.owed(),
            held: bill.held(now).is_some(),
            held_by: bill.held(now).map(|hold| hold.by),
            split: bill.split(rules),
        }
    }

    /// What whoever asks sees of `bill` at `now`: its payer (`None`), or a guest, to whom a bill of
    /// which nothing remains is nothing.
    pub fn shown_to(
        guest: Option<&Guest>,
        bill: &Bill,
        rules: PayRules,
        now: Timestamp,
    ) -> Option<Self> {
        match guest {
            Some(guest) => Self::for_guest(bill, guest, rules, now),
            None => Some(Self::of(bill, rules, now)),
        }
    }

    /// What `guest` sees of `bill` at `now`: what remains to be paid, and not what was waived, lent
    /// and paid before. Nothing, if nothing remains.
    fn for_guest(bill: &Bill, guest: &Guest, rules: PayRules, now: Timestamp) -> Option<Self> {
        let remains = bill.owed();
        (!remains.is_zero()).then(|| Self {
            due: remains,
            exempt: Money::ZERO,
            loan: Money::ZERO,
            paid: Money::ZERO,
            held_by: bill.held(now).and_then(|hold| hold.shown_to(Some(guest))),
            ..Self::of(bill, rules, now)
        })
    }
}

impl From<&Order> for OrderView {
    fn from(order: &Order) -> Self {
        let (state, receipt, closed_at) = match &order.state {
            OrderState::Open => (StateView::Open, None, None),
            OrderState::Paid { receipt, .. } => (StateView::Paid, Some(receipt), None),
            OrderState::Closed { at, .. } if order.is_disputed() => {
                (StateView::Disputed, None, Some(*at))
            }
            OrderState::Closed { at, .. } => (StateView::Closed, None, Some(*at)),
        };
        Self {
            id: order.id,
            number: order.number().to_string(),
            category: order.category(),
            state,
            channel: order.channel,
            scene: order.scene,
            way: order.way,
            payee: order.payee.clone(),
            total: order.total,
            lines: order.lines.clone(),
            opened: order.opened,
            until: order.until,
            paid_at: receipt.map(|it| it.paid_at),
            transaction: receipt.map(|it| it.transaction.clone()),
            closed_at,
            received: received(order).map(|it| it.amount),
            timeline: timeline(order),
        }
    }
}

/// The money of a dispute that closed `order`.
fn received(order: &Order) -> Option<&Receipt> {
    match &order.state {
        OrderState::Closed { received, .. } => received.as_ref(),
        OrderState::Open | OrderState::Paid { .. } => None,
    }
}

fn timeline(order: &Order) -> Vec<Moment> {
    let shown = order.shown.map(|at| (at, Happening::Shown));
    let (receipt, last) = match &order.state {
        OrderState::Open => (None, None),
        OrderState::Paid { receipt, booked } => (Some(receipt), Some((*booked, Happening::Booked))),
        OrderState::Closed { at, by, received } => {
            let what = match by {
                ClosedBy::Payer => Happening::Closed,
                ClosedBy::Expiry => Happening::Expired,
                ClosedBy::Dispute => Happening::Disputed,
            };
            (received.as_ref(), Some((*at, what)))
        }
    };
    let paid = receipt.map(|it| (it.paid_at, Happening::Paid));
    let noticed = receipt.and_then(|it| it.heard).map(|it| (it.at, Happening::Noticed));
    let moments = [Some((order.opened, Happening::Opened)), shown, paid, noticed, last];
    moments.into_iter().flatten().map(|(at, what)| Moment { at, what }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Happening, OrderView};
    use crate::{
        ChannelKind, ClosedBy, HeardBy, Merchant, Money, Order, OrderId, OrderState, PersonId,
        Receipt, Scene, Timestamp, Transaction, Way,
    };
    use Happening::{Booked, Closed, Disputed, Noticed, Opened, Paid, Shown};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    /// The timeline of an order in `state`, which was opened at 10 and shown at 11.
    #[track_caller]
    fn check(state: OrderState, expected: &[(Happening, i64)]) {
        let order = Order {
            id: OrderId::first_at(at(10)),
            payer: PersonId::from_bits(7),
            guest: None,
            channel: ChannelKind::Wechat,
            scene: Scene::Pc,
            way: Way::Qr,
            wallet_user: None,
            merchant: Merchant("1900000001".to_owned()),
            client_ip: String::new(),
            payee: String::new(),
            lines: Vec::new(),
            seat: None,
            total: Money::ZERO,
            opened: at(10),
            until: at(910),
            state,
            placed: None,
            shown: Some(at(11)),
        };
        let found = OrderView::from(&order).timeline;
        let found: Vec<_> = found.iter().map(|it| (it.what, it.at)).collect();
        let expected: Vec<_> = expected.iter().map(|(what, second)| (*what, at(*second))).collect();
        assert_eq!(found, expected);
    }

    fn receipt() -> Receipt {
        Receipt {
            channel: ChannelKind::Wechat,
            merchant: Merchant("1900000001".to_owned()),
            transaction: Transaction("42000001".to_owned()),
            number: "01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001".parse().expect("a number"),
            amount: Money::ZERO,
            // The provider's clock is slow.
            paid_at: at(8),
            said_at: String::new(),
            heard: None,
        }
    }

    #[test]
    fn a_timeline_tells_what_follows_from_what() {
        check(OrderState::Open, &[(Opened, 10), (Shown, 11)]);
        let receipt = receipt();
        let paid = OrderState::Paid { receipt: receipt.clone(), booked: at(15) };
        check(paid, &[(Opened, 10), (Shown, 11), (Paid, 8), (Booked, 15)]);
        let heard = receipt.heard(HeardBy::Notice, at(14));
        let paid = OrderState::Paid { receipt: heard.clone(), booked: at(15) };
        check(paid, &[(Opened, 10), (Shown, 11), (Paid, 8), (Noticed, 14), (Booked, 15)]);
        let closed = OrderState::Closed { at: at(20), by: ClosedBy::Payer, received: None };
        check(closed, &[(Opened, 10), (Shown, 11), (Closed, 20)]);
        let (by, received) = (ClosedBy::Dispute, Some(heard));
        let disputed = OrderState::Closed { at: at(20), by, received };
        check(disputed, &[(Opened, 10), (Shown, 11), (Paid, 8), (Noticed, 14), (Disputed, 20)]);
    }
}
