//! Which field a column's heading names, and how surely.

use super::Field;
use super::words::{OTHER_THINGS, WORDS, Words};
use unicode_normalization::UnicodeNormalization;

/// How well a heading names a field, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The usual name.
    Name,
    /// Another name for it, which steps back where the usual one is present.
    Alias,
    /// Words that suggest it.
    Hint,
}

/// The heading without what only decorates it: blanks, line breaks, a unit in brackets, stars.
///
/// Amounts in another unit than yuan are not what their heading's other words say: nothing is left
/// of such a heading, so that it matches nothing.
pub(super) fn bare(heading: &str) -> String {
    let text: String = heading.nfkc().flat_map(char::to_lowercase).collect();
    let foreign = ["万元", "千元", "(分)", "单位:分", "万)", "usd", "美元", "港币"];
    if foreign.iter().any(|unit| text.contains(unit)) {
        return String::new();
    }
    let mut depth = 0_u32;
    let mut bare = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' | '[' | '【' | '〔' | '{' => depth += 1,
            ')' | ']' | '】' | '〕' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 && character.is_alphanumeric() => bare.push(character),
            _ => {}
        }
    }
    // A unit without brackets: 应缴金额元.
    bare.strip_suffix('元').map(str::to_owned).unwrap_or(bare)
}

/// How well `bare` names `field`, if it does.
pub(super) fn fit(field: Field, bare: &str) -> Option<Fit> {
    let words = WORDS.iter().find(|it| it.field == field)?;
    if bare.is_empty() {
        None
    } else if is_among(words.names, bare) {
        Some(Fit::Name)
    } else if is_among(words.aliases, bare) {
        Some(Fit::Alias)
    } else {
        let other = OTHER_THINGS.split_whitespace().any(|it| bare.contains(it));
        (!other && words.hints.split_whitespace().any(|it| bare.contains(it))).then_some(Fit::Hint)
    }
}

/// Whether `bare` is certainly the name of some field.
pub(super) fn is_known(bare: &str) -> bool {
    let known = |words: &Words| is_among(words.names, bare) || is_among(words.aliases, bare);
    !bare.is_empty() && WORDS.iter().any(known)
}

fn is_among(words: &str, bare: &str) -> bool {
    words.split_whitespace().any(|it| it == bare)
}

#[cfg(test)]
mod tests {
    use super::{Fit, bare, fit};
    use crate::arrears::Field;

    #[track_caller]
    fn check(heading: &str, field: Field, expected: Option<Fit>) {
        assert_eq!(fit(field, &bare(heading)), expected, "{heading}");
    }

    #[test]
    fn decorations_do_not_hide_a_name() {
        check("欠费\n金额", Field::Owed, Some(Fit::Name));
        check(" 学　号* ", Field::Number, Some(Fit::Name));
        check("应缴金额（元）", Field::Due, Some(Fit::Name));
        check("身份证号:", Field::IdNumber, Some(Fit::Name));
        check("Student No.", Field::Number, Some(Fit::Name));
        check("学生编号", Field::Number, Some(Fit::Alias));
        check("本年应缴", Field::Due, Some(Fit::Hint));
    }

    #[test]
    fn what_only_sounds_alike_is_left_alone() {
        check("应缴(万元)", Field::Due, None);
        check("专业代码", Field::Major, None);
        check("缓缴金额", Field::Due, None);
        check("证件类型", Field::IdNumber, None);
        check("手机号", Field::Number, None);
        check("", Field::Number, None);
    }
}
