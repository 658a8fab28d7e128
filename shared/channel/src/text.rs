use crate::NoticeError;
use domain::{Money, Order, Timestamp};
use jiff::civil::DateTime;
use jiff::tz;
use rust_decimal::Decimal;

/// What the payer's bill will say: who is paid for what, in `most` bytes of UTF-8 at most.
pub(crate) fn description(order: &Order, most: usize) -> String {
    let items = order.lines.len();
    let item = order.lines.first().map_or("", |line| line.item.as_str());
    let tail = if items > 1 { format!("等{items}项") } else { String::new() };
    let mut head = format!("{} {item}", order.payee);
    head.retain(|it| !it.is_control());
    head.truncate(head.floor_char_boundary(most.saturating_sub(tail.len())));
    head + &tail
}

/// `instant` on Beijing's clock, written as `format` (strftime) says.
pub(crate) fn beijing(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime(format).to_string()
}

/// The instant at which Beijing's clock showed `text`, written as `format` says.
pub(crate) fn from_beijing(text: &str, format: &str) -> Result<Timestamp, NoticeError> {
    let clock = DateTime::strptime(format, text).map_err(|_| NoticeError::Garbled)?;
    let zoned = clock.to_zoned(tz::offset(8).to_time_zone()).map_err(|_| NoticeError::Garbled)?;
    Ok(zoned.timestamp())
}

/// Yuan as providers write them, `"12.3"` or `"12.30"`: digits with two decimals at most, and
/// neither sign, blank nor exponent.
pub(crate) fn yuan(text: &str) -> Result<Money, NoticeError> {
    text.parse().map_err(|_| NoticeError::Garbled)
}

/// Fen as providers write them: digits alone, leading zeros or not.
pub(crate) fn fen(text: &str) -> Result<Money, NoticeError> {
    let digits = !text.is_empty() && text.len() <= 20 && text.bytes().all(|it| it.is_ascii_digit());
    let fen = text.parse().ok().filter(|_| digits).ok_or(NoticeError::Garbled)?;
    Money::from_fen(fen).map_err(|_| NoticeError::Garbled)
}

/// Yuan with a sign, as statements write them, in fen.
pub(crate) fn signed_yuan(text: &str) -> Option<i64> {
    let plain = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = plain.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let yuan = text.parse::<Decimal>().ok().filter(|_| digits)?;
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
    if fen.is_integer() { i64::try_from(fen).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{beijing, fen, from_beijing, signed_yuan, yuan};
    use domain::Money;

    #[test]
    fn amounts_are_digits_and_nothing_else() {
        assert_eq!(yuan("0.01").map(Money::fen), Ok(1));
        assert_eq!(yuan("5800").map(Money::fen), Ok(580_000));
        assert_eq!(fen("000000000100").map(Money::fen), Ok(100));
        assert_eq!(signed_yuan("-12.30"), Some(-1230));
        for wrong in ["", "-1", "+1", "1e3", "0.001", " 1", "１", "1,000", "."] {
            assert!(yuan(wrong).is_err(), "{wrong}");
            assert!(fen(wrong).is_err(), "{wrong}");
        }
        assert_eq!(signed_yuan("--1"), None);
        assert_eq!(signed_yuan("79228162514264337593543950335"), None, "as long as decimals get");
        assert_eq!(signed_yuan("0.001"), None);
        assert_eq!(signed_yuan("79228162514264337593543950335"), None, "more than a decimal holds");
    }

    #[test]
    fn beijing_is_eight_hours_ahead() {
        let instant = "2025-12-31T16:00:00Z".parse().expect("an instant");
        assert_eq!(beijing(instant, "%Y%m%d%H%M%S"), "20260101000000");
        assert_eq!(from_beijing("20260101000000", "%Y%m%d%H%M%S"), Ok(instant));
        assert!(from_beijing("20260230000000", "%Y%m%d%H%M%S").is_err());
    }
}
