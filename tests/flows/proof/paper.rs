//! As much of PDF as reading back what one page of ours says takes.

use flate2::read::ZlibDecoder;
use std::collections::BTreeMap;
use std::io::Read;

/// What a printed page says and links to.
pub(crate) struct Paper {
    /// Each piece of text that a reader is told, in their order.
    pub(crate) said: Vec<String>,
    /// Where its QR code leads.
    pub(crate) check: String,
}

impl Paper {
    #[track_caller]
    pub(crate) fn read(file: &[u8]) -> Self {
        assert!(file.starts_with(b"%PDF-1.7") && file.ends_with(b"%%EOF"), "a PDF");
        let streams = streams(file);
        let one = |sign: &str| {
            let text = streams.iter().map(|it| String::from_utf8_lossy(it));
            let place = text.into_iter().position(|it| it.contains(sign));
            &streams[place.unwrap_or_else(|| panic!("no stream has {sign}"))]
        };
        let letters = letters(&String::from_utf8_lossy(one("beginbfchar")));
        let whole = String::from_utf8_lossy(file);
        let (_, check) = whole.split_once("/URI(").expect("a link");
        Self {
            said: said(one("/MCID 0"), &letters),
            check: check.split(')').next().unwrap_or_default().to_owned(),
        }
    }

    /// The token that the QR code holds.
    pub(crate) fn token(&self) -> &str {
        self.check.rsplit('/').next().expect("an address")
    }
}

/// The streams of a file that are deflated, as they were.
fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let begins = memchr::memmem::find_iter(file, b"\nstream\n").map(|at| &file[at + 8..]);
    let inflated = begins.filter_map(|rest| {
        let mut stream = Vec::new();
        ZlibDecoder::new(rest).read_to_end(&mut stream).ok().map(|_| stream)
    });
    inflated.collect()
}

/// What the glyphs stand for, by the font's own table.
fn letters(table: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| text.strip_prefix('<')?.strip_suffix('>').map(str::to_owned);
    let unit = |text: &str| u16::from_str_radix(text, 16).expect("hex");
    let pairs = table.lines().filter_map(|line| {
        let (glyph, text) = line.split_once(' ')?;
        let (glyph, text) = (hex(glyph)?, hex(text)?);
        let units: Vec<_> = (0..text.len() / 4).map(|at| unit(&text[4 * at..][..4])).collect();
        Some((unit(&glyph), String::from_utf16(&units).expect("UTF-16")))
    });
    pairs.collect()
}

/// The pieces of text between the marks of what is read out.
fn said(page: &[u8], letters: &BTreeMap<u16, String>) -> Vec<String> {
    let pieces = memchr::memmem::find_iter(page, b"/Span<<").map(|at| {
        let piece = &page[at..];
        let place = |sign| memchr::memmem::find(piece, sign).expect("a mark has two ends");
        &piece[place(b"BDC")..place(b"EMC")]
    });
    let text = |piece: &[u8]| {
        let codes = strings(piece);
        let glyphs = codes.chunks(2).map(|it| u16::from_be_bytes([it[0], it[1]]));
        glyphs.map(|it| letters.get(&it).map_or("\u{FFFD}", String::as_str)).collect()
    };
    pieces.map(text).collect()
}

/// All that stands in brackets: bytes, escaped where PDF wants them so. Brackets that are bytes and
/// come in pairs it may leave as they are. Where few bytes are letters it writes all in hex.
fn strings(piece: &[u8]) -> Vec<u8> {
    let (mut bytes, mut depth, mut at) = (Vec::new(), 0, 0);
    while let Some(byte) = piece.get(at) {
        match (depth, byte) {
            (0, b'(') | (1, b')') => depth = 1 - depth,
            (0, b'<') => {
                let digits = piece[at + 1..].iter().take_while(|it| **it != b'>');
                let digits: Vec<u8> = digits.copied().collect();
                bytes.extend(hex::decode(&digits).expect("hex"));
                at += digits.len() + 1;
            }
            (0, _) => {}
            (_, b'\\') => {
                let digits = piece[at + 1..].iter().take(3).take_while(|it| it.is_ascii_digit());
                let (length, octal) =
                    digits.fold((0, 0), |(length, sum), it| (length + 1, sum * 8 + it - b'0'));
                bytes.push(if length == 3 { octal } else { escaped(piece[at + 1]) });
                at += length.max(1);
            }
            (_, byte) => {
                depth += i32::from(*byte == b'(') - i32::from(*byte == b')');
                bytes.push(*byte);
            }
        }
        at += 1;
    }
    bytes
}

fn escaped(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        other => other,
    }
}
