use crate::ids::text_both_ways;
use crate::{BatchId, Category, IdError, LivingId, OrderId, ProjectId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A bill within one person's bills. What stands before the `/` says what kind of debt it is:
///
/// | written                  | what it is                                | category  |
/// |--------------------------|-------------------------------------------|-----------|
/// | `2025-2026/学费`          | arrears of an academic year                | tuition   |
/// | `batch:{batch}/体检费`    | what somebody owes in a batch              | other     |
/// | `living:{fee}/{order}`   | a living fee that one order pays           | living    |
/// | `project:{project}/fee`  | what an enrolment costs                    | enrolment |
///
/// One bill is (person, year or batch, item), which is also what makes an import repeatable.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "2025-2026/学费")]
pub struct BillId(String);

impl BillId {
    /// Bytes of the longest name: a batch and an item of forty characters each.
    pub const LEN_MAX: usize = 180;

    /// The bill for `item` in academic `year`.
    pub fn new(year: &str, item: &str) -> Result<Self, IdError> {
        // No academic year holds a colon, so a file cannot spell another kind of bill.
        if year.contains(':') { Err(BILL) } else { format!("{year}/{item}").parse() }
    }

    /// The bill for `item` in `batch`.
    pub fn of_batch(batch: &BatchId, item: &str) -> Result<Self, IdError> {
        format!("{BATCH}{batch}/{item}").parse()
    }

    /// The bill that `order` brings along to pay a living fee.
    pub fn of_living(fee: &LivingId, order: OrderId) -> Self {
        Self(format!("{LIVING}{fee}/{order}"))
    }

    /// The bill of an enrolment for `project`: there is one at most.
    pub fn of_project(project: &ProjectId) -> Self {
        Self(format!("{PROJECT}{project}/fee"))
    }

    /// What kind of debt it is.
    pub fn category(&self) -> Category {
        let begins = |prefix| self.0.starts_with(prefix);
        if begins(BATCH) {
            Category::Other
        } else if begins(LIVING) {
            Category::Living
        } else if begins(PROJECT) {
            Category::Enrolment
        } else {
            Category::Tuition
        }
    }

    /// The batch to which it belongs, if it does to one.
    pub fn batch(&self) -> Option<BatchId> {
        self.within(BATCH)?.parse().ok()
    }

    /// The living fee that it pays, if it does.
    pub fn living(&self) -> Option<LivingId> {
        self.within(LIVING)?.parse().ok()
    }

    /// The project for which it pays, if it does.
    pub fn project(&self) -> Option<ProjectId> {
        self.within(PROJECT)?.parse().ok()
    }

    fn within(&self, prefix: &str) -> Option<&str> {
        Some(self.0.strip_prefix(prefix)?.split_once('/')?.0)
    }
}

const BATCH: &str = "batch:";
const LIVING: &str = "living:";
const PROJECT: &str = "project:";

impl FromStr for BillId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (year, item) = text.split_once('/').ok_or(BILL)?;
        let clean = text.chars().all(|it| !it.is_control() && it != '#');
        let kind = year.split_once(':').map_or(Ok(()), |(kind, within)| named(kind, within));
        if year.is_empty() || item.is_empty() || !clean || text.len() > Self::LEN_MAX {
            return Err(BILL);
        }
        kind.map(|()| Self(text.to_owned()))
    }
}

/// Checks what stands before the `/` of a bill that is not of an academic year.
fn named(kind: &str, within: &str) -> Result<(), IdError> {
    match kind {
        "batch" => within.parse::<BatchId>().map(drop),
        "living" => within.parse::<LivingId>().map(drop),
        "project" => within.parse::<ProjectId>().map(drop),
        _ => Err(BILL),
    }
}

const BILL: IdError = IdError { what: "a bill's id", code: "not-a-bill-id" };

impl fmt::Display for BillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_both_ways!(BillId);

#[cfg(test)]
mod tests {
    use super::BillId;
    use crate::{Category, OrderId};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,40}|(batch|living|project):.{0,20}/.{0,9}") {
            if let Ok(bill) = text.parse::<BillId>() {
                let named = [bill.batch().is_some(), bill.living().is_some(), bill.project().is_some()];
                let other = bill.category() != Category::Tuition;
                prop_assert_eq!(named.iter().filter(|it| **it).count(), usize::from(other));
            }
        }
    }

    #[test]
    fn a_bill_says_what_kind_of_debt_it_is() {
        let bill = |text: &str| text.parse::<BillId>().expect("a bill");
        assert_eq!(bill("2025-2026/学费").category(), Category::Tuition);
        let batch = "books".parse().expect("a slug");
        let books = BillId::of_batch(&batch, "教材费").expect("a name");
        assert_eq!((books.category(), books.batch()), (Category::Other, Some(batch)));
        let (fee, project) = ("power".parse().expect("a slug"), "cet".parse().expect("a slug"));
        let power = BillId::of_living(&fee, OrderId::from_bits(1));
        assert_eq!((power.category(), power.living()), (Category::Living, Some(fee)));
        let cet = BillId::of_project(&project);
        assert_eq!((cet.category(), cet.project()), (Category::Enrolment, Some(project)));
        for it in [power, cet, books] {
            assert_eq!(bill(&it.to_string()), it);
        }
    }

    #[test]
    fn no_file_spells_a_bill_of_another_kind() {
        assert!(BillId::new("batch:books", "教材费").is_err());
        for text in ["batch:/x", "batch:B/x", "other:books/x", ":a/x", "batch:books/", "/x"] {
            assert!(text.parse::<BillId>().is_err(), "{text}");
        }
    }
}
