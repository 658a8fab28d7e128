use crate::SsoError;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// The declaration stands in the first bytes, if there is one.
const DECLARATION_MAX: usize = 200;

/// `bytes` as text, in the encoding that the document itself declares, or else in UTF-8.
///
/// What the header of the answer says is not asked: servers send `text/xml` without a charset,
/// which reads as ASCII, and names of people come out as nonsense.
pub(super) fn decode(bytes: &[u8]) -> Result<String, SsoError> {
    let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let bytes = unmarked.unwrap_or(bytes);
    let named = declared(bytes).map_or(Some(UTF_8), |it| Encoding::for_label(it.as_bytes()));
    let known = named.filter(|it| [UTF_8, GBK, GB18030].contains(it));
    let known = known.filter(|it| unmarked.is_none() || *it == UTF_8);
    let encoding = known.ok_or(SsoError::Garbled("its encoding is none that we read"))?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Into::into).ok_or(SsoError::Garbled("it is not in the encoding that it says"))
}

/// The encoding that an XML declaration names, if there is one and it does.
fn declared(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let rest = &rest[..rest.len().min(DECLARATION_MAX)];
    let end = rest.windows(2).position(|it| it == b"?>")?;
    let text = std::str::from_utf8(&rest[..end]).ok()?;
    let (_, text) = text.split_once("encoding")?;
    let text = text.trim_start().strip_prefix('=')?.trim_start();
    let quote = text.chars().next().filter(|it| ['"', '\''].contains(it))?;
    text[1..].split_once(quote).map(|it| it.0)
}
