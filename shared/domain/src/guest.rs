//! Paying for somebody without signing in: what a guest sees and may hold.

use crate::{Bill, Hold, OpenError, Order, OrderId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody who pays for a person without having proved to be them: a session that began by
/// [`crate::Entrance::Identified`].
///
/// A name and a number are no secrets, so a guest may be anybody. They may pay, which harms nobody;
/// they see no order but those that they opened themselves, and hold bills only for as long as the
/// person lets them: see [`Order::shown_to`], [`Guest::may_order`] and [`Guest::AWAY`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guest(SessionId);

impl Guest {
    /// Seconds for which no guest may order for a person who closed a guest's order: as long as a
    /// guest's session lives, so that the same one cannot hold the bills again a moment later.
    pub const AWAY: i64 = 30 * 60;

    /// The guest in `session`.
    pub fn new(session: SessionId) -> Self {
        Self(session)
    }

    /// Whether guests may order at `now`, if the person sent them `away` until then.
    pub fn may_order(away: Option<Timestamp>, now: Timestamp) -> Result<(), OpenError> {
        let left = away.map_or(0, |until| until.as_second() - now.as_second());
        match u32::try_from(left) {
            Ok(0) | Err(_) => Ok(()),
            Ok(seconds) => Err(OpenError::GuestsAway { seconds }),
        }
    }
}

impl Order {
    /// This order, if its payer looks (`None`) or the very guest who opened it.
    pub fn shown_to(self, guest: Option<&Guest>) -> Option<Self> {
        let theirs = guest.is_none() || self.guest.as_ref() == guest;
        theirs.then_some(self)
    }
}

impl Hold {
    /// The order, for whoever may see it: the payer (`None`), or the guest who opened it.
    pub fn shown_to(&self, guest: Option<&Guest>) -> Option<OrderId> {
        let theirs = guest.is_none() || self.guest.as_ref() == guest;
        theirs.then_some(self.by)
    }
}

/// Refuses a guest's order while another guest's lives: of all who may be anybody, one at a time.
pub(crate) fn one_at_a_time(
    (order, guest): (OrderId, Option<&Guest>),
    bills: &[Bill],
    now: Timestamp,
) -> Result<(), OpenError> {
    let Some(guest) = guest else { return Ok(()) };
    let holds = bills.iter().filter_map(|bill| Some((bill, bill.held(now)?)));
    let mut guests = holds.filter(|(_, hold)| hold.guest.is_some() && hold.by != order);
    match guests.next() {
        Some((bill, hold)) if hold.guest.as_ref() == Some(guest) => {
            Err(OpenError::Held { bill: bill.id.clone(), by: hold.by })
        }
        Some(_) => Err(OpenError::AnotherGuest),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Guest;
    use crate::{Fault, SessionId, Timestamp};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    #[test]
    fn guests_who_were_sent_away_may_come_back() {
        assert!(Guest::may_order(None, at(0)).is_ok());
        assert!(Guest::may_order(Some(at(0)), at(0)).is_ok());
        let refused = Guest::may_order(Some(at(60)), at(1)).expect_err("too early");
        assert_eq!((refused.code(), refused.retry_after()), ("guests-away", Some(59)));
    }

    #[test]
    fn a_guest_is_known_by_the_session_alone() {
        let guest = |it: &str| Guest::new(SessionId::try_from(it.repeat(16)).expect("an id"));
        assert_eq!(guest("a"), guest("a"));
        assert_ne!(guest("a"), guest("b"));
    }
}
