use crate::{Fault, FaultKind, FieldFault};
use std::fmt;
use std::str::FromStr;

/// A mobile phone number of mainland China, eleven digits. It can be neither printed nor serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// Why something is not a mobile phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a mobile phone number has eleven digits and begins with 13 to 19")]
pub struct PhoneError;

impl Phone {
    /// All eleven digits: for encryption and for the one who sends a code there.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first three digits and the last four.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// Takes what people write: spaces, hyphens and the country's code in front.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let plain: String = text.chars().filter(|it| !matches!(it, ' ' | '-')).collect();
        let plain = plain.strip_prefix("+86").unwrap_or(&plain);
        let digits = plain.len() == 11 && plain.bytes().all(|it| it.is_ascii_digit());
        let mobile = matches!(plain.as_bytes(), [b'1', b'3'..=b'9', ..]);
        if digits && mobile { Ok(Self(plain.to_owned())) } else { Err(PhoneError) }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for PhoneError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "not-a-phone"
    }

    /// Whoever asks for a phone number calls the field so.
    fn fields(&self) -> Vec<FieldFault> {
        vec![FieldFault::new("phone", self.code())]
    }
}

#[cfg(test)]
mod tests {
    use super::Phone;
    use proptest::prelude::*;

    #[test]
    fn a_phone_number_is_read_as_people_write_it() {
        let read = |text: &str| text.parse::<Phone>().map(|it| it.masked());
        assert_eq!(read("13800001234").expect("valid"), "138****1234");
        assert_eq!(read("+86 138-0000-1234").expect("valid"), "138****1234");
        for wrong in ["", "1380000123", "138000012345", "12800001234", "１３８００００１２３４"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,24}") {
            let _ = text.parse::<Phone>();
        }
    }
}
