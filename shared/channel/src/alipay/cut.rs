//! The provider signs a piece of its answer as it stands on the wire. This cuts that piece out of
//! the bytes that came; nothing is parsed before its signature held.

/// An answer, cut into the parts that matter.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    /// The object that is signed, from its `{` to the matching `}`.
    pub(super) said: &'a [u8],
    /// Whether it stands under the name of refusals in general, not under that of our call.
    pub(super) general: bool,
    /// The signature; empty if there is none.
    pub(super) sign: &'a str,
    /// The certificate of the key that signed, where certificates are used.
    pub(super) certificate: Option<&'a str>,
}

/// The parts of the answer to `method`. Nothing if it is not one JSON object with an answer in it,
/// or if any name stands there twice: then a reader could be shown what was never signed.
pub(super) fn cut<'a>(body: &'a [u8], method: &str) -> Option<Cut<'a>> {
    let expected = format!("{}_response", method.replace('.', "_"));
    let mut rest = Rest(body);
    let mut names: Vec<&str> = Vec::new();
    let mut cut = Cut::default();
    rest.byte(b'{')?;
    loop {
        let name = rest.text()?;
        rest.byte(b':')?;
        let value = rest.value()?;
        // An escaped name could be another's twin.
        if name.contains('\\') || names.contains(&name) || names.len() >= NAMES_MAX {
            return None;
        }
        names.push(name);
        match name {
            "sign" => cut.sign = plain(value)?,
            "alipay_cert_sn" => cut.certificate = Some(plain(value)?),
            _ if name == expected || name == "error_response" => {
                if !cut.said.is_empty() || value.first() != Some(&b'{') {
                    return None;
                }
                cut.said = value;
                cut.general = name != expected;
            }
            _ => {}
        }
        match rest.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    rest.blank();
    if rest.0.is_empty() && !cut.said.is_empty() { Some(cut) } else { None }
}

/// An answer has three names; one with many is no answer.
const NAMES_MAX: usize = 16;

/// A text without escapes, without its quotes.
fn plain(value: &[u8]) -> Option<&str> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inside.contains(&b'\\') { None } else { std::str::from_utf8(inside).ok() }
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn blank(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }

    fn next(&mut self) -> Option<u8> {
        self.blank();
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn byte(&mut self, expected: u8) -> Option<()> {
        if self.next()? == expected { Some(()) } else { None }
    }

    /// A text, as it stands between its quotes.
    fn text(&mut self) -> Option<&'a str> {
        self.blank();
        let whole = self.take(string(self.0)?);
        std::str::from_utf8(&whole[1..whole.len() - 1]).ok()
    }

    /// A value of any kind, as it stands.
    fn value(&mut self) -> Option<&'a [u8]> {
        self.blank();
        let length = match self.0.first()? {
            b'{' | b'[' => nested(self.0)?,
            b'"' => string(self.0)?,
            _ => {
                let end = |it: &u8| matches!(it, b',' | b'}' | b']') || it.is_ascii_whitespace();
                self.0.iter().position(end)?
            }
        };
        Some(self.take(length))
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }
}

/// How long the text is that `bytes` begin with, its quotes included.
fn string(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut place = 1;
    loop {
        match bytes.get(place)? {
            b'"' => return Some(place + 1),
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
}

/// How long the object or list is that `bytes` begin with. Brackets inside texts do not count.
fn nested(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut place) = (0_usize, 0);
    loop {
        match bytes.get(place)? {
            b'"' => place += string(&bytes[place..])?,
            b'{' | b'[' => {
                depth += 1;
                place += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                place += 1;
                if depth == 0 {
                    return Some(place);
                }
            }
            _ => place += 1,
        }
    }
}
