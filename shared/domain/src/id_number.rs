use crate::{Day, Fault, FaultKind, Gender};
use std::fmt;
use std::str::FromStr;

/// A resident's identity number (GB 11643), 18 characters, checksum and birth date proved.
///
/// It can be neither printed nor serialised; only [`IdNumber::expose`] lets it out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

/// Why something is not an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    #[error("an ID number has 18 characters")]
    Length,
    #[error("an ID number has 17 digits and then a digit or X")]
    Characters,
    #[error("the ID number's birth date does not exist")]
    Birth,
    #[error("the ID number's last character does not fit the others")]
    Checksum,
}

impl IdNumber {
    /// All 18 characters, upper case: for encryption, blind indexes and the first password only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first three characters. The last six are the initial password of many schools, so no
    /// mask shows any of them.
    pub fn masked(&self) -> String {
        format!("{}{}", &self.0[..3], "*".repeat(15))
    }

    /// The last six characters, upper case: the manuals' initial password (S12).
    pub fn tail(&self) -> &str {
        &self.0[12..]
    }

    /// The day of birth that the number says.
    pub fn birth(&self) -> Day {
        birth(&self.0).expect("proved when the number was read")
    }

    /// The gender that the number says.
    pub fn gender(&self) -> Gender {
        if (self.0.as_bytes()[16] - b'0').is_multiple_of(2) { Gender::Female } else { Gender::Male }
    }

    /// The last character that fits the first 17 digits.
    pub fn checksum(digits: &[u8; 17]) -> char {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 =
            digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        char::from(b"10X98765432"[(sum % 11) as usize])
    }
}

impl FromStr for IdNumber {
    type Err = IdNumberError;

    /// Takes x for X: the manuals disagree on the letter's case, the number does not (S12, S13).
    fn from_str(text: &str) -> Result<Self, IdNumberError> {
        let text = text.to_ascii_uppercase();
        if text.chars().count() != 18 {
            return Err(IdNumberError::Length);
        }
        let (body, last) = text.split_at_checked(17).ok_or(IdNumberError::Characters)?;
        let mut digits = [0; 17];
        for (digit, byte) in digits.iter_mut().zip(body.bytes()) {
            *digit = byte.is_ascii_digit().then(|| byte - b'0').ok_or(IdNumberError::Characters)?;
        }
        if !matches!(last.as_bytes(), [b'0'..=b'9' | b'X']) {
            return Err(IdNumberError::Characters);
        }
        birth(&text).ok_or(IdNumberError::Birth)?;
        if last == Self::checksum(&digits).to_string() {
            Ok(Self(text))
        } else {
            Err(IdNumberError::Checksum)
        }
    }
}

fn birth(number: &str) -> Option<Day> {
    let (year, month, day) = (&number[6..10], &number[10..12], &number[12..14]);
    let known = year.parse::<u16>().is_ok_and(|it| (1900..2100).contains(&it));
    if known { Day::any(&format!("{year}-{month}-{day}")).ok() } else { None }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for IdNumberError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Length => "id-length",
            Self::Characters => "id-characters",
            Self::Birth => "id-birth",
            Self::Checksum => "id-checksum",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IdNumber, IdNumberError};
    use crate::Gender;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), IdNumberError>) {
        assert_eq!(text.parse::<IdNumber>().map(drop), expected, "{text}");
    }

    #[test]
    fn an_id_number_proves_itself() {
        check("61011320060313900X", Ok(()));
        check("61011320060313900x", Ok(()));
        check("610113200603139001", Err(IdNumberError::Checksum));
        check("610113200613139001", Err(IdNumberError::Birth));
        check("610113200602309006", Err(IdNumberError::Birth));
        check("6.10113E+17", Err(IdNumberError::Length));
        check("６1011320060313900X", Err(IdNumberError::Characters));
        check("61011320060313X00X", Err(IdNumberError::Characters));
    }

    #[test]
    fn a_mask_shows_nothing_of_the_first_password() {
        let number: IdNumber = "61011320060313900x".parse().expect("valid");
        assert_eq!(number.masked(), "610***************");
        assert_eq!(number.tail(), "13900X");
        assert_eq!(number.gender(), Gender::Female);
        assert_eq!(format!("{number:?}"), "***");
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,24}") {
            let _ = text.parse::<IdNumber>();
        }

        #[test]
        fn one_wrong_digit_is_noticed(place in 0_usize..17, wrong in 1_u8..10) {
            let mut bytes = *b"61011320060313900X";
            bytes[place] = b'0' + (bytes[place] - b'0' + wrong) % 10;
            let text = String::from_utf8(bytes.to_vec()).expect("ASCII");
            prop_assert!(text.parse::<IdNumber>().is_err());
        }
    }
}
