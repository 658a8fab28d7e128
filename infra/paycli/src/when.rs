use domain::{Day, Timestamp};
use std::str::FromStr;

/// An instant as a file of announcements writes it: a Beijing day (`2026-12-01`, `today`, `-3d`,
/// `+20d`), with a time of that day behind it or not (`+20d 17:30`), or a distance from now
/// (`-2h`, `+30m`). Distances keep a file of examples fresh for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Fixed(Day, Minutes),
    Days(i64, Minutes),
    Away(Minutes),
}

type Minutes = i64;

/// The text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written like 2026-12-01 08:00, today, -3d, +20d 17:30, -2h or +30m")]
pub(crate) struct WhenError;

/// A century: whatever is longer was not meant.
const DAYS_MAX: i64 = 36_500;

impl When {
    /// That instant, seen from `now`.
    pub(crate) fn at(self, now: Timestamp) -> Timestamp {
        let (from, minutes) = match self {
            Self::Fixed(day, minutes) => (day.start(), minutes),
            Self::Days(days, minutes) => (Day::of(now).start(), days * 24 * 60 + minutes),
            Self::Away(minutes) => (now, minutes),
        };
        let seconds = from.as_second() + minutes * 60;
        Timestamp::from_second(seconds).expect("a century from now is in range")
    }
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
        let minutes = time_of_day(time)?;
        if day == "today" {
            return Ok(Self::Days(0, minutes));
        }
        if let Ok(day) = day.parse() {
            return Ok(Self::Fixed(day, minutes));
        }
        let unit = day.chars().next_back().ok_or(WhenError)?;
        let number = &day[..day.len() - unit.len_utf8()];
        let signed = number.starts_with(['+', '-']);
        let number: i64 = number.parse().map_err(|_| WhenError)?;
        match unit {
            'd' if signed && number.abs() <= DAYS_MAX => Ok(Self::Days(number, minutes)),
            'h' if signed && number.abs() <= DAYS_MAX && day == text => Ok(Self::Away(number * 60)),
            'm' if signed && number.abs() <= DAYS_MAX && day == text => Ok(Self::Away(number)),
            _ => Err(WhenError),
        }
    }
}

fn time_of_day(text: &str) -> Result<Minutes, WhenError> {
    let (hours, minutes) = text.split_once(':').ok_or(WhenError)?;
    let two = |it: &str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit());
    if !two(hours) || !two(minutes) {
        return Err(WhenError);
    }
    let read = |it: &str| it.parse::<i64>().map_err(|_| WhenError);
    let (hours, minutes) = (read(hours)?, read(minutes)?);
    if hours < 24 && minutes < 60 { Ok(hours * 60 + minutes) } else { Err(WhenError) }
}

#[cfg(test)]
mod tests {
    use super::{When, WhenError};
    use domain::Timestamp;

    /// 01:30 in Beijing on 22 November, while it is still the day before in Greenwich.
    fn check(text: &str, expected: &str) {
        let now: Timestamp = "2026-11-21T17:30:00Z".parse().expect("an instant");
        let read = text.parse::<When>().map(|it| it.at(now).to_string());
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn days_are_beijing_days() {
        check("today", "2026-11-21T16:00:00Z");
        check("today 09:00", "2026-11-22T01:00:00Z");
        check("-3d", "2026-11-18T16:00:00Z");
        check("+20d 17:30", "2026-12-12T09:30:00Z");
        check("2026-12-01 08:00", "2026-12-01T00:00:00Z");
        check("-2h", "2026-11-21T15:30:00Z");
        check("+30m", "2026-11-21T18:00:00Z");
    }

    #[test]
    fn whatever_else_stands_there_is_refused() {
        for text in [
            "",
            "d",
            "3d",
            "+d",
            "+3",
            "+3x",
            "+3d 24:00",
            "+3d 9:00",
            "+3d  09:00",
            "-2h 08:00",
            "+99999999999999999999d",
            "+99999999d",
            "2026-13-01",
            "tomorrow",
            "+３d",
            "费",
            "+1费",
        ] {
            assert_eq!(text.parse::<When>(), Err(WhenError), "{text}");
        }
    }
}
