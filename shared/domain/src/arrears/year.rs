use super::{Cell, RowFault};
use unicode_normalization::UnicodeNormalization;

/// An academic year as bills name it: `2026-2027`, `2026-2027-1` for one term, or `2026` where the
/// school's system counts calendar years.
pub(super) fn year(cell: &Cell) -> Result<String, RowFault> {
    match cell {
        Cell::Empty => Err(RowFault::Missing),
        Cell::Error(_) => Err(RowFault::ErrorValue),
        Cell::Date(_) | Cell::Bool(_) => Err(RowFault::NotAYear),
        Cell::Text(text) | Cell::Number(text) => read(text),
    }
}

fn read(text: &str) -> Result<String, RowFault> {
    if let Some((first, second)) = text.split_once('-')
        && let (Ok(first), Ok(_)) = (calendar(first), calendar(second))
    {
        return named(first, Some(second), true, None);
    }
    let text: String = text.nfkc().filter(|it| !it.is_whitespace()).collect();
    let text = text.trim_start_matches('\'');
    if text.is_empty() {
        return Err(RowFault::Missing);
    }
    let (years, rest) = match text.split_once("学年") {
        Some((years, rest)) => (years, rest.strip_prefix('度').unwrap_or(rest)),
        None => (text.trim_end_matches("年度").trim_end_matches('年'), ""),
    };
    let said_academic = text.contains("学年");
    let years = years.replace(['—', '–', '~', '/', '_', '至', '到', '−'], "-").replace('年', "");
    let mut parts = years.split('-').filter(|it| !it.is_empty());
    let first = parts.next().unwrap_or_default();
    let (first, second) = match first.split_at_checked(4) {
        Some((first, "")) => (first, parts.next()),
        Some((first, joined)) if joined.len() == 4 => (first, Some(joined)),
        _ => return Err(RowFault::NotAYear),
    };
    let term = match (parts.next(), rest) {
        (None, rest) => term(rest)?,
        (Some(part), "") => term(part)?,
        (Some(_), _) => return Err(RowFault::NotAYear),
    };
    if parts.next().is_some() {
        return Err(RowFault::NotAYear);
    }
    named(calendar(first)?, second, said_academic, term)
}

fn named(
    first: u16,
    second: Option<&str>,
    said_academic: bool,
    term: Option<char>,
) -> Result<String, RowFault> {
    let tail = term.map(|it| format!("-{it}")).unwrap_or_default();
    match second {
        None if !said_academic && term.is_none() => Ok(first.to_string()),
        None => Ok(format!("{first}-{}{tail}", first + 1)),
        Some(second) => {
            let second = match second.len() {
                2 => calendar(&format!("20{second}"))?,
                _ => calendar(second)?,
            };
            let follows = second == first + 1;
            follows.then(|| format!("{first}-{second}{tail}")).ok_or(RowFault::YearOrder)
        }
    }
}

fn calendar(text: &str) -> Result<u16, RowFault> {
    let plain = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
    let year = text.parse().ok().filter(|it| plain && (2000..2100).contains(it));
    year.ok_or(RowFault::NotAYear)
}

fn term(text: &str) -> Result<Option<char>, RowFault> {
    match text.trim_matches(|it| "()第学期-".contains(it)) {
        "" => Ok(None),
        "1" | "一" | "上" | "秋" | "秋季" => Ok(Some('1')),
        "2" | "二" | "下" | "春" | "春季" => Ok(Some('2')),
        "3" | "三" | "夏" | "夏季" => Ok(Some('3')),
        _ => Err(RowFault::NotAYear),
    }
}

#[cfg(test)]
mod tests {
    use super::{RowFault, read};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, RowFault>) {
        assert_eq!(read(text), expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn a_year_has_one_name_however_it_is_written() {
        for text in [
            "2026-2027",
            "2026-2027学年",
            "2026—2027",
            "２０２６-２０２７",
            "2026-27",
            "2026学年",
            "2026/2027学年度",
            "20262027",
            " 2026 - 2027 ",
            "2026年-2027年",
            "2026至2027学年",
        ] {
            check(text, Ok("2026-2027"));
        }
        check("2026", Ok("2026"));
        check("2026年度", Ok("2026"));
        check("2026-2027-1", Ok("2026-2027-1"));
        check("2026-2027学年第二学期", Ok("2026-2027-2"));
    }

    #[test]
    fn what_is_no_year_is_refused() {
        check("2027-2026", Err(RowFault::YearOrder));
        check("2026-2026", Err(RowFault::YearOrder));
        check("2026-2029", Err(RowFault::YearOrder));
        for text in ["26-27", "大一", "1999", "2026-2027-9", "2026-2027-1-1", "2026x"] {
            check(text, Err(RowFault::NotAYear));
        }
        check("  ", Err(RowFault::Missing));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in ".{0,24}", near in "[-0-9学年第一期]{0,16}") {
            let _ = (read(&text), read(&near));
        }
    }
}
