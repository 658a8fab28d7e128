use crate::chance::Chance;
use crate::places::{GIVEN_FEMALE, GIVEN_MALE, OTHER_FEMALE, OTHER_MALE, REGIONS, SURNAMES};
use domain::{Gender, IdNumber};
use std::collections::HashSet;

/// Somebody who does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Student {
    pub number: String,
    pub name: String,
    pub female: bool,
    pub id_number: String,
    pub college: &'static str,
    pub major: &'static str,
    pub class: String,
}

impl Student {
    /// 男 or 女.
    pub fn gender(&self) -> &'static str {
        if self.female { "女" } else { "男" }
    }
}

/// ID numbers, each given once.
#[derive(Default)]
pub(crate) struct Identities {
    given: HashSet<String>,
}

impl Identities {
    /// An ID number of somebody born in `year`.
    pub(crate) fn draw(&mut self, chance: &mut Chance, year: u64, female: bool) -> String {
        loop {
            let region = chance.one_of(REGIONS);
            let day = (1 + chance.below(12), 1 + chance.below(28));
            // 900 to 995: hardly any office ever gives these out. The last digit tells the gender.
            let order = 900 + 2 * chance.below(48) + u64::from(!female);
            let number = id_number(region, (year, day.0, day.1), order);
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }
}

/// The ID number with its checksum.
pub(crate) fn id_number(region: &str, (year, month, day): (u64, u64, u64), order: u64) -> String {
    let body = format!("{region}{year:04}{month:02}{day:02}{order:03}");
    let mut digits = [0; 17];
    for (digit, byte) in digits.iter_mut().zip(body.bytes()) {
        *digit = byte - b'0';
    }
    let number = format!("{body}{}", IdNumber::checksum(&digits));
    debug_assert!(number.parse::<IdNumber>().is_ok_and(|it| it.gender() != Gender::Unknown));
    number
}

pub(crate) fn name(chance: &mut Chance, female: bool) -> String {
    let (given, other) =
        if female { (GIVEN_FEMALE, OTHER_FEMALE) } else { (GIVEN_MALE, OTHER_MALE) };
    if chance.happens(2) {
        return (*chance.one_of(other)).to_owned();
    }
    let mut name = (*chance.early_one_of(SURNAMES)).to_owned();
    name += *chance.one_of(given);
    if chance.happens(78) {
        name += *chance.one_of(given);
    }
    name
}
