use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A known value, and every way in which it could be written.
pub(crate) struct Canary {
    /// What it is, for whoever reads that it was found.
    pub(crate) what: &'static str,
    pub(crate) kind: Kind,
    forms: Vec<String>,
}

/// Where a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In the answer to whoever it belongs to, and in the attribute of that name.
    Shown(&'static str),
    /// In the address by which another site sends a browser here: it opens nothing twice.
    Carried,
    /// Nowhere.
    Never,
}

/// Shorter ones stand in a long text by chance.
const CODED_MIN: usize = 8;

impl Canary {
    pub(crate) fn new(what: &'static str, kind: Kind, value: &str) -> Self {
        assert!(value.len() >= 6, "{what} would be found by chance");
        let mut forms = vec![value.to_owned()];
        let mut add = |text: String| {
            if text.len() >= CODED_MIN {
                forms.push(text);
            }
        };
        if value.len() >= CODED_MIN {
            for before in 0..3 {
                add(inside(&STANDARD_NO_PAD, before, value));
                add(inside(&URL_SAFE_NO_PAD, before, value));
            }
            add(hex::encode(value));
            add(hex::encode_upper(value));
        }
        let percent =
            percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
        add(percent.to_string());
        add(percent.to_string().to_lowercase());
        let units = || value.encode_utf16();
        let escaped = |it: u16, coded: String| match u8::try_from(it) {
            Ok(plain) if plain.is_ascii() => char::from(plain).to_string(),
            Ok(_) | Err(_) => coded,
        };
        add(units().map(|it| escaped(it, format!("\\u{it:04x}"))).collect());
        add(units().map(|it| escaped(it, format!("\\u{it:04X}"))).collect());
        forms.sort();
        forms.dedup();
        Self { what, kind, forms }
    }

    /// Whether `text`, as [`flat`] leaves it, holds it in any form.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.forms.iter().any(|it| text.contains(it))
    }
}

/// `bytes` as a text in which nothing is escaped more than once, however deep it was quoted.
pub(crate) fn flat(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    while text.contains("\\\\") {
        text = text.replace("\\\\", "\\");
    }
    text
}

/// The characters of base64 that `value` alone decides, `before` bytes into what is encoded.
fn inside(engine: &impl Engine, before: usize, value: &str) -> String {
    let bytes = [&[0; 2][..before], value.as_bytes()].concat();
    let text = engine.encode(&bytes);
    let begins = [0, 2, 3][before];
    let ends = text.len() - usize::from(bytes.len() % 3 != 0);
    text[begins..ends].to_owned()
}
