//! Which days are looked at when the clock strikes, and which are given up.

use super::{POOL_DAYS, Reported, Tally};
use crate::Day;

/// Days for which a statement is asked for again and again: over the longest holidays somebody
/// looks at what is still not done after a week.
pub const DAYS_BACK: i32 = 7;

/// What is to be done on a day of the clock for one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Days to reconcile, the oldest first: what a day comes to speaks of those before it.
    pub days: Vec<Day>,
    /// Days that are done, with what we had under each: to be reconciled too if that is not what we
    /// have under it now.
    pub done: Vec<(Day, Tally)>,
    /// Days whose statement is given up, and which were not told so yet.
    pub given_up: Vec<Day>,
}

impl Due {
    /// The first and the last day of which [`Due::of`] wants to know where it stands.
    pub fn span(today: Day) -> (Day, Day) {
        (today.moved(-(DAYS_BACK + POOL_DAYS + 1)), today.moved(-1))
    }

    /// What is due on `today`, by where the days before stand.
    pub fn of(today: Day, reported: &[Reported]) -> Self {
        let find = |day: Day| reported.iter().find(|it| it.day == day);
        let (first, last) = Self::span(today);
        let mut due = Self::default();
        for day in (0..=last.days_since(first)).map(|it| first.moved(it)) {
            match find(day) {
                Some(it) if Self::gives_up(today, day) => {
                    if it.is_owed() {
                        due.given_up.push(day);
                    } else if ends_by_giving_up(today, it, reported) {
                        due.days.push(day);
                    }
                }
                None if Self::gives_up(today, day) => {}
                Some(it) if !it.is_open() => {
                    due.done.extend(it.summary().map(|summary| (day, summary.ours)));
                }
                Some(_) | None => due.days.push(day),
            }
        }
        due
    }

    /// Whether on `today` nobody asks for the statement of `day` any more.
    pub fn gives_up(today: Day, day: Day) -> bool {
        today.days_since(day) > DAYS_BACK
    }

    /// How many days ago the oldest day was of which a provider still owes us a statement; none if
    /// it owes none.
    pub fn oldest(today: Day, reported: &[Reported]) -> u32 {
        let owed = reported.iter().filter(|it| it.is_owed());
        let ages = owed.map(|it| today.days_since(it.day));
        ages.max().and_then(|it| u32::try_from(it).ok()).unwrap_or(0)
    }
}

/// Whether what is looked for of the day of `it` was to be found in statements that were given up: no
/// other day will tell it then.
fn ends_by_giving_up(today: Day, it: &Reported, reported: &[Reported]) -> bool {
    let is_done = |day: &Day| reported.iter().any(|it| it.day == *day && it.summary().is_some());
    let after = (1..=POOL_DAYS).map(|after| it.day.moved(after));
    let mut missing = after.filter(|day| !is_done(day)).peekable();
    let looked_for = it.summary().is_some_and(|it| it.pooled > 0);
    looked_for && missing.peek().is_some() && missing.all(|day| Due::gives_up(today, day))
}

#[cfg(test)]
mod tests {
    use super::{DAYS_BACK, Due};
    use crate::reconcile::{ReportState, Reported, Summary, Tally};
    use crate::{ChannelKind, Day, LineKind, Money};

    fn today() -> Day {
        "2026-11-21".parse().expect("a day")
    }

    fn day(ago: i32, state: ReportState) -> Reported {
        let day = today().moved(-ago);
        Reported { channel: ChannelKind::Wechat, day, at: day.end(), state }
    }

    fn done(ago: i32, pooled: usize) -> Reported {
        let paid = Tally::default().and(LineKind::Payment, Money::from_fen(500).expect("in range"));
        let summary = Summary { ours: paid, theirs: paid, pooled, ..Summary::default() };
        day(ago, ReportState::Done { summary })
    }

    #[track_caller]
    fn check(reported: &[Reported], days: &[i32], done: &[i32], given_up: &[i32]) {
        let due = Due::of(today(), reported);
        let ago = |days: &[Day]| days.iter().map(|it| today().days_since(*it)).collect::<Vec<_>>();
        assert_eq!(ago(&due.days), days, "to reconcile");
        assert_eq!(ago(&due.done.iter().map(|it| it.0).collect::<Vec<_>>()), done, "to look at");
        assert_eq!(ago(&due.given_up), given_up, "to give up");
    }

    #[test]
    fn a_week_of_days_is_due_until_each_is_done_and_the_oldest_comes_first() {
        check(&[], &[7, 6, 5, 4, 3, 2, 1], &[], &[]);
        let refused = || ReportState::Refused { code: "statement-cut".to_owned() };
        let mut reported: Vec<_> = (3..=DAYS_BACK).map(|ago| done(ago, 0)).collect();
        reported.extend([day(1, ReportState::Waiting), day(2, refused())]);
        check(&reported, &[2, 1], &[7, 6, 5, 4, 3], &[]);
        assert_eq!(Due::oldest(today(), &reported), 2);
        assert_eq!(Due::oldest(today(), &[done(1, 0), day(5, ReportState::Upload)]), 0);
    }

    #[test]
    fn a_day_with_refunds_on_their_way_is_looked_at_again() {
        let summary = Summary { awaited: 1, ..Summary::default() };
        let mut reported: Vec<_> = (2..=DAYS_BACK).map(|ago| done(ago, 0)).collect();
        reported.push(day(1, ReportState::Done { summary }));
        check(&reported, &[1], &[7, 6, 5, 4, 3, 2], &[]);
    }

    #[test]
    fn a_day_is_given_up_once_and_then_what_was_looked_for_in_it_is_told() {
        let mut reported: Vec<_> = (1..=7).chain(9..=11).map(|ago| done(ago, 1)).collect();
        reported.push(day(8, ReportState::Waiting));
        check(&reported, &[11, 10, 9], &[7, 6, 5, 4, 3, 2, 1], &[8]);
        // Its state says then that an officer brings it; what was told is looked for no more.
        let told = (9..=11).map(|ago| done(ago, 0));
        let mut reported: Vec<_> = (1..=7).map(|ago| done(ago, 1)).chain(told).collect();
        reported.push(day(8, ReportState::Upload));
        check(&reported, &[], &[7, 6, 5, 4, 3, 2, 1], &[]);
        // While a day after it may still come, nothing ends.
        let reported = [done(9, 1), day(8, ReportState::Upload), day(7, ReportState::Waiting)];
        check(&reported, &[7, 6, 5, 4, 3, 2, 1], &[], &[]);
    }
}
