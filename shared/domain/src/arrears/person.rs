//! Names, genders and numbers of people as files write them.

use super::text::{code, is_han, is_scientific, visible};
use super::{Cell, RowFault};
use crate::{Day, Gender, IdNumber, IdNumberError, Name, PersonNumber};

/// The first two digits of an ID number: provinces, and the residents of Hong Kong, Macao and
/// Taiwan who hold a residence permit.
const REGIONS: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// A name: blanks around it and between Han characters are an office's way to align columns.
pub(crate) fn name(cell: &Cell) -> Result<Name, RowFault> {
    let text = match cell {
        Cell::Empty => return Err(RowFault::Missing),
        Cell::Error(_) => return Err(RowFault::ErrorValue),
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => return Err(RowFault::NotAName),
        Cell::Text(text) => text.trim(),
    };
    if text.is_empty() {
        return Err(RowFault::Missing);
    }
    visible(text)?;
    if text.contains(['?', '？']) {
        return Err(RowFault::Damaged);
    }
    if text.starts_with('#') && text.ends_with(['!', 'A']) {
        return Err(RowFault::ErrorValue);
    }
    if !text.chars().any(char::is_alphabetic) && !text.chars().any(is_han) {
        return Err(RowFault::NotAName);
    }
    if text.chars().count() > 4 * Name::CHARS_MAX {
        return Err(RowFault::TooLong);
    }
    joined(text).parse().map_err(|_| RowFault::TooLong)
}

/// The name without blanks next to Han characters or the dot, and with one dot for all of them.
fn joined(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut blank = false;
    for character in text.chars() {
        let character = match character {
            '•' | '‧' | '∙' | '⋅' | '・' | '･' | '●' | '▪' => '·',
            other => other,
        };
        if character.is_whitespace() {
            blank = true;
            continue;
        }
        let tight = |it: char| is_han(it) || it == '·';
        if blank && !tight(character) && !name.ends_with(tight) {
            name.push(' ');
        }
        blank = false;
        name.push(character);
    }
    name
}

/// A gender, or none if the school leaves it open.
pub(super) fn gender(cell: &Cell) -> Result<Option<Gender>, RowFault> {
    if let Cell::Error(_) = cell {
        return Err(RowFault::ErrorValue);
    }
    match cell.text().as_ref() {
        "男" => return Ok(Some(Gender::Male)),
        "女" => return Ok(Some(Gender::Female)),
        _ => {}
    }
    match code(&cell.text()).to_lowercase().as_str() {
        "" | "-" | "0" | "9" | "未知" | "未说明" | "unknown" => Ok(None),
        "男" | "男性" | "男生" | "m" | "male" | "1" => Ok(Some(Gender::Male)),
        "女" | "女性" | "女生" | "f" | "female" | "2" => Ok(Some(Gender::Female)),
        _ => Err(RowFault::NotAGender),
    }
}

/// A student or staff number. A spreadsheet's number will do if no digit can be missing.
pub(super) fn number(cell: &Cell) -> Result<PersonNumber, RowFault> {
    let text = match cell {
        Cell::Empty => return Err(RowFault::Missing),
        Cell::Error(_) => return Err(RowFault::ErrorValue),
        Cell::Date(_) | Cell::Bool(_) => return Err(RowFault::NotANumber),
        Cell::Number(digits) if digits.len() > 15 => return Err(RowFault::Scientific),
        Cell::Number(text) | Cell::Text(text) => code(text),
    };
    if text.is_empty() {
        Err(RowFault::Missing)
    } else if is_scientific(&text) {
        Err(RowFault::Scientific)
    } else {
        text.parse().map_err(|_| RowFault::NotANumber)
    }
}

/// A resident's identity number. Only text will do: a spreadsheet's number keeps 15 digits of 18.
pub(crate) fn id_number(cell: &Cell, today: Day) -> Result<IdNumber, RowFault> {
    let text = match cell {
        Cell::Empty => return Err(RowFault::Missing),
        Cell::Error(_) => return Err(RowFault::ErrorValue),
        Cell::Number(_) => return Err(RowFault::IdAsNumber),
        Cell::Date(_) | Cell::Bool(_) => return Err(IdNumberError::Characters.into()),
        Cell::Text(text) => code(text),
    };
    if text.is_empty() {
        return Err(RowFault::Missing);
    }
    if is_scientific(&text) {
        return Err(RowFault::Scientific);
    }
    let number = text.parse::<IdNumber>().map_err(|why| match why {
        IdNumberError::Checksum if text.ends_with("000") => RowFault::IdRounded,
        IdNumberError::Checksum
        | IdNumberError::Length
        | IdNumberError::Characters
        | IdNumberError::Birth => why.into(),
    })?;
    // A foreigner's permanent residence: 9, then the province that issued it.
    let (of_resident, of_foreigner) = (&number.expose()[..2], &number.expose()[1..3]);
    let known = REGIONS.contains(&of_resident)
        || (of_resident.starts_with('9') && REGIONS.contains(&of_foreigner));
    if !known {
        Err(RowFault::IdRegion)
    } else if number.birth() > today {
        Err(RowFault::IdFuture)
    } else {
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::{name, number};
    use crate::arrears::{Cell, RowFault};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, RowFault>) {
        let read = name(&Cell::Text(text.to_owned()));
        assert_eq!(read.as_ref().map(crate::Name::expose), expected.as_ref().copied(), "{text}");
    }

    #[test]
    fn a_name_is_the_same_however_it_was_aligned() {
        check("李　明", Ok("李明"));
        check(" 胡行龙  ", Ok("胡行龙"));
        check("阿依努尔· 吾斯曼", Ok("阿依努尔·吾斯曼"));
        check("阿依努尔•吾斯曼", Ok("阿依努尔·吾斯曼"));
        check("陈𠅤", Ok("陈𠅤"));
        check("Anna  Maria Li", Ok("Anna Maria Li"));
    }

    #[test]
    fn what_is_no_name_says_why() {
        check("　　", Err(RowFault::Missing));
        check("=1+1", Err(RowFault::Formula));
        check("张伟\u{7}\0", Err(RowFault::Control));
        check("陈\n洋", Err(RowFault::Control));
        check("李\u{202E}明\u{200B}", Err(RowFault::Invisible));
        check("张\u{FFFD}", Err(RowFault::Damaged));
        check("张?", Err(RowFault::Damaged));
        check("12345", Err(RowFault::NotAName));
        check(&"王".repeat(5000), Err(RowFault::TooLong));
    }

    #[test]
    fn a_number_keeps_its_digits() {
        let text = |text: &str| number(&Cell::Text(text.to_owned())).map(String::from);
        assert_eq!(text("0825010150\t"), Ok("0825010150".to_owned()));
        assert_eq!(text("'0825010150"), Ok("0825010150".to_owned()));
        assert_eq!(text("=\"0825010150\""), Ok("0825010150".to_owned()));
        assert_eq!(text("8.25E+08"), Err(RowFault::Scientific));
        assert_eq!(text("08-25"), Err(RowFault::NotANumber));
        let digits = |text: &str| number(&Cell::Number(text.to_owned())).map(String::from);
        assert_eq!(digits("202303010238"), Ok("202303010238".to_owned()));
        assert_eq!(digits("2023030102380000"), Err(RowFault::Scientific));
        assert_eq!(digits("2023.5"), Err(RowFault::NotANumber));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,60}") {
            let cell = Cell::Text(text);
            let today = "2026-11-20".parse().expect("a day");
            let _ = (name(&cell), number(&cell), super::id_number(&cell, today), super::gender(&cell));
        }
    }
}
