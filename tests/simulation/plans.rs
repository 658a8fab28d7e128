//! What befalls a function on its way: mostly nothing.

use super::acts::Act;
use super::term::Term;
use crate::{Line, Mishap, Plan};
use std::collections::BTreeMap;

/// The clock of a function's machine may be wrong by ten minutes.
pub(super) const SKEW_MAX: i64 = 600;

/// The two ways to die at a call.
pub(super) const DEATHS: [Mishap; 2] = [Mishap::CrashBefore, Mishap::CrashAfter];

impl Term {
    pub(super) fn draw_plan(&mut self, act: &Act) -> Plan {
        let mut mishaps = BTreeMap::new();
        if self.random.u8(..4) == 0 {
            // Who has a batch in hand makes many calls, who hears a notice makes one.
            let alone = matches!(act, Act::Notice { .. });
            let last = match self.random.u8(..4) {
                _ if alone => 1,
                0 => 24,
                _ => 6,
            };
            let nth = self.random.u32(1..=last);
            let mishap = self.random.choice(Mishap::ALL).expect("there are mishaps");
            // A refusal that stays outlasts the SDK's patience.
            let stays = if self.random.u8(..2) == 0 { 8 } else { 0 };
            mishaps.extend((nth..=nth + stays).map(|it| (it, mishap)));
        }
        let at_write = self.draw_death(act);
        let at_delete = self.random.choice(DEATHS).filter(|_| self.random.bool());
        let skew = self.draw_skew();
        Plan { mishaps, at_write, at_delete, skew, may_miss: true, ..Plan::fair() }
    }

    /// A death right before or right after one of a function's writes: more often where few acts
    /// come so far.
    fn draw_death(&mut self, act: &Act) -> Option<(u32, Mishap)> {
        let seldom = matches!(
            act,
            Act::Decide { .. }
                | Act::Import { .. }
                | Act::Reconcile { .. }
                | Act::Deliver { line: Line::Refunds, .. }
        );
        let dies = self.random.u8(..12) < if seldom { 3 } else { 1 };
        let nth = if self.random.bool() { 1 } else { self.random.u32(2..=4) };
        self.random.choice(DEATHS).filter(|_| dies).map(|death| (nth, death))
    }

    /// How wrong a function's clock is. In half of all terms every clock is right.
    fn draw_skew(&mut self) -> i64 {
        if self.skew_max == 0 || self.random.u8(..3) > 0 {
            return 0;
        }
        let skew = self.random.i64(-self.skew_max..self.skew_max);
        self.report.fault(if skew < 0 { "a clock is behind" } else { "a clock is ahead" });
        skew
    }

    /// How fast a function's calls are, beside another's.
    pub(super) fn draw_pace(&mut self) -> Vec<u64> {
        (0..6).map(|_| self.random.u64(1..=20)).collect()
    }
}

/// What befalls a function, in words.
pub(super) fn told(plan: &Plan) -> String {
    let mut told = Vec::new();
    match (plan.mishaps.first_key_value(), plan.mishaps.len()) {
        (None, _) => {}
        (Some((nth, mishap)), 1) => told.push(format!("{mishap:?} at call {nth}")),
        (Some((nth, mishap)), _) => told.push(format!("{mishap:?} from call {nth} on")),
    }
    if let Some((nth, death)) = plan.at_write {
        told.push(format!("{death:?} at write {nth}"));
    }
    match plan.skew {
        0 => {}
        seconds if seconds < 0 => told.push(format!("a clock {} s behind", -seconds)),
        seconds => told.push(format!("a clock {seconds} s ahead")),
    }
    told.join(" and ")
}
