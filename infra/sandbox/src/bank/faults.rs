use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A wrong that the bank does to the next calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// To which calls; without it, to every one.
    #[serde(default)]
    pub on: Option<On>,
    /// To how many of them; [`Fault::ALWAYS`]: until told otherwise.
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
    Refund,
    QueryRefund,
    Statement,
    /// Fetching the provider's keys.
    Keys,
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
    /// It takes a refund and leaves it pending.
    Pending,
    /// It takes a refund, and then no money goes back after all.
    Fail,
    /// A line of the statement is missing; nothing else shows it.
    MissingLine,
    /// The statement breaks off in the middle.
    Cut,
    /// The statement's sums are not those of its lines.
    WrongTotal,
    /// The statement is not the one whose hash was told.
    WrongHash,
    /// The statement is not made yet.
    NotYet,
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

    /// Those still to come, oldest first.
    pub(super) fn pending(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter().filter(|it| it.times > 0)
    }

    /// The oldest fault that is for calls of this kind.
    pub(super) fn take(&mut self, on: On) -> Option<Fault> {
        self.0.retain(|it| it.times > 0);
        let fault = self.0.iter_mut().find(|it| it.on.is_none_or(|it| it == on))?;
        if fault.times != Fault::ALWAYS {
            fault.times -= 1;
        }
        Some(fault.clone())
    }
}

impl Fault {
    /// So many times that it never ends by itself.
    pub const ALWAYS: u32 = u32::MAX;

    /// No call arrives any more.
    pub(super) const DOWN: Self =
        Self { on: None, times: Self::ALWAYS, fault: Misdeed::LostAsk, slow_ms: 0 };

    pub(super) fn slowness(&self) -> Duration {
        Duration::from_millis(self.slow_ms)
    }
}

impl Misdeed {
    /// Whether the call is acted on at all.
    pub(super) fn acts(&self) -> bool {
        !matches!(self, Self::LostAsk | Self::ErrorBefore | Self::TooMany | Self::Reject { .. })
    }
}

fn once() -> u32 {
    1
}
