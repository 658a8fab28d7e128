use super::keys::Keys;
use crate::NoticeError;
use crate::form;
use crate::rsa::SigningKey;
use std::collections::BTreeMap;

/// The parameters of a request, common ones and `biz_content`.
#[derive(Clone)]
pub(super) struct Params(BTreeMap<String, String>);

impl Params {
    /// Parameters without a value are neither signed nor sent.
    pub(super) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let filled =
            pairs.into_iter().filter(|(name, value)| !name.is_empty() && !value.is_empty());
        Self(filled.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// What is signed: everything, `sign_type` too, in the order of the names and as it is.
    pub(super) fn to_sign(&self) -> String {
        joined(self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// These parameters and our signature over them.
    pub(super) fn signed(mut self, key: &SigningKey) -> Self {
        let signature = key.signs(self.to_sign().as_bytes());
        self.0.insert("sign".to_owned(), signature);
        self
    }

    /// The address that says all of it, for a browser.
    pub(super) fn address(&self, gateway: &str) -> String {
        format!("{gateway}?{}", form::encode(&self.0))
    }

    /// The address and the body of a call: what is asked stands in the body.
    pub(super) fn call(mut self, gateway: &str) -> (String, String) {
        let asked = self.0.remove_entry("biz_content").into_iter().collect();
        (self.address(gateway), form::encode(&asked))
    }
}

/// The fields of a notice, each of which stands there once.
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The fields of a form, decoded once.
    pub(super) fn read(form: &[u8]) -> Result<Self, NoticeError> {
        let mut fields = BTreeMap::new();
        for (name, value) in form::decode(form) {
            // Of two equal names, one would be signed and the other one read.
            if fields.insert(name, value).is_some() {
                return Err(NoticeError::Garbled);
            }
        }
        Ok(Self(fields))
    }

    /// What stands in a field, if anything does.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|it| !it.is_empty())
    }

    /// What is signed of a notice: everything but the signature and its kind, decoded.
    pub(super) fn signed(&self, part: Part) -> String {
        let signed = self.0.iter().filter(|(name, value)| match part {
            Part::Plain => *name != "sign_type",
            Part::Filled => *name != "sign_type" && !value.is_empty(),
            Part::Typed => true,
        });
        joined(signed.map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Whether the provider signed these fields.
    pub(super) fn proved(&self, keys: &Keys) -> Result<(), NoticeError> {
        let signature = self.get("sign").ok_or(NoticeError::Unsigned)?;
        // The hash is ours to choose: a notice that asks for SHA-1 is not believed.
        if self.get("sign_type") != Some("RSA2") {
            return Err(NoticeError::Forged);
        }
        let parts = [Part::Plain, Part::Filled, Part::Typed];
        let holds = |part| keys.prove(self.signed(part).as_bytes(), signature, None);
        let empty = self.0.values().any(String::is_empty);
        for part in parts {
            if (part != Part::Filled || empty) && holds(part).is_ok() {
                return Ok(());
            }
        }
        // A notice does not name its certificate: it may be a new one, which can be fetched.
        Err(if keys.certified.is_some() { NoticeError::UnknownKey } else { NoticeError::Forged })
    }
}

/// How the provider chooses what it signs of a notice. It says the first; what it does with fields
/// that are empty it leaves open, and some kinds of notices keep `sign_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Plain,
    Filled,
    Typed,
}

fn joined<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs.filter(|(name, _)| *name != "sign") {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}
