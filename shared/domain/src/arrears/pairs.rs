//! What rows say of each other: one person under two names, one bill twice.

use super::row::{Reader, Said};
use super::{Arrear, Field, Finding, RowFault};
use crate::{BillId, IdNumber, Name, PersonNumber};
use std::collections::{HashMap, HashSet};

/// What earlier rows said about who is who.
#[derive(Default)]
pub(super) struct Identities {
    by_number: HashMap<PersonNumber, (u32, IdNumber, Name)>,
    by_id: HashMap<IdNumber, (u32, PersonNumber)>,
}

impl Identities {
    /// Whether `said` agrees with every earlier row about who this is. The first row to name a
    /// number or an ID number is believed.
    pub(super) fn agree(&mut self, said: &Said, reader: &mut Reader<'_>) -> bool {
        let row = said.arrear.row;
        if let Some((first, id, name)) = self.by_number.get(&said.number) {
            let (field, fault) = if *id != said.id_number && *name == said.name {
                (Field::IdNumber, RowFault::NumberTaken)
            } else if *id != said.id_number {
                (Field::Number, RowFault::NumberTaken)
            } else if *name != said.name {
                (Field::Name, RowFault::NameDiffers)
            } else {
                return true;
            };
            reader.blame(Some(field), fault, Some(*first));
            return false;
        }
        if let Some((first, _)) = self.by_id.get(&said.id_number) {
            reader.blame(Some(Field::IdNumber), RowFault::IdTaken, Some(*first));
            return false;
        }
        let known = (row, said.id_number.clone(), said.name.clone());
        self.by_number.insert(said.number.clone(), known);
        self.by_id.insert(said.id_number.clone(), (row, said.number.clone()));
        true
    }
}

/// A bill's rows: its place among the readable rows, in the order of the file.
type Rows = Vec<usize>;

/// The readable rows that are a bill's second mention: repeated, or in contradiction.
pub(super) struct Pairs {
    /// By place among the readable rows.
    pub(super) found: HashMap<usize, (Field, RowFault, u32)>,
}

impl Pairs {
    /// Of rows that contradict each other none is believed.
    pub(super) fn of(readable: &[Said]) -> Self {
        let mut bills: HashMap<(&PersonNumber, &BillId), Rows> = HashMap::new();
        for (place, said) in readable.iter().enumerate() {
            bills.entry((&said.number, &said.arrear.bill)).or_default().push(place);
        }
        let mut found = HashMap::new();
        for places in bills.into_values().filter(|it| it.len() > 1) {
            let rows: Vec<&Arrear> = places.iter().map(|it| &readable[*it].arrear).collect();
            let differs = rows.iter().find_map(|it| difference(rows[0], it));
            for (nth, place) in places.iter().enumerate() {
                let other = if nth == 0 { rows[1].row } else { rows[0].row };
                match differs {
                    Some(field) => {
                        found.insert(*place, (field, RowFault::BillDiffers, other));
                    }
                    None if nth > 0 => {
                        found.insert(*place, (Field::Item, RowFault::Repeated, other));
                    }
                    None => {}
                }
            }
        }
        Self { found }
    }
}

fn difference(one: &Arrear, other: &Arrear) -> Option<Field> {
    let fields = [
        // In a batch, two years are one bill.
        (Field::Year, one.year != other.year),
        (Field::Due, one.due != other.due),
        (Field::Exempt, one.exempt != other.exempt),
        (Field::Loan, one.loan != other.loan),
        (Field::Paid, one.paid != other.paid),
        (Field::Splittable, one.splittable != other.splittable),
    ];
    fields.into_iter().find(|it| it.1).map(|it| it.0)
}

/// Whether numbers of this file begin with 0 and have one length, and which: a shorter one lost it.
pub(super) fn padded_length(numbers: &[&str]) -> Option<usize> {
    let digits = |it: &&&str| it.bytes().all(|byte| byte.is_ascii_digit());
    let distinct: HashSet<&str> = numbers.iter().filter(digits).copied().collect();
    let mut lengths: HashMap<usize, usize> = HashMap::new();
    for number in distinct.iter().filter(|it| it.starts_with('0')) {
        *lengths.entry(number.len()).or_default() += 1;
    }
    let (length, count) = lengths.into_iter().max_by_key(|it| it.1)?;
    (count >= 2 && count * 3 >= distinct.len() * 2).then_some(length)
}

/// A finding that a pair of rows makes.
pub(super) fn paired(reader: &mut Reader<'_>, pair: (Field, RowFault, u32)) -> Vec<Finding> {
    let (field, fault, other) = pair;
    reader.blame(Some(field), fault, Some(other));
    std::mem::take(&mut reader.findings)
}
