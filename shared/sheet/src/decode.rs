use crate::SheetError;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Bytes by which a text without a mark is told; a whole header is within them.
const HEAD: usize = 8 * 1024;

/// The text of a file in whatever encoding a Chinese office's programs write.
///
/// A byte order mark decides. Without one: zero bytes at every other place are UTF-16, what is
/// valid UTF-8 is UTF-8, and the rest is GB18030, of which GBK and GB2312 are parts. Characters
/// that cannot be read become U+FFFD, which no name or item may hold.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let rest = &bytes[mark..];
    let text = if mark > 0 {
        encoding.decode_without_bom_handling(rest).0
    } else if let Some(wide) = without_mark(rest) {
        wide.decode_without_bom_handling(rest).0
    } else if let Ok(text) = std::str::from_utf8(rest) {
        Cow::Borrowed(text)
    } else {
        narrow(rest)
    };
    if text.trim().is_empty() {
        return Err(SheetError::Empty);
    }
    looks_like_text(&text).then(|| text.into_owned()).ok_or(SheetError::NotATable)
}

/// UTF-16 without a mark: digits, commas and line ends of a table have one byte that is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|it| **it == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = |zeros: usize, other: usize| zeros * 20 >= head.len() && zeros >= 8 * other.max(1);
    if enough(odd, even) {
        Some(UTF_16LE)
    } else if enough(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// GB18030, unless the file is UTF-8 with a few damaged places: then fewer characters are lost.
fn narrow(bytes: &[u8]) -> Cow<'_, str> {
    let (chinese, spoilt) = GB18030.decode_without_bom_handling(bytes);
    if !spoilt {
        return chinese;
    }
    let (unicode, _) = UTF_8.decode_without_bom_handling(bytes);
    let lost = |text: &str| text.matches('\u{FFFD}').count();
    if lost(&unicode) < lost(&chinese) { unicode } else { chinese }
}

/// Pictures, archives and programs decode to something, but not to something without controls.
fn looks_like_text(text: &str) -> bool {
    let head = text.chars().take(HEAD);
    let (all, odd) = head.fold((0_usize, 0_usize), |(all, odd), it| {
        let printable = !it.is_control() || matches!(it, '\t' | '\r' | '\n');
        (all + 1, odd + usize::from(!printable || it == '\u{FFFD}'))
    });
    odd * 20 <= all
}
