//! JSON as nobody here would write it: members in any order, blanks anywhere, escapes where none
//! are needed. Who reads it, writes it again and verifies that, believes nothing any more.

use crate::bank::Random;
use serde_json::Value;

/// `value` in some odd spelling.
pub(super) fn spelled(value: &Value, random: &mut Random) -> String {
    let mut out = String::new();
    write(value, random, &mut out);
    out
}

/// An object of members that are already spelled, in any order.
pub(super) fn object(members: &[(&str, &str)], random: &mut Random) -> String {
    let mut out = String::from("{");
    for (place, (name, spelled)) in shuffled(members.to_vec(), random).into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        blank(random, &mut out);
        out.extend(["\"", name, "\""]);
        blank(random, &mut out);
        out.push(':');
        blank(random, &mut out);
        out.push_str(spelled);
        blank(random, &mut out);
    }
    out.push('}');
    out
}

fn write(value: &Value, random: &mut Random, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let spelled: Vec<_> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), spelled(value, random)))
                .collect();
            let members: Vec<_> = spelled.iter().map(|(name, it)| (*name, it.as_str())).collect();
            out.push_str(&object(&members, random));
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                blank(random, out);
                write(item, random, out);
            }
            out.push(']');
        }
        Value::String(text) => quoted(text, random, out),
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

fn quoted(text: &str, random: &mut Random, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if random.coin() => out.push_str("\\/"),
            it if it.is_control() || (!it.is_ascii() && random.coin()) => {
                let mut room = [0; 2];
                out.extend(it.encode_utf16(&mut room).iter().map(|it| format!("\\u{it:04x}")));
            }
            it => out.push(it),
        }
    }
    out.push('"');
}

fn blank(random: &mut Random, out: &mut String) {
    if random.coin() && random.coin() {
        out.push(if random.coin() { ' ' } else { '\n' });
    }
}

fn shuffled<T>(mut items: Vec<T>, random: &mut Random) -> Vec<T> {
    let mut out = Vec::with_capacity(items.len());
    while !items.is_empty() {
        let drawn: usize = random.digits(4).parse().expect("four digits");
        out.push(items.swap_remove(drawn % items.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spelled;
    use crate::bank::Random;
    use serde_json::{Value, json};

    #[test]
    fn what_is_spelled_oddly_means_the_same() {
        let value = json!({ "a": "交/易\"\\\n🎓", "b": [1, null, { "c": "}" }], "d": {}, "e": [] });
        let mut random = Random::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..50 {
            let text = spelled(&value, &mut random);
            assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value, "{text}");
            seen.insert(text);
        }
        assert!(seen.len() > 40, "and is hardly ever spelled alike");
    }
}
