//! What a browser says it is, for the list of sessions.

use serde::{Deserialize, Serialize};

/// What a browser says it is, as far as its owner needs it to know which one that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Device {
    pub system: System,
    pub app: App,
}

/// What a browser runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    Android,
    Ios,
    Harmony,
    Windows,
    Mac,
    Linux,
    Unknown,
}

/// What a page is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum App {
    Wechat,
    Alipay,
    Browser,
}

impl Device {
    /// What `agent` (the User-Agent header) says; whatever it does not say clearly is unknown.
    pub fn of(agent: &str) -> Self {
        let says = |word: &str| agent.contains(word);
        // Harmony and Android both say Linux, and an iPhone says that it is like a Mac.
        let system = match () {
            () if says("OpenHarmony") || says("HarmonyOS") => System::Harmony,
            () if says("Android") => System::Android,
            () if says("iPhone") || says("iPad") => System::Ios,
            () if says("Windows") => System::Windows,
            () if says("Macintosh") => System::Mac,
            () if says("Linux") => System::Linux,
            () => System::Unknown,
        };
        let app = match () {
            () if says("MicroMessenger") => App::Wechat,
            () if says("AlipayClient") => App::Alipay,
            () => App::Browser,
        };
        Self { system, app }
    }
}

#[cfg(test)]
mod tests {
    use super::{App, Device, System};

    #[test]
    fn a_browser_is_known_by_what_it_says() {
        let of = |agent| {
            let Device { system, app } = Device::of(agent);
            (system, app)
        };
        let phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.49";
        assert_eq!(of(phone), (System::Android, App::Wechat));
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AlipayClient/10.6";
        assert_eq!(of(phone), (System::Ios, App::Alipay));
        assert_eq!(of("Mozilla/5.0 (Windows NT 10.0; Win64)"), (System::Windows, App::Browser));
        assert_eq!(of(""), (System::Unknown, App::Browser));
    }
}
