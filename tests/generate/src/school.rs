use crate::chance::Chance;
use crate::people::{Identities, Student, name};
use crate::places::{College, Major, UNIVERSITY, VOCATIONAL};
use domain::Money;

/// Which of the two manuals' schools a file is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A university; people sign in by student number, and bills may be paid in parts.
    Xust,
    /// A vocational college; people sign in by ID number, and everything is paid at once.
    Wwoc,
}

/// One bill of one student: a line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub student: Student,
    pub year: &'static str,
    pub item: &'static str,
    pub due: Money,
    pub exempt: Money,
    pub loan: Money,
    pub paid: Money,
    pub splittable: bool,
}

impl Line {
    /// What is left to pay.
    pub fn owed(&self) -> Money {
        let settled = self.exempt.plus(self.loan).plus(self.paid);
        self.due.minus(settled).unwrap_or(Money::ZERO)
    }
}

/// Bills of each student of [`school`].
const BILLS_EACH: usize = 6;

const THIS_YEAR: &str = "2026-2027";
const LAST_YEAR: &str = "2025-2026";

/// The file of a whole school: `students` students with six bills each.
pub fn school(style: Style, seed: u64, students: usize) -> Vec<Line> {
    let mut chance = Chance::new(seed);
    let mut identities = Identities::default();
    let mut lines = Vec::with_capacity(students * BILLS_EACH);
    for nth in 0..students {
        let (student, tuition, grade) = student(style, &mut chance, &mut identities, nth as u64);
        bills(style, &mut chance, &student, (tuition, grade), &mut lines);
    }
    lines
}

type Course = (u64, u64);

fn student(
    style: Style,
    chance: &mut Chance,
    identities: &mut Identities,
    nth: u64,
) -> (Student, u64, u64) {
    let colleges: &[College] = match style {
        Style::Xust => UNIVERSITY,
        Style::Wwoc => VOCATIONAL,
    };
    // Forty to a class, so that a file looks like one: class after class.
    let (class, seat) = (nth / 40, nth % 40 + 1);
    let college = &colleges[usize::try_from(class).expect("few classes") % colleges.len()];
    let round = class / colleges.len() as u64;
    let Major(major, short, tuition) =
        &college.1[usize::try_from(round).expect("few classes") % college.1.len()];
    let years = if style == Style::Xust { 4 } else { 3 };
    let grade = 26 - round % years;
    let female = chance.happens(if style == Style::Xust { 38 } else { 57 });
    let id_number = identities.draw(chance, 2000 + grade - 18 - chance_of_age(nth), female);
    let number = match style {
        Style::Xust => format!("{grade:02}{:05}{seat:03}", 10_000 + class),
        Style::Wwoc => format!("20{grade:02}{class:05}{seat:03}"),
    };
    let class = format!("{short}{grade:02}{:02}", round + 1);
    let name = name(chance, female);
    let student = Student { number, name, female, id_number, college: college.0, major, class };
    (student, *tuition, grade)
}

/// Most first-years are eighteen, some nineteen.
fn chance_of_age(nth: u64) -> u64 {
    u64::from(nth.is_multiple_of(5))
}

fn bills(
    style: Style,
    chance: &mut Chance,
    student: &Student,
    (tuition, grade): Course,
    lines: &mut Vec<Line>,
) {
    let splittable = style == Style::Xust;
    let bed = *chance.one_of(&[800_u64, 900, 1000, 1200]);
    // Books cost what they cost, to the fen.
    let books = 20_000 + chance.below(48_000);
    let mut items = vec![
        (THIS_YEAR, "学费", tuition * 100, splittable),
        (THIS_YEAR, "住宿费", bed * 100, splittable),
        (THIS_YEAR, "教材费", books, false),
        (THIS_YEAR, "城乡居民医保费", 40_000, false),
    ];
    if grade == 26 {
        items.push((THIS_YEAR, "军训服装费", 16_500, false));
        items.push((THIS_YEAR, "体检费", 6_500, false));
    } else {
        items.push((LAST_YEAR, "学费", tuition * 100, splittable));
        items.push((LAST_YEAR, "住宿费", bed * 100, splittable));
    }
    let exempted = chance.happens(4);
    let borrows = chance.happens(9);
    for (year, item, due, splittable) in items {
        let exempt = if exempted && item == "学费" { due / 2 } else { 0 };
        let lent = if borrows && matches!(item, "学费" | "住宿费") { due - exempt } else { 0 };
        let left = due - exempt - lent;
        let likely = if year == LAST_YEAR { 92 } else { 35 };
        let paid = if chance.happens(likely) {
            left
        } else if splittable && chance.happens(12) {
            left / 2
        } else {
            0
        };
        let [due, exempt, loan, paid] = [due, exempt, lent, paid].map(money);
        let student = student.clone();
        lines.push(Line { student, year, item, due, exempt, loan, paid, splittable });
    }
}

pub(crate) fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("a bill of a student")
}
