//! Two facts of a certificate: until when it holds, which a verification does not tell, and its
//! key, which is wanted of certificates that no verification would take (old forms, old signatures).

use crate::text;
use domain::Timestamp;
use jiff::ToSpan;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xA0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The last instant at which the certificate of these bytes (DER) holds.
pub(super) fn not_after(der: &[u8]) -> Option<Timestamp> {
    let (_, dates, _) = part(dates_and_more(der)?, Some(SEQUENCE))?;
    let (_, _, after) = part(dates, None)?;
    let (kind, said, _) = part(after, None)?;
    let said = std::str::from_utf8(said).ok()?;
    let full = match kind {
        // Two digits of a year: 50 and later are the last century's (RFC 5280).
        UTC_TIME if said.get(..2)?.parse::<u8>().ok()? >= 50 => format!("19{said}"),
        UTC_TIME => format!("20{said}"),
        GENERALIZED_TIME => said.to_owned(),
        _ => return None,
    };
    let clock = text::from_beijing(full.strip_suffix('Z')?, "%Y%m%d%H%M%S").ok()?;
    // It says Greenwich's time.
    clock.checked_add(8.hours()).ok()
}

/// The key of the certificate of these bytes, as it stands in them (SPKI).
pub(super) fn key(der: &[u8]) -> Option<&[u8]> {
    let (_, _, subject) = part(dates_and_more(der)?, Some(SEQUENCE))?;
    let (_, _, key) = part(subject, Some(SEQUENCE))?;
    let (_, _, after) = part(key, Some(SEQUENCE))?;
    Some(&key[..key.len() - after.len()])
}

/// What begins with a certificate's dates: its version (if it says one), its number, its algorithm
/// and its issuer come before them.
fn dates_and_more(der: &[u8]) -> Option<&[u8]> {
    let (_, certificate, _) = part(der, Some(SEQUENCE))?;
    let (_, mut rest, _) = part(certificate, Some(SEQUENCE))?;
    if rest.first() == Some(&VERSION) {
        rest = part(rest, None)?.2;
    }
    for _ in 0..3 {
        rest = part(rest, None)?.2;
    }
    Some(rest)
}

/// The first part of `der`: its kind, its contents, and what follows.
fn part(der: &[u8], wanted: Option<u8>) -> Option<(u8, &[u8], &[u8])> {
    let (&kind, rest) = der.split_first()?;
    wanted.is_none_or(|it| it == kind).then_some(())?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7F => (usize::from(length), rest),
        0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            (digits.iter().fold(0, |sum, it| sum << 8 | usize::from(*it)), rest)
        }
        _ => return None,
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((kind, inside, after))
}
