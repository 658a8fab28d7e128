use crate::seal::Seal;
use crate::vault::base64;
use crate::{Chance, IdentityError, SecretError};
use aws_lc_rs::pbkdf2;
use domain::{NotSolved, Opened, Purpose, PuzzleId, Timestamp};
use serde::Deserialize;
use std::num::NonZeroU32;
use subtle::ConstantTimeEq;

/// Draws puzzles and opens their answers.
///
/// Nothing is stored when one is drawn, so that drawing a million costs us no row: the token is the
/// answer, the end and a name, sealed. The name is written down when the puzzle is spent.
pub struct Puzzles(Seal);

/// A puzzle's token, and what it asks for.
pub struct Drawn<T> {
    pub token: String,
    /// From then on it solves nothing.
    pub until: Timestamp,
    pub asks: T,
}

/// The letters to be recognised. Whoever shows them makes a picture of them.
pub struct Letters(pub String);

/// A search that costs the asker time and us one derivation: a number below [`Work::MOST`], which
/// appended to `salt` (four bytes, big end first) makes PBKDF2-HMAC-SHA256 begin with `key`.
pub struct Work {
    pub salt: [u8; 16],
    pub key: [u8; 16],
}

/// What somebody sends to show that they solved a puzzle. It cannot be printed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    token: String,
    /// The letters in either case, or the number.
    answer: String,
}

/// Seconds in which a puzzle is to be solved.
const LIFE: i64 = 300;

/// Bytes of the end and of the name in a token, before the answer.
const END: usize = 8;
const NAME: usize = 12;

impl Letters {
    /// Sixteen signs of which no two look alike, so that four bits draw one without a bias.
    pub const ALPHABET: &[u8; 16] = b"ACEFHKMPRTXY3479";

    /// Five of them are a million: somebody who guesses has one guess for each picture.
    const COUNT: usize = 5;
}

impl Work {
    /// Rounds of each derivation. Measured on one core of a server with SHA instructions, by
    /// `WebCrypto` in Node: 0.97 ms a derivation, so 2 s on average and 4 s at worst; a phone is taken
    /// to be half as fast, 4 s on average. We do one.
    pub const COST: NonZeroU32 = NonZeroU32::new(5000).expect("not zero");
    /// Derivations that find the number at the latest: half as many on average.
    pub const MOST: u32 = 4096;

    /// What `number` comes to.
    fn derive(salt: &[u8; 16], number: u32) -> [u8; 16] {
        let mut key = [0; 16];
        let secret = [&salt[..], &number.to_be_bytes()].concat();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, Self::COST, salt, &secret, &mut key);
        key
    }
}

impl Puzzles {
    pub(crate) fn new(index_key: &[u8; 32]) -> Result<Self, SecretError> {
        Ok(Self(Seal::derived(index_key, "puzzle:v1")?))
    }

    /// Letters to be read in a picture.
    pub fn draw_image(&self, purpose: Purpose, chance: Chance, now: Timestamp) -> Drawn<Letters> {
        let letter = |it: u8| char::from(Letters::ALPHABET[usize::from(it & 15)]);
        let drawn = chance.bytes::<{ Letters::COUNT }>().map(letter);
        let text = String::from_iter(drawn);
        let (token, until) = self.seal(purpose, &text, chance, now);
        Drawn { token, until, asks: Letters(text) }
    }

    /// Work for a machine whose owner cannot read the picture.
    pub fn draw_work(&self, purpose: Purpose, chance: Chance, now: Timestamp) -> Drawn<Work> {
        let salt = chance.bytes();
        let number = u32::from_be_bytes(chance.bytes()) % Work::MOST;
        let key = Work::derive(&salt, number);
        let (token, until) = self.seal(purpose, &number.to_string(), chance, now);
        Drawn { token, until, asks: Work { salt, key } }
    }

    /// Reads an answer. It says no more than whether the puzzle is one of ours, for `purpose` and
    /// still good; whether it was solved comes out when it is spent.
    pub fn open(
        &self,
        proof: Option<&Proof>,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Opened, IdentityError> {
        let Proof { token, answer } = proof.ok_or(IdentityError::CaptchaNeeded)?;
        let opened = self.opened(token, purpose, answer).filter(|it| now < it.until);
        opened.ok_or(IdentityError::CaptchaWrong(NotSolved))
    }

    fn seal(
        &self,
        purpose: Purpose,
        answer: &str,
        chance: Chance,
        now: Timestamp,
    ) -> (String, Timestamp) {
        let second = now.as_second() + LIFE;
        let until = Timestamp::from_second(second).expect("five minutes from now is a time");
        let name = chance.bytes::<NAME>();
        let plain = [&second.to_be_bytes()[..], &name, answer.as_bytes()].concat();
        (self.0.close(place(purpose), &plain), until)
    }

    fn opened(&self, token: &str, purpose: Purpose, answer: &str) -> Option<Opened> {
        let plain = self.0.open(place(purpose), token)?;
        let (end, rest) = plain.split_first_chunk::<END>()?;
        let (name, expected) = rest.split_first_chunk::<NAME>()?;
        let until = Timestamp::from_second(i64::from_be_bytes(*end)).ok()?;
        let id = PuzzleId::try_from(base64(name)).ok()?;
        let given = answer.trim().to_ascii_uppercase();
        Some(Opened::new(id, until, given.as_bytes().ct_eq(expected).into()))
    }
}

/// A token opens for the purpose that it was sealed for and for no other.
const fn place(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Login => "login",
        Purpose::Register => "register",
        Purpose::Reset => "reset",
        Purpose::Identify => "identify",
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, Proof, Work};
    use crate::{Chance, IdentitySecret, Keys};
    use domain::{Fault, Purpose, Timestamp};
    use proptest::prelude::*;

    fn keys() -> Keys {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn proof<T>(drawn: &Drawn<T>, answer: &str) -> Proof {
        Proof { token: drawn.token.clone(), answer: answer.to_owned() }
    }

    #[test]
    fn the_letters_solve_it_in_either_case() {
        let keys = keys();
        let drawn = keys.puzzles.draw_image(Purpose::Login, Chance::REAL, at(0));
        let text = drawn.asks.0.clone();
        for (answer, solved) in [
            (text.clone(), true),
            (format!(" {} ", text.to_lowercase()), true),
            (text[1..].to_owned(), false),
            (format!("{text}A"), false),
            (String::new(), false),
        ] {
            let proof = proof(&drawn, &answer);
            let opened = keys.puzzles.open(Some(&proof), Purpose::Login, at(299)).expect("ours");
            assert_eq!(opened.spent(true).solved().is_ok(), solved, "{answer}");
        }
    }

    #[test]
    fn the_number_is_what_a_search_finds() {
        let keys = keys();
        let drawn = keys.puzzles.draw_work(Purpose::Register, Chance::REAL, at(0));
        let Work { salt, key } = drawn.asks;
        let number = (0..Work::MOST).find(|it| Work::derive(&salt, *it) == key).expect("found");
        let proof = proof(&drawn, &number.to_string());
        let opened = keys.puzzles.open(Some(&proof), Purpose::Register, at(0)).expect("ours");
        assert!(opened.spent(true).solved().is_ok());
    }

    #[test]
    fn none_stale_foreign_and_changed_ones_solve_nothing() {
        let keys = keys();
        let drawn = keys.puzzles.draw_image(Purpose::Login, Chance::REAL, at(0));
        let good = proof(&drawn, &drawn.asks.0);
        let code = |proof: Option<&Proof>, purpose, now| {
            keys.puzzles.open(proof, purpose, now).err().map(|it| it.code())
        };
        assert_eq!(code(Some(&good), Purpose::Login, at(299)), None);
        assert_eq!(code(None, Purpose::Login, at(0)), Some("captcha-needed"));
        assert_eq!(code(Some(&good), Purpose::Login, at(300)), Some("captcha-wrong"));
        for other in [Purpose::Register, Purpose::Reset, Purpose::Identify] {
            assert_eq!(code(Some(&good), other, at(0)), Some("captcha-wrong"));
        }
        let foreign = super::tests::keys().puzzles.draw_image(Purpose::Login, Chance::REAL, at(0));
        let foreign = proof(&foreign, &foreign.asks.0);
        assert_eq!(code(Some(&foreign), Purpose::Login, at(0)), Some("captcha-wrong"));
    }

    proptest! {
        #[test]
        fn no_text_opens_or_panics(token in "[A-Za-z0-9_-]{0,120}", answer in ".{0,20}") {
            let proof = Proof { token, answer };
            let keys = keys();
            prop_assert!(keys.puzzles.open(Some(&proof), Purpose::Login, at(0)).is_err());
        }

        #[test]
        fn one_changed_character_opens_nothing(place in 0_usize..40) {
            let keys = keys();
            let drawn = keys.puzzles.draw_image(Purpose::Login, Chance::REAL, at(0));
            let mut token = drawn.token.into_bytes();
            token[place] = if token[place] == b'A' { b'B' } else { b'A' };
            let token = String::from_utf8(token).expect("ASCII");
            let proof = Proof { token, answer: drawn.asks.0 };
            prop_assert!(keys.puzzles.open(Some(&proof), Purpose::Login, at(0)).is_err());
        }
    }
}
