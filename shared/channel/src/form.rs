use std::collections::BTreeMap;

/// `fields` as a form's body, in the order of their names.
pub(crate) fn encode(fields: &BTreeMap<String, String>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What a form's body says, in its own order. `+` is a blank; what is not UTF-8 is marked, and
/// then no signature over it holds.
pub(crate) fn decode(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}
