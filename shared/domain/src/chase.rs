//! When the provider of an order is asked next what became of it, and when its order is closed.

use crate::{Order, OrderState, Timestamp};
use serde::{Deserialize, Serialize};

/// What to do about an order of which no notice came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chasing {
    /// It is decided: nothing is left to ask.
    Done,
    /// Ask the provider whether money came.
    Ask,
    /// Its time has passed: make sure that no money came, and close it.
    Close,
}

/// What began a chain of questions about an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chain {
    /// Its opening. It goes on until the order is decided, however long its provider is away.
    #[default]
    Opening,
    /// A night's sweep, which cannot see whether the first chain is lost or only waits. It ends
    /// after a day, when the next night looks again: else each night would add one to all before.
    Night,
}

/// Seconds between asking and asking again. Notices come within a second or two; these are for the
/// one that does not come, often at first, because the payer waits before the page.
const WAITS: [u32; 7] = [5, 15, 30, 60, 120, 300, 600];

/// Seconds between the questions after those: as long as a queue keeps a message back.
const LAST_WAIT: u32 = 900;

impl Order {
    /// How often an order is asked about in its first day, if it takes that long.
    pub const CHASES_A_DAY: u32 = 103;

    /// What to do about this order at `now`.
    pub fn chasing(&self, now: Timestamp) -> Chasing {
        match self.state {
            OrderState::Paid { .. } | OrderState::Closed { .. } => Chasing::Done,
            OrderState::Open if self.overdue(now) => Chasing::Close,
            OrderState::Open => Chasing::Ask,
        }
    }

    /// Seconds until this order, asked about `asked` times so far, is to be asked about again: not
    /// later than its time runs out. `None`: the chain ends, though the order is undecided.
    pub fn next_chase(&self, chain: Chain, asked: u32, now: Timestamp) -> Option<u32> {
        if chain == Chain::Night && asked >= Self::CHASES_A_DAY {
            return None;
        }
        let wait = usize::try_from(asked).ok().and_then(|it| WAITS.get(it)).copied();
        let wait = wait.unwrap_or(LAST_WAIT);
        let left = self.until.duration_since(now).as_secs() + 61;
        let left = u32::try_from(left).unwrap_or(0);
        Some(if left == 0 { wait } else { wait.min(left) })
    }
}

// A night's chain lasts until the next night's.
const _: () = assert!(WAITS.len() == 7 && (Order::CHASES_A_DAY - 7) * LAST_WAIT >= 86_400);

#[cfg(test)]
mod tests {
    use super::{Chain, WAITS};
    use crate::{Order, Timestamp};
    use jiff::ToSpan;

    fn order() -> Order {
        let opened: Timestamp = "2026-09-05T01:00:00Z".parse().expect("an instant");
        Order {
            id: "01K4C9VYG0000000000000000A".parse().expect("an id"),
            payer: "ADA001".parse().expect("a person"),
            guest: None,
            channel: crate::ChannelKind::Wechat,
            scene: crate::Scene::Pc,
            way: crate::Way::Qr,
            wallet_user: None,
            merchant: crate::Merchant("1900006511".to_owned()),
            client_ip: String::new(),
            payee: String::new(),
            lines: Vec::new(),
            seat: None,
            total: crate::Money::ZERO,
            opened,
            until: opened + 15.minutes(),
            state: crate::OrderState::Open,
            placed: None,
            shown: None,
        }
    }

    #[test]
    fn an_order_is_asked_about_until_it_is_decided() {
        let order = order();
        let mut at = order.opened;
        for asked in 0..10_000 {
            let wait = order.next_chase(Chain::Opening, asked, at).expect("it goes on");
            assert!((1..=900).contains(&wait), "{asked}: {wait}");
            at += i64::from(wait).seconds();
        }
        assert!(at > order.opened + (24 * 100).hours(), "a hundred days");
    }

    #[test]
    fn nobody_waits_past_the_end_of_an_orders_time() {
        let order = order();
        let late = order.until - 10.seconds();
        assert_eq!(order.next_chase(Chain::Opening, 50, late), Some(71));
        assert_eq!(order.next_chase(Chain::Opening, 50, order.until + 1.hour()), Some(900));
    }

    #[test]
    fn a_nights_chain_lasts_for_a_day_and_no_longer() {
        let order = order();
        let night = order.until + 10.hours();
        let waits = (0..).map_while(|it| order.next_chase(Chain::Night, it, night));
        let seconds: Vec<_> = waits.collect();
        assert_eq!(seconds[..WAITS.len()], WAITS);
        assert!(seconds.iter().sum::<u32>() >= 86_400, "{seconds:?}");
        assert_eq!(seconds.len(), 103);
    }
}
