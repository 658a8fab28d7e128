use crate::bank::{Fault, Misdeed, On};
use serde::{Deserialize, Serialize};

/// A button of a bank's desk: something that it can be asked to do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wrong {
    Slow,
    LostAsk,
    LostAnswer,
    ErrorBefore,
    ErrorAfter,
    TooMany,
    Unsigned,
    Probe,
    Tampered,
    Accepted,
    Reject,
    Pending,
    Fail,
    MissingLine,
    Cut,
    OtherTotal,
    OtherHash,
    NotYet,
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Times {
    #[default]
    #[serde(rename = "1")]
    Once,
    #[serde(rename = "5")]
    Five,
    #[serde(rename = "always")]
    Always,
}

/// What one bank's desk has buttons for: a wrong that cannot happen there has none.
pub(super) struct Offer {
    /// The calls that it knows.
    pub(super) calls: &'static [On],
    /// What can be wrong with any of them.
    pub(super) wrongs: &'static [Wrong],
    /// What can be wrong with its statements.
    pub(super) flaws: &'static [Wrong],
    /// How it says no.
    refusal: (u16, &'static str),
}

/// What can be wrong with a refund.
pub(super) const OF_REFUNDS: &[Wrong] = &[Wrong::Pending, Wrong::Fail];

/// What can be wrong with any call; refusing is the last.
const OF_CALLS: &[Wrong] = &[
    Wrong::Slow,
    Wrong::LostAsk,
    Wrong::LostAnswer,
    Wrong::ErrorBefore,
    Wrong::ErrorAfter,
    Wrong::TooMany,
    Wrong::Unsigned,
    Wrong::Probe,
    Wrong::Tampered,
    Wrong::Accepted,
    Wrong::Reject,
];

const OF_STATEMENTS: &[Wrong] =
    &[Wrong::MissingLine, Wrong::Cut, Wrong::OtherTotal, Wrong::OtherHash, Wrong::NotYet];

/// All calls; fetching keys is the last.
const CALLS: &[On] =
    &[On::Place, On::Query, On::Close, On::Refund, On::QueryRefund, On::Statement, On::Keys];

impl Offer {
    /// What the bank with `slug` can do wrong. One that is not known here is offered everything.
    pub(super) fn of(slug: &str) -> Self {
        let all = Self {
            calls: CALLS,
            wrongs: OF_CALLS,
            flaws: OF_STATEMENTS,
            refusal: (403, "NO_AUTH"),
        };
        match slug {
            "alipay" => Self { refusal: (200, "ACQ.ACCESS_FORBIDDEN"), ..all },
            // Nothing closes an order, and its statement has no sums.
            "unionpay" => Self {
                calls: &[On::Place, On::Query, On::Refund, On::QueryRefund, On::Statement],
                flaws: &[Wrong::MissingLine, Wrong::Cut, Wrong::OtherHash, Wrong::NotYet],
                refusal: (200, "32"),
                ..all
            },
            // It has no statements that a program can fetch.
            "bocom" => Self {
                calls: &[On::Place, On::Query, On::Close, On::Refund, On::QueryRefund],
                flaws: &[],
                refusal: (200, "MPNG7777"),
                ..all
            },
            // Nothing closes an order, and no hash is told of its statement.
            "abc" => Self {
                calls: &[On::Place, On::Query, On::Refund, On::QueryRefund, On::Statement],
                flaws: &[Wrong::MissingLine, Wrong::Cut, Wrong::OtherTotal, Wrong::NotYet],
                refusal: (200, "2302"),
                ..all
            },
            // It says no in words of its own only, and its statement comes with the answer: there
            // is no file to be cut or hashed.
            "bridge" => Self {
                calls: &CALLS[..6],
                wrongs: &OF_CALLS[..10],
                flaws: &[Wrong::MissingLine, Wrong::OtherTotal, Wrong::NotYet],
                ..all
            },
            _ => all,
        }
    }

    /// What pressing `wrong` asks for: nothing if there is no such button for these calls.
    pub(super) fn fault(&self, wrong: Wrong, on: Option<On>, times: Times) -> Option<Fault> {
        let known = on.is_none_or(|it| self.calls.contains(&it));
        let offered = self.wrongs.contains(&wrong)
            || (on == Some(On::Refund) && OF_REFUNDS.contains(&wrong))
            || (on == Some(On::Statement) && self.flaws.contains(&wrong));
        let slow_ms = if wrong == Wrong::Slow { 10_000 } else { 0 };
        let fault = Fault { on, times: times.many(), fault: wrong.misdeed(self.refusal), slow_ms };
        (known && offered).then_some(fault)
    }
}

impl Times {
    fn many(self) -> u32 {
        match self {
            Self::Once => 1,
            Self::Five => 5,
            Self::Always => Fault::ALWAYS,
        }
    }
}

impl Wrong {
    fn misdeed(self, (status, code): (u16, &str)) -> Misdeed {
        match self {
            Self::Slow => Misdeed::None,
            Self::LostAsk => Misdeed::LostAsk,
            Self::LostAnswer => Misdeed::LostAnswer,
            Self::ErrorBefore => Misdeed::ErrorBefore,
            Self::ErrorAfter => Misdeed::ErrorAfter,
            Self::TooMany => Misdeed::TooMany,
            Self::Unsigned => Misdeed::Unsigned,
            Self::Probe => Misdeed::Probe,
            Self::Tampered => Misdeed::Tampered,
            Self::Accepted => Misdeed::Accepted,
            Self::Reject => Misdeed::Reject { status, code: code.to_owned() },
            Self::Pending => Misdeed::Pending,
            Self::Fail => Misdeed::Fail,
            Self::MissingLine => Misdeed::MissingLine,
            Self::Cut => Misdeed::Cut,
            Self::OtherTotal => Misdeed::WrongTotal,
            Self::OtherHash => Misdeed::WrongHash,
            Self::NotYet => Misdeed::NotYet,
        }
    }

    /// The button that asks for `misdeed`.
    pub(super) fn of(misdeed: &Misdeed) -> Self {
        match misdeed {
            Misdeed::None => Self::Slow,
            Misdeed::LostAsk => Self::LostAsk,
            Misdeed::LostAnswer => Self::LostAnswer,
            Misdeed::ErrorBefore => Self::ErrorBefore,
            Misdeed::ErrorAfter => Self::ErrorAfter,
            Misdeed::TooMany => Self::TooMany,
            Misdeed::Unsigned => Self::Unsigned,
            Misdeed::Probe => Self::Probe,
            Misdeed::Tampered => Self::Tampered,
            Misdeed::Accepted => Self::Accepted,
            Misdeed::Reject { .. } => Self::Reject,
            Misdeed::Pending => Self::Pending,
            Misdeed::Fail => Self::Fail,
            Misdeed::MissingLine => Self::MissingLine,
            Misdeed::Cut => Self::Cut,
            Misdeed::WrongTotal => Self::OtherTotal,
            Misdeed::WrongHash => Self::OtherHash,
            Misdeed::NotYet => Self::NotYet,
        }
    }

    /// Its name, and what to expect of it.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Slow => ("慢", "照办，十秒后才回答"),
            Self::LostAsk => ("收不到", "请求丢在路上，没有办"),
            Self::LostAnswer => ("办了不回", "办好了，回答丢在路上"),
            Self::ErrorBefore => ("没办就出错", "没有办，回系统错误"),
            Self::ErrorAfter => ("办了却出错", "办好了，回系统错误"),
            Self::TooMany => ("太频繁", "没有办，叫人慢一点"),
            Self::Unsigned => ("不签名", "办好了，回答没有签名"),
            Self::Probe => ("签名不对", "办好了，签名故意签错"),
            Self::Tampered => ("被改过", "办好了，路上改了一处"),
            Self::Accepted => ("只说受理", "办好了，却说还在处理"),
            Self::Reject => ("拒绝", "没有办，明确地说不行"),
            Self::Pending => ("退款处理中", "先收下，五秒后查才退"),
            Self::Fail => ("退款失败", "先收下，最后没有退"),
            Self::MissingLine => ("少一行", "别处都看不出来"),
            Self::Cut => ("断在半路", "文件没有传完"),
            Self::OtherTotal => ("合计不对", "合计和各行加不起来"),
            Self::OtherHash => ("摘要不对", "文件不是说好的那一份"),
            Self::NotYet => ("还没出", "对账单还没有生成"),
        }
    }
}
