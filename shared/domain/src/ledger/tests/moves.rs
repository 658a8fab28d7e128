//! Whatever sequence of moves: every fen is somewhere, and whoever touches the chain is seen.

use crate::ledger::{Entry, Event, Head, Ledger, Part, Received, ShareState};
use crate::{BillId, DisputeReason, Money, PersonId, Receipt, RefundId, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One thing that may happen to a person's money; what makes no sense just then is refused.
#[derive(Clone, Copy, Debug)]
enum Move {
    Booked(u64),
    Disputed(u64),
    Applied { nth: usize, fen: u64 },
    Opened { nth: usize, fen: u64, from_bill: bool },
    Done { nth: usize },
    Failed { nth: usize },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let nth = || 0_usize..6;
    let fen = || 1_u64..900;
    let one = prop_oneof![
        fen().prop_map(Move::Booked),
        fen().prop_map(Move::Disputed),
        (nth(), fen()).prop_map(|(nth, fen)| Move::Applied { nth, fen }),
        (nth(), fen(), any::<bool>()).prop_map(|(nth, fen, from_bill)| Move::Opened {
            nth,
            fen,
            from_bill
        }),
        nth().prop_map(|nth| Move::Done { nth }),
        nth().prop_map(|nth| Move::Failed { nth }),
    ];
    proptest::collection::vec(one, 1..40)
}

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

fn bill() -> BillId {
    BillId::new("2026-2027", "学费").expect("a name")
}

fn person() -> PersonId {
    PersonId::from_bits(7)
}

fn receipt(nth: usize, fen: u64) -> Receipt {
    let text = format!(
        r#"{{"channel":"wechat","merchant":"1900000001","transaction":"{nth}",
            "number":"01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007","amount":"{}",
            "paid_at":"2026-09-05T01:00:00Z","said_at":""}}"#,
        money(fen)
    );
    serde_json::from_str(&text).expect("a receipt")
}

/// What is kept beside the ledger, in the simplest way: fen by where they are.
#[derive(Default)]
struct Beside {
    came: Vec<u64>,
    on_bills: Vec<u64>,
    left: Vec<u64>,
    /// Of which payment, how much, whether from its bill.
    open: BTreeMap<usize, (usize, u64, bool)>,
    back: u64,
    opened: usize,
}

impl Beside {
    /// The event of `step`, and whether it makes sense now; if so it is counted.
    fn takes(&mut self, step: Move) -> (Event, bool) {
        let parts = |fen| vec![Part { bill: bill(), amount: money(fen) }];
        let next = self.came.len();
        let key = |nth| receipt(nth, 1).key();
        match step {
            Move::Booked(fen) | Move::Disputed(fen) => {
                let booked = matches!(step, Move::Booked(_));
                self.came.push(fen);
                self.on_bills.push(if booked { fen } else { 0 });
                self.left.push(if booked { 0 } else { fen });
                let receipt = receipt(next, fen);
                let (order, reason) = (receipt.number.order, DisputeReason::PaidTwice);
                let event = if booked {
                    Event::Booked { order, receipt, parts: parts(fen) }
                } else {
                    Event::Disputed { receipt, reason }
                };
                (event, true)
            }
            Move::Applied { nth, fen } => {
                let fits = self.left.get(nth).is_some_and(|left| *left >= fen);
                if fits {
                    self.left[nth] -= fen;
                    self.on_bills[nth] += fen;
                }
                (Event::Applied { receipt: key(nth), parts: parts(fen) }, fits)
            }
            Move::Opened { nth, fen, from_bill } => {
                let promised: u64 =
                    self.open.values().filter(|it| it.0 == nth && it.2).map(|it| it.1).sum();
                let there = if from_bill { &self.on_bills } else { &self.left };
                let there =
                    there.get(nth).map_or(0, |it| it - if from_bill { promised } else { 0 });
                let (fits, refund) = (there >= fen, RefundId::from_bits(self.opened as u128));
                if fits {
                    self.open.insert(self.opened, (nth, fen, from_bill));
                    self.opened += 1;
                    if !from_bill {
                        self.left[nth] -= fen;
                    }
                }
                let parts = if from_bill { parts(fen) } else { Vec::new() };
                let (receipt, amount) = (key(nth), money(fen));
                (Event::RefundOpened { refund, receipt, amount, parts, reopens: true }, fits)
            }
            Move::Done { nth } => {
                let ended = self.open.remove(&nth);
                if let Some((of, fen, from_bill)) = ended {
                    self.back += fen;
                    if from_bill {
                        self.on_bills[of] -= fen;
                    }
                }
                let refund = RefundId::from_bits(nth as u128);
                (Event::RefundDone { refund, by_hand: false, at: None }, ended.is_some())
            }
            Move::Failed { nth } => {
                let ended = self.open.remove(&nth);
                if let Some((of, fen, false)) = ended {
                    self.left[of] += fen;
                }
                (Event::RefundFailed { refund: RefundId::from_bits(nth as u128) }, ended.is_some())
            }
        }
    }
}

/// The chain of all that was not refused.
fn chain(moves: &[Move]) -> (Vec<Entry>, Beside) {
    let (mut entries, mut beside, mut head) =
        (Vec::new(), Beside::default(), Head::start(person()));
    for step in moves {
        let (event, fits) = beside.takes(*step);
        let entry = head.append(event, Timestamp::UNIX_EPOCH);
        let mut tried = entries.clone();
        tried.push(entry.clone());
        let taken = Ledger::of(person(), &tried).is_ok();
        assert_eq!(taken, fits, "{step:?} after {} entries", entries.len());
        if taken {
            head = head.after(&entry).expect("it follows");
            entries = tried;
        }
    }
    (entries, beside)
}

proptest! {
    #[test]
    fn every_fen_is_on_a_bill_left_going_back_or_back(moves in moves()) {
        let (entries, beside) = chain(&moves);
        let ledger = Ledger::of(person(), &entries).expect("it holds");

        let sum = |all: &[u64]| all.iter().sum::<u64>();
        let left: u64 = ledger.moneys().iter().map(|it| it.left().fen()).sum();
        let going = beside.open.values().filter(|it| !it.2).map(|it| it.1).sum::<u64>();
        let refunds = || ledger.moneys().iter().flat_map(|it| &it.refunds);
        let back: u64 = refunds()
            .filter(|it| it.state == ShareState::Done).map(|it| it.amount.fen()).sum();
        prop_assert_eq!(ledger.paid(&bill()).fen(), sum(&beside.on_bills));
        prop_assert_eq!(left, sum(&beside.left));
        prop_assert_eq!(back, beside.back);
        prop_assert_eq!(sum(&beside.came), ledger.paid(&bill()).fen() + left + going + back);
        for money in ledger.moneys() {
            let living = refunds_of(money);
            prop_assert!(living <= money.receipt.amount.fen(), "more is promised than came");
        }
    }

    #[test]
    fn an_entry_that_is_changed_dropped_or_put_in_is_found(
        moves in moves(), place: prop::sample::Index, seconds in 1_i64..1000,
    ) {
        let (entries, _) = chain(&moves);
        prop_assume!(!entries.is_empty());
        let place = place.index(entries.len());

        let mut changed = entries.clone();
        let text = serde_json::to_string(&changed[place]).expect("JSON");
        let later = Timestamp::from_second(seconds).expect("in range");
        let text = text.replacen(&Timestamp::UNIX_EPOCH.to_string(), &later.to_string(), 1);
        changed[place] = serde_json::from_str(&text).expect("an entry");
        let mut dropped = entries.clone();
        dropped.remove(place);
        let mut put_in = entries.clone();
        put_in.insert(place, entries[place].clone());

        let broken = Ledger::of(person(), &changed).expect_err("it was changed");
        prop_assert_eq!(broken.seq as usize, place + 1);
        // What is dropped at the end leaves a chain that holds: `audit` sees what was written with it.
        prop_assert_eq!(Ledger::of(person(), &dropped).is_err(), place + 1 < entries.len());
        prop_assert!(Ledger::of(person(), &put_in).is_err());
    }
}

fn refunds_of(money: &Received) -> u64 {
    let living = money.refunds.iter().filter(|it| it.state != ShareState::Failed);
    living.map(|it| it.amount.fen()).sum()
}
