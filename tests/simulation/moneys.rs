//! Every chain of entries, counted anew here, past the domain's own counting (product.md §4: I2, I7,
//! I9), and against all else that is written of money.

use super::oracle::{Name, Seen, channel, ensure, name};
use crate::Books;
use domain::ledger::{Entry, Event, Ledger, Part};
use domain::{
    BillId, ChannelKind, Day, OrderId, OrderNumber, PersonId, Receipt, RefundId, RefundOrder,
    RefundState,
};
use sandbox::{Bank, RefundState as AtBank};
use std::collections::{BTreeMap, BTreeSet};

/// Money that came, and where it is.
pub(super) struct Money<'a> {
    pub(super) receipt: &'a Receipt,
    /// The order whose bills it paid at once.
    order: Option<OrderId>,
    /// Fen on bills.
    on: BTreeMap<&'a BillId, u64>,
    /// Fen that are promised to go back, from which bills (none: from what lies on no bill).
    going: BTreeMap<RefundId, (u64, &'a [Part], bool)>,
    /// Fen that went back.
    back: u64,
}

impl Money<'_> {
    fn applied(&self) -> u64 {
        self.on.values().sum()
    }

    /// What lies on no bill and is promised to nobody.
    pub(super) fn left(&self) -> u64 {
        let loose = self.going.values().filter(|it| it.1.is_empty()).map(|it| it.0);
        let used = self.applied() + self.back + loose.sum::<u64>();
        self.receipt.amount.fen().saturating_sub(used)
    }
}

/// All moneys of all people, and what refunds made bills due less.
#[derive(Default)]
pub(super) struct Moneys<'a> {
    pub(super) all: BTreeMap<Name<'a>, Money<'a>>,
    less: BTreeMap<(PersonId, &'a BillId), u64>,
}

/// I9: each chain holds, link by link; what was written stays.
pub(super) fn chains_hold(before: &Books, after: &Books) -> Seen {
    for (person, was) in &before.entries {
        let is = after.entries.get(person).map(Vec::as_slice).unwrap_or_default();
        ensure(is.starts_with(was), || format!("I9: the ledger of {person} was rewritten"))?;
    }
    for (person, chain) in &after.entries {
        let is_new = before.entries.get(person).is_none_or(|was| was.len() != chain.len());
        if is_new {
            Ledger::of(*person, chain).map_err(|broken| format!("I9: of {person}: {broken}"))?;
        }
    }
    Ok(())
}

/// I2 and I7: the chains as they count up, against bills, orders, days, lists and refunds.
pub(super) fn count(books: &Books) -> Result<Moneys<'_>, String> {
    let mut moneys = Moneys::default();
    for (person, chain) in &books.entries {
        for entry in chain {
            moneys.take(*person, entry).map_err(|what| {
                format!("{what}: entry {} of {person}: {:?}", entry.seq(), entry.event())
            })?;
        }
    }
    moneys.are_kept(books)?;
    moneys.are_on_bills(books)?;
    moneys.are_on_their_days(books)?;
    moneys.are_refunded(books)?;
    Ok(moneys)
}

impl<'a> Moneys<'a> {
    fn take(&mut self, person: PersonId, entry: &'a Entry) -> Seen {
        match entry.event() {
            Event::Stated { .. } => Ok(()),
            Event::Booked { order, receipt, parts } => {
                ensure(sum(parts) == receipt.amount.fen(), || "I2: another sum is booked".into())?;
                self.arrive(receipt, Some(*order))?;
                self.put(&name(receipt), parts)
            }
            Event::Disputed { receipt, .. } => self.arrive(receipt, None),
            Event::Applied { receipt, parts } => {
                let name = (receipt.channel, receipt.transaction.0.as_str());
                let left = self.of(&name)?.left();
                ensure(sum(parts) <= left, || "I2: more is applied than is left".into())?;
                self.put(&name, parts)
            }
            Event::RefundOpened { refund, receipt, amount, parts, reopens } => {
                let money = self.of(&(receipt.channel, &receipt.transaction.0))?;
                let there = if parts.is_empty() { money.left() } else { money.applied() };
                let fits = (1..=there).contains(&amount.fen());
                ensure(fits, || "I7: more is to go back than is there".to_owned())?;
                money.going.insert(*refund, (amount.fen(), parts, *reopens));
                Ok(())
            }
            Event::RefundDone { refund, .. } => self.went_back(person, *refund),
            Event::RefundFailed { refund } => self.refund(*refund).map(drop),
        }
    }

    fn arrive(&mut self, receipt: &'a Receipt, order: Option<OrderId>) -> Seen {
        let (on, going) = (BTreeMap::new(), BTreeMap::new());
        let money = Money { receipt, order, on, going, back: 0 };
        let twice = self.all.insert(name(receipt), money).is_some();
        ensure(!twice, || "I1: it counts a payment twice".to_owned())
    }

    fn of(&mut self, name: &Name<'a>) -> Result<&mut Money<'a>, String> {
        self.all.get_mut(name).ok_or_else(|| "I2: it is of money that never came".to_owned())
    }

    fn put(&mut self, name: &Name<'a>, parts: &'a [Part]) -> Seen {
        let money = self.of(name)?;
        for part in parts {
            *money.on.entry(&part.bill).or_default() += part.amount.fen();
        }
        Ok(())
    }

    /// The refund that ends here, with the name of its money.
    fn refund(&mut self, id: RefundId) -> Result<(Name<'a>, (u64, &'a [Part], bool)), String> {
        let mut all = self.all.iter_mut();
        let found = all.find_map(|(name, it)| Some((*name, it.going.remove(&id)?)));
        found.ok_or_else(|| "I7: it ends a refund that is not open".to_owned())
    }

    fn went_back(&mut self, person: PersonId, id: RefundId) -> Seen {
        let (name, (amount, parts, reopens)) = self.refund(id)?;
        for part in parts {
            let on = self.of(&name)?.on.entry(&part.bill).or_default();
            *on = on.checked_sub(part.amount.fen()).ok_or("I7: more goes back than was paid")?;
            if !reopens {
                *self.less.entry((person, &part.bill)).or_default() += part.amount.fen();
            }
        }
        self.of(&name)?.back += amount;
        Ok(())
    }

    /// What is booked or disputed is in a ledger, and the other way round.
    fn are_kept(&self, books: &Books) -> Seen {
        let booked = super::oracle::booked(books).map(|(it, order)| (name(it), Some(order.id)));
        let disputed = books.disputes.iter().map(|it| (name(&it.receipt), None));
        let kept: BTreeMap<_, _> = booked.chain(disputed).collect();
        let counted: BTreeMap<_, _> =
            self.all.iter().map(|(it, money)| (*it, money.order)).collect();
        ensure(kept == counted, || {
            format!("I2: {kept:?} are booked or disputed, and the ledgers have {counted:?}")
        })
    }

    /// A bill's paid amount is what lies on it, and its due what the office stated and went back.
    fn are_on_bills(&self, books: &Books) -> Seen {
        let mut on: BTreeMap<(PersonId, &BillId), u64> = BTreeMap::new();
        for money in self.all.values() {
            for (bill, amount) in &money.on {
                *on.entry((money.receipt.number.payer, bill)).or_default() += amount;
            }
        }
        for ((person, id), bill) in &books.bills {
            let paid = on.remove(&(*person, id)).unwrap_or(0);
            ensure(bill.paid_here == paid, || {
                format!(
                    "I2: of {person}'s {id} {} fen are paid, and {paid} lie on it",
                    bill.paid_here
                )
            })?;
        }
        on.retain(|_, amount| *amount > 0);
        ensure(on.is_empty(), || format!("I2: money lies on bills that are not there: {on:?}"))?;
        self.are_as_stated(books)
    }

    fn are_as_stated(&self, books: &Books) -> Seen {
        let mut stated = BTreeMap::new();
        for (person, chain) in &books.entries {
            for entry in chain {
                if let Event::Stated { bills } = entry.event() {
                    stated.extend(bills.iter().map(|it| ((*person, &it.bill), (it, entry.seq()))));
                }
            }
        }
        for ((person, id), (it, _)) in stated {
            let Some(bill) = books.bills.get(&(person, id.clone())) else {
                return Err(format!("I3: {person}'s {id} was stated and is not there"));
            };
            let less = self.less.get(&(person, id)).copied().unwrap_or(0);
            let settled = (it.exempt.fen(), it.loan.fen(), it.paid_elsewhere.fen());
            let same = settled == (bill.exempt, bill.loan, bill.paid_elsewhere)
                && (less > 0 || it.due.fen() == bill.due);
            ensure(same, || format!("I3: {person}'s {id} is not as the office stated: {bill:?}"))?;
        }
        Ok(())
    }

    /// Each payment and each refund that a provider did lies under its Beijing day, once.
    fn are_on_their_days(&self, books: &Books) -> Seen {
        let mut expected: BTreeSet<(String, String, u64)> = BTreeSet::new();
        for (_, money) in &self.all {
            let (pk, amount) = (day(money.receipt, money.receipt.paid_at), money.receipt.amount);
            let sk = format!("PAY#{}", money.receipt.transaction.0);
            expected.insert((pk, sk, amount.fen()));
        }
        for (number, refund) in &books.refunds {
            if let RefundState::Done { at, .. } = refund.state {
                let pk = day(&refund.refund.receipt, at);
                expected.insert((pk, format!("REFUND#{number}"), refund.refund.amount.fen()));
            }
        }
        let listed =
            books.days.iter().map(|(pk, sk, it)| (pk.clone(), sk.clone(), it.amount.fen()));
        let listed: BTreeSet<_> = listed.collect();
        ensure(listed == expected, || {
            let differ: Vec<_> = listed.symmetric_difference(&expected).collect();
            format!("I8: these lie under one of the ledger and the days alone: {differ:?}")
        })
    }

    /// The lists of staff, and the refunds as they are written, against the ledgers.
    fn are_refunded(&self, books: &Books) -> Seen {
        let open = self.all.values().filter(|it| it.order.is_none() && it.left() > 0);
        let open: BTreeSet<_> = open.map(|it| listed(it.receipt)).collect();
        ensure(open == books.undecided, || {
            format!("I2: of {open:?} something is left, and the list says {:?}", books.undecided)
        })?;
        let mut going: BTreeSet<_> = self.all.values().flat_map(|it| it.going.keys()).collect();
        for (number, order) in &books.refunds {
            let promised = self.all.values().find_map(|it| it.going.get(&order.refund.id));
            ensure(promised.is_none_or(|it| it.0 == order.refund.amount.fen()), || {
                format!("I7: refund {number} is of another sum than was promised: {order:?}")
            })?;
            let is_open = going.remove(&order.refund.id);
            ensure(is_open != order.is_final(), || {
                format!("I7: refund {number} is {:?}, and its ledger differs", order.state)
            })?;
            // One that failed stays on the list until somebody saw it.
            let listed = books.unfinished.contains(number);
            ensure(is_open == listed || order.is_failed(), || {
                format!("I7: refund {number} is {:?}, and the list differs", order.state)
            })?;
        }
        ensure(going.is_empty(), || format!("I7: nobody wrote these refunds down: {going:?}"))
    }

    /// I2 at the end: what banks kept of each student's is on their bills, or left, or promised.
    pub(super) fn are_what_banks_kept(&self, books: &Books, banks: &[Bank]) -> Seen {
        let mut kept: BTreeMap<PersonId, (u64, u64)> = BTreeMap::new();
        for trade in banks.iter().flat_map(Bank::trades) {
            let number: OrderNumber = trade.number.parse().map_err(|_| "a strange number")?;
            let paid: u64 = trade.payments.iter().map(|it| it.amount).sum();
            let done = trade.refunds.iter().filter(|it| it.state == AtBank::Done);
            kept.entry(number.payer).or_default().0 += paid - done.map(|it| it.amount).sum::<u64>();
        }
        for ((person, _), bill) in &books.bills {
            kept.entry(*person).or_default().1 += bill.paid_here;
        }
        for money in self.all.values() {
            let loose = money.going.values().filter(|it| it.1.is_empty()).map(|it| it.0);
            kept.entry(money.receipt.number.payer).or_default().1 +=
                money.left() + loose.sum::<u64>();
        }
        for refund in books.refunds.values() {
            // Given back past the bank, which has the money still.
            if let RefundState::ByHand { .. } = refund.state {
                kept.entry(refund.refund.payer).or_default().1 += refund.refund.amount.fen();
            }
        }
        match kept.into_iter().find(|(_, (banks, books))| banks != books) {
            Some((person, (banks, books))) => Err(format!(
                "the end: banks kept {banks} fen of {person}'s, and the books say {books}"
            )),
            None => Ok(()),
        }
    }

    /// I2, by student, channel and day: what came in is on bills, left, on its way back, or back.
    pub(super) fn add_up(&self) -> Seen {
        let mut sums: BTreeMap<(PersonId, ChannelKind, Day), (u64, u64)> = BTreeMap::new();
        for money in self.all.values() {
            let Receipt { number, channel, paid_at, amount, .. } = money.receipt;
            let sum = sums.entry((number.payer, *channel, Day::of(*paid_at))).or_default();
            let loose: u64 = money.going.values().filter(|it| it.1.is_empty()).map(|it| it.0).sum();
            sum.0 += amount.fen();
            sum.1 += money.applied() + loose + money.back + money.left();
        }
        match sums.into_iter().find(|(_, (came, are))| came != are) {
            Some((of, (came, are))) => Err(format!("I2: of {of:?} {came} fen came, and {are} are")),
            None => Ok(()),
        }
    }
}

/// I7 at the banks: no payment gives back more than it brought, and nothing that nobody agreed to.
pub(super) fn banks_gave_back(books: &Books, banks: &[Bank]) -> Seen {
    for bank in banks {
        // These are told the order alone, and choose themselves which of its payments goes back.
        let names_order = matches!(channel(bank), ChannelKind::Abc | ChannelKind::Bocom);
        for trade in bank.trades() {
            let mut left: BTreeMap<&str, u64> = BTreeMap::new();
            for payment in &trade.payments {
                let of = if names_order { "" } else { &payment.id };
                *left.entry(of).or_default() += payment.amount;
            }
            for refund in &trade.refunds {
                let of = if names_order { "" } else { &refund.payment };
                is_agreed(books, refund, of)?;
                if refund.state != AtBank::Failed {
                    let left = left.entry(of).or_default();
                    *left = left
                        .checked_sub(refund.amount)
                        .ok_or_else(|| format!("I7: more goes back than came: {refund:?}"))?;
                }
            }
        }
    }
    Ok(())
}

/// Whether somebody agreed to `refund`, of the payment that it names if it does.
fn is_agreed(books: &Books, refund: &sandbox::Refund, of: &str) -> Seen {
    let Some(order) = books.refunds.get(&refund.number) else {
        return Err(format!("I7: nobody wrote down refund {}", refund.number));
    };
    let RefundOrder { refund: it, state, by_hand, .. } = order;
    let agreed = it.amount.fen() == refund.amount
        && (of.is_empty() || it.receipt.transaction.0 == of)
        && !by_hand
        && !matches!(state, RefundState::Proposed | RefundState::Withdrawn { .. });
    ensure(agreed, || format!("I7: nobody agreed to {refund:?}: {order:?}"))?;
    let same = match state {
        RefundState::Done { .. } => refund.state == AtBank::Done,
        RefundState::Failed { .. } | RefundState::ByHand { .. } => refund.state == AtBank::Failed,
        _ => true,
    };
    ensure(same, || format!("I7: the bank and we differ on {refund:?}: {state:?}"))
}

fn sum(parts: &[Part]) -> u64 {
    parts.iter().map(|it| it.amount.fen()).sum()
}

/// Where something of `receipt` that happened at `at` lies.
fn day(receipt: &Receipt, at: domain::Timestamp) -> String {
    let payer = receipt.number.payer.to_string();
    let last = payer.chars().last().expect("an id has six characters");
    format!("DAY#{}#{}#{}#{last}", receipt.channel, receipt.merchant.0, Day::of(at))
}

/// What money is called on the list of what is undecided.
fn listed(receipt: &Receipt) -> String {
    format!("{}#{}#{}", receipt.channel, receipt.merchant.0, receipt.transaction.0)
}
