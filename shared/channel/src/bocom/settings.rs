use crate::rsa::{KeyError, SigningKey, VerifyKey};
use crate::{Places, SettingsError, account, check};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ChannelKind;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use serde::Deserialize;
use serde_json::value::RawValue;

const NAME: &str = "Bank of Communications";

/// The part of the secret that is the bank's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    app_id: String,
    /// `mer_ptc_id`.
    merchant_id: String,
    /// Our private key, PKCS#8: PEM, or base64 of DER as the bank's own tool writes it.
    key: String,
    /// The bank's public keys, PEM or base64 of DER; several while the bank changes its key.
    bank_keys: Vec<String>,
    /// The `tran_scene` of the hosted cashier. The bank tells it to each merchant; without it the
    /// cashier is not offered. It must not change while orders are open: a query repeats it.
    #[serde(default)]
    page_scene: Option<String>,
    /// The response codes by which the bank says that it knows no such order, as the contract
    /// lists them. Without them such an answer is a refusal that somebody has to look at.
    #[serde(default)]
    absent_codes: Vec<String>,
    /// Whether the bank is asked to encrypt its notices. Both sorts are always understood.
    encrypted_notices: bool,
    environment: Environment,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Environment {
    Production,
    /// The bank's test host is a bare address whose certificate names no host: it is reached only
    /// through something that ends its TLS.
    Test,
}

/// What of our account is not a key.
pub(super) struct Settings {
    pub(super) base_url: String,
    pub(super) app_id: String,
    pub(super) page_scene: Option<String>,
    pub(super) absent_codes: Vec<String>,
    /// Where notices go; with the application's id before it the bank encrypts them.
    pub(super) notify_url: String,
    pub(super) merchant_id: String,
}

/// Every key of our account, parsed: nothing here can turn out wrong later.
pub(super) struct Keys {
    pub(super) ours: SigningKey,
    pub(super) opens: Pkcs1PrivateDecryptingKey,
    pub(super) theirs: Vec<VerifyKey>,
}

/// What `account` says, or a sentence that says what of it cannot work. No sentence holds any part
/// of a key.
pub(super) fn read(account: &RawValue, places: &Places) -> Result<(Settings, Keys), SettingsError> {
    let account: Account = account::read(NAME, account)?;
    if !plain(&account.app_id, 64) {
        return Err(refusal("app_id is letters and digits"));
    }
    if !plain(&account.merchant_id, 32) {
        return Err(refusal("merchant_id is letters and digits"));
    }
    let scene = |it: &str| it.len() <= 64 && it.bytes().all(|it| it.is_ascii_graphic());
    if account.page_scene.as_deref().is_some_and(|it| it.is_empty() || !scene(it)) {
        return Err(refusal("page_scene is what the bank calls the cashier's tran_scene"));
    }
    if !account.absent_codes.iter().all(|it| plain(it, 64)) {
        return Err(refusal("absent_codes are letters and digits"));
    }
    let keys = Keys::new(&account)?;
    let real = match account.environment {
        Environment::Production => "https://open.bankcomm.com",
        Environment::Test => "https://117.184.192.242:9443",
    };
    let base_url = places.provider(ChannelKind::Bocom, real);
    check::address(NAME, "its address", &base_url)?;
    let told = places.notify_url(ChannelKind::Bocom);
    check::address(NAME, "the public address", &told)?;
    let Account { app_id, merchant_id, page_scene, absent_codes, .. } = account;
    let notify_url = if account.encrypted_notices { format!("{app_id}@{told}") } else { told };
    Ok((Settings { base_url, app_id, page_scene, absent_codes, notify_url, merchant_id }, keys))
}

impl Keys {
    fn new(account: &Account) -> Result<Self, SettingsError> {
        let der = private(&account.key)?;
        let ours = SigningKey::from_base64(&STANDARD.encode(&der))
            .map_err(|_| refusal("key is not an RSA key of 2048 bits or more"))?;
        let opens = PrivateDecryptingKey::from_pkcs8(&der)
            .map_err(|_| refusal("key is not an RSA key in PKCS#8"))?;
        let public: PublicKeyX509Der =
            opens.public_key().as_der().map_err(|_| refusal("key has no public half"))?;
        let mut theirs = Vec::with_capacity(account.bank_keys.len());
        for text in &account.bank_keys {
            let spki = public_key(text)?;
            // Pasting the key that was uploaded instead of the one that came back is easily done.
            if spki == public.as_ref() {
                return Err(refusal("a bank key is our own public key"));
            }
            theirs.push(VerifyKey::from_spki(&spki).map_err(|error| match error {
                KeyError::Unreadable => refusal("a bank key is not a public key"),
                KeyError::Weak => refusal("a bank key is not an RSA key of 2048 bits or more"),
            })?);
        }
        if theirs.is_empty() {
            return Err(refusal("bank_keys needs at least one key"));
        }
        let opens = Pkcs1PrivateDecryptingKey::new(opens)
            .map_err(|_| refusal("key is not an RSA key in PKCS#8"))?;
        Ok(Self { ours, opens, theirs })
    }
}

fn private(text: &str) -> Result<Vec<u8>, SettingsError> {
    let unreadable = || refusal("key is a private key in PKCS#8: PEM, or base64 of DER");
    if text.contains("-----BEGIN") {
        let der = PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).map_err(|_| unreadable())?;
        return Ok(der.secret_pkcs8_der().to_vec());
    }
    unwrapped(text).ok_or_else(unreadable)
}

fn public_key(text: &str) -> Result<Vec<u8>, SettingsError> {
    let unreadable = || refusal("a bank key is neither PEM nor base64 of DER");
    if text.contains("-----BEGIN") {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes());
        return der.map(|it| it.to_vec()).map_err(|_| unreadable());
    }
    unwrapped(text).ok_or_else(unreadable)
}

fn unwrapped(text: &str) -> Option<Vec<u8>> {
    let bare: String = text.split_whitespace().collect();
    STANDARD.decode(bare).ok().filter(|it| !it.is_empty())
}

fn plain(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("{NAME}: {why}"))
}
