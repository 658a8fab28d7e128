//! Registering from off campus: a form, read whole, with every wrong field at once.

use crate::arrears::{Cell, written_id_number, written_name};
use crate::{
    Day, Fault, FaultKind, FieldFault, Gender, IdNumber, IdNumberError, Name, NameError, PersonId,
    PersonNumber, Phone, SecurityAnswer,
};

/// What somebody from off campus typed of themselves (S15, S57).
#[derive(Clone, Copy)]
pub struct Form<'a> {
    pub name: &'a str,
    pub gender: Gender,
    pub id_number: &'a str,
    pub phone: &'a str,
    /// The number of a security question, and the answer to it.
    pub security: Option<(u8, &'a str)>,
    /// The version of the notice on personal data that they agreed to.
    pub consent: &'a str,
}

/// A form that makes sense. Nothing of it is proved but that the ID number fits itself.
#[derive(Debug)]
pub struct Registration {
    pub name: Name,
    pub gender: Gender,
    pub id_number: IdNumber,
    pub phone: Phone,
    pub security: Option<SecurityAnswer>,
}

/// Every field of a form that is wrong, all at once: nobody corrects a form five times.
#[derive(Debug, Default, thiserror::Error)]
#[error("{} fields of the form are wrong", .0.len())]
pub struct FormFault(Vec<FieldFault>);

impl Registration {
    /// The version of the notice on personal data that is shown now. Agreeing to an older one is
    /// agreeing to something else.
    pub const CONSENT: &str = "2026-11";

    /// Ages at which somebody registers: a child learns to write, and nobody is much older.
    const AGES: std::ops::RangeInclusive<i16> = 10..=100;

    /// Reads `form`. The school `asks` a security question or it does not.
    pub fn read(form: &Form<'_>, asks: bool, today: Day) -> Result<Self, FormFault> {
        let mut fault = FormFault::default();
        let name = fault.noting("name", name(form.name));
        let id_number = fault.noting("id_number", id_number(form.id_number, today));
        let phone = form.phone.parse::<Phone>().map_err(|it| it.code());
        let phone = fault.noting("phone", phone);
        let security = fault.noting("security", security(form.security, asks));
        if id_number.as_ref().is_some_and(|it| it.gender() != form.gender) {
            fault.note("gender", "gender-differs");
        }
        if form.consent != Self::CONSENT {
            fault.note("consent", "outdated");
        }
        match (name, id_number, phone, security) {
            (Some(name), Some(id_number), Some(phone), Some(security)) if fault.0.is_empty() => {
                Ok(Self { name, gender: form.gender, id_number, phone, security })
            }
            _ => Err(fault),
        }
    }

    /// The number of somebody to whom no school gave one: every person has a number of their own.
    pub fn number(person: PersonId) -> PersonNumber {
        format!("X{person}").parse().expect("seven letters and digits are a number")
    }
}

impl Name {
    /// The name that somebody typed, written as an import writes the names of a file: blanks and dots
    /// come in many forms.
    pub fn typed(text: &str) -> Result<Self, NameError> {
        written_name(&Cell::Text(text.to_owned())).map_err(|_| NameError)
    }
}

impl FormFault {
    /// The form with this one field wrong.
    pub fn of(field: &'static str, code: &'static str) -> Self {
        Self(vec![FieldFault::new(field, code)])
    }

    /// Adds that `field` is wrong.
    pub fn note(&mut self, field: impl Into<String>, code: &'static str) {
        self.0.push(FieldFault::new(field, code));
    }

    pub(crate) fn noting<T>(
        &mut self,
        field: &'static str,
        read: Result<T, &'static str>,
    ) -> Option<T> {
        read.map_err(|code| self.note(field, code)).ok()
    }

    /// Whether nothing was wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A real name, written as an import would write it, so that the two can be compared.
fn name(typed: &str) -> Result<Name, &'static str> {
    let name = Name::typed(typed).map_err(|it| it.code())?;
    let letter = |it: char| it.is_alphabetic() || " ·-.'’".contains(it);
    let many = name.expose().chars().nth(1).is_some();
    if many && name.expose().chars().all(letter) { Ok(name) } else { Err(NameError.code()) }
}

fn id_number(typed: &str, today: Day) -> Result<IdNumber, &'static str> {
    let number = written_id_number(&Cell::Text(typed.to_owned()), today);
    let number = number.map_err(|why| match why.code() {
        // What a spreadsheet does to a number, nobody's fingers do.
        "missing" | "scientific" => IdNumberError::Length.code(),
        "id-rounded" => IdNumberError::Checksum.code(),
        code => code,
    })?;
    let age = today.years_since(number.birth());
    if Registration::AGES.contains(&age) { Ok(number) } else { Err("id-age") }
}

fn security(said: Option<(u8, &str)>, asks: bool) -> Result<Option<SecurityAnswer>, &'static str> {
    match (said, asks) {
        (Some((question, answer)), true) => {
            SecurityAnswer::read(question, answer).map(Some).map_err(|it| it.code())
        }
        (None, true) => Err("missing"),
        (Some(_), false) => Err("not-asked"),
        (None, false) => Ok(None),
    }
}

impl Fault for FormFault {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "wrong-fields"
    }

    fn fields(&self) -> Vec<FieldFault> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Registration};
    use crate::{Day, Fault, Gender, PersonId};
    use proptest::prelude::*;

    const GOOD: Form<'_> = Form {
        name: "买买提·艾力",
        gender: Gender::Female,
        id_number: "61011320060313900x",
        phone: "138 0000 1234",
        security: None,
        consent: Registration::CONSENT,
    };

    fn today() -> Day {
        "2026-11-22".parse().expect("a day")
    }

    #[track_caller]
    fn check(form: &Form<'_>, asks: bool, expected: &[&str]) {
        let read = Registration::read(form, asks, today());
        let faults = read.err().map(|it| it.fields()).unwrap_or_default();
        let said: Vec<_> = faults.iter().map(|it| format!("{}: {}", it.field, it.code)).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_name_is_real_and_written_like_an_imports() {
        for name in ["买买提•艾力", " 李 明 ", "Anna Maria O'Neill-Li", "陈𠅤"] {
            check(&Form { name, ..GOOD }, false, &[]);
        }
        for name in [
            "",
            "  ",
            "李\u{202E}明",
            "王",
            "张三3",
            "李😀",
            "<script>alert(1)</script>",
            "a\\b",
            "12345",
        ] {
            check(&Form { name, ..GOOD }, false, &["name: not-a-name"]);
        }
        let read = Registration::read(&Form { name: "买买提•艾力", ..GOOD }, false, today());
        assert_eq!(read.expect("a form").name.expose(), "买买提·艾力");
    }

    #[test]
    fn an_id_number_fits_itself_its_gender_and_an_age() {
        for (id_number, code) in [
            ("610113060313900", "id-length"),
            ("610113200603139001", "id-checksum"),
            ("61011320060313X00X", "id-characters"),
            ("610113200602309006", "id-birth"),
            ("990113200603139005", "id-region"),
            ("", "id-length"),
            ("6.10113E+17", "id-length"),
            ("610113200603139000", "id-checksum"),
        ] {
            check(&Form { id_number, ..GOOD }, false, &[&format!("id_number: {code}")]);
        }
        let born = |day: &str| {
            let digits: Vec<u8> = format!("610113{day}002").bytes().map(|it| it - b'0').collect();
            let last = crate::IdNumber::checksum(&digits.try_into().expect("17 digits"));
            format!("610113{day}002{last}")
        };
        for (day, code) in [
            ("20161122", None),
            ("20161123", Some("id_number: id-age")),
            ("19261122", None),
            ("19251122", Some("id_number: id-age")),
            ("20261123", Some("id_number: id-future")),
        ] {
            let id_number = &born(day);
            check(&Form { id_number, ..GOOD }, false, code.as_slice());
        }
        check(&Form { gender: Gender::Male, ..GOOD }, false, &["gender: gender-differs"]);
        check(&Form { gender: Gender::Unknown, ..GOOD }, false, &["gender: gender-differs"]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let form = Form {
            name: "1",
            id_number: "1",
            phone: "1",
            security: Some((7, "x")),
            consent: "2020-01",
            ..GOOD
        };
        let wrong = ["name: not-a-name", "id_number: id-length", "phone: not-a-phone"];
        check(
            &form,
            true,
            &[&wrong[..], &["security: unknown-question", "consent: outdated"]].concat(),
        );
        check(&GOOD, true, &["security: missing"]);
        check(&Form { security: Some((1, "西安")), ..GOOD }, false, &["security: not-asked"]);
        check(&Form { security: Some((1, "西安")), ..GOOD }, true, &[]);
    }

    #[test]
    fn everybody_has_a_number() {
        assert_eq!(Registration::number(PersonId::from_bits(1)).expose(), "X000001");
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(name in ".{0,60}", number in ".{0,24}", phone in ".{0,16}") {
            let form = Form { name: &name, id_number: &number, phone: &phone, ..GOOD };
            let _ = Registration::read(&form, false, today());
        }
    }
}
