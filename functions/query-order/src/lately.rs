//! What a provider said a moment ago: whoever presses again is answered from here.

use domain::{OrderId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Orders of which a provider said a moment ago that nobody paid them.
///
/// Providers count how often a school asks, for all its payers together: one of them who presses
/// again and again is answered from here. Each instance remembers for itself, which costs no table
/// and bounds what one browser can do, as its requests meet a few instances at most.
#[derive(Debug, Default)]
pub struct Lately(Mutex<HashMap<OrderId, Timestamp>>);

impl Lately {
    /// Milliseconds for which a "not yet" is not asked for again: shorter than anybody pays.
    const HOLDS: i64 = 2000;

    /// Orders that an instance remembers; more than it can ask about in that time.
    const ORDERS_MAX: usize = 256;

    /// Whether `order` was unpaid a moment before `now`.
    pub(crate) fn was_unpaid(&self, order: OrderId, now: Timestamp) -> bool {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(&order).is_some_and(|at| now.as_millisecond() - at.as_millisecond() < Self::HOLDS)
    }

    /// Remembers that `order` is unpaid at `now`.
    pub(crate) fn unpaid(&self, order: OrderId, now: Timestamp) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= Self::ORDERS_MAX {
            asked.clear();
        }
        asked.insert(order, now);
    }
}

#[cfg(test)]
mod tests {
    use super::Lately;
    use domain::{OrderId, Timestamp};

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_790_000_000_000 + ms).expect("in range")
    }

    #[test]
    fn a_no_holds_for_two_seconds_and_for_one_order() {
        let (lately, order) = (Lately::default(), OrderId::from_bits(1));
        assert!(!lately.was_unpaid(order, at(0)));
        lately.unpaid(order, at(0));
        assert!(lately.was_unpaid(order, at(1999)));
        assert!(!lately.was_unpaid(order, at(2000)));
        assert!(!lately.was_unpaid(OrderId::from_bits(2), at(1)));
    }

    #[test]
    fn what_is_remembered_does_not_grow() {
        let lately = Lately::default();
        for order in 0..10_000 {
            lately.unpaid(OrderId::from_bits(order), at(0));
            assert!(lately.0.lock().expect("whole").len() <= Lately::ORDERS_MAX);
        }
    }
}
