//! The MD5 sums by which SDKs check what they sent and received.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};
use serde_json::Value;

pub(super) fn of_body(body: &str) -> String {
    hex::encode(Md5::digest(body))
}

/// SQS digests attributes in the order of their names, each part after its length.
pub(super) fn of_attributes(attributes: &Value) -> Option<String> {
    const STRING: u8 = 1;
    const BINARY: u8 = 2;
    let sorted: BTreeMap<_, _> =
        attributes.as_object().filter(|it| !it.is_empty())?.iter().collect();
    let mut sum = Md5::new();
    for (name, attribute) in sorted {
        part(&mut sum, name.as_bytes());
        part(&mut sum, attribute["DataType"].as_str().unwrap_or_default().as_bytes());
        if let Some(text) = attribute["StringValue"].as_str() {
            sum.update([STRING]);
            part(&mut sum, text.as_bytes());
        } else {
            let encoded = attribute["BinaryValue"].as_str().unwrap_or_default();
            sum.update([BINARY]);
            part(&mut sum, &STANDARD.decode(encoded).unwrap_or_default());
        }
    }
    Some(hex::encode(sum.finalize()))
}

fn part(sum: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a message is at most 1 MiB");
    sum.update(length.to_be_bytes());
    sum.update(bytes);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_has_the_md5_everybody_knows() {
        assert_eq!(of_body("hello"), "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn attributes_are_digested_as_the_sdks_do() {
        let one = json!({"trace": {"DataType": "String", "StringValue": "t1"}});

        // From the documented algorithm: 00000005 "trace" 00000006 "String" 01 00000002 "t1".
        let bytes = b"\0\0\0\x05trace\0\0\0\x06String\x01\0\0\0\x02t1";
        assert_eq!(of_attributes(&one), Some(hex::encode(Md5::digest(bytes))));
        assert_eq!(of_attributes(&json!({})), None);
    }
}
