//! What goes wrong on purpose: at the table's door and around invocations.
//!
//! No emulator throttles, conflicts, loses an answer or delivers twice by itself; AWS does all four.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What the table's door does to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFault {
    /// The call is refused with `ProvisionedThroughputExceededException`.
    Throttled,
    /// A transaction is cancelled with `TransactionConflict`; other calls are not struck.
    Conflict,
    /// The call is refused with an internal server error, and nothing happened.
    Broken,
    /// A write happens, but its caller hears an internal server error; reads are not struck.
    AnswerLost,
    /// The call takes longer.
    Slow(Duration),
}

/// What befalls one invocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The instance dies before it hears of the event.
    CrashBefore,
    /// The instance does its work and dies before anybody hears of it.
    CrashAfter,
    /// A batch from a queue is delivered a second time after it was handled.
    DeliveredTwice,
}

/// How often a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The next so many times it could, then never again.
    Next(u32),
    /// By chance, so many times in a thousand.
    PerMille(u16),
}

/// The faults planned for a system. Clearing them makes it honest again.
#[derive(Debug)]
pub struct Faults(Mutex<Plans>);

#[derive(Debug)]
struct Plans {
    table: Vec<(TableFault, When)>,
    mishaps: Vec<(String, Mishap, When)>,
    dice: Dice,
}

impl Faults {
    /// No faults yet; chance is drawn from `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Plans { table: Vec::new(), mishaps: Vec::new(), dice: Dice(seed) }))
    }

    /// Plans a fault at the table's door.
    pub fn at_table(&self, fault: TableFault, when: When) {
        self.lock().table.push((fault, when));
    }

    /// Plans a mishap of the function with this logical id.
    pub fn befall(&self, function: &str, mishap: Mishap, when: When) {
        self.lock().mishaps.push((function.to_owned(), mishap, when));
    }

    /// Forgets every plan.
    pub fn clear(&self) {
        let mut plans = self.lock();
        plans.table.clear();
        plans.mishaps.clear();
    }

    /// The fault that strikes this call of the table, if any.
    pub(crate) fn strike_table(&self, operation: &str) -> Option<TableFault> {
        let mut guard = self.lock();
        let Plans { table, dice, .. } = &mut *guard;
        let hits = |(fault, when): &mut (TableFault, When)| {
            (fault.concerns(operation) && when.strikes(dice)).then_some(*fault)
        };
        table.iter_mut().find_map(hits)
    }

    /// Whether `mishap` befalls this invocation.
    pub(crate) fn befalls(&self, function: &str, mishap: Mishap) -> bool {
        let mut guard = self.lock();
        let Plans { mishaps, dice, .. } = &mut *guard;
        mishaps
            .iter_mut()
            .filter(|(whose, what, _)| whose == function && *what == mishap)
            .any(|(_, _, when)| when.strikes(dice))
    }

    fn lock(&self) -> MutexGuard<'_, Plans> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TableFault {
    fn concerns(self, operation: &str) -> bool {
        match self {
            Self::Throttled | Self::Broken | Self::Slow(_) => true,
            Self::Conflict => operation == "TransactWriteItems",
            Self::AnswerLost => matches!(
                operation,
                "TransactWriteItems" | "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem"
            ),
        }
    }
}

impl When {
    fn strikes(&mut self, dice: &mut Dice) -> bool {
        match self {
            Self::Next(0) => false,
            Self::Next(left) => {
                *left -= 1;
                true
            }
            Self::PerMille(chance) => dice.throw() % 1000 < u64::from(*chance),
        }
    }
}

/// `SplitMix64`: the same seed, the same faults.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_planned_and_only_where_it_can() {
        let faults = Faults::new(0);
        faults.at_table(TableFault::Conflict, When::Next(1));

        assert_eq!(faults.strike_table("GetItem"), None);
        assert_eq!(faults.strike_table("TransactWriteItems"), Some(TableFault::Conflict));
        assert_eq!(faults.strike_table("TransactWriteItems"), None);
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let strikes = |seed| {
            let faults = Faults::new(seed);
            faults.at_table(TableFault::Broken, When::PerMille(300));
            (0..1000).filter(|_| faults.strike_table("GetItem").is_some()).count()
        };

        assert_eq!(strikes(7), strikes(7));
        assert!((200..400).contains(&strikes(7)));
    }

    #[test]
    fn a_mishap_befalls_only_the_function_it_was_planned_for() {
        let faults = Faults::new(0);
        faults.befall("SettlePayment", Mishap::CrashAfter, When::Next(1));

        assert!(!faults.befalls("CreateOrder", Mishap::CrashAfter));
        assert!(!faults.befalls("SettlePayment", Mishap::CrashBefore));
        assert!(faults.befalls("SettlePayment", Mishap::CrashAfter));
    }
}
