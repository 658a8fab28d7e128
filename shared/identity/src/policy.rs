use crate::{Facts, IdentityError, Weakness};
use domain::{IdNumber, Phone};

/// Passwords, and the words that passwords are made of, that everybody tries first. Lower case.
const COMMON: &str = include_str!("common.txt");

/// Characters that a password has at least and at most.
const CHARS_MIN: usize = 8;
const CHARS_MAX: usize = 64;

/// So many characters in a row of a number, an ID number or a birth date are a fact.
const FACT_CHARS: usize = 6;

/// Whether `fresh` may be `facts`' person's password.
///
/// Length and what attackers try first, and no rules on kinds of characters: those make people
/// write `Password1!`.
pub fn acceptable(fresh: &str, facts: &Facts) -> Result<(), IdentityError> {
    weakness(fresh, facts).map_or(Ok(()), |it| Err(IdentityError::Weak(it)))
}

/// Whether `fresh` may be anybody's password, whoever they are. Told to whoever asks: it says nothing
/// of any person.
pub fn decent(fresh: &str) -> Result<(), IdentityError> {
    let weakness = length(fresh).or_else(|| commonness(fresh));
    weakness.map_or(Ok(()), |it| Err(IdentityError::Weak(it)))
}

fn weakness(fresh: &str, facts: &Facts) -> Option<Weakness> {
    let held = || holds(&fresh.to_lowercase(), facts).then_some(Weakness::HoldsYourFacts);
    length(fresh).or_else(held).or_else(|| commonness(fresh))
}

fn length(fresh: &str) -> Option<Weakness> {
    match fresh.chars().count() {
        ..CHARS_MIN => Some(Weakness::TooShort),
        CHARS_MIN..=CHARS_MAX => None,
        _ => Some(Weakness::TooLong),
    }
}

fn commonness(fresh: &str) -> Option<Weakness> {
    let plain = plain(fresh);
    let common = is_common(&fresh.to_lowercase()) || is_common(&plain) || is_pattern(&plain);
    common.then_some(Weakness::TooCommon)
}

/// Lower case, with the usual disguises taken off: `P@ssw0rd` is `password`.
fn plain(text: &str) -> String {
    let undisguised = |it: char| match it {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        '7' => 't',
        _ => it,
    };
    let text = text.to_lowercase();
    // A text of digits alone is not a disguised word.
    if text.chars().any(char::is_alphabetic) {
        text.chars().map(undisguised).collect()
    } else {
        text
    }
}

/// Whether it is a common password, or a common word with a few digits or signs around it.
fn is_common(text: &str) -> bool {
    let word = text.trim_matches(|it: char| !it.is_alphabetic());
    let around = text.chars().count() - word.chars().count();
    let mut listed = COMMON.split_ascii_whitespace();
    listed.any(|it| it == text || (it == word && around <= 6))
}

/// Whether it is one short piece again and again, or steps through the alphabet or the digits.
fn is_pattern(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let repeats = |piece: usize| chars.chunks(piece).all(|it| chars[..piece].starts_with(it));
    let steps = |step: i64| {
        chars
            .windows(2)
            .all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step)
    };
    (1..=chars.len() / 2).any(|it| it <= 4 && repeats(it)) || steps(1) || steps(-1)
}

fn holds(fresh: &str, facts: &Facts) -> bool {
    let name = facts.name.expose().to_lowercase();
    let named = name.chars().count() >= 2 && fresh.contains(&name);
    let id_number = facts.id_number.as_ref().map(IdNumber::expose);
    let phone = facts.phone.as_ref().map(Phone::expose);
    let numbers = [Some(facts.number.expose()), id_number, phone];
    named || numbers.into_iter().flatten().any(|it| shares(fresh, &it.to_ascii_lowercase()))
}

/// Whether `fresh` holds the whole of a number, or six characters in a row of it. Numbers are
/// ASCII: slicing them by bytes is slicing them by characters.
fn shares(fresh: &str, number: &str) -> bool {
    let length = number.len().min(FACT_CHARS);
    (0..=number.len() - length).any(|start| fresh.contains(&number[start..start + length]))
}

#[cfg(test)]
mod tests {
    use super::{COMMON, acceptable, weakness};
    use crate::{Facts, Weakness};
    use domain::{Fault, FieldFault};
    use proptest::prelude::*;

    fn facts() -> Facts {
        Facts {
            name: "张三丰".parse().expect("a name"),
            number: "21030101".parse().expect("a number"),
            id_number: Some("61011320060313900X".parse().expect("an ID number")),
            phone: Some("13800001234".parse().expect("a phone number")),
        }
    }

    #[track_caller]
    fn check(password: &str, expected: Option<Weakness>) {
        assert_eq!(weakness(password, &facts()), expected, "{password}");
    }

    #[test]
    fn length_is_counted_in_characters() {
        check("", Some(Weakness::TooShort));
        check("kd93-xv", Some(Weakness::TooShort));
        check("kd93-xvq", None);
        check("四月的雨落在屋檐", None);
        check("四月的雨落在屋", Some(Weakness::TooShort));
        check(&"kd93-xvq".repeat(8), None);
        check(&format!("{}k", "kd93-xvq".repeat(8)), Some(Weakness::TooLong));
    }

    #[test]
    fn what_everybody_tries_first_is_refused_in_every_disguise() {
        for password in [
            "password",
            "Password1!",
            "P@ssw0rd",
            "12345678",
            "87654321",
            "88888888",
            "11223344",
            "qwertyuiop",
            "1qaz2wsx",
            "woaini1314",
            "5201314520",
            "abcabcabc",
            "abcdefgh",
            "iloveyou",
            "zxcvbnm123",
            "a123456789",
            "admin@123",
            "qq123456",
            "asdfghjkl",
            "xust2024",
            "19491001",
            "mima1234",
            "1q2w3e4r5t",
        ] {
            check(password, Some(Weakness::TooCommon));
        }
    }

    #[test]
    fn ones_own_facts_are_refused() {
        for password in [
            "21030101",
            "my-21030101",
            "x030101x",
            "20060313",
            "ab060313",
            "61011320060313900x",
            "zz13900Xzz",
            "张三丰在西安读书",
        ] {
            check(password, Some(Weakness::HoldsYourFacts));
        }
        check("horse-2103-staple", None);
    }

    #[test]
    fn a_refusal_names_the_field() {
        let error = acceptable("password", &facts()).expect_err("common");
        assert_eq!(error.code(), "weak-password");
        assert_eq!(error.fields(), [FieldFault::new("fresh", "too-common")]);
    }

    #[test]
    fn the_list_is_long_lower_case_and_has_nothing_twice() {
        let mut listed: Vec<_> = COMMON.split_ascii_whitespace().collect();
        assert!(listed.len() >= 500, "{}", listed.len());
        assert!(listed.iter().all(|it| *it == it.to_lowercase()));
        listed.sort_unstable();
        let twice: Vec<_> = listed.windows(2).filter(|it| it[0] == it[1]).map(|it| it[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_checking_panic(text in ".{0,70}") {
            let _ = weakness(&text, &facts());
        }
    }
}
