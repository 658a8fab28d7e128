use crate::Torn;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use flate2::read::GzDecoder;
use rust_decimal::Decimal;
use std::io::Read;

/// A day's bill as WeChat Pay writes it, borrowed from the file's text. Columns differ between
/// accounts in number and order, so they are found by name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet<'a> {
    pub(super) header: Vec<&'a str>,
    pub(super) rows: Vec<Vec<&'a str>>,
    summary: Vec<(&'a str, &'a str)>,
}

/// Why a file is not the bill that was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SheetError {
    #[error("the file cannot be unpacked")]
    Packed,
    #[error("the file is longer than any day's bill should be")]
    TooLong,
    #[error("the file is not the one whose hash was told")]
    Hash,
    #[error("the file is not UTF-8")]
    Encoding,
    #[error("line {0} of the file is not as it should be")]
    Line(usize),
    #[error("the file ends before its summary")]
    Short,
    #[error("the file has no column {0}")]
    Column(&'static str),
    #[error("the file's lines do not add up to its summary's {0}")]
    Sum(&'static str),
}

impl SheetError {
    pub(super) fn torn(self) -> Torn {
        match self {
            Self::Packed | Self::Line(_) | Self::Short => Torn::Cut,
            Self::TooLong => Torn::Unreadable,
            Self::Hash => Torn::Hash,
            Self::Encoding => Torn::Encoding,
            Self::Column(_) => Torn::Columns,
            Self::Sum(_) => Torn::Total,
        }
    }
}

/// Unpacked bytes of the longest file we take: some two hundred thousand payments.
const LONGEST: u64 = 128 << 20;

/// The text of a downloaded file, packed with gzip or not, whose SHA-1 the provider told as `hash`.
///
/// They do not say whether the hash is over the packed or the unpacked bytes: either will do.
pub(super) fn text(file: Vec<u8>, hash: &str) -> Result<String, SheetError> {
    let told = |bytes: &[u8]| {
        hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes)).eq_ignore_ascii_case(hash)
    };
    let packed_told = told(&file);
    let plain = if file.starts_with(&[0x1F, 0x8B]) {
        let mut plain = Vec::new();
        let mut packed = GzDecoder::new(&*file).take(LONGEST + 1);
        let length = packed.read_to_end(&mut plain).map_err(|_| SheetError::Packed)?;
        if u64::try_from(length).unwrap_or(u64::MAX) > LONGEST {
            return Err(SheetError::TooLong);
        }
        plain
    } else {
        file
    };
    if !packed_told && !told(&plain) {
        return Err(SheetError::Hash);
    }
    String::from_utf8(plain).map_err(|_| SheetError::Encoding)
}

impl<'a> Sheet<'a> {
    /// Headers have no backticks and every cell of a row begins with one, which is what tells a
    /// row from the header of the summary that follows the last.
    pub(super) fn parse(text: &'a str) -> Result<Self, SheetError> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let mut line = || lines.next().ok_or(SheetError::Short);
        let header = heading(line()?.1);
        let mut rows = Vec::new();
        let (names, place, last) = loop {
            let (place, row) = line()?;
            if !row.starts_with('`') {
                let (place, last) = line()?;
                break (heading(row), place, last);
            }
            rows.push(cells(header.len(), row).ok_or(SheetError::Line(place + 1))?);
        };
        let cells = cells(names.len(), last).ok_or(SheetError::Line(place + 1))?;
        // Another line after the summary is another file's.
        if let Some((place, _)) = lines.find(|(_, line)| !line.trim().is_empty()) {
            return Err(SheetError::Line(place + 1));
        }
        Ok(Self { header, rows, summary: names.into_iter().zip(cells).collect() })
    }

    /// Where the column of one of these names stands, the present name first.
    pub(super) fn column(&self, names: &[&'static str]) -> Result<usize, SheetError> {
        let place = |name: &&str| self.header.iter().position(|it| it == name);
        names.iter().find_map(place).ok_or(SheetError::Column(names[0]))
    }

    /// What the summary says under one of these names, if it has it.
    pub(super) fn said(&self, names: &[&str]) -> Option<&'a str> {
        self.summary.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    }

    /// Refuses a file whose summary counts other than `many` lines under `name`.
    pub(super) fn counts(&self, name: &'static str, many: usize) -> Result<(), SheetError> {
        let said = self.said(&[name]).ok_or(SheetError::Column(name))?;
        if said.parse() == Ok(many) { Ok(()) } else { Err(SheetError::Sum(name)) }
    }

    /// Refuses a file whose summary says another amount than `sum` under one of `names`, or none.
    pub(super) fn totals(&self, names: &[&'static str], sum: Decimal) -> Result<(), SheetError> {
        let said = self.said(names).ok_or(SheetError::Column(names[0]))?;
        if amount(said) == Some(sum) { Ok(()) } else { Err(SheetError::Sum(names[0])) }
    }

    /// The sum of the column at `place`.
    pub(super) fn sum(&self, place: usize) -> Result<Decimal, SheetError> {
        self.rows.iter().zip(2..).try_fold(Decimal::ZERO, |sum, (row, line)| {
            let next = amount(row[place]).ok_or(SheetError::Line(line))?;
            sum.checked_add(next).ok_or(SheetError::Line(line))
        })
    }
}

/// Yuan as a bill writes them: digits, up to five decimals, perhaps a minus.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let written = plain && digits.starts_with(|it: char| it.is_ascii_digit()) && text.len() <= 20;
    text.parse().ok().filter(|_| written)
}

fn heading(line: &str) -> Vec<&str> {
    line.split(',').map(str::trim).collect()
}

fn cells(many: usize, line: &str) -> Option<Vec<&str>> {
    let cells: Vec<_> = line.strip_prefix('`')?.split(",`").collect();
    (cells.len() == many).then_some(cells)
}
