use super::{Field, RowFault};
use crate::{BillId, Gender, IdNumber, Money, Name, PersonNumber};
use std::collections::BTreeMap;
use std::fmt;

/// What becomes of the good rows when some are not.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// They go in.
    GoodRows,
    /// Nothing goes in.
    AllOrNone,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A bill.
    Accept,
    /// No bill, for at least one reason.
    Reject(Vec<Finding>),
    /// The same bill once more.
    Duplicate(Finding),
    /// Nobody's row: a total, a blank, the header again, a line below the table.
    Ignore,
}

/// What is wrong with a row, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// The row as people count.
    pub row: u32,
    pub field: Option<Field>,
    /// The column, from 0.
    pub column: Option<usize>,
    pub fault: RowFault,
    /// What stands there, masked and short.
    pub value: Option<String>,
    /// The other row of a pair.
    pub related: Option<u32>,
}

/// A bill as a row says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrear {
    pub row: u32,
    pub bill: BillId,
    pub year: String,
    pub item: String,
    pub due: Money,
    pub exempt: Money,
    pub loan: Money,
    /// 已缴, as the office knows it.
    pub paid: Money,
    pub splittable: bool,
}

/// A person of the file and what they owe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Student {
    pub number: PersonNumber,
    pub name: Name,
    pub gender: Gender,
    pub id_number: IdNumber,
    pub college: String,
    pub major: String,
    pub class: String,
    /// In the order of the file.
    pub arrears: Vec<Arrear>,
}

/// All rows judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Every row below the header that holds anything, in the order of the file.
    pub verdicts: Vec<(u32, Verdict)>,
    /// In the order in which the file first names them: the same file gives the same order.
    pub students: Vec<Student>,
}

/// What the good rows add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    pub rows: usize,
    pub due: Money,
    pub exempt: Money,
    pub loan: Money,
    pub paid: Money,
    pub owed: Money,
    /// Rows and what is owed, by item.
    pub by_item: BTreeMap<String, (usize, Money)>,
}

impl Arrear {
    /// What the row leaves to pay.
    pub fn owed(&self) -> Money {
        let settled = self.exempt.plus(self.loan).plus(self.paid);
        self.due.minus(settled).unwrap_or(Money::ZERO)
    }
}

impl Judgement {
    /// Everything that is wrong, row by row.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.verdicts.iter().flat_map(|(_, verdict)| match verdict {
            Verdict::Reject(findings) => findings.as_slice(),
            Verdict::Accept | Verdict::Duplicate(_) | Verdict::Ignore => &[],
        })
    }

    /// Rows that are a bill a second time.
    pub fn duplicates(&self) -> usize {
        self.verdicts.iter().filter(|(_, it)| matches!(it, Verdict::Duplicate(_))).count()
    }

    /// Whether anything may be written under `policy`.
    pub fn admits(&self, policy: Policy) -> bool {
        match policy {
            Policy::GoodRows => !self.students.is_empty(),
            Policy::AllOrNone => !self.students.is_empty() && self.findings().next().is_none(),
        }
    }

    /// What the good rows add up to.
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::nothing();
        for arrear in self.students.iter().flat_map(|it| &it.arrears) {
            sums.rows += 1;
            sums.due = sums.due.plus(arrear.due);
            sums.exempt = sums.exempt.plus(arrear.exempt);
            sums.loan = sums.loan.plus(arrear.loan);
            sums.paid = sums.paid.plus(arrear.paid);
            sums.owed = sums.owed.plus(arrear.owed());
            let item = sums.by_item.entry(arrear.item.clone()).or_insert((0, Money::ZERO));
            *item = (item.0 + 1, item.1.plus(arrear.owed()));
        }
        sums
    }
}

impl Sums {
    fn nothing() -> Self {
        let none = Money::ZERO;
        let by_item = BTreeMap::new();
        Self { rows: 0, due: none, exempt: none, loan: none, paid: none, owed: none, by_item }
    }
}

/// What a cell held is for the office's eyes: a log shows only where and why.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} {:?} {:?} {:?}", self.row, self.field, self.fault, self.related)
    }
}
