//! Instants and Beijing days. Time is handed in, so that tests and replays can choose it.

use crate::{Fault, FaultKind};
use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{ToSpan, Unit};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub use jiff::Timestamp;

/// Where the time comes from. Only `main` hands out the real one.
#[derive(Clone, Copy)]
pub struct Clock(fn() -> Timestamp);

impl Clock {
    pub const fn new(now: fn() -> Timestamp) -> Self {
        Self(now)
    }

    /// The present instant (UTC).
    pub fn now(self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A calendar day in Beijing, written `2026-11-21`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Date, example = "2026-11-21")]
pub struct Day(Date);

/// The text is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is written like 2026-11-21")]
pub struct DayError;

impl Day {
    /// The day on which `instant` falls in Beijing.
    pub fn of(instant: Timestamp) -> Self {
        Self(beijing().to_datetime(instant).date())
    }

    /// The first instant of this day (UTC).
    pub fn start(self) -> Timestamp {
        let midnight = self.0.to_zoned(beijing()).expect("a day we accepted has a midnight");
        midnight.timestamp()
    }

    /// The first instant of the next day (UTC): days are half open.
    pub fn end(self) -> Timestamp {
        Self(self.0.checked_add(1.day()).expect("a day we accepted has a next one")).start()
    }

    /// The day so many days after this one; before it, if they are negative.
    #[must_use]
    pub fn moved(self, days: i32) -> Self {
        Self(self.0.checked_add(days.days()).expect("a day we accepted has others around it"))
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// A day of any century, for births.
    pub(crate) fn any(text: &str) -> Result<Self, DayError> {
        text.parse().map(Self).map_err(|_| DayError)
    }

    /// Whole years from `earlier` to this day, as ages are counted; negative if it is later.
    pub fn years_since(self, earlier: Self) -> i16 {
        self.0.since((Unit::Year, earlier.0)).map_or(i16::MAX, |span| span.get_years())
    }

    /// Whole days from `earlier` to this day; negative if it is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(i32::MAX, |span| span.get_days())
    }
}

/// `instant` as a clock in Beijing shows it: `2026-11-21 08:00:00`.
pub fn beijing_time(instant: Timestamp) -> String {
    beijing().to_datetime(instant).strftime("%F %T").to_string()
}

/// China has kept one offset since 1991; a fixed one needs no time zone database in a function.
fn beijing() -> TimeZone {
    tz::offset(8).to_time_zone()
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let date: Date = text.parse().map_err(|_| DayError)?;
        // Exactly ten characters: jiff reads more forms than we want, and years we could not add to.
        if text.len() == 10 && (2000..=2999).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(DayError)
        }
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Fault for DayError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "not-a-day"
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Timestamp};

    #[track_caller]
    fn check(instant: &str, day: &str) {
        let instant: Timestamp = instant.parse().expect("a valid instant");
        assert_eq!(Day::of(instant).to_string(), day);
    }

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        check("2026-11-20T15:59:59.999Z", "2026-11-20");
        check("2026-11-20T16:00:00Z", "2026-11-21");
        check("2028-02-28T16:00:00Z", "2028-02-29");
        let day: Day = "2026-11-21".parse().expect("a day");
        assert_eq!(day.start().to_string(), "2026-11-20T16:00:00Z");
        assert_eq!(day.end().to_string(), "2026-11-21T16:00:00Z");
    }

    #[test]
    fn other_ways_to_write_a_day_are_refused() {
        for text in ["", "2026-2-1", "20261121", "2026-02-30", "2026-11-21T00:00", "-00001-01-01"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }
}
