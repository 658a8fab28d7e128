use super::sign::Secrets;
use crate::{Places, SettingsError, account, check};
use domain::{ChannelKind, Scene, Way};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

const NAME: &str = "Bridge";

/// The part of the secret that is the connector's. What the connector can do stands here, so that
/// nobody has to ask it before a page is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    /// Where the connector is; calls are under it.
    base_url: String,
    /// What the connector calls the school.
    merchant_id: String,
    /// The first signs; each is believed.
    secrets: Vec<String>,
    /// How payers can come to the bank, by where they are: `{"pc": ["qr", "page"], …}`.
    ways: BTreeMap<Scene, Vec<Way>>,
    closes: bool,
    refunds: bool,
    statements: bool,
}

/// What of our account is no secret.
pub(super) struct Settings {
    pub(super) base_url: String,
    pub(super) merchant_id: String,
    pub(super) ways: BTreeMap<Scene, &'static [Way]>,
    pub(super) closes: bool,
    pub(super) refunds: bool,
    pub(super) statements: bool,
}

/// What `account` says, or a sentence that says what of it cannot work.
pub(super) fn read(
    account: &RawValue,
    places: &Places,
) -> Result<(Settings, Secrets), SettingsError> {
    let account: Account = account::read(NAME, account)?;
    let base_url = places.provider(ChannelKind::Bridge, &account.base_url);
    check::address(NAME, "base_url", &base_url)?;
    check::address(NAME, "the public address", &places.public_url)?;
    let merchant = account.merchant_id;
    if merchant.is_empty() || merchant.len() > 64 || merchant.chars().any(char::is_control) {
        return Err(refusal("merchant_id is 1 to 64 characters"));
    }
    if account.secrets.is_empty() || account.secrets.iter().any(|it| it.len() < 32) {
        return Err(refusal("secrets needs at least one, of 32 characters or more each"));
    }
    let offered = |(scene, ways): (Scene, Vec<Way>)| Ok((scene, fixed(&ways)?));
    let ways: BTreeMap<_, _> =
        account.ways.into_iter().map(offered).collect::<Result<_, SettingsError>>()?;
    if ways.values().all(|it| it.is_empty()) {
        return Err(refusal("ways offers nothing anywhere"));
    }
    let settings = Settings {
        base_url,
        merchant_id: merchant,
        ways,
        closes: account.closes,
        refunds: account.refunds,
        statements: account.statements,
    };
    Ok((settings, Secrets::new(&account.secrets)))
}

fn fixed(ways: &[Way]) -> Result<&'static [Way], SettingsError> {
    match ways {
        [] => Ok(&[]),
        [Way::Qr] => Ok(&[Way::Qr]),
        [Way::Page] => Ok(&[Way::Page]),
        [Way::Qr, Way::Page] => Ok(&[Way::Qr, Way::Page]),
        [Way::Page, Way::Qr] => Ok(&[Way::Page, Way::Qr]),
        _ => Err(refusal("ways are qr and page, each once")),
    }
}

fn refusal(why: &str) -> SettingsError {
    SettingsError(format!("{NAME}: {why}"))
}
