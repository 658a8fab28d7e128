//! Which batches concern somebody, and which of them comes first.

use super::{Batch, Phase};
use crate::{Bill, Money, Timestamp};
use std::cmp::Reverse;

/// Seconds after its closing for which a batch stays in view though nothing is owed in it.
const REMEMBERED: i64 = 90 * 24 * 60 * 60;

/// A batch as it concerns one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchStanding<'a> {
    pub batch: &'a Batch,
    pub phase: Phase,
    /// What they still owe in it.
    pub owed: Money,
    /// Their bills of it, settled ones too.
    pub bills: Vec<&'a Bill>,
}

/// The batches of `announced` that concern whoever has `bills`: what can be paid first, soonest to
/// close, then what is to come, then what is closed, the latest first (S41, S43).
pub fn batches_of<'a>(
    announced: &'a [Batch],
    bills: &'a [Bill],
    now: Timestamp,
) -> Vec<BatchStanding<'a>> {
    let standing = |batch: &'a Batch| {
        let within = |bill: &&Bill| bill.id.batch().as_ref() == Some(&batch.id);
        let bills: Vec<_> = bills.iter().filter(within).collect();
        let owed = bills.iter().map(|it| it.owed()).sum();
        BatchStanding { batch, phase: batch.window.phase(now), owed, bills }
    };
    let mut standings: Vec<_> =
        announced.iter().map(standing).filter(|it| it.concerns(now)).collect();
    standings.sort_by_key(|it| {
        let window = it.batch.window;
        let (ahead, behind) = match it.phase {
            Phase::Open => (window.closes, Timestamp::MIN),
            Phase::Coming => (window.opens, Timestamp::MIN),
            Phase::Closed => (Timestamp::MIN, window.closes),
        };
        (rank(it.phase), ahead, Reverse(behind))
    });
    standings
}

fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Open => 0,
        Phase::Coming => 1,
        Phase::Closed => 2,
    }
}

impl BatchStanding<'_> {
    fn concerns(&self, now: Timestamp) -> bool {
        let since = now.as_second() - self.batch.window.closes.as_second();
        !self.bills.is_empty() && (!self.owed.is_zero() || since < REMEMBERED)
    }
}

#[cfg(test)]
mod tests {
    use super::{REMEMBERED, batches_of};
    use crate::catalogue::{Batch, Window};
    use crate::{Bill, BillId, Money, Timestamp};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn batch(id: &str, opens: i64, closes: i64) -> Batch {
        Batch {
            id: id.parse().expect("a slug"),
            title: "教材费".to_owned(),
            department: "教务处".to_owned(),
            note: String::new(),
            window: Window { opens: at(opens), closes: at(closes) },
        }
    }

    fn bill(batch: &Batch, owed: u64) -> Bill {
        let money = |fen| Money::from_fen(fen).expect("in range");
        Bill {
            id: BillId::of_batch(&batch.id, "教材费").expect("a name"),
            item: "教材费".to_owned(),
            year: String::new(),
            target: None,
            until: None,
            seat: None,
            due: money(500),
            exempt: Money::ZERO,
            loan: Money::ZERO,
            paid_elsewhere: Money::ZERO,
            paid_here: money(500 - owed),
            returned: Money::ZERO,
            undue: Money::ZERO,
            splittable: false,
            hold: None,
            paid_by: None,
        }
    }

    #[test]
    fn what_can_be_paid_stands_first_and_what_is_long_past_goes() {
        let now = at(REMEMBERED * 2);
        let [past, soon] = [REMEMBERED * 2 - 9, REMEMBERED * 2 + 9];
        let all = [
            batch("closed-long-ago", 0, 1),
            batch("closed-and-owed", 0, 2),
            batch("closed-just-now", 0, past),
            batch("coming", soon, soon + 1),
            batch("open-longer", 0, soon + 1),
            batch("open", 0, soon),
            batch("of-nobody", 0, soon),
        ];
        let owed = [0, 300, 0, 500, 0, 500];
        let bills: Vec<_> = all.iter().zip(owed).map(|(it, owed)| bill(it, owed)).collect();

        let seen = batches_of(&all, &bills, now);
        let seen: Vec<_> = seen.iter().map(|it| (it.batch.id.to_string(), it.owed.fen())).collect();
        let named = |id: &str, owed: u64| (id.to_owned(), owed);
        assert_eq!(
            seen,
            [
                named("open", 500),
                named("open-longer", 0),
                named("coming", 500),
                named("closed-just-now", 0),
                named("closed-and-owed", 300),
            ]
        );
    }
}
