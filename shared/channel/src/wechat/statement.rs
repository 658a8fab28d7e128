use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;

/// A day as WeChat Pay booked it: the trade bill or the fund-flow bill. Amounts are yuan, as said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Names of the columns. Their number and order differ between accounts: go by name.
    pub header: Vec<String>,
    pub rows: Vec<BTreeMap<String, String>>,
    pub summary: BTreeMap<String, String>,
}

/// Why a file is not the statement that was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error("the file cannot be unpacked")]
    Packed,
    #[error("the file is not the one whose hash was told")]
    Hash,
    #[error("the file is not UTF-8")]
    Encoding,
    #[error("line {0} of the file is not as it should be")]
    Line(usize),
    #[error("the file ends before its summary")]
    Short,
}

impl Statement {
    /// Unpacked bytes of the longest file we take: a million payments.
    const LONGEST: u64 = 512 << 20;

    /// Reads a downloaded file, packed with gzip or not, whose SHA-1 the provider told as `hash`.
    ///
    /// They do not say whether the hash is over the packed or the unpacked bytes: either will do.
    pub fn read(file: &[u8], hash: &str) -> Result<Self, StatementError> {
        let mut unpacked = Vec::new();
        let plain = if file.starts_with(&[0x1F, 0x8B]) {
            let mut packed = GzDecoder::new(file).take(Self::LONGEST);
            packed.read_to_end(&mut unpacked).map_err(|_| StatementError::Packed)?;
            &unpacked
        } else {
            file
        };
        let told = |bytes: &[u8]| {
            let found = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
            hex::encode(found).eq_ignore_ascii_case(hash)
        };
        if !told(plain) && !told(file) {
            return Err(StatementError::Hash);
        }
        let text = std::str::from_utf8(plain).map_err(|_| StatementError::Encoding)?;
        Self::parse(text.trim_start_matches('\u{feff}'))
    }

    /// Headers have no backticks and every cell of a row begins with one, which is what tells a
    /// row from the header of the summary that follows the last.
    fn parse(text: &str) -> Result<Self, StatementError> {
        let mut lines = text.lines().enumerate();
        let mut line = || lines.next().ok_or(StatementError::Short);
        let header = heading(line()?.1);
        let mut rows = Vec::new();
        loop {
            let (place, row) = line()?;
            if row.starts_with('`') {
                rows.push(cells(&header, row).ok_or(StatementError::Line(place + 1))?);
                continue;
            }
            let names = heading(row);
            let (place, row) = line()?;
            let summary = cells(&names, row).ok_or(StatementError::Line(place + 1))?;
            return Ok(Self { header, rows, summary });
        }
    }
}

fn heading(line: &str) -> Vec<String> {
    line.split(',').map(|name| name.trim().to_owned()).collect()
}

fn cells(names: &[String], line: &str) -> Option<BTreeMap<String, String>> {
    let cells: Vec<_> = line.strip_prefix('`')?.split(",`").collect();
    let pairs = names.iter().cloned().zip(cells.iter().map(|&cell| cell.to_owned()));
    (cells.len() == names.len()).then(|| pairs.collect())
}
