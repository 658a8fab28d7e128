use aws_lc_rs::digest::{SHA256, digest};
use percent_encoding::percent_decode;
use std::collections::BTreeMap;

/// What UnionPay said, field by field, as bytes: they count in the charset that the message names,
/// and fields that nobody knows are signed too.
pub(super) struct Message(BTreeMap<String, Vec<u8>>);

impl Message {
    /// An answer: `k=v&k=v` with values as they are, neither quoted nor encoded.
    pub(super) fn of_answer(body: &[u8]) -> Option<Self> {
        let bare = body.strip_prefix(b"{").and_then(|it| it.strip_suffix(b"}"));
        let mut rest = bare.unwrap_or(body);
        let mut fields = BTreeMap::new();
        while !rest.is_empty() {
            let sign = rest.iter().position(|it| *it == b'=')?;
            let (name, value) = (&rest[..sign], &rest[sign + 1..]);
            let end = value_end(value);
            add(&mut fields, name, value[..end].to_vec())?;
            rest = value.get(end + 1..).unwrap_or_default();
        }
        Some(Self(fields))
    }

    /// A notice: an ordinary form.
    pub(super) fn of_form(body: &[u8]) -> Option<Self> {
        let mut fields = BTreeMap::new();
        for pair in body.split(|it| *it == b'&').filter(|it| !it.is_empty()) {
            let sign = pair.iter().position(|it| *it == b'=')?;
            let value = plain(&pair[sign + 1..]);
            // It would read as two fields in the text that is signed: somebody cut it otherwise.
            if value_end(&value) < value.len() {
                return None;
            }
            add(&mut fields, &plain(&pair[..sign]), value)?;
        }
        Some(Self(fields))
    }

    /// The field called `name`, if it says anything.
    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice).filter(|it| !it.is_empty())
    }

    /// The same as text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.bytes(name).and_then(|it| std::str::from_utf8(it).ok())
    }

    /// The text under the signature: all fields but the signature itself, by name.
    pub(super) fn to_sign(&self) -> Vec<u8> {
        let signed = self.0.iter().filter(|(name, _)| *name != "signature");
        to_sign(signed.map(|(name, value)| (name.as_str(), value.as_slice())))
    }
}

/// `k=v&k=v` of `fields`, which come by name.
pub(super) fn to_sign<'a>(fields: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut text = Vec::new();
    for (name, value) in fields {
        if !text.is_empty() {
            text.push(b'&');
        }
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        text.extend_from_slice(value);
    }
    text
}

/// What RSA signs: not the text, but the 64 characters of its SHA-256.
pub(super) fn fingerprint(text: &[u8]) -> String {
    hex::encode(digest(&SHA256, text))
}

/// Where a value ends: at the next `&` outside brackets. The first opener decides the closer.
fn value_end(text: &[u8]) -> usize {
    let mut closer = None;
    for (place, byte) in text.iter().enumerate() {
        match (closer, *byte) {
            (None, b'&') => return place,
            (None, b'{') => closer = Some(b'}'),
            (None, b'[') => closer = Some(b']'),
            (Some(awaited), byte) if byte == awaited => closer = None,
            (_, _) => {}
        }
    }
    text.len()
}

/// A field said twice could be read in two ways, and one with an odd name is none of theirs.
fn add(fields: &mut BTreeMap<String, Vec<u8>>, name: &[u8], value: Vec<u8>) -> Option<()> {
    let plain = !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric);
    let name = std::str::from_utf8(name).ok().filter(|_| plain)?;
    fields.insert(name.to_owned(), value).is_none().then_some(())
}

fn plain(text: &[u8]) -> Vec<u8> {
    let blanks: Vec<u8> = text.iter().map(|it| if *it == b'+' { b' ' } else { *it }).collect();
    percent_decode(&blanks).collect()
}
