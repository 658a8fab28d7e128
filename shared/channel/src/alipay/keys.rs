use super::certificate::{Certificate, root_sn};
use crate::rsa::{KeyError, SigningKey, VerifyKey};
use crate::{NoticeError, SettingsError};
use domain::Timestamp;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::RwLock;

/// Our account with Alipay, as the secret says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) app_id: String,
    /// The number of the seller who gets the money (PID): 16 digits from 2088.
    pub(super) seller_id: String,
    /// Our private key: PEM, or what stands inside one.
    app_key_pem: String,
    mode: Mode,
    pub(super) environment: Environment,
    #[serde(default)]
    pub(super) qr_contract: QrContract,
}

/// By what the provider and we know each other's keys; an application has one of the two.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// Alipay's public key: PEM, or what stands inside one; two while one is replaced.
    PublicKey(String),
    Certificates(Certificates),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificates {
    /// Ours.
    app: String,
    /// Alipay's; several while one is replaced.
    alipay: String,
    root: String,
}

/// Which of the provider's worlds the account is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Environment {
    Production,
    Sandbox,
}

/// Under which contract codes are shown: the provider wants its own product named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum QrContract {
    #[default]
    OrderCode,
    FaceToFace,
}

/// Every key of our account, parsed: nothing here can turn out wrong later.
pub(super) struct Keys {
    pub(super) own: SigningKey,
    pub(super) certified: Option<Certified>,
    /// The provider's keys by the name of their certificate; without certificates by their place.
    theirs: RwLock<BTreeMap<String, VerifyKey>>,
}

/// What a request says about certificates, and what a new one has to be like.
pub(super) struct Certified {
    pub(super) app_sn: String,
    pub(super) root_sn: String,
    pub(super) roots: Vec<Certificate>,
    /// The provider's name in its certificate: a stranger may have one from the same issuer.
    pub(super) subject: Vec<u8>,
}

impl Keys {
    /// What `account` says at `now`, or a sentence that says which part cannot work. No sentence
    /// holds any part of a key.
    pub(super) fn new(account: &Account, now: Timestamp) -> Result<Self, SettingsError> {
        let own = if account.app_key_pem.contains("-----BEGIN") {
            SigningKey::from_pem(&account.app_key_pem)
        } else {
            SigningKey::from_base64(&account.app_key_pem)
        };
        let own = own.map_err(|error| wrong("app_key_pem", "private key", error))?;
        let (certified, theirs) = match &account.mode {
            Mode::PublicKey(text) => (None, public(text)?),
            Mode::Certificates(files) => {
                let (certified, theirs) = certified(files, &own, now)?;
                (Some(certified), theirs)
            }
        };
        // The commonest of all mistakes with this provider.
        if theirs.values().any(|it| own.is_half_of(it)) {
            return Err(refusal("its public key is the application's own instead of Alipay's"));
        }
        Ok(Self { own, certified, theirs: RwLock::new(theirs) })
    }

    /// Whether the provider signed `text`, by the key of `certificate` if one is named.
    pub(super) fn prove(
        &self,
        text: &[u8],
        signature: &str,
        certificate: Option<&str>,
    ) -> Result<(), NoticeError> {
        let theirs = self.theirs.read().expect("nothing panics while it holds the keys");
        let holds = match certificate.filter(|_| self.certified.is_some()) {
            Some(sn) => theirs.get(sn).ok_or(NoticeError::UnknownKey)?.proves(text, signature),
            None => theirs.values().any(|key| key.proves(text, signature)),
        };
        if holds { Ok(()) } else { Err(NoticeError::Forged) }
    }

    /// Whether the key of `certificate` is one that we should have and do not.
    pub(super) fn lacks(&self, certificate: &str) -> bool {
        let theirs = self.theirs.read().expect("nothing panics while it holds the keys");
        self.certified.is_some() && !theirs.contains_key(certificate)
    }

    /// From now on, the provider is believed by this key too.
    pub(super) fn learn(&self, certificate: &str, key: VerifyKey) {
        let mut theirs = self.theirs.write().expect("nothing panics while it holds the keys");
        theirs.insert(certificate.to_owned(), key);
    }
}

fn public(text: &str) -> Result<BTreeMap<String, VerifyKey>, SettingsError> {
    let unreadable = |error| wrong("mode.public_key", "public key", error);
    if !text.contains("-----BEGIN") {
        let key = VerifyKey::from_base64(text).map_err(unreadable)?;
        return Ok(BTreeMap::from([(String::new(), key)]));
    }
    let mut keys = BTreeMap::new();
    for (place, spki) in SubjectPublicKeyInfoDer::pem_slice_iter(text.as_bytes()).enumerate() {
        let spki = spki.map_err(|_| unreadable(KeyError::Unreadable))?;
        keys.insert(place.to_string(), VerifyKey::from_spki(&spki).map_err(unreadable)?);
    }
    if keys.is_empty() { Err(unreadable(KeyError::Unreadable)) } else { Ok(keys) }
}

fn certified(
    files: &Certificates,
    own: &SigningKey,
    now: Timestamp,
) -> Result<(Certified, BTreeMap<String, VerifyKey>), SettingsError> {
    let read = |file: &str, name: &str| {
        let none = || refusal(&format!("mode.certificates.{name} is not a certificate in PEM"));
        Certificate::all(file).ok_or_else(none)
    };
    let (app, alipay) = (read(&files.app, "app")?, read(&files.alipay, "alipay")?);
    let roots = read(&files.root, "root")?;
    if !roots.iter().any(|it| it.by_rsa) {
        return Err(refusal("mode.certificates.root has no certificate that RSA signed"));
    }
    let app = app.first().expect("a file that was read has one");
    let key = VerifyKey::from_spki(&app.spki)
        .map_err(|error| wrong("mode.certificates.app", "certificate's key", error))?;
    if !own.is_half_of(&key) {
        return Err(refusal("app_key_pem is not the key of mode.certificates.app"));
    }
    if !app.valid(now) {
        return Err(refusal("mode.certificates.app has expired or is not valid yet"));
    }
    // A file may bring the issuer along, which signs no answers.
    let leaves = alipay.iter().filter(|it| !alipay.iter().any(|other| issued(it, other)));
    let mut theirs = BTreeMap::new();
    let mut subject = Vec::new();
    for leaf in leaves.filter(|it| it.valid(now)) {
        let key = VerifyKey::from_spki(&leaf.spki)
            .map_err(|error| wrong("mode.certificates.alipay", "certificate's key", error))?;
        theirs.insert(leaf.sn.clone(), key);
        subject.clone_from(&leaf.subject);
    }
    if theirs.is_empty() {
        return Err(refusal("mode.certificates.alipay has expired or is not valid yet"));
    }
    let (app_sn, root_sn) = (app.sn.clone(), root_sn(&roots));
    Ok((Certified { app_sn, root_sn, roots, subject }, theirs))
}

/// Whether `issuer` issued `other`.
fn issued(issuer: &Certificate, other: &Certificate) -> bool {
    other.sn != issuer.sn && other.issuer == issuer.subject
}

fn wrong(field: &str, what: &str, error: KeyError) -> SettingsError {
    refusal(&match error {
        KeyError::Unreadable => format!("{field} is not a {what} in PEM or base64"),
        KeyError::Weak => format!("{field} is not an RSA key of 2048 bits or more"),
    })
}

/// A sentence about this channel's settings.
pub(super) fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("Alipay: {why}"))
}
