use http::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// A wrong that the bank does to the next calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// To which calls; without it, to every one.
    #[serde(default)]
    pub on: Option<On>,
    /// To how many of them.
    #[serde(default = "once")]
    pub times: u32,
    #[serde(default)]
    pub fault: Misdeed,
    /// How long the answer takes.
    #[serde(default)]
    pub slow_ms: u64,
}

/// Which calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    Place,
    Query,
    Close,
    Certificates,
}

/// Which wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misdeed {
    /// None: just slow.
    #[default]
    None,
    /// The call never arrives.
    LostAsk,
    /// It acts, and its answer never arrives.
    LostAnswer,
    /// 500 without having acted.
    ErrorBefore,
    /// 500 after having acted.
    ErrorAfter,
    /// 202 after having acted.
    Accepted,
    /// 429 without having acted.
    TooMany,
    /// It acts and does not sign.
    Unsigned,
    /// It acts and signs wrongly on purpose, to see whether we look.
    Probe,
    /// It acts, signs, and one byte changes on the way.
    Tampered,
    /// It does not act and refuses with this.
    Reject { status: u16, code: String },
}

#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The oldest fault that is for calls of this kind.
    pub(super) fn take(&mut self, on: On) -> Option<Fault> {
        self.0.retain(|it| it.times > 0);
        let fault = self.0.iter_mut().find(|it| it.on.is_none_or(|it| it == on))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

impl Fault {
    pub(super) fn slowness(&self) -> Duration {
        Duration::from_millis(self.slow_ms)
    }
}

impl Misdeed {
    /// Whether the call is acted on at all.
    pub(super) fn acts(&self) -> bool {
        !matches!(self, Self::LostAsk | Self::ErrorBefore | Self::TooMany | Self::Reject { .. })
    }

    /// What comes back if the call is not acted on.
    pub(super) fn instead(&self) -> Option<Response<Vec<u8>>> {
        match self {
            Self::TooMany => Some(refusal(429, "FREQUENCY_LIMITED")),
            Self::Reject { status, code } => Some(refusal(*status, code)),
            Self::ErrorBefore => Some(refusal(500, "SYSTEM_ERROR")),
            Self::LostAsk
            | Self::None
            | Self::LostAnswer
            | Self::ErrorAfter
            | Self::Accepted
            | Self::Unsigned
            | Self::Probe
            | Self::Tampered => None,
        }
    }

    /// What becomes of a proper answer on its way.
    pub(super) fn spoil(&self, mut answer: Response<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        match self {
            Self::LostAnswer => return None,
            Self::ErrorAfter => return Some(refusal(500, "SYSTEM_ERROR")),
            Self::Accepted => return Some(refusal(202, "USERPAYING")),
            Self::Unsigned => {
                let names = ["timestamp", "nonce", "signature", "serial", "signature-type"];
                for name in names {
                    answer.headers_mut().remove(format!("wechatpay-{name}"));
                }
            }
            Self::Probe => {
                if let Some(signature) = answer.headers_mut().get_mut("wechatpay-signature") {
                    *signature = probe(signature.to_str().unwrap_or_default());
                }
            }
            Self::Tampered => {
                if let Some(byte) = answer.body_mut().last_mut() {
                    *byte ^= 1;
                }
            }
            Self::None
            | Self::LostAsk
            | Self::ErrorBefore
            | Self::TooMany
            | Self::Reject { .. } => {}
        }
        Some(answer)
    }
}

/// A wrong signature as the provider makes them on purpose: base64 that fails.
pub(super) fn probe(signature: &str) -> http::HeaderValue {
    let tail = signature.get(20..).unwrap_or_default();
    format!("WECHATPAY/SIGNTEST/x{tail}").parse().expect("base64 stands in a header")
}

fn refusal(status: u16, code: &str) -> Response<Vec<u8>> {
    let body = json!({ "code": code, "message": "沙箱按要求出错" }).to_string();
    let mut answer = Response::new(body.into_bytes());
    *answer.status_mut() =
        http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::BAD_REQUEST);
    answer
}

fn once() -> u32 {
    1
}
