use crate::{Mishap, Use};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What happened in one or many terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub terms: u64,
    pub steps: u64,
    pub orders: u64,
    /// Payments that the bank took.
    pub payments: u64,
    pub booked: u64,
    pub disputed: u64,
    /// Times that the tables were compared with the bank and the queues.
    pub looks: u64,
    pub acts: BTreeMap<&'static str, u64>,
    pub mishaps: BTreeMap<Mishap, u64>,
    pub disputes: BTreeMap<&'static str, u64>,
    /// What functions did with tables and queues, as their grants would name it.
    pub used: BTreeSet<Use>,
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
        self.looks += other.looks;
        for (act, times) in &other.acts {
            *self.acts.entry(act).or_default() += times;
        }
        for (mishap, times) in &other.mishaps {
            *self.mishaps.entry(*mishap).or_default() += times;
        }
        self.used.extend(other.used.iter().cloned());
        for (reason, times) in &other.disputes {
            *self.disputes.entry(reason).or_default() += times;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { terms, steps, orders, payments, booked, disputed, looks, .. } = self;
        writeln!(
            f,
            "{terms} terms of {steps} steps in all: {orders} orders were opened, the bank took"
        )?;
        writeln!(
            f,
            "{payments} payments, {booked} were booked and {disputed} disputed, the books were"
        )?;
        writeln!(f, "looked through {looks} times.")?;
        writeln!(f, "  acts:     {}", list(&self.acts))?;
        writeln!(
            f,
            "  mishaps:  {}",
            list(&self.mishaps.iter().map(|(it, n)| (format!("{it:?}"), *n)).collect())
        )?;
        write!(f, "  disputes: {}", list(&self.disputes))
    }
}

fn list<K: fmt::Display>(counts: &BTreeMap<K, u64>) -> String {
    let pairs: Vec<_> = counts.iter().map(|(name, times)| format!("{name} {times}")).collect();
    pairs.join(", ")
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
