//! Reads what the table says that a call cost.

use crate::errand::Cost;
use serde_json::Value;

/// Adds the units that `answer` names to `cost`.
pub(crate) fn add(cost: &mut Cost, writes: bool, answer: &str) {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let said = &answer["ConsumedCapacity"];
    // One table says it alone, several in a list.
    let tables = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
    let units: u64 = tables.iter().map(|it| tenths(&it["CapacityUnits"])).sum();
    if writes {
        cost.wcu_tenths += units;
    } else {
        cost.rcu_tenths += units;
    }
}

/// Units come in halves; tenths of them are whole.
fn tenths(units: &Value) -> u64 {
    let text = units.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let digit = part.bytes().next().map_or(0, |it| u64::from(it - b'0'));
    whole.parse::<u64>().unwrap_or(0) * 10 + digit
}
