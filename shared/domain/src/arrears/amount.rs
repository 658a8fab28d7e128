use super::{Cell, RowFault};
use crate::{Money, MoneyError};
use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The amount that `cell` holds; none if it is empty or a dash.
pub(super) fn amount(cell: &Cell) -> Result<Option<Money>, RowFault> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(text) => exact(text).map(Some),
        // Most amounts are plain; the long way is for the others.
        Cell::Text(text) => text.parse().map(Some).or_else(|_| written(text)),
        Cell::Error(_) => Err(RowFault::ErrorValue),
        Cell::Bool(_) | Cell::Date(_) => Err(RowFault::Amount(MoneyError::NotAnAmount)),
    }
}

/// An amount as people write it: `￥1,200.00`, ` 1200 元`, `-` for nothing.
fn written(text: &str) -> Result<Option<Money>, RowFault> {
    const NOT: RowFault = RowFault::Amount(MoneyError::NotAnAmount);
    let text: String = text.nfkc().filter(|it| !it.is_whitespace()).collect();
    let text = text.trim_start_matches('\'');
    if text.chars().all(|it| matches!(it, '-' | '—' | '–' | '−')) {
        return Ok(None);
    }
    if text.starts_with('#') {
        return Err(RowFault::ErrorValue);
    }
    let number = currency_off(text);
    if number.contains(['e', 'E']) && number.contains(|it: char| it.is_ascii_digit()) {
        return Err(RowFault::Scientific);
    }
    if let Some(positive) = negated(number) {
        let amount = exact(&ungrouped(currency_off(positive))?);
        return Err(amount.err().unwrap_or(RowFault::Amount(MoneyError::Negative)));
    }
    if number.is_empty() { Err(NOT) } else { exact(&ungrouped(number)?).map(Some) }
}

fn currency_off(text: &str) -> &str {
    let mut text = text;
    for sign in ["¥", "RMB", "CNY", "人民币"] {
        text = text.strip_prefix(sign).unwrap_or(text);
    }
    text.strip_suffix('整').unwrap_or(text).trim_end_matches('元')
}

/// What stands behind a minus or between an accountant's brackets.
fn negated(number: &str) -> Option<&str> {
    let bracketed = || number.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    number.strip_prefix(['-', '−']).or_else(bracketed)
}

/// The number without its thousands separators, if each stands where it belongs.
fn ungrouped(number: &str) -> Result<String, RowFault> {
    if !number.contains(',') {
        return Ok(number.to_owned());
    }
    let (whole, _) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|it| it.is_ascii_digit());
    let first_fits = (1..=3).contains(&first.len()) && digits(first);
    let rest_fits = number.matches(',').count() + 1 == whole.split(',').count()
        && groups.all(|group| group.len() == 3 && digits(group));
    if first_fits && rest_fits { Ok(number.replace(',', "")) } else { Err(RowFault::Separators) }
}

/// Plain digits as money.
///
/// Formulas leave noise far behind the fen (648.6699999999998). Within half a thousandth of a fen
/// the fen is beyond doubt; anything more was not meant as an amount and is refused, never cut.
fn exact(text: &str) -> Result<Money, RowFault> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if !plain(unsigned) || !plain(part) {
        return Err(RowFault::Amount(MoneyError::NotAnAmount));
    }
    let kept = part.get(..part.len().min(12)).unwrap_or(part);
    let too_large = RowFault::Amount(MoneyError::TooLarge);
    if unsigned.trim_start_matches('0').len() > 15 {
        return Err(too_large);
    }
    let yuan = Decimal::from_str(&format!("{whole}.{kept}")).map_err(|_| too_large)?;
    let fen = yuan.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let noise = (yuan - fen).abs();
    let money = Money::try_from(fen).map_err(RowFault::Amount)?;
    // Half a thousandth of a fen, in yuan.
    if noise > Decimal::new(5, 6) {
        return Err(RowFault::Amount(MoneyError::SplitFen));
    }
    Ok(money)
}

#[cfg(test)]
mod tests {
    use super::{RowFault, amount};
    use crate::MoneyError;
    use crate::arrears::Cell;
    use proptest::prelude::*;

    #[track_caller]
    fn check(cell: &Cell, expected: Result<Option<u64>, RowFault>) {
        let read = amount(cell).map(|it| it.map(crate::Money::fen));
        assert_eq!(read, expected, "{cell:?}");
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn number(text: &str) -> Cell {
        Cell::Number(text.to_owned())
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for written in ["1200", "1,200.00", "￥1200", "¥1,200.00", " 1200.0 ", "1200元", "１２００"]
        {
            check(&text(written), Ok(Some(120_000)));
        }
        for nothing in ["", " ", "-", "—", "\u{3000}", "--"] {
            check(&text(nothing), Ok(None));
        }
        check(&text("0.00"), Ok(Some(0)));
        check(&text("4800.0000"), Ok(Some(480_000)));
    }

    #[test]
    fn noise_is_rounded_and_a_part_of_a_fen_is_refused() {
        check(&number("648.6699999999998"), Ok(Some(64_867)));
        check(&number("648.67000000000007"), Ok(Some(64_867)));
        check(&number("0.29"), Ok(Some(29)));
        check(&number("648.669"), Err(RowFault::Amount(MoneyError::SplitFen)));
        check(&number("648.66999"), Err(RowFault::Amount(MoneyError::SplitFen)));
        check(&text("12.345"), Err(RowFault::Amount(MoneyError::SplitFen)));
        check(&number("-0.000000000001"), Ok(Some(0)));
    }

    #[test]
    fn what_is_no_amount_is_refused_by_its_reason() {
        for refused in
            ["四千八百元", "NaN", "inf", "12.", ".5", "+5", "1 2x", "0x10", "0.48万", "元"]
        {
            check(&text(refused), Err(RowFault::Amount(MoneyError::NotAnAmount)));
        }
        for negative in ["-4800.00", "(4,800.00)", "¥-1", "-￥1"] {
            check(&text(negative), Err(RowFault::Amount(MoneyError::Negative)));
        }
        check(&number("-5"), Err(RowFault::Amount(MoneyError::Negative)));
        check(&text("4.8E+03"), Err(RowFault::Scientific));
        for wrong in ["4,80.00", "48,00", ",480", "4,800.0,0", "1,,000"] {
            check(&text(wrong), Err(RowFault::Separators));
        }
        check(&text("99999999999999.99"), Err(RowFault::Amount(MoneyError::TooLarge)));
        check(&text(&"9".repeat(400)), Err(RowFault::Amount(MoneyError::TooLarge)));
        check(&text("#REF!"), Err(RowFault::ErrorValue));
        check(&Cell::Bool(true), Err(RowFault::Amount(MoneyError::NotAnAmount)));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(written in ".{0,40}", digits in "[-0-9.,()¥eE]{0,30}") {
            let _ = (amount(&text(&written)), amount(&text(&digits)), amount(&number(&digits)));
        }

        #[test]
        fn every_amount_survives_grouping(fen in 0_u64..1_000_000_000) {
            let (yuan, rest) = (fen / 100, fen % 100);
            let grouped = match yuan {
                0..1000 => format!("{yuan}.{rest:02}"),
                1000..1_000_000 => format!("{},{:03}.{rest:02}", yuan / 1000, yuan % 1000),
                _ => format!("{},{:03},{:03}.{rest:02}", yuan / 1_000_000, yuan / 1000 % 1000, yuan % 1000),
            };
            prop_assert_eq!(amount(&text(&grouped)).map(|it| it.map(crate::Money::fen)), Ok(Some(fen)));
        }
    }
}
