//! As much of a certificate as the provider's serial numbers need: it names certificates by a hash
//! over issuer and number, which no library tells.

use domain::Timestamp;
use md5::{Digest, Md5};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// A certificate, as far as it is read.
pub(super) struct Certificate {
    /// The name by which the provider calls it.
    pub(super) sn: String,
    /// Whether its issuer signed it with RSA: only such roots have a name.
    pub(super) by_rsa: bool,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    /// Names of issuer and owner, as they are encoded.
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    /// The owner's public key, as it is encoded.
    pub(super) spki: Vec<u8>,
    pub(super) der: CertificateDer<'static>,
}

impl Certificate {
    /// Every certificate of a PEM file, in the file's order. Nothing if one of them is none.
    pub(super) fn all(pem: &str) -> Option<Vec<Self>> {
        let all: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .map(|der| Self::read(der.ok()?))
            .collect::<Option<_>>()?;
        if all.is_empty() { None } else { Some(all) }
    }

    pub(super) fn read(der: CertificateDer<'static>) -> Option<Self> {
        let mut outer = &*der;
        let whole = Element::read(&mut outer, SEQUENCE)?;
        if !outer.is_empty() {
            return None;
        }
        let mut parts = whole.inside;
        let mut body = Element::read(&mut parts, SEQUENCE)?.inside;
        if body.first() == Some(&VERSION) {
            Element::read(&mut body, VERSION)?;
        }
        let serial = Element::read(&mut body, INTEGER)?.inside;
        // The standard allows 20 bytes and a sign; a longer one would only cost time to write out.
        if serial.len() > 21 {
            return None;
        }
        let mut algorithm = Element::read(&mut body, SEQUENCE)?.inside;
        let algorithm = Element::read(&mut algorithm, OID)?.inside;
        let issuer = Element::read(&mut body, SEQUENCE)?;
        let mut validity = Element::read(&mut body, SEQUENCE)?.inside;
        let not_before = instant(&mut validity)?;
        let not_after = instant(&mut validity)?;
        let subject = Element::read(&mut body, SEQUENCE)?;
        let spki = Element::read(&mut body, SEQUENCE)?;
        let named = format!("{}{}", name(issuer.inside)?, decimal(serial));
        Some(Self {
            sn: hex::encode(Md5::digest(named)),
            by_rsa: algorithm.starts_with(PKCS_1),
            not_before,
            not_after,
            issuer: issuer.whole.to_vec(),
            subject: subject.whole.to_vec(),
            spki: spki.whole.to_vec(),
            der,
        })
    }

    /// Whether its time is now.
    pub(super) fn valid(&self, now: Timestamp) -> bool {
        self.not_before <= now && now < self.not_after
    }
}

/// The name of a file of roots: the names of those that RSA signed. Others the provider skips.
pub(super) fn root_sn(roots: &[Certificate]) -> String {
    let names: Vec<_> = roots.iter().filter(|it| it.by_rsa).map(|it| it.sn.as_str()).collect();
    names.join("_")
}

const INTEGER: u8 = 0x02;
const OID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xA0;

/// 1.2.840.113549.1.1, under which all signatures with RSA are.
const PKCS_1: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];

/// A piece of DER.
struct Element<'a> {
    tag: u8,
    inside: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// Takes the next piece off `rest`, if it is a `tag`.
    fn read(rest: &mut &'a [u8], tag: u8) -> Option<Self> {
        Self::any(rest).filter(|it| it.tag == tag)
    }

    fn any(rest: &mut &'a [u8]) -> Option<Self> {
        let all = *rest;
        let (&tag, after) = all.split_first()?;
        let (&first, after) = after.split_first()?;
        let (length, after) = match first {
            0..0x80 => (usize::from(first), after),
            // Certificates are shorter than 64 KiB: two bytes of length at most.
            0x81 | 0x82 => {
                let (digits, after) = after.split_at_checked(usize::from(first & 0x7F))?;
                (digits.iter().fold(0, |sum, it| sum << 8 | usize::from(*it)), after)
            }
            0x80 | 0x83.. => return None,
        };
        let (inside, after) = after.split_at_checked(length)?;
        *rest = after;
        Some(Self { tag, inside, whole: &all[..all.len() - after.len()] })
    }
}

/// A name as the provider writes it: its parts from the last to the first, values as they are.
fn name(mut encoded: &[u8]) -> Option<String> {
    let mut parts = Vec::new();
    while !encoded.is_empty() {
        let mut set = Element::read(&mut encoded, SET)?.inside;
        while !set.is_empty() {
            let mut pair = Element::read(&mut set, SEQUENCE)?.inside;
            let kind = kind(Element::read(&mut pair, OID)?.inside)?;
            let value = std::str::from_utf8(Element::any(&mut pair)?.inside).ok()?;
            parts.push(format!("{kind}={value}"));
        }
    }
    parts.reverse();
    Some(parts.join(","))
}

/// What a part of a name is called. The provider's own certificates have no other parts.
fn kind(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        [0x55, 0x04, 0x03] => "CN",
        [0x55, 0x04, 0x06] => "C",
        [0x55, 0x04, 0x07] => "L",
        [0x55, 0x04, 0x08] => "ST",
        [0x55, 0x04, 0x0A] => "O",
        [0x55, 0x04, 0x0B] => "OU",
        _ => return None,
    })
}

/// Big-endian bytes as a decimal number.
fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0_u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let sum = u32::from(*digit) * 256 + carry;
            *digit = u8::try_from(sum % 10).expect("a digit");
            carry = sum / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).expect("a digit"));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

/// Both ways of writing a time: `260101000000Z` means this century until 2049.
fn instant(rest: &mut &[u8]) -> Option<Timestamp> {
    let element = Element::any(rest)?;
    let text = std::str::from_utf8(element.inside).ok()?;
    let digits = text.strip_suffix('Z').filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
    let full = match (element.tag, digits.len()) {
        (UTC_TIME, 12) if digits < "50" => format!("20{digits}"),
        (UTC_TIME, 12) => format!("19{digits}"),
        (GENERALIZED_TIME, 14) => digits.to_owned(),
        _ => return None,
    };
    let (year, month, day) = (&full[..4], &full[4..6], &full[6..8]);
    let (hour, minute, second) = (&full[8..10], &full[10..12], &full[12..]);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z").parse().ok()
}
