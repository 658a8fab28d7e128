//! Seats of a project, spread over several rows so that a whole school can enrol in one minute.

use crate::{PersonId, ProjectId, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where a person's seat of a project is: in which of its rows.
///
/// A project's seats lie in several rows, so that a whole school can enrol in the same minute; each
/// row admits its own part of the quota, so their sum is never sold over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatPlace {
    pub project: ProjectId,
    pub shard: u16,
}

/// One row of a project's seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    pub number: u16,
    /// Seats that this row may give.
    pub cap: u32,
    /// Who has one, and for how long.
    pub holders: BTreeMap<PersonId, SeatEnd>,
}

/// Until when somebody keeps a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeatEnd {
    /// Until then, unless it is paid: nothing sweeps it away, the next who wants one takes it.
    Until(Timestamp),
    /// For good: it is paid, or costs nothing.
    Kept,
}

/// How somebody gets a seat, or keeps the one that they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taking {
    pub shard: u16,
    pub seat: Vacancy,
}

/// Whose a seat was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vacancy {
    /// Their own, even if its time ran out: nobody wanted it.
    Own,
    Empty,
    /// Somebody's whose time ran out at that instant: their row must still say so.
    Lapsed(PersonId, Timestamp),
}

impl Shard {
    /// The most rows of a project: one transaction, of a hundred writes at most, spreads them all
    /// anew together with the project itself.
    pub const MOST: u32 = 90;

    /// Rows into which `quota` seats are divided: one each up to 16, then one for 25 seats, and no
    /// more than [`Shard::MOST`].
    pub const fn count(quota: u32) -> u32 {
        match quota {
            0..=16 => quota,
            17..=400 => 16,
            401..=2250 => quota.div_ceil(25),
            2251.. => Self::MOST,
        }
    }

    /// Seats that can be had at `now`.
    pub fn left(&self, now: Timestamp) -> u32 {
        self.cap.checked_sub(self.taken()).map_or(0, |free| free + self.lapsed(now))
    }

    /// Seats that somebody has, though perhaps no longer for sure.
    fn taken(&self) -> u32 {
        u32::try_from(self.holders.len()).unwrap_or(u32::MAX)
    }

    fn lapsed(&self, now: Timestamp) -> u32 {
        let lapsed = self.holders.values().filter(|end| end.is_over(now)).count();
        u32::try_from(lapsed).unwrap_or(u32::MAX)
    }

    fn vacancy(&self, now: Timestamp) -> Option<Taking> {
        let over = |(who, end): (&PersonId, &SeatEnd)| match end {
            SeatEnd::Until(until) if *until <= now => Some(Vacancy::Lapsed(*who, *until)),
            SeatEnd::Until(_) | SeatEnd::Kept => None,
        };
        let seat = match self.taken().cmp(&self.cap) {
            Ordering::Less => Some(Vacancy::Empty),
            Ordering::Equal => self.holders.iter().find_map(over),
            // The quota became smaller: a seat that lapses here is nobody's any more.
            Ordering::Greater => None,
        };
        seat.map(|seat| Taking { shard: self.number, seat })
    }
}

impl SeatEnd {
    /// Whether the next who wants the seat gets it.
    pub fn is_over(self, now: Timestamp) -> bool {
        matches!(self, Self::Until(until) if until <= now)
    }
}

/// The seat that `person` has, though perhaps no longer for sure.
pub fn seat_of(shards: &[Shard], person: PersonId) -> Option<(u16, SeatEnd)> {
    shards.iter().find_map(|it| Some((it.number, *it.holders.get(&person)?)))
}

/// Seats of a whole project that can be had at `now`.
pub fn seats_left(shards: &[Shard], now: Timestamp) -> u32 {
    shards.iter().map(|it| it.left(now)).sum()
}

/// Seats of a whole project that somebody has at `now`.
pub fn seats_taken(shards: &[Shard], now: Timestamp) -> u32 {
    let taken = shards.iter().flat_map(|it| it.holders.values()).filter(|end| !end.is_over(now));
    u32::try_from(taken.count()).unwrap_or(u32::MAX)
}

/// A way for `person` to a seat, if there is one: their own, or else one that is free. `chance`
/// spreads people over the rows.
pub fn find_seat(
    shards: &[Shard],
    person: PersonId,
    now: Timestamp,
    chance: u32,
) -> Option<Taking> {
    if let Some(row) = shards.iter().find(|it| it.holders.contains_key(&person)) {
        let keeps = !row.holders[&person].is_over(now) || row.taken() <= row.cap;
        return keeps.then_some(Taking { shard: row.number, seat: Vacancy::Own });
    }
    let from = chance as usize % shards.len().max(1);
    let (before, after) = shards.split_at(from.min(shards.len()));
    after.iter().chain(before).find_map(|it| it.vacancy(now))
}

/// What each of `shards` may give from `now` on, so that there are `quota` seats in all.
///
/// With a smaller quota nobody loses a seat, but rows come to hold more than they may give: of
/// those, what lapses or is cancelled is nobody's any more. Rows with lapsed seats are cut first, so
/// that none of them is given again above the quota.
pub fn spread(shards: &[Shard], quota: u32, now: Timestamp) -> Vec<Shard> {
    let count = usize::try_from(Shard::count(quota)).unwrap_or(usize::MAX).max(shards.len());
    let mut rows: Vec<Shard> = shards.to_vec();
    for number in rows.len()..count {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        rows.push(Shard { number, cap: 0, holders: BTreeMap::new() });
    }
    for row in &mut rows {
        row.cap = row.taken();
    }
    let taken: u32 = rows.iter().map(|it| it.cap).sum();
    let mut over = taken.saturating_sub(quota);
    for row in &mut rows {
        let cut = row.lapsed(now).min(over);
        row.cap -= cut;
        over -= cut;
    }
    for row in &mut rows {
        let cut = row.cap.min(over);
        row.cap -= cut;
        over -= cut;
    }
    for _ in taken..quota {
        if let Some(emptiest) = rows.iter_mut().min_by_key(|it| it.cap) {
            emptiest.cap += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{SeatEnd, Shard, Vacancy, find_seat, seat_of, seats_left, seats_taken, spread};
    use crate::{PersonId, Timestamp};
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    /// Writes what was found, as the table would.
    fn sit(
        shards: &mut [Shard],
        person: PersonId,
        now: Timestamp,
        until: SeatEnd,
        chance: u32,
    ) -> bool {
        let Some(taking) = find_seat(shards, person, now, chance) else { return false };
        let row = &mut shards[usize::from(taking.shard)];
        if let Vacancy::Lapsed(gone, _) = taking.seat {
            row.holders.remove(&gone);
        }
        row.holders.insert(person, until);
        true
    }

    #[test]
    fn a_seat_whose_time_ran_out_is_the_next_ones() {
        let mut shards = spread(&[], 1, at(0));
        let [one, two] = [1, 2].map(PersonId::from_bits);
        assert!(sit(&mut shards, one, at(0), SeatEnd::Until(at(60)), 7));
        assert!(!sit(&mut shards, two, at(59), SeatEnd::Kept, 7));
        assert!(sit(&mut shards, two, at(60), SeatEnd::Kept, 7));
        assert_eq!(seat_of(&shards, one), None);
        assert!(!sit(&mut shards, one, at(9_999), SeatEnd::Kept, 7));
    }

    proptest! {
        #[test]
        fn never_more_seats_than_the_quota(first in 0_u32..60, second in 0_u32..60,
                                           people in prop::collection::vec((0_u32..80, 0_i64..40, any::<u32>()), 0..120)) {
            let mut shards = spread(&[], first, at(0));
            prop_assert_eq!(seats_left(&shards, at(0)), first);
            let (mut now, mut most) = (0, first);
            for (place, (person, wait, chance)) in people.iter().enumerate() {
                now += wait;
                if place == people.len() / 2 {
                    // Who sits there when the quota is cut stays; nobody else comes above it.
                    most = second.max(seats_taken(&shards, at(now)));
                    shards = spread(&shards, second, at(now));
                    let caps: u32 = shards.iter().map(|it| it.cap).sum();
                    prop_assert_eq!(caps, second);
                }
                let end = if chance % 3 == 0 { SeatEnd::Kept } else { SeatEnd::Until(at(now + 30)) };
                if chance % 7 == 0 {
                    for row in &mut shards {
                        row.holders.remove(&PersonId::from_bits(*person));
                    }
                } else {
                    sit(&mut shards, PersonId::from_bits(*person), at(now), end, *chance);
                }
                prop_assert!(seats_taken(&shards, at(now)) + seats_left(&shards, at(now)) <= most);
            }
        }
    }
}
