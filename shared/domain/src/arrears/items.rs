//! Items that are probably slips for others.

use super::text::label;
use super::{Field, Layout, Row};
use std::collections::{HashMap, HashSet};

/// Rows that a slip has at most: what is written more often is meant.
const SLIPS_MAX: usize = 3;

/// How many times as often the item must stand that was meant.
const TIMES: usize = 10;

/// Items that are probably slips for others: hardly ever written, as long as one that is written
/// all the time, beginning like it and different in one character (学废 for 学费).
///
/// A new item must not come into being by a slip. An office that means it names its items.
pub(super) fn slips<'a>(layout: &Layout, rows: impl Iterator<Item = &'a Row>) -> HashSet<String> {
    let Some(column) = layout.column(Field::Item) else { return HashSet::new() };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for item in rows.filter_map(|row| label(row.cell(column)).ok()) {
        *counts.entry(item).or_default() += 1;
    }
    let meant = |item: &str, count: usize| {
        counts.iter().any(|(other, times)| *times >= TIMES * count && is_near(item, other))
    };
    let rare = counts.iter().filter(|(_, count)| **count <= SLIPS_MAX);
    rare.filter(|(item, count)| meant(item, **count)).map(|(item, _)| item.clone()).collect()
}

fn is_near(one: &str, other: &str) -> bool {
    let same_length = one.chars().count() == other.chars().count();
    let differing = one.chars().zip(other.chars()).filter(|(one, other)| one != other).count();
    same_length && differing == 1 && one.chars().next() == other.chars().next()
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn one_character_behind_the_first_makes_a_slip() {
        assert!(is_near("学废", "学费"));
        assert!(is_near("住宿废", "住宿费"));
        for other in ["书费", "学杂费", "学费", "班费"] {
            assert!(!is_near(other, "学费"), "{other}");
        }
    }
}
