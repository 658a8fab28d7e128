use crate::{ConfigError, Sso};
use domain::reconcile::FeeRate;
use domain::{ChannelKind, LoginRules, Money, PayRules, Remedies};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Every school that was in the folder when this was built: its id and its file as JSON.
const SCHOOLS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/schools.rs"));

/// What differs between one school and the next: `infra/schools/<id>.toml`, read and checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    pub id: String,
    pub name: String,
    /// Who receives the money, as the payer reads it before paying.
    pub payee: String,
    /// What the platform calls itself.
    pub platform: String,
    /// One character in the place of a logo.
    pub crest: String,
    pub login: LoginRules,
    pub entry: WaysIn,
    #[serde(default)]
    pub sso: Option<Sso>,
    pub rules: Rules,
    /// `[disputes]`: what becomes of money that could not be booked.
    pub disputes: Remedies,
    pub channels: Vec<ChannelChoice>,
    pub contact: Contact,
    pub brand: Brand,
}

/// `[entry]`: the ways in beside the password.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a line of the file, on or off")]
pub struct WaysIn {
    /// People from off campus register themselves (S15, S57).
    pub registration: bool,
    /// Registration asks for a security question (密保), which helps to reset a password and is
    /// never enough alone.
    pub security_question: bool,
    /// A code sent to the registered phone resets a password; needs `sms` in the sign-in secret.
    pub phone_codes: bool,
    /// Somebody inside the official account binds it, and is signed in by it from then on (S8).
    pub official_account: bool,
    /// A name and a number typed twice open paying and nothing else (S17).
    pub double_entry: bool,
}

/// `[rules]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// 系统最小拆分金额 (S28).
    pub min_split: Money,
    /// Everything owed is paid at once (S31).
    pub must_pay_all: bool,
    /// 下一步 pages on PC.
    pub wizard: bool,
    /// Minutes for which an order holds its bills.
    pub minutes_to_pay: u16,
}

/// `[[channels]]`: one way to pay, in the order in which they are shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelChoice {
    pub kind: ChannelKind,
    /// The school's own words for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub state: ChannelState,
    /// Why it is closed, for the payer to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the provider keeps of each payment, in ten-thousandths, as the contract says: a
    /// statement that says otherwise is told. It is nobody else's business.
    #[serde(default, skip_serializing)]
    pub fee: Option<FeeRate>,
}

/// Whether a way to pay can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelState {
    Open,
    Maintenance,
}

/// `[contact]`: who can be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub office: String,
    pub place: String,
    pub phone: String,
    pub hours: String,
}

/// `[brand.light]` and `[brand.dark]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    pub light: Palette,
    pub dark: Palette,
}

/// The school's colours, each `#rrggbb`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    pub brand: String,
    pub press: String,
    pub field: String,
    pub ink: String,
    pub soft: String,
    pub line: String,
}

impl School {
    /// The ids of all schools.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        SCHOOLS.iter().map(|(id, _)| *id)
    }

    /// The school called `id`.
    pub fn named(id: &str) -> Result<Self, ConfigError> {
        let file = SCHOOLS.iter().find(|it| it.0 == id);
        let (_, text) = file.ok_or_else(|| ConfigError::NoSuchSchool(id.to_owned()))?;
        Self::read(id, text)
    }

    /// What `domain` needs for deciding on parts.
    pub fn rules(&self) -> PayRules {
        PayRules { min_split: self.rules.min_split, must_pay_all: self.rules.must_pay_all }
    }

    /// Whether `kind` can be chosen now.
    pub fn offers(&self, kind: ChannelKind) -> bool {
        self.channels.iter().any(|it| it.kind == kind && it.state == ChannelState::Open)
    }

    /// What the school calls `kind`.
    pub fn channel_name(&self, kind: ChannelKind) -> &str {
        let own = self.channels.iter().find(|it| it.kind == kind);
        own.and_then(|it| it.label.as_deref()).unwrap_or(kind.title())
    }

    /// What the provider of `kind` keeps, if the file says.
    pub fn fee_rate(&self, kind: ChannelKind) -> Option<FeeRate> {
        self.channels.iter().find(|it| it.kind == kind).and_then(|it| it.fee)
    }

    /// `/school.json`, which the site loads before anything else. It holds nothing private.
    pub fn site_json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "payee": self.payee,
            "platform": self.platform,
            "crest": self.crest,
            "login": { "user": self.login.user, "initial": self.login.initial, "captcha": self.login.captcha },
            "entry": self.entry,
            "sso": self.sso.as_ref().map(|it| &it.label),
            "channels": self.channels,
            "must_pay_all": self.rules.must_pay_all,
            "wizard": self.rules.wizard,
            "min_split": self.rules.min_split,
            "minutes_to_pay": self.rules.minutes_to_pay,
            "contact": self.contact,
            "brand": self.brand,
        })
    }

    fn read(id: &str, json: &str) -> Result<Self, ConfigError> {
        let school: Self = serde_json::from_str(json)
            .map_err(|source| ConfigError::SchoolFile { id: id.to_owned(), source })?;
        match school.fault(id) {
            Some(reason) => Err(ConfigError::School { id: id.to_owned(), reason }),
            None => Ok(school),
        }
    }

    fn fault(&self, id: &str) -> Option<&'static str> {
        let texts = [&self.name, &self.payee, &self.platform];
        let mut kinds: Vec<_> = self.channels.iter().map(|it| it.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let checks = [
            (self.id == id, "its id is not its file's name"),
            (texts.iter().all(|it| !it.trim().is_empty()), "a name is empty"),
            (self.crest.chars().count() == 1, "the crest is not one character"),
            (!self.rules.min_split.is_zero(), "the minimum split is nothing"),
            // WeChat Pay takes no order shorter than a minute; two hours of held bills is too much.
            ((5..=120).contains(&self.rules.minutes_to_pay), "5 to 120 minutes to pay"),
            ((1..=366).contains(&self.login.initial_days), "initial_days is 1 to 366"),
            (
                self.sso.as_ref().is_none_or(Sso::makes_sense),
                "sso is an https url, and OIDC names a client_id",
            ),
            (!self.channels.is_empty(), "there is no way to pay"),
            (kinds.len() == self.channels.len(), "a way to pay is named twice"),
            (
                self.brand.light.is_coloured() && self.brand.dark.is_coloured(),
                "a colour is #rrggbb",
            ),
        ];
        checks.iter().find(|(holds, _)| !holds).map(|(_, reason)| *reason)
    }
}

impl Palette {
    fn is_coloured(&self) -> bool {
        let colours = [&self.brand, &self.press, &self.field, &self.ink, &self.soft, &self.line];
        colours.iter().all(|it| {
            let digits = it.strip_prefix('#').unwrap_or_default();
            digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_hexdigit())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{SCHOOLS, School};
    use domain::ChannelKind::{Abc, Alipay, Bocom, Unionpay, Wechat};
    use domain::{InitialRule, UserRule};
    use serde_json::Value;

    #[test]
    fn every_school_in_the_folder_can_be_read() {
        for id in School::ids() {
            let school = School::named(id).expect(id);
            assert_eq!(school.id, id);
        }
        assert!(School::named("nowhere").is_err());
    }

    #[test]
    fn the_two_shipped_schools_differ_as_their_manuals_do() {
        let xust = School::named("xust").expect("shipped");
        let wwoc = School::named("wwoc").expect("shipped");
        assert_eq!((xust.login.user, wwoc.login.user), (UserRule::Number, UserRule::IdNumber));
        // Both say: the last six of the ID number, or six zeros.
        assert_eq!([xust.login.initial, wwoc.login.initial], [InitialRule::Either; 2]);
        assert!(wwoc.rules().must_pay_all && !xust.rules().must_pay_all);
        assert!(wwoc.rules.wizard && !xust.rules.wizard);
        assert_eq!([&*xust.platform, &*wwoc.platform], ["校园统一支付平台", "校园统一缴费平台"]);
        let place = &wwoc.contact.place;
        assert!(place.contains("行树楼 103 室") && place.contains("张老师"), "{place}");
        let ways = |it: &School| it.channels.iter().map(|it| it.kind).collect::<Vec<_>>();
        assert_eq!(ways(&xust), [Wechat, Bocom, Unionpay, Alipay]);
        assert_eq!(ways(&wwoc), [Alipay, Wechat, Abc]);
        assert_eq!(xust.site_json()["min_split"], "1000.00");
        assert_eq!(xust.site_json()["login"]["initial"], "either");
        assert_eq!(xust.site_json()["channels"][0]["state"], "open");
    }

    #[track_caller]
    fn refused(change: fn(&mut Value), because: &str) {
        let mut file: Value = serde_json::from_str(SCHOOLS[0].1).expect("JSON");
        change(&mut file);
        let error = School::read(SCHOOLS[0].0, &file.to_string()).expect_err(because);
        let told = std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
        assert!(told.contains(because), "{told}");
    }

    #[test]
    fn a_slip_in_a_school_file_is_named() {
        refused(|it| it["typo"] = true.into(), "unknown field `typo`");
        refused(|it| it["rules"]["min_split"] = "0.00".into(), "minimum split");
        refused(|it| it["rules"]["min_split"] = "0.001".into(), "fen");
        refused(|it| it["login"]["initial"] = "birthday".into(), "unknown variant");
        refused(|it| it["login"]["extra"] = 1.into(), "unknown field");
        refused(|it| it["login"]["captcha"] = "sometimes".into(), "unknown variant");
        refused(|it| it["entry"]["extra"] = true.into(), "unknown field");
        refused(|it| it["channels"][0]["kind"] = "cash".into(), "unknown variant");
        refused(|it| it["channels"][0]["fee"] = 6000.into(), "ten-thousandths");
        refused(|it| it["channels"] = Value::Array(Vec::new()), "no way to pay");
        refused(|it| it["brand"]["dark"]["ink"] = "red".into(), "#rrggbb");
        refused(|it| it["id"] = "other".into(), "file's name");
        refused(|it| it["contact"]["phone"] = Value::Null, "null");
    }
}
