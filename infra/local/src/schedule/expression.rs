//! `rate(5 minutes)` and `cron(30 3 * * ? *)`, as the AWS scheduler reads them.

use std::str::FromStr;

use jiff::{SignedDuration, Zoned};

use super::cron::Cron;

/// Why a schedule makes no sense.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// Neither `rate(…)` nor `cron(…)`.
    #[error("`{0}` is neither rate(…) nor cron(…)")]
    Unknown(String),
    /// A field that cannot be read.
    #[error("`{0}` is not a field of a cron expression that the engine knows")]
    Field(String),
    /// A time zone nobody knows.
    #[error("`{0}` is not a time zone")]
    Zone(String),
}

/// When a schedule fires.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expression {
    Rate(SignedDuration),
    Cron(Cron),
}

impl Expression {
    /// The first time after `now`; `None` if there is none.
    pub(super) fn next(&self, now: &Zoned) -> Option<Zoned> {
        match self {
            Self::Rate(every) => now.checked_add(*every).ok(),
            Self::Cron(cron) => cron.next(now),
        }
    }
}

impl FromStr for Expression {
    type Err = ExpressionError;

    fn from_str(text: &str) -> Result<Self, ExpressionError> {
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(fields) = inside("cron") {
            return fields.parse().map(Self::Cron);
        }
        let rate = inside("rate").and_then(rate).map(Self::Rate);
        rate.ok_or_else(|| ExpressionError::Unknown(text.to_owned()))
    }
}

fn rate(text: &str) -> Option<SignedDuration> {
    let (count, unit) = text.split_once(' ')?;
    let count: i64 = count.parse().ok().filter(|it| *it > 0)?;
    let seconds = match unit {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3600,
        "day" | "days" => 24 * 3600,
        _ => return None,
    };
    Some(SignedDuration::from_secs(count.checked_mul(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, now: &str, expected: &str) {
        let expression: Expression = expression.parse().unwrap();
        let now: Zoned = now.parse().unwrap();

        assert_eq!(expression.next(&now).map(|it| it.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn a_rate_counts_from_now() {
        let now = "2026-11-21T10:00:00+08:00[Asia/Shanghai]";
        check("rate(1 minute)", now, "2026-11-21T10:01:00+08:00[Asia/Shanghai]");
        check("rate(2 hours)", now, "2026-11-21T12:00:00+08:00[Asia/Shanghai]");
    }

    #[test]
    fn a_cron_expression_is_meant_in_its_own_zone() {
        check(
            "cron(30 3 * * ? *)",
            "2026-11-21T10:00:00+08:00[Asia/Shanghai]",
            "2026-11-22T03:30:00+08:00[Asia/Shanghai]",
        );
        check(
            "cron(30 3 * * ? *)",
            "2026-11-21T10:00:00+00:00[UTC]",
            "2026-11-22T03:30:00+00:00[UTC]",
        );
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let refusal = |it: &str| it.parse::<Expression>().unwrap_err().to_string();

        assert!(refusal("rate(0 minutes)").starts_with("`rate(0 minutes)`"));
        assert!(refusal("every day").starts_with("`every day`"));
        assert!(refusal("cron(61 * * * ? *)").starts_with("`61`"));
        assert!(refusal("cron(0 0 15W * ? *)").starts_with("`15W`"));
        assert!(refusal("cron(0 0 * *)").starts_with("`0 0 * *`"));
    }
}
