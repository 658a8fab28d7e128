//! What a person asks to pay, and the order that it becomes or why it becomes none.

mod error;

pub use error::OpenError;

use crate::catalogue::{Batch, Living, Phase, Purchase};
use crate::{
    Bill, BillId, Category, ChannelKind, Clock, Guest, Line, Merchant, Money, Order, OrderId,
    OrderState, PayRules, PersonId, Scene, SeatPlace, Timestamp, WalletUser, Way, guest,
};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

/// What a person asks to pay, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub id: OrderId,
    pub payer: PersonId,
    /// Who asks, if they did not prove to be the payer.
    pub guest: Option<Guest>,
    pub basket: Basket,
    pub channel: ChannelKind,
    pub scene: Scene,
    pub way: Way,
    pub wallet_user: Option<WalletUser>,
    pub client_ip: String,
}

/// What an order is to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basket {
    /// Bills that are there.
    Bills(Vec<Wanted>),
    /// A living fee, paid at once: nothing was owed before (S45).
    Living(Purchase),
}

/// An amount of one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub bill: BillId,
    pub amount: Money,
}

/// What is there to be paid.
#[derive(Clone, Copy, Debug)]
pub struct Payables<'a> {
    /// All bills of the payer.
    pub bills: &'a [Bill],
    /// The batch that the basket names, as the office announces it now.
    pub batch: Option<&'a Batch>,
    /// The living fee that the basket names, as the office announces it now.
    pub living: Option<&'a Living>,
}

/// The school's side of an order.
#[derive(Clone, Debug)]
pub struct Terms {
    pub rules: PayRules,
    pub payee: String,
    pub merchant: Merchant,
    /// How long the provider may take money, in minutes.
    pub minutes: u16,
    pub clock: Clock,
}

/// What a basket comes to.
struct Chosen {
    lines: Vec<Line>,
    seat: Option<SeatPlace>,
}

impl Order {
    /// The order that `ask` describes, if what is there can be paid like that.
    pub fn open(ask: Ask, there: Payables<'_>, terms: &Terms) -> Result<Self, OpenError> {
        let now = terms.clock.now();
        if now.duration_since(ask.id.drawn_at()).abs() >= Self::SKEW {
            return Err(OpenError::IdNotDrawnNow);
        }
        let chosen = match &ask.basket {
            Basket::Bills(wanted) => bills(&ask, wanted, there, (terms.rules, now))?,
            Basket::Living(purchase) => living(&ask, purchase, there, now)?,
        };
        let total: Money = chosen.lines.iter().map(|line| line.amount).sum();
        Money::from_fen(total.fen()).map_err(|_| OpenError::TooMuch)?;
        // Providers count whole seconds, and an order placed again must say the same instant.
        let opened = Timestamp::from_second(now.as_second()).expect("a present second is in range");
        Ok(Self {
            id: ask.id,
            payer: ask.payer,
            guest: ask.guest,
            channel: ask.channel,
            scene: ask.scene,
            way: ask.way,
            wallet_user: ask.wallet_user,
            merchant: terms.merchant.clone(),
            client_ip: ask.client_ip,
            payee: terms.payee.clone(),
            lines: chosen.lines,
            seat: chosen.seat,
            total,
            opened,
            until: opened + i64::from(terms.minutes).minutes(),
            state: OrderState::Open,
            placed: None,
            shown: Some(opened),
        })
    }

    /// Whether `ask` asks for this very order again.
    pub fn repeats(&self, ask: &Ask) -> bool {
        let same = match &ask.basket {
            Basket::Bills(wanted) => {
                let line = |it: &Line| Wanted { bill: it.bill.clone(), amount: it.amount };
                self.lines.iter().map(line).eq(wanted.iter().cloned())
            }
            Basket::Living(Purchase { fee, target, amount }) => {
                let bill = BillId::of_living(fee, ask.id);
                let same = |it: &Line| it.bill == bill && it.target == *target;
                self.lines.len() == 1 && self.lines.iter().all(same) && self.total == *amount
            }
        };
        same && self.payer == ask.payer
            && self.guest == ask.guest
            && self.channel == ask.channel
            && self.scene == ask.scene
            && self.way == ask.way
    }
}

/// Living fees that one person pays at once: nothing else limits them, and each is an order that
/// somebody asks a provider about.
const LIVING_AT_ONCE: usize = 5;

/// The one line of a living fee.
fn living(
    ask: &Ask,
    asked: &Purchase,
    there: Payables<'_>,
    now: Timestamp,
) -> Result<Chosen, OpenError> {
    if ask.guest.is_some() {
        return Err(OpenError::NotForGuests);
    }
    let waits = |it: &&Bill| {
        let others = it.held(now).is_some_and(|hold| hold.by != ask.id);
        it.category() == Category::Living && others
    };
    if there.bills.iter().filter(waits).count() >= LIVING_AT_ONCE {
        return Err(OpenError::TooManyOpen);
    }
    let fee =
        there.living.filter(|it| it.id == asked.fee && it.open).ok_or(OpenError::FeeClosed)?;
    fee.admits(asked).map_err(OpenError::Purchase)?;
    let bill = BillId::of_living(&fee.id, ask.id);
    let (item, target) = (fee.title.clone(), asked.target.clone());
    let line = Line { bill, item, year: String::new(), target, amount: asked.amount };
    Ok(Chosen { lines: vec![line], seat: None })
}

/// The lines that pay `wanted`: all of one kind, and of one batch (S42).
fn bills(
    ask: &Ask,
    wanted: &[Wanted],
    there: Payables<'_>,
    (rules, now): (PayRules, Timestamp),
) -> Result<Chosen, OpenError> {
    guest::one_at_a_time((ask.id, ask.guest.as_ref()), there.bills, now)?;
    if wanted.is_empty() || wanted.len() > Order::LINES_MAX {
        return Err(OpenError::LineCount);
    }
    let first = &wanted[0].bill;
    let mut chosen = Chosen { lines: Vec::new(), seat: None };
    for (place, it) in wanted.iter().enumerate() {
        if wanted[..place].iter().any(|earlier| earlier.bill == it.bill) {
            return Err(OpenError::BillTwice(place));
        }
        if it.bill.category() != first.category() {
            return Err(OpenError::KindsMixed(place));
        }
        if it.bill.batch() != first.batch() || it.bill.project() != first.project() {
            return Err(OpenError::BatchesMixed(place));
        }
        let bill = there.bills.iter().find(|bill| bill.id == it.bill);
        let bill = bill.ok_or(OpenError::NoSuchBill(place))?;
        may_be_paid(bill, place, ask, (there.batch, now))?;
        bill.pays(it.amount, rules).map_err(|error| OpenError::Amount(place, error))?;
        chosen.seat.clone_from(&bill.seat);
        chosen.lines.push(Line {
            bill: bill.id.clone(),
            item: bill.item.clone(),
            year: bill.year.clone(),
            target: bill.target.clone(),
            amount: it.amount,
        });
    }
    let owing = |it: &&Bill| it.category() == Category::Tuition && !it.owed().is_zero();
    let all = rules.must_pay_all && first.category() == Category::Tuition;
    if all && chosen.lines.len() < there.bills.iter().filter(owing).count() {
        return Err(OpenError::MustPayAll);
    }
    Ok(chosen)
}

/// Whether an order may be opened for `bill` at all, whatever the amount.
fn may_be_paid(
    bill: &Bill,
    place: usize,
    ask: &Ask,
    (batch, now): (Option<&Batch>, Timestamp),
) -> Result<(), OpenError> {
    match bill.category() {
        Category::Other => {
            let announced = batch.filter(|it| Some(&it.id) == bill.id.batch().as_ref());
            let open = announced.is_some_and(|it| it.window.phase(now) == Phase::Open);
            open.then_some(()).ok_or(OpenError::BatchClosed)?;
        }
        // It belongs to the order that brought it.
        Category::Living => return Err(OpenError::NoSuchBill(place)),
        Category::Enrolment if ask.guest.is_some() => return Err(OpenError::NotForGuests),
        Category::Tuition | Category::Enrolment => {}
    }
    if bill.until.is_some_and(|until| until <= now) {
        return Err(OpenError::TooLate(place));
    }
    match bill.held(now).filter(|hold| hold.by != ask.id) {
        None => Ok(()),
        Some(hold) => {
            let bill = bill.id.clone();
            Err(match hold.shown_to(ask.guest.as_ref()) {
                Some(by) => OpenError::Held { bill, by },
                None => OpenError::HeldByOther(bill),
            })
        }
    }
}

#[cfg(test)]
mod tests;
