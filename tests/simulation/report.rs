use crate::{Mishap, Use};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is looked at, between any two steps or at the end (product.md §4).
pub const INVARIANTS: [&str; 14] = [
    "I1 one receipt a payment",
    "I2 what came in is somewhere",
    "I3 no bill above what is due",
    "I4 final stays final",
    "I5 thanked for is kept",
    "I6 orders are not rewritten",
    "I7 no more goes back than came",
    "I8 our day is the bank's",
    "I9 the chain holds",
    "I10 nobody sees another's",
    "one live order a bill",
    "nothing paid is closed",
    "nothing is blocked",
    "nothing is left at the end",
];

/// What happened in one or many terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub terms: u64,
    pub steps: u64,
    pub orders: u64,
    /// Payments that the banks took.
    pub payments: u64,
    pub booked: u64,
    pub disputed: u64,
    pub acts: BTreeMap<&'static str, u64>,
    /// What went wrong, by kind.
    pub faults: BTreeMap<String, u64>,
    pub disputes: BTreeMap<&'static str, u64>,
    /// Payments by channel.
    pub channels: BTreeMap<&'static str, u64>,
    /// How often each of [`INVARIANTS`] was looked at.
    pub checked: BTreeMap<&'static str, u64>,
    /// What functions did with tables and queues, as their grants would name it.
    pub used: BTreeSet<Use>,
    /// What functions died of, as their grants would name it: right before it, or right after.
    pub deaths: BTreeSet<(Mishap, Use)>,
}

/// A term that went wrong.
#[derive(Clone, Debug)]
pub struct Failure {
    pub seed: u64,
    pub steps: u32,
    pub what: String,
    /// All that happened before, in plain words.
    pub story: Vec<String>,
}

impl Report {
    /// Adds what happened in another term.
    pub fn add(&mut self, other: &Self) {
        self.terms += other.terms;
        self.steps += other.steps;
        self.orders += other.orders;
        self.payments += other.payments;
        self.booked += other.booked;
        self.disputed += other.disputed;
        sum(&mut self.acts, &other.acts);
        sum(&mut self.faults, &other.faults);
        sum(&mut self.disputes, &other.disputes);
        sum(&mut self.channels, &other.channels);
        sum(&mut self.checked, &other.checked);
        self.used.extend(other.used.iter().cloned());
        self.deaths.extend(other.deaths.iter().cloned());
    }

    /// Counts that something went wrong.
    pub(super) fn fault(&mut self, what: &str) {
        *self.faults.entry(what.to_owned()).or_default() += 1;
    }

    /// Counts that `invariants` were looked at and hold.
    pub(super) fn holds(&mut self, invariants: &[&'static str]) {
        for it in invariants {
            debug_assert!(INVARIANTS.contains(it), "{it}");
            *self.checked.entry(it).or_default() += 1;
        }
    }
}

fn sum<K: Ord + Clone>(total: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (name, times) in more {
        *total.entry(name.clone()).or_default() += times;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { terms, steps, orders, payments, booked, disputed, .. } = self;
        writeln!(
            f,
            "{terms} terms of {steps} steps in all: {orders} orders were opened, the banks took\n\
             {payments} payments; {booked} were booked and {disputed} disputed."
        )?;
        let faults: u64 = self.faults.values().sum();
        let looks: u64 = self.checked.values().sum();
        list(f, "acts", &self.acts)?;
        list(f, "payments", &self.channels)?;
        list(f, "disputes", &self.disputes)?;
        list(f, &format!("{faults} faults"), &self.faults)?;
        list(f, &format!("{looks} looks"), &self.checked)
    }
}

fn list<K: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    of: &str,
    counts: &BTreeMap<K, u64>,
) -> fmt::Result {
    let pairs: Vec<_> = counts.iter().map(|(name, times)| format!("{name} {times}")).collect();
    writeln!(f, "  {of}: {}", pairs.join(", "))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.story {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "=> {}", self.what)?;
        let Self { seed, steps, .. } = self;
        write!(f, "   again: cargo simulate --seed {seed} --steps {steps}")
    }
}
