//! Every chain of entries, counted anew here, past the domain's own counting (product.md §4: I2, I7,
//! I9).

use super::oracle::{Name, Seen, ensure, name};
use crate::Books;
use domain::ledger::{Entry, Event, Ledger, Part};
use domain::{BillId, OrderId, PersonId, Receipt, RefundId};
use std::collections::BTreeMap;

/// Fen that are promised to go back, from which bills (none: from what lies on no bill), and whether
/// those owe it again.
type Promise<'a> = (u64, &'a [Part], bool);

/// Money that came, and where it is.
pub(super) struct Money<'a> {
    pub(super) receipt: &'a Receipt,
    /// The order whose bills it paid at once.
    pub(super) order: Option<OrderId>,
    /// Fen on bills.
    pub(super) on: BTreeMap<&'a BillId, u64>,
    /// What of it is promised to go back.
    pub(super) going: BTreeMap<RefundId, Promise<'a>>,
    /// Fen that went back.
    pub(super) back: u64,
}

impl Money<'_> {
    pub(super) fn applied(&self) -> u64 {
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
    pub(super) less: BTreeMap<(PersonId, &'a BillId), u64>,
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
    moneys.are_in(books)?;
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
    fn refund(&mut self, id: RefundId) -> Result<(Name<'a>, Promise<'a>), String> {
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
}

fn sum(parts: &[Part]) -> u64 {
    parts.iter().map(|it| it.amount.fen()).sum()
}
