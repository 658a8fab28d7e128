use crate::{
    BatchId, Bill, BillId, Category, ChannelKind, ClosedBy, Guest, Line, Money, Order, OrderId,
    OrderState, PayRules, Scene, Split, Timestamp, Transaction, Way,
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
    /// What happened to it, oldest first.
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
    Paid,
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

    /// What `guest` sees of `bill` at `now`: what remains to be paid, and not what was waived, lent
    /// and paid before. Nothing, if nothing remains.
    pub fn for_guest(bill: &Bill, guest: &Guest, rules: PayRules, now: Timestamp) -> Option<Self> {
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
        let moment = |at, what| Moment { at, what };
        let mut timeline = vec![moment(order.opened, Happening::Opened)];
        let (state, receipt, closed_at) = match &order.state {
            OrderState::Open => (StateView::Open, None, None),
            OrderState::Paid { receipt, booked } => {
                timeline.push(moment(receipt.paid_at, Happening::Paid));
                timeline.push(moment(*booked, Happening::Booked));
                (StateView::Paid, Some(receipt), None)
            }
            OrderState::Closed { at, by } => {
                let (state, what) = match by {
                    ClosedBy::Payer => (StateView::Closed, Happening::Closed),
                    ClosedBy::Expiry => (StateView::Closed, Happening::Expired),
                    ClosedBy::Dispute => (StateView::Disputed, Happening::Disputed),
                };
                timeline.push(moment(*at, what));
                (state, None, Some(*at))
            }
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
            timeline,
        }
    }
}
