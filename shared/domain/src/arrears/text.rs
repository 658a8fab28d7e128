//! Words and codes as people and spreadsheets write them, made plain or refused.

use super::{Cell, RowFault};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Characters of the longest college, major, class or item.
const CHARS_MAX: usize = 40;

/// A code such as a student or ID number: no blanks, full-width characters made plain, and without
/// the tricks by which people keep a spreadsheet from making it a number.
pub(super) fn code(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|it| it.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    let text: String = text.nfkc().filter(|it| !it.is_whitespace()).collect();
    let unquoted = text.strip_prefix("=\"").and_then(|it| it.strip_suffix('"'));
    let text = unquoted.unwrap_or(&text).trim_start_matches(['\'', '`']);
    Cow::Owned(text.to_owned())
}

/// Whether a spreadsheet wrote a number in its short form: `6.10E+17`.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let signed = exponent.starts_with(['+', '-']);
    let exponent = exponent.trim_start_matches(['+', '-']);
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    // Without a point or a sign it may as well be somebody's number: 825E08.
    digits(exponent) && digits(whole) && digits(part) && (signed || mantissa.contains('.'))
}

/// A word or two of plain text, such as a class or an item; empty if nothing stands there.
pub(super) fn label(cell: &Cell) -> Result<String, RowFault> {
    if let Cell::Error(_) = cell {
        return Err(RowFault::ErrorValue);
    }
    let text = cell.text();
    let text = text.trim();
    if text.starts_with('#') && text.ends_with(['!', '?', 'A']) {
        return Err(RowFault::ErrorValue);
    }
    visible(text)?;
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = one_line.chars().count() <= CHARS_MAX;
    if fits { Ok(one_line) } else { Err(RowFault::TooLong) }
}

/// Refuses what a page cannot show as it is, or a spreadsheet would compute.
pub(super) fn visible(text: &str) -> Result<(), RowFault> {
    if text.starts_with(['=', '@', '+']) {
        return Err(RowFault::Formula);
    }
    let fault = |it: char| match it {
        '\u{FFFD}' => Some(RowFault::Damaged),
        '\t' => None,
        _ if it.is_control() => Some(RowFault::Control),
        _ if is_invisible(it) => Some(RowFault::Invisible),
        _ => None,
    };
    text.chars().find_map(fault).map_or(Ok(()), Err)
}

/// Whether a page would show nothing, or something else, for `character`.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// Characters that turn, join or hide others: two names that look alike would not be alike.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
    )
}

/// Whether `character` is Han, or one of the private places in which older systems keep rare ones.
pub(super) fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}'
            | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
    )
}
