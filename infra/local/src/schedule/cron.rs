//! The six fields of AWS: minutes, hours, day of month, month, day of week, year.

use std::{collections::BTreeSet, str::FromStr};

use jiff::{Span, Zoned, civil::Date};

use super::expression::ExpressionError;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/// Sunday is 1.
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// Long enough for every 29 February; an expression that finds none will never fire.
const DAYS_AHEAD_MAX: usize = 366 * 9;

/// The times at which all fields hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: BTreeSet<i16>,
    hours: BTreeSet<i16>,
    days: Days,
    months: BTreeSet<i16>,
    weekdays: BTreeSet<i16>,
    years: BTreeSet<i16>,
}

#[derive(Debug, PartialEq, Eq)]
enum Days {
    Of(BTreeSet<i16>),
    Last,
}

impl FromStr for Cron {
    type Err = ExpressionError;

    fn from_str(text: &str) -> Result<Self, ExpressionError> {
        let fields: Vec<_> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays, years] = fields[..] else {
            return Err(ExpressionError::Field(text.to_owned()));
        };
        Ok(Self {
            minutes: set(minutes, 0, 59, &[])?,
            hours: set(hours, 0, 23, &[])?,
            days: if days == "L" { Days::Last } else { Days::Of(set(days, 1, 31, &[])?) },
            months: set(months, 1, 12, &MONTHS)?,
            weekdays: set(weekdays, 1, 7, &WEEKDAYS)?,
            years: set(years, 1970, 2199, &[])?,
        })
    }
}

impl Cron {
    /// The first time after `now`.
    pub(super) fn next(&self, now: &Zoned) -> Option<Zoned> {
        let mut day = now.date();
        for _ in 0..DAYS_AHEAD_MAX {
            if self.has_day(day) {
                let times =
                    self.hours.iter().flat_map(|h| self.minutes.iter().map(move |m| (*h, *m)));
                let at = times.filter_map(|(hour, minute)| {
                    let clock = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
                    clock.to_zoned(now.time_zone().clone()).ok()
                });
                if let Some(next) = at.into_iter().find(|it| it > now) {
                    return Some(next);
                }
            }
            day = day.checked_add(Span::new().days(1)).ok()?;
        }
        None
    }

    fn has_day(&self, day: Date) -> bool {
        let is_day = match &self.days {
            Days::Of(days) => days.contains(&i16::from(day.day())),
            Days::Last => day.day() == day.days_in_month(),
        };
        let weekday = i16::from(day.weekday().to_sunday_one_offset());
        is_day
            && self.months.contains(&i16::from(day.month()))
            && self.weekdays.contains(&weekday)
            && self.years.contains(&day.year())
    }
}

/// `*`, `?`, `5`, `1-5`, `MON-FRI`, `*/15`, `0/15`, and lists of these.
fn set(field: &str, low: i16, high: i16, names: &[&str]) -> Result<BTreeSet<i16>, ExpressionError> {
    let wrong = || ExpressionError::Field(field.to_owned());
    let number = |text: &str| {
        let named = names.iter().position(|it| it.eq_ignore_ascii_case(text));
        let number = named.and_then(|it| i16::try_from(it).ok()).map(|it| it + low);
        let number = number.or_else(|| text.parse().ok());
        number.filter(|it| (low..=high).contains(it)).ok_or_else(wrong)
    };
    let mut all = BTreeSet::new();
    for part in field.split(',') {
        let (range, step) =
            part.split_once('/').map_or((part, None), |(it, step)| (it, Some(step)));
        let (first, last) = match range {
            "*" | "?" => (low, high),
            _ => match range.split_once('-') {
                Some((first, last)) => (number(first)?, number(last)?),
                None if step.is_some() => (number(range)?, high),
                None => (number(range)?, number(range)?),
            },
        };
        let step: usize = step.map_or(Ok(1), str::parse).map_err(|_| wrong())?;
        if step == 0 || first > last {
            return Err(wrong());
        }
        all.extend((first..=last).step_by(step));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fields: &str, now: &str, expected: Option<&str>) {
        let now: Zoned = format!("{now}[Asia/Shanghai]").parse().unwrap();
        let next = fields.parse::<Cron>().unwrap().next(&now);

        let expected = expected.map(|it| format!("{it}:00+08:00[Asia/Shanghai]"));
        assert_eq!(next.map(|it| it.to_string()), expected);
    }

    #[test]
    fn lists_ranges_and_steps() {
        let saturday = "2026-11-21T10:07:30";
        check("*/15 * * * ? *", saturday, Some("2026-11-21T10:15"));
        check("5,7 * * * ? *", saturday, Some("2026-11-21T11:05"));
        check("0 9-17 ? * MON-FRI *", saturday, Some("2026-11-23T09:00"));
        check("0 0 L * ? *", saturday, Some("2026-11-30T00:00"));
        check("0 0 29 2 ? *", saturday, Some("2028-02-29T00:00"));
        check("0 8 1 JAN,JUL ? *", saturday, Some("2027-01-01T08:00"));
        check("0 0 1 1 ? 2020", saturday, None);
    }

    #[test]
    fn the_minute_that_has_begun_is_past() {
        check("7 10 * * ? *", "2026-11-21T10:07:00", Some("2026-11-22T10:07"));
    }
}
