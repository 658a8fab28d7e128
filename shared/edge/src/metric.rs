//! Measures in Amazon's embedded metric format: a line of the log from which `CloudWatch` makes metrics
//! by itself, so that nothing is called and nothing waits.

use domain::Money;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};
use trail::{Measure, Trace};

/// Where the metrics of all schools are.
const NAMESPACE: &str = "CampusPay";

/// The dimension that says whose a metric is: several schools' stacks may share an account.
const SCHOOL: &str = "School";

/// Whose measures this process tells.
static WHOSE: OnceLock<String> = OnceLock::new();

/// Name, unit (one of Amazon's list), value.
type Metric = (&'static str, &'static str, Value);

/// From now on measures are `school`'s.
pub(crate) fn start(school: String) {
    // A second start, as in a test that serves twice, keeps the first.
    let _ = WHOSE.set(school);
}

/// Writes `measure` where Lambda collects lines.
pub(crate) fn write(measure: &Measure) {
    let school = WHOSE.get().map_or("", String::as_str);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    let line = line(measure, school, trail::trace().as_ref(), ms) + "\n";
    // One write: a line of the log beside it stays whole. A closed pipe is no reason to stop.
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

/// The line that tells `measure` of `school`, at `ms` milliseconds after 1970. The trace is no
/// metric: it is there for who looks from a peak for its cause.
fn line(measure: &Measure, school: &str, trace: Option<&Trace>, ms: u64) -> String {
    let (metrics, kinds) = told(measure);
    // Of all kinds together, which an alarm can watch; and by kinds, for who looks closer.
    let mut sets = vec![vec![SCHOOL]];
    if !kinds.is_empty() {
        sets.push([SCHOOL].into_iter().chain(kinds.iter().map(|it| it.0)).collect());
    }
    let names: Vec<_> = metrics.iter().map(|it| json!({ "Name": it.0, "Unit": it.1 })).collect();
    let directive = json!({ "Namespace": NAMESPACE, "Dimensions": sets, "Metrics": names });
    let mut line = Map::new();
    line.insert("_aws".to_owned(), json!({ "Timestamp": ms, "CloudWatchMetrics": [directive] }));
    line.insert(SCHOOL.to_owned(), school.into());
    line.extend(kinds.into_iter().map(|(name, kind)| (name.to_owned(), kind.into())));
    line.extend(metrics.into_iter().map(|(name, _, value)| (name.to_owned(), value)));
    line.extend(trace.map(|it| ("trace".to_owned(), it.as_str().into())));
    Value::Object(line).to_string()
}

/// What `measure` measures, and of what kinds it is. A kind has few values only: each combination
/// is a metric of its own, which costs money.
fn told(measure: &Measure) -> (Vec<Metric>, Vec<(&'static str, &'static str)>) {
    let one = |name| (name, "Count", Value::from(1));
    match *measure {
        Measure::Opened { channel } => (vec![one("Opened")], vec![("Channel", channel.slug())]),
        Measure::Paid { channel, amount } => (
            vec![one("Paid"), ("PaidYuan", "None", yuan(amount))],
            vec![("Channel", channel.slug())],
        ),
        Measure::Disputed { reason } => (vec![one("Disputed")], vec![("Reason", reason.code())]),
        Measure::OpenOrder { seconds } => {
            (vec![("OpenOrderAge", "Seconds", seconds.max(0).into())], Vec::new())
        }
        Measure::Asked { channel, call, took, failed } => {
            let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            let errors = ("ProviderErrors", "Count", u8::from(failed).into());
            let metrics = vec![errors, ("ProviderMillis", "Milliseconds", ms.into())];
            (metrics, vec![("Channel", channel.slug()), ("Call", call.slug())])
        }
        Measure::Refunded { channel, amount } => (
            vec![one("Refunded"), ("RefundedYuan", "None", yuan(amount))],
            vec![("Channel", channel.slug())],
        ),
        Measure::RefundFailed { channel } => {
            (vec![one("RefundsFailed")], vec![("Channel", channel.slug())])
        }
        Measure::Reconciled { channel, differences } => (
            vec![one("Reconciled"), ("Differences", "Count", differences.into())],
            vec![("Channel", channel.slug())],
        ),
        Measure::OpenDay { channel, days } => {
            (vec![("OldestOpenDay", "Count", days.into())], vec![("Channel", channel.slug())])
        }
    }
}

/// A metric is a number. This one is for a graph; money is never read back from it.
fn yuan(amount: Money) -> Value {
    serde_json::from_str(&amount.to_string()).expect("an amount in yuan is a number")
}

#[cfg(test)]
mod tests {
    use super::line;
    use domain::{ChannelKind, DisputeReason, Money};
    use serde_json::{Value, json};
    use std::time::Duration;
    use trail::{Call, Measure};

    const AT: u64 = 1_790_000_000_123;

    #[track_caller]
    fn check(measure: Measure, dimensions: &Value, metrics: &Value, root: Value) {
        let trace = "JKJaXmPLvHcESHA=".parse().ok();
        let line = line(&measure, "xust", trace.as_ref(), AT);
        assert!(!line.contains('\n'), "one line an event: {line}");
        let directive =
            json!({ "Namespace": "CampusPay", "Dimensions": dimensions, "Metrics": metrics });
        let mut whole = root;
        whole["_aws"] = json!({ "Timestamp": AT, "CloudWatchMetrics": [directive] });
        whole["School"] = "xust".into();
        whole["trace"] = "JKJaXmPLvHcESHA=".into();
        assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), whole);
        is_as_specified(&whole);
    }

    /// What Amazon's schema of the format asks: each metric and each dimension stands at the root,
    /// a number and a text, and no name is longer than it may be.
    #[track_caller]
    fn is_as_specified(line: &Value) {
        for directive in line["_aws"]["CloudWatchMetrics"].as_array().expect("directives") {
            for set in directive["Dimensions"].as_array().expect("sets") {
                let names = set.as_array().expect("a set");
                assert!((1..=30).contains(&names.len()), "{set}");
                for name in names.iter().filter_map(Value::as_str) {
                    let value = line[name].as_str().expect("a dimension's value is a text");
                    assert!((1..=250).contains(&name.len()) && (1..=1024).contains(&value.len()));
                }
            }
            for metric in directive["Metrics"].as_array().expect("metrics") {
                let name = metric["Name"].as_str().expect("a name");
                assert!(line[name].is_number(), "{name} is a number");
                let units = ["Count", "Milliseconds", "None", "Seconds"];
                assert!(units.contains(&metric["Unit"].as_str().expect("a unit")), "{metric}");
            }
        }
    }

    #[test]
    fn money_that_was_booked_is_counted_and_summed_by_channel() {
        let amount: Money = "1800.05".parse().expect("an amount");
        check(
            Measure::Paid { channel: ChannelKind::Wechat, amount },
            &json!([["School"], ["School", "Channel"]]),
            &json!([{ "Name": "Paid", "Unit": "Count" }, { "Name": "PaidYuan", "Unit": "None" }]),
            json!({ "Channel": "wechat", "Paid": 1, "PaidYuan": 1800.05 }),
        );
    }

    #[test]
    fn a_dispute_says_why() {
        check(
            Measure::Disputed { reason: DisputeReason::PaidTwice },
            &json!([["School"], ["School", "Reason"]]),
            &json!([{ "Name": "Disputed", "Unit": "Count" }]),
            json!({ "Reason": "paid-twice", "Disputed": 1 }),
        );
    }

    #[test]
    fn an_age_has_no_kind_and_is_never_negative() {
        for (seconds, told) in [(7_200, 7_200), (-3, 0)] {
            check(
                Measure::OpenOrder { seconds },
                &json!([["School"]]),
                &json!([{ "Name": "OpenOrderAge", "Unit": "Seconds" }]),
                json!({ "OpenOrderAge": told }),
            );
        }
    }

    #[test]
    fn a_provider_that_answers_is_an_error_less() {
        for (failed, errors) in [(false, 0), (true, 1)] {
            check(
                Measure::Asked {
                    channel: ChannelKind::Abc,
                    call: Call::QueryRefund,
                    took: Duration::from_secs(3),
                    failed,
                },
                &json!([["School"], ["School", "Channel", "Call"]]),
                &json!([
                    { "Name": "ProviderErrors", "Unit": "Count" },
                    { "Name": "ProviderMillis", "Unit": "Milliseconds" },
                ]),
                json!({
                    "Channel": "abc", "Call": "query-refund",
                    "ProviderErrors": errors, "ProviderMillis": 3_000,
                }),
            );
        }
    }

    #[test]
    fn a_day_that_agrees_is_told_too() {
        check(
            Measure::Reconciled { channel: ChannelKind::Unionpay, differences: 0 },
            &json!([["School"], ["School", "Channel"]]),
            &json!([
                { "Name": "Reconciled", "Unit": "Count" },
                { "Name": "Differences", "Unit": "Count" },
            ]),
            json!({ "Channel": "unionpay", "Reconciled": 1, "Differences": 0 }),
        );
    }

    #[test]
    fn the_age_of_a_statement_that_is_owed_is_told_of_each_channel() {
        for days in [0, 2] {
            check(
                Measure::OpenDay { channel: ChannelKind::Alipay, days },
                &json!([["School"], ["School", "Channel"]]),
                &json!([{ "Name": "OldestOpenDay", "Unit": "Count" }]),
                json!({ "Channel": "alipay", "OldestOpenDay": days }),
            );
        }
    }
}
