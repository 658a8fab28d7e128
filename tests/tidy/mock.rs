//! What the mock of the browser's tests says beside what the platform would say.

use crate::files::{read, root};
use domain::{PersonId, RefundOrder, Timestamp};
use serde_json::{Value, json};

/// Whoever looks at the mock's page.
const LOOKS: u32 = 1;

/// The refund of ours that a line of the mock's is, an hour after anybody asked for it.
fn refund(line: &Value) -> RefundOrder {
    let named = |nth: u32| json!({ "who": "officer", "id": PersonId::from_bits(nth) });
    let by = match line["by"].as_str() {
        Some("rule") => json!({ "who": "rule" }),
        Some("MYSELF") => named(LOOKS),
        _ => named(2),
    };
    let (at, asked) = ("2026-11-22T08:00:00Z", line["asked"].as_u64().unwrap_or(0));
    let state = match line["state"].as_str().expect("a state") {
        "approved" => json!({ "is": "approved", "by": named(3), "at": at }),
        "failed" => json!({ "is": "failed", "code": line["trouble"], "at": at }),
        other => json!({ "is": other }),
    };
    let is_out = asked > 0 && line["gone"] != true;
    let order = json!({
        "refund": {
            "id": "01KAJ9Z5T4Q9V7N2M6X3C1B010", "payer": "ADA001", "amount": line["amount"],
            "reason": "退费", "opened": at,
            "receipt": {
                "channel": "wechat", "merchant": "1900000001", "transaction": "42000001",
                "number": "01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001", "amount": "4800.00", "paid_at": at,
                "said_at": at,
            },
        },
        "parts": line.get("lines").unwrap_or(&json!([])),
        "reopens": false, "whole": true, "by_hand": line["by_hand"] == true, "by": by,
        "state": state,
        "asking": {
            "times": asked, "last": (asked > 0).then_some(at), "out": is_out,
            "trouble": line.get("trouble"),
        },
    });
    serde_json::from_value(order).expect("a refund of ours")
}

/// The page is tried against what the platform offers, and not against what the mock thinks.
#[test]
fn an_officer_of_the_mock_may_what_an_officer_may() {
    let lines = read(&root().join("tests/browser/mock/refunds.json"));
    let lines: Vec<Value> = serde_json::from_str(&lines).expect("JSON");
    let now: Timestamp = "2026-11-22T09:00:00Z".parse().expect("an instant");
    assert!(!lines.is_empty());
    for line in &lines {
        let refund = refund(line);
        let may = json!(refund.may(PersonId::from_bits(LOOKS), now));
        assert_eq!((&json!(refund.waits()), &may), (&line["waits"], &line["may"]), "{line}");
    }
}
