use super::certificate::{Certificate, Dates};
use super::message::{Message, fingerprint};
use crate::rsa::VerifyKey;
use crate::{NoticeError, SettingsError};
use domain::Timestamp;
use std::sync::{PoisonError, RwLock};

/// Whose word is UnionPay's: whoever holds a certificate in their name under a root that we have.
/// The certificate itself comes with each message, so that they change it when they like.
pub(super) struct Trust {
    paths: Vec<Path>,
    /// Whether the name that signs in their test environment will do as well.
    tests: bool,
    /// Certificates that proved good, by their bytes: a storm of notices brings the same one.
    seen: RwLock<Vec<Seen>>,
}

/// A certificate of an authority, and when it and the root above it hold.
struct Path {
    middle: Certificate,
    dates: Dates,
}

struct Seen {
    pem: Vec<u8>,
    key: VerifyKey,
    dates: Dates,
}

impl Trust {
    /// Whom a signing certificate must name.
    const NAME: &str = "中国银联股份有限公司";
    const TEST_NAME: &str = "00040000:SIGN";

    /// They change their certificate about once a year, and overlap.
    const SEEN_MOST: usize = 8;

    /// A certificate has two kilobytes.
    const PEM_MOST: usize = 8 << 10;

    /// What `roots` and `middles` (PEM) make trustworthy.
    pub(super) fn new(
        roots: &[String],
        middles: &[String],
        tests: bool,
    ) -> Result<Self, SettingsError> {
        let read = |list: &[String], name: &str| {
            let read = |(place, pem): (usize, &String)| {
                let sentence = || refusal(&format!("{name}[{place}] is no RSA certificate in PEM"));
                Certificate::read(pem.as_bytes()).ok_or_else(sentence)
            };
            list.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()
        };
        let roots = read(roots, "roots")?;
        let mut paths = Vec::new();
        for (place, middle) in read(middles, "middles")?.into_iter().enumerate() {
            if middle.authority != Some(true) {
                return Err(refusal(&format!("middles[{place}] is not an authority's")));
            }
            // A root is one because it is set; only one that says of itself to be none is refused.
            let parents = roots.iter().filter(|it| it.authority != Some(false));
            let issuers: Vec<_> = parents.filter(|it| middle.issued_by(it)).collect();
            if issuers.is_empty() {
                return Err(refusal(&format!("middles[{place}] is issued by none of the roots")));
            }
            // The same root may be there twice, with older and newer dates.
            for root in issuers {
                let dates = root.dates.and(middle.dates);
                paths.push(Path { middle: middle.clone(), dates });
            }
        }
        if paths.is_empty() {
            return Err(refusal("roots and middles need at least one certificate each"));
        }
        Ok(Self { paths, tests, seen: RwLock::default() })
    }

    /// Whether any path holds at `now`.
    pub(super) fn holds(&self, now: Timestamp) -> bool {
        self.paths.iter().any(|path| path.dates.hold(now))
    }

    /// Whether UnionPay signed `message`, by a certificate that is theirs at `now`.
    pub(super) fn proved(&self, message: &Message, now: Timestamp) -> Result<(), NoticeError> {
        let signature = message.text("signature").ok_or(NoticeError::Unsigned)?;
        let pem = message.bytes("signPubKeyCert").ok_or(NoticeError::Unsigned)?;
        let key = self.key(pem, now)?;
        let fingerprint = fingerprint(&message.to_sign());
        if key.proves(fingerprint.as_bytes(), signature) {
            Ok(())
        } else {
            Err(NoticeError::Forged)
        }
    }

    /// The key of the certificate in `pem`, if it is theirs.
    fn key(&self, pem: &[u8], now: Timestamp) -> Result<VerifyKey, NoticeError> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let known = seen.iter().find(|it| it.pem == pem && it.dates.hold(now));
        if let Some(known) = known {
            return Ok(known.key.clone());
        }
        drop(seen);
        let found = self.judged(pem, now)?;
        let key = found.key.clone();
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|it| it.pem != pem);
        if seen.len() >= Self::SEEN_MOST {
            seen.remove(0);
        }
        seen.push(found);
        Ok(key)
    }

    fn judged(&self, pem: &[u8], now: Timestamp) -> Result<Seen, NoticeError> {
        if pem.len() > Self::PEM_MOST {
            return Err(NoticeError::Garbled);
        }
        let leaf = Certificate::read(pem).ok_or(NoticeError::Garbled)?;
        if !leaf.dates.hold(now) {
            return Err(NoticeError::Stale);
        }
        let path = self.paths.iter().find(|it| it.dates.hold(now) && leaf.issued_by(&it.middle));
        let path = path.ok_or(NoticeError::UnknownKey)?;
        // Merchants have certificates of the same authority: the name is what tells them apart.
        if !self.names(&leaf) {
            return Err(NoticeError::UnknownKey);
        }
        let key = VerifyKey::from_spki(&leaf.key).map_err(|_| NoticeError::UnknownKey)?;
        Ok(Seen { pem: pem.to_vec(), key, dates: leaf.dates.and(path.dates) })
    }

    /// Whether `leaf` is in their name: the third of the parts between `@`.
    fn names(&self, leaf: &Certificate) -> bool {
        let [name] = leaf.names.as_slice() else { return false };
        match name.split('@').nth(2) {
            Some(Self::NAME) => true,
            Some(Self::TEST_NAME) => self.tests,
            Some(_) | None => false,
        }
    }
}

pub(super) fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("UnionPay: {why}"))
}
