use crate::people::{Student, id_number};
use crate::school::money;
use crate::{Line, Style, school};

/// The school that `cargo dev` shows.
pub struct Demo {
    pub lines: Vec<Line>,
    /// People worth signing in as.
    pub known: Vec<Known>,
}

/// Somebody worth signing in as, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub number: String,
    pub name: String,
    pub id_number: String,
    /// What their home page shows, for the launcher to print.
    pub shows: &'static str,
}

/// Students beside the known ones.
const OTHERS: usize = 300;

const SEED: u64 = 20_261_121;

/// A bill of a known person: year, item, and due, exempt, loan and paid in fen.
type Owing = (&'static str, &'static str, [u64; 4]);

const THIS: &str = "2026-2027";
const LAST: &str = "2025-2026";

/// Name, whether female, birth date, what it shows, bills.
type Telling = (&'static str, bool, (u64, u64, u64), &'static str, &'static [Owing]);

const TELLING: &[Telling] = &[
    (
        "林知夏",
        true,
        (2006, 3, 9),
        "owes everything: tuition, dormitory, books, insurance",
        &[
            (THIS, "学费", [550_000, 0, 0, 0]),
            (THIS, "住宿费", [120_000, 0, 0, 0]),
            (THIS, "教材费", [46_389, 0, 0, 0]),
            (THIS, "城乡居民医保费", [40_000, 0, 0, 0]),
        ],
    ),
    (
        "周予安",
        false,
        (2005, 11, 2),
        "owes exactly the smallest part, 1000.00: 改 shows",
        &[(THIS, "学费", [550_000, 0, 0, 450_000]), (THIS, "住宿费", [120_000, 0, 0, 120_000])],
    ),
    (
        "陈一诺",
        true,
        (2006, 7, 18),
        "owes a fen less than the smallest part, 999.99: 改 does not show",
        &[(THIS, "学费", [550_000, 0, 0, 450_001]), (THIS, "住宿费", [120_000, 0, 0, 120_000])],
    ),
    (
        "何沐阳",
        false,
        (2005, 5, 25),
        "owes nothing",
        &[(THIS, "学费", [550_000, 0, 0, 550_000]), (THIS, "住宿费", [120_000, 0, 0, 120_000])],
    ),
    (
        "阿依努尔·吾斯曼",
        true,
        (2005, 9, 30),
        "has a loan for tuition and pays the rest",
        &[
            (THIS, "学费", [550_000, 0, 500_000, 0]),
            (THIS, "住宿费", [120_000, 0, 120_000, 0]),
            (THIS, "教材费", [51_220, 0, 0, 0]),
        ],
    ),
    (
        "马成林",
        false,
        (2004, 12, 8),
        "was exempted from half of the tuition",
        &[(THIS, "学费", [550_000, 275_000, 0, 0]), (THIS, "住宿费", [120_000, 0, 0, 0])],
    ),
    (
        "郑秋实",
        false,
        (2004, 2, 14),
        "owes for two years, 0.01 of it a rest",
        &[
            (LAST, "学费", [550_000, 0, 0, 549_999]),
            (THIS, "学费", [550_000, 0, 0, 0]),
            (THIS, "住宿费", [120_000, 0, 0, 0]),
        ],
    ),
];

/// Some three hundred students, and a few among them who show one thing each.
pub fn demo(style: Style) -> Demo {
    let mut lines = Vec::new();
    let mut known = Vec::new();
    for (nth, telling) in (1..).zip(TELLING) {
        let (student, shows) = (student(style, nth, telling), telling.3);
        let (number, name) = (student.number.clone(), student.name.clone());
        let id_number = student.id_number.clone();
        known.push(Known { number, name, id_number, shows });
        lines.extend(telling.4.iter().map(|owing| line(style, &student, owing)));
    }
    lines.extend(school(style, SEED, OTHERS));
    Demo { lines, known }
}

fn student(style: Style, nth: u64, (name, female, birth, ..): &Telling) -> Student {
    // Region 610104 and order 995 or 994 are drawn for nobody else.
    let id_number = id_number("610104", *birth, 995 - u64::from(*female));
    let (number, college, major, class) = match style {
        Style::Xust => (format!("24099{nth:05}"), "计算机科学与技术学院", "软件工程", "软件2401"),
        Style::Wwoc => (format!("202499{nth:06}"), "信息工程系", "软件技术", "软件2401"),
    };
    let (name, class) = ((*name).to_owned(), class.to_owned());
    Student { number, name, female: *female, id_number, college, major, class }
}

fn line(style: Style, student: &Student, (year, item, amounts): &Owing) -> Line {
    let [due, exempt, loan, paid] = amounts.map(money);
    let splittable = style == Style::Xust && matches!(*item, "学费" | "住宿费");
    let student = student.clone();
    Line { student, year, item, due, exempt, loan, paid, splittable }
}
