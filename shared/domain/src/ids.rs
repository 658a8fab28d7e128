use crate::{Fault, FaultKind, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use ulid::Ulid;

/// Crockford's base 32: no I, L, O, U, so that a number can be read out over the telephone.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text is not a number of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is not written like that")]
pub struct IdError {
    pub(crate) what: &'static str,
    pub(crate) code: &'static str,
}

/// A person, and the table partition in which all that is theirs lies: six Crockford characters.
///
/// Drawn at random when the person is first imported. It says nothing about anybody.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "ADA001")]
pub struct PersonId([u8; 6]);

impl PersonId {
    /// Characters of a person's id.
    pub const LEN: usize = 6;

    /// The characters of which ids are made, each as often as any other.
    pub const CHARACTERS: &str = match std::str::from_utf8(CROCKFORD) {
        Ok(characters) => characters,
        Err(_) => unreachable!(),
    };

    /// The id that 30 of `bits` spell.
    pub fn from_bits(bits: u32) -> Self {
        Self(std::array::from_fn(|place| CROCKFORD[(bits >> (5 * (5 - place)) & 31) as usize]))
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("Crockford characters are ASCII")
    }
}

impl FromStr for PersonId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bytes: [u8; 6] = text.as_bytes().try_into().map_err(|_| PERSON)?;
        if bytes.iter().all(|it| CROCKFORD.contains(it)) { Ok(Self(bytes)) } else { Err(PERSON) }
    }
}

/// An order, named by the browser that asks for it: a ULID in its canonical upper-case form.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "01KAJ8Z5T4Q9V7N2M6X3C1B0RD")]
pub struct OrderId(Ulid);

impl OrderId {
    /// The earliest id that an order made at `instant` can have: history is a range of ids.
    pub fn first_at(instant: Timestamp) -> Self {
        let ms = u64::try_from(instant.as_millisecond()).unwrap_or(0);
        Self(Ulid::from_parts(ms, 0))
    }

    /// The order that `bits` spell.
    pub const fn from_bits(bits: u128) -> Self {
        Self(Ulid(bits))
    }

    /// The instant, by the browser's clock, at which the id was drawn.
    pub fn drawn_at(self) -> Timestamp {
        let ms = i64::try_from(self.0.timestamp_ms()).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }
}

impl FromStr for OrderId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let id = Ulid::from_string(text).map_err(|_| ORDER)?;
        // One spelling each: lower case, or a first character beyond 7, would name an order twice.
        if id.to_string() == text { Ok(Self(id)) } else { Err(ORDER) }
    }
}

/// The number by which a provider knows an order (`out_trade_no`): the order's 26 characters and
/// the payer's six. It fits every channel, and a notice finds its order with no index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNumber {
    /// The order.
    pub order: OrderId,
    /// Who pays it.
    pub payer: PersonId,
}

impl FromStr for OrderNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (order, payer) = text.split_at_checked(26).ok_or(NUMBER)?;
        Ok(Self {
            order: order.parse().map_err(|_| NUMBER)?,
            payer: payer.parse().map_err(|_| NUMBER)?,
        })
    }
}

const PERSON: IdError = IdError { what: "a person's id", code: "not-a-person-id" };
const ORDER: IdError = IdError { what: "an order's id", code: "not-an-order-id" };
const NUMBER: IdError = IdError { what: "an order number", code: "not-an-order-number" };

impl Fault for IdError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.order, self.payer)
    }
}

/// Serde goes through the text.
macro_rules! text_both_ways {
    ($($id:ty),*) => {$(
        impl TryFrom<String> for $id {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.to_string()
            }
        }
    )*};
}

text_both_ways!(PersonId, OrderId, OrderNumber);

/// Numbers are shown as they are written.
macro_rules! debug_as_text {
    ($($id:ty),*) => {$(
        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

debug_as_text!(PersonId, OrderId, OrderNumber);

pub(crate) use {debug_as_text, text_both_ways};

#[cfg(test)]
mod tests {
    use super::{OrderId, OrderNumber, PersonId};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_order_number_finds_its_order_and_its_payer(bits: u128, person: u32) {
            let number = OrderNumber { order: OrderId::from_bits(bits), payer: PersonId::from_bits(person) };
            prop_assert_eq!(number.to_string().len(), 32);
            prop_assert_eq!(number.to_string().parse::<OrderNumber>(), Ok(number));
        }

        #[test]
        fn no_text_makes_a_number_panic(text in ".{0,40}") {
            let _ = (text.parse::<OrderNumber>(), text.parse::<OrderId>());
        }
    }

    #[test]
    fn an_order_has_one_spelling() {
        let id = "01KAJ8Z5T4Q9V7N2M6X3C1B0RD";
        assert_eq!(id.parse::<OrderId>().expect("canonical").to_string(), id);
        for other in ["01kaj8z5t4q9v7n2m6x3c1b0rd", "81KAJ8Z5T4Q9V7N2M6X3C1B0RD", "01KAJ8Z5T4", ""]
        {
            assert!(other.parse::<OrderId>().is_err(), "{other}");
        }
    }
}
