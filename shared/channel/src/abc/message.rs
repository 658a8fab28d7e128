//! Cutting what is signed out of the bytes that came, before anything of it is understood.
//!
//! The bank writes GBK, whose second bytes include `\`, `{`, `|` and `}`: a reader that goes byte
//! by byte has to know which byte begins a character.

use crate::NoticeError;
use encoding_rs::GBK;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the bank says it says, and its signature over exactly these bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<'a> {
    pub(super) message: &'a [u8],
    /// In base64. The bank does not sign all its refusals.
    pub(super) signature: Option<&'a [u8]>,
}

impl<'a> Envelope<'a> {
    /// The envelope of an answer: `{"MSG":{"Message":{…},"Signature-Algorithm":…,"Signature":…}}`.
    pub(super) fn of_answer(body: &'a [u8]) -> Option<Self> {
        let mut outside = Reader::new(body);
        let members = outside.members()?;
        outside.ends().then_some(())?;
        let members = Reader::new(named(&members, b"MSG")?).members()?;
        let message = named(&members, b"Message").filter(|it| it.starts_with(b"{"))?;
        let signature = named(&members, b"Signature").map(unquoted).filter(|it| !it.is_empty());
        let algorithm = named(&members, b"Signature-Algorithm").map(unquoted);
        let known = signature.is_none() || algorithm == Some(b"SHA1withRSA");
        known.then_some(Self { message, signature })
    }

    /// The envelope of a notice: `<MSG><Message>…</Message><Signature-Algorithm>…`. What is signed
    /// lies strictly between the two tags.
    pub(super) fn of_notice(xml: &'a [u8]) -> Option<Self> {
        let (head, rest) = parted(xml, b"<Message>")?;
        let (message, tail) = parted(rest, b"</Message>")?;
        let lone =
            |part| parted(part, b"<Message>").is_none() && parted(part, b"</Message>").is_none();
        (head.trim_ascii() == b"<MSG>" && lone(message) && lone(tail)).then_some(())?;
        let tail = tail.trim_ascii().strip_prefix(b"<Signature-Algorithm>SHA1withRSA")?;
        let tail = tail.strip_prefix(b"</Signature-Algorithm>")?.trim_ascii_start();
        let (signature, tail) = parted(tail.strip_prefix(b"<Signature>")?, b"</Signature>")?;
        (tail.trim_ascii_start() == b"</MSG>" && !signature.is_empty()).then_some(())?;
        Some(Self { message, signature: Some(signature) })
    }
}

/// What GBK bytes say, if they say anything.
pub(super) fn gbk(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GBK.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The fields of a notice's message. They are flat: no document type, no fields in fields.
pub(super) fn fields(message: &[u8]) -> Result<BTreeMap<String, String>, NoticeError> {
    let text = gbk(message).ok_or(NoticeError::Garbled)?;
    flat(&text).ok_or(NoticeError::Garbled)
}

fn flat(text: &str) -> Option<BTreeMap<String, String>> {
    let inside = text.trim().strip_prefix("<TrxResponse>")?.strip_suffix("</TrxResponse>")?;
    let (mut rest, mut fields) = (inside.trim_start(), BTreeMap::new());
    while !rest.is_empty() {
        let (name, after) = rest.strip_prefix('<')?.split_once('>')?;
        let (name, value, after) = if let Some(name) = name.strip_suffix('/') {
            (name.trim_end(), "", after)
        } else {
            let (value, after) = after.split_once('<')?;
            (name, value, after.strip_prefix('/')?.strip_prefix(name)?.strip_prefix('>')?)
        };
        let plain = !name.is_empty()
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(&it));
        let twice = fields.insert(name.to_owned(), unescaped(value.trim())).is_some();
        (plain && !twice).then_some(())?;
        rest = after.trim_start();
    }
    Some(fields)
}

fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    value.replace("&apos;", "'").replace("&amp;", "&")
}

/// What comes before and after the first `mark`. No byte of a mark is ever the second byte of a
/// GBK character, but for letters, and a mark begins with `<`, which is not.
fn parted<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|it| it == mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

type Member<'a> = (&'a [u8], &'a [u8]);

fn named<'a>(members: &[Member<'a>], name: &[u8]) -> Option<&'a [u8]> {
    members.iter().find(|it| it.0 == name).map(|it| it.1)
}

fn unquoted(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or_default()
}

/// Finds where values of a JSON text in GBK begin and end. What they say is for others to read.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    const MEMBERS_MAX: usize = 16;

    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|it| it.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Whether nothing follows but blanks.
    fn ends(&mut self) -> bool {
        self.blanks();
        self.peek().is_none()
    }

    fn takes(&mut self, wanted: u8) -> Option<()> {
        self.blanks();
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// The members of an object: their names, and their values as they stand.
    fn members(&mut self) -> Option<Vec<Member<'a>>> {
        self.takes(b'{')?;
        let mut members = Vec::new();
        loop {
            self.blanks();
            let name = unquoted(self.text()?);
            self.takes(b':')?;
            self.blanks();
            let value = self.value()?;
            // Which of two was meant, nobody can say; and an envelope has four.
            if members.len() == Self::MEMBERS_MAX || named(&members, name).is_some() {
                return None;
            }
            members.push((name, value));
            self.blanks();
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(members);
                }
                _ => return None,
            }
        }
    }

    /// A text with its quotes.
    fn text(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        (self.peek()? == b'"').then_some(())?;
        self.at += 1;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return self.bytes.get(start..self.at),
                b'\\' => self.at += 1,
                // The second byte of a character, whatever it looks like.
                0x81..=0xFE if self.peek().is_some_and(|it| it >= 0x40) => self.at += 1,
                _ => {}
            }
        }
    }

    /// A value of any kind. Whether it is right is seen when it is read.
    fn value(&mut self) -> Option<&'a [u8]> {
        match self.peek()? {
            b'"' => self.text(),
            b'{' | b'[' => self.nested(),
            _ => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
                {
                    self.at += 1;
                }
                self.bytes.get(start..self.at).filter(|it| !it.is_empty())
            }
        }
    }

    /// An object or a list: it ends where it has closed as often as it opened.
    fn nested(&mut self) -> Option<&'a [u8]> {
        let (start, mut open) = (self.at, 0_usize);
        loop {
            match self.peek()? {
                b'"' => {
                    self.text()?;
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return self.bytes.get(start..self.at);
            }
        }
    }
}
