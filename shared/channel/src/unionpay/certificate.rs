use crate::rsa::{LegacyKey, VerifyKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// What a certificate says, as far as it matters to a chain that is no chain of the web: theirs is
/// signed with SHA-1, has no host name, and ends in a certificate for clients.
#[derive(Clone)]
pub(super) struct Certificate {
    /// Serial number in decimal, however long.
    pub(super) serial: String,
    /// Common names of the subject.
    pub(super) names: Vec<String>,
    /// In which it is valid.
    pub(super) dates: Dates,
    /// What it says about being an authority, if it says anything.
    pub(super) authority: Option<bool>,
    /// Its public key (DER).
    pub(super) key: Vec<u8>,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    content: Vec<u8>,
    seal: Seal,
    signature: Vec<u8>,
}

/// From the first second to the last, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dates {
    from: i64,
    to: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seal {
    Sha1,
    Sha256,
}

/// Bytes of the longest serial number: twenty (RFC 5280), and a nought before them. It is read
/// before anybody is trusted, and [`decimal`] takes the square of it.
const SERIAL_MOST: usize = 21;

impl Certificate {
    /// The certificate in `pem`, whatever its line breaks.
    pub(super) fn read(pem: &[u8]) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem).ok()?;
        let (_, read) = X509Certificate::from_der(&der).ok()?;
        let content = read.tbs_certificate.as_ref();
        let signature = read.signature_value.data.as_ref();
        let seals = [Seal::Sha1, Seal::Sha256];
        // What stands outside the seal is written in the one way there is, or somebody altered it.
        let seal = seals.into_iter().find(|seal| whole(content, *seal, signature) == *der)?;
        let says = |bits: u16| bits & (1 << 5) != 0;
        let signs = read.key_usage().ok()?.is_none_or(|it| says(it.value.flags));
        let authority = read.basic_constraints().ok()?.map(|it| it.value.ca && signs);
        let names = read.subject().iter_common_name();
        // Older ones of theirs are marked as teletex; what is in them is ASCII or UTF-8 all the same.
        let names = names.map(|it| std::str::from_utf8(it.as_slice()).map(str::to_owned));
        let names = names.collect::<Result<_, _>>();
        let validity = read.validity();
        let serial = read.raw_serial();
        if serial.len() > SERIAL_MOST {
            return None;
        }
        Some(Self {
            serial: decimal(serial),
            names: names.unwrap_or_default(),
            dates: Dates {
                from: validity.not_before.timestamp(),
                to: validity.not_after.timestamp(),
            },
            authority,
            key: read.public_key().raw.to_vec(),
            subject: read.subject().as_raw().to_vec(),
            issuer: read.issuer().as_raw().to_vec(),
            content: content.to_vec(),
            seal,
            signature: signature.to_vec(),
        })
    }

    /// Whether `parent` issued this one. SHA-1 holds a chain of theirs together to this day.
    pub(super) fn issued_by(&self, parent: &Self) -> bool {
        let Ok(key) = VerifyKey::from_spki(&parent.key) else { return false };
        let holds = || match self.seal {
            Seal::Sha256 => key.proves(&self.content, &STANDARD.encode(&self.signature)),
            Seal::Sha1 => LegacyKey::from_spki(&parent.key)
                .is_ok_and(|key| key.proves(&self.content, &self.signature)),
        };
        self.issuer == parent.subject && holds()
    }
}

impl Seal {
    /// How a certificate names it (DER): RSA with this hash, and no parameters.
    fn name(self) -> [u8; 15] {
        let hash = match self {
            Self::Sha1 => 5,
            Self::Sha256 => 11,
        };
        [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 1, hash, 5, 0]
    }
}

impl Dates {
    pub(super) fn hold(self, now: Timestamp) -> bool {
        (self.from..=self.to).contains(&now.as_second())
    }

    /// When both hold.
    pub(super) fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

/// A certificate written out (DER). Signatures of 2048 bits and more need lengths of two bytes.
fn whole(content: &[u8], seal: Seal, signature: &[u8]) -> Vec<u8> {
    let head = |tag: u8, length: usize| {
        let length = u16::try_from(length).unwrap_or_default().to_be_bytes();
        [tag, 0x82, length[0], length[1]]
    };
    let bits = [head(3, signature.len() + 1).as_slice(), &[0], signature].concat();
    let inside = [content, seal.name().as_slice(), &bits].concat();
    [head(0x30, inside.len()).as_slice(), &inside].concat()
}

/// A big-endian number of any length in decimal: serial numbers have up to twenty bytes, and an id
/// that lost digits on the way is another's.
pub(super) fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0_u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|it| char::from(b'0' + it)).collect()
}
