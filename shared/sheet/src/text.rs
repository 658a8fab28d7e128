use crate::decode::decode;
use crate::records::records;
use crate::{Book, Sheet, SheetError};

/// Lines by which the separator is told.
const SAMPLE: usize = 40;

/// Reads a text table.
pub(crate) fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"Rar!") || bytes.starts_with(b"\x1F\x8B") {
        return Err(SheetError::NotATable);
    }
    let text = decode(bytes)?;
    let start: String = text.trim_start().chars().take(200).flat_map(char::to_lowercase).collect();
    let tags = ["<html", "<!doctype", "<table", "<?xml", "<head", "<meta"];
    if tags.iter().any(|tag| start.starts_with(tag)) {
        return Err(SheetError::WebPage);
    }
    let rows = records(&text, separator(&text))?;
    Ok(Book { sheets: vec![Sheet { name: String::new(), rows, ruled: true }] })
}

/// The separator that most lines have most of; commas where none stands out.
fn separator(text: &str) -> char {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE);
    let strength = |separator: char| {
        let mut counts: Vec<usize> = lines().map(|line| outside_quotes(line, separator)).collect();
        counts.sort_unstable();
        // The middle line, so that neither a title above the table nor a long remark decides.
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    };
    [',', '\t', ';', '|'].into_iter().rev().max_by_key(|it| strength(*it)).unwrap_or(',')
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|it| {
            quoted ^= *it == '"';
            *it == separator && !quoted
        })
        .count()
}
