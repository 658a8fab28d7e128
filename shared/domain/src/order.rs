use crate::{
    Bill, BillId, ChannelKind, Clock, Guest, Hold, Merchant, Money, OpenError, OrderId,
    OrderNumber, PayRules, PersonId, Receipt, Scene, Timestamp, WalletUser, Way, guest,
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
    pub total: Money,
    pub opened: Timestamp,
    /// After this instant the provider takes no money for it.
    pub until: Timestamp,
    pub state: OrderState,
    /// What placing it brought, as `channel` wrote it, where the provider says it only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<String>,
}

/// What an order pays of one bill, with the bill's words as they were when it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Line {
    pub bill: BillId,
    pub item: String,
    pub year: String,
    pub amount: Money,
}

/// Where an order stands. `Paid` is final; a closed order can still be paid by money that was on
/// its way, as long as its bills owe it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum OrderState {
    Open,
    Paid { receipt: Receipt, booked: Timestamp },
    Closed { at: Timestamp, by: ClosedBy },
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

/// What a person asks to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub id: OrderId,
    pub payer: PersonId,
    /// Who asks, if they did not prove to be the payer.
    pub guest: Option<Guest>,
    pub wanted: Vec<Wanted>,
    pub channel: ChannelKind,
    pub scene: Scene,
    pub way: Way,
    pub wallet_user: Option<WalletUser>,
    pub client_ip: String,
}

/// An amount of one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub bill: BillId,
    pub amount: Money,
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

impl Order {
    /// One write for each bill and one for the order stay well inside the table's 100 a transaction.
    pub const LINES_MAX: usize = 50;

    /// By how much the clock that drew an order's id may differ from ours: history looks that
    /// much further, and no more.
    pub const SKEW: SignedDuration = SignedDuration::from_hours(24);

    /// Minutes for which bills stay held after the provider stopped taking money: a notice that
    /// was on its way finds them as they were.
    const GRACE_MINUTES: i64 = 5;

    /// The order that `ask` describes, if these `bills` (all of the payer's) can be paid like that.
    pub fn open(ask: Ask, bills: &[Bill], terms: &Terms) -> Result<Self, OpenError> {
        let now = terms.clock.now();
        if now.duration_since(ask.id.drawn_at()).abs() >= Self::SKEW {
            return Err(OpenError::IdNotDrawnNow);
        }
        guest::one_at_a_time((ask.id, ask.guest.as_ref()), bills, now)?;
        let lines = lines(&ask, bills, terms.rules, now)?;
        let owing = bills.iter().filter(|bill| !bill.owed().is_zero()).count();
        if terms.rules.must_pay_all && lines.len() < owing {
            return Err(OpenError::MustPayAll);
        }
        let total: Money = lines.iter().map(|line| line.amount).sum();
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
            lines,
            total,
            opened,
            until: opened + i64::from(terms.minutes).minutes(),
            state: OrderState::Open,
            placed: None,
        })
    }

    /// The number by which the provider knows this order.
    pub fn number(&self) -> OrderNumber {
        OrderNumber { order: self.id, payer: self.payer }
    }

    /// Whether `ask` asks for this very order again.
    pub fn repeats(&self, ask: &Ask) -> bool {
        let wanted = |line: &Line| Wanted { bill: line.bill.clone(), amount: line.amount };
        self.payer == ask.payer
            && self.guest == ask.guest
            && self.channel == ask.channel
            && self.scene == ask.scene
            && self.way == ask.way
            && self.lines.iter().map(wanted).eq(ask.wanted.iter().cloned())
    }

    /// The claim that this open order has on the bill of `line`.
    pub fn hold(&self, line: &Line) -> Hold {
        let until = self.until + Self::GRACE_MINUTES.minutes();
        Hold { by: self.id, amount: line.amount, until, guest: self.guest.clone() }
    }

    /// This order, closed.
    #[must_use]
    pub fn closed(self, by: ClosedBy, at: Timestamp) -> Self {
        Self { state: OrderState::Closed { at, by }, ..self }
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

fn lines(
    ask: &Ask,
    bills: &[Bill],
    rules: PayRules,
    now: Timestamp,
) -> Result<Vec<Line>, OpenError> {
    if ask.wanted.is_empty() || ask.wanted.len() > Order::LINES_MAX {
        return Err(OpenError::LineCount);
    }
    let line = |(place, wanted): (usize, &Wanted)| {
        if ask.wanted[..place].iter().any(|earlier| earlier.bill == wanted.bill) {
            return Err(OpenError::BillTwice(place));
        }
        let bill = bills.iter().find(|bill| bill.id == wanted.bill);
        let bill = bill.ok_or(OpenError::NoSuchBill(place))?;
        if let Some(hold) = bill.held(now).filter(|hold| hold.by != ask.id) {
            let bill = bill.id.clone();
            return Err(match hold.shown_to(ask.guest.as_ref()) {
                Some(by) => OpenError::Held { bill, by },
                None => OpenError::HeldByOther(bill),
            });
        }
        bill.pays(wanted.amount, rules).map_err(|error| OpenError::Amount(place, error))?;
        let (bill, item, year) = (bill.id.clone(), bill.item.clone(), bill.year.clone());
        Ok(Line { bill, item, year, amount: wanted.amount })
    };
    ask.wanted.iter().enumerate().map(line).collect()
}
