//! How the provider writes amounts, times, pages and archives.

use encoding_rs::GBK;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use http::Response;
use jiff::civil::DateTime;
use jiff::{Timestamp, tz};
use std::io::Write;

/// An instant on Beijing's clock.
pub(super) fn beijing(instant: Timestamp) -> String {
    formed(instant, "%Y-%m-%d %H:%M:%S")
}

pub(super) fn formed(instant: Timestamp, format: &str) -> String {
    instant.to_zoned(tz::offset(8).to_time_zone()).strftime(format).to_string()
}

pub(super) fn from_beijing(text: &str) -> Option<Timestamp> {
    let clock = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    clock.to_zoned(tz::offset(8).to_time_zone()).ok().map(|it| it.timestamp())
}

/// Yuan as a merchant writes them, in fen.
pub(super) fn yuan(text: &str) -> Option<u64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if !digits(whole) || !digits(cents) || whole.len() > 9 || cents.len() > 2 {
        return None;
    }
    let cents: u64 = format!("{cents:0<2}").parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 100 + cents)
}

/// Fen as the provider writes them.
pub(super) fn in_yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// What a payer sees whose address is wrong: a page of the older days.
pub(super) fn page(words: &str) -> Response<Vec<u8>> {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!("<html><head><title>支付宝</title></head><body>{words}</body></html>");
    let (bytes, _, _) = GBK.encode(&html);
    Response::builder()
        .header("content-type", "text/html;charset=GBK")
        .body(bytes.into_owned())
        .expect("a constant header")
}

/// An archive as the provider makes it: names in GBK, and nothing that says so.
pub(super) fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let (name, _, _) = GBK.encode(name);
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).expect("memory takes it");
        let packed = packed.finish().expect("memory takes it");
        // Version 2.0, no flags, deflated, 2020-01-01 00:00.
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x50];
        about.extend(crc.sum().to_le_bytes());
        about.extend(length(&packed).to_le_bytes());
        about.extend(length(bytes).to_le_bytes());
        about.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
        about.extend([0, 0]);
        let place = length(&archive);
        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(&*name);
        archive.extend(packed);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&about);
        list.extend([0; 10]);
        list.extend(place.to_le_bytes());
        list.extend(&*name);
    }
    let many = u16::try_from(files.len()).expect("a few files").to_le_bytes();
    let (place, size) = (length(&archive), length(&list));
    archive.extend(list);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(many);
    archive.extend(many);
    archive.extend(size.to_le_bytes());
    archive.extend(place.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a day is small")
}
