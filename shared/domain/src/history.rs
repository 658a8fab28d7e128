//! Which stretch of time, and which kinds of orders and payments, somebody wants to look back on.

use crate::{Category, Day, Fault, FaultKind, FieldFault, Money, Order, OrderState, Timestamp};
use serde::{Deserialize, Serialize};

/// A stretch of Beijing days, as the manuals offer it: 本日, 本月, 全部, 自定义 (S46, S48).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    Today,
    Month,
    #[default]
    All,
    Custom,
}

/// Instants from `from` up to and without `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Why a period cannot be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("a custom period names its first and its last day")]
    DaysMissing,
    #[error("only a custom period names days")]
    DaysForeign,
    #[error("a period does not end before it begins")]
    EndsBeforeItBegins,
}

/// Which orders to show (S47).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    #[default]
    All,
    Success,
    Failed,
}

/// Which payments to show, by what they paid (S49).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentKind {
    #[default]
    All,
    /// 学费.
    Tuition,
    /// 其它收费: batches.
    Other,
    /// 生活缴费.
    Living,
    /// 报名.
    Enrolment,
}

/// What all that is to be shown comes to, on whatever page it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Totals {
    pub count: u64,
    pub sum: Money,
    /// `false`: there is more than was counted.
    pub complete: bool,
}

impl Period {
    /// The instants of this period, seen from `today`. Both named days are included.
    pub fn span(self, today: Day, from: Option<Day>, to: Option<Day>) -> Result<Span, PeriodError> {
        let (first, last) = match (self, from, to) {
            (Self::Custom, Some(from), Some(to)) if from > to => {
                return Err(PeriodError::EndsBeforeItBegins);
            }
            (Self::Custom, Some(from), Some(to)) => (from, to),
            (Self::Custom, ..) => return Err(PeriodError::DaysMissing),
            (_, Some(_), _) | (_, _, Some(_)) => return Err(PeriodError::DaysForeign),
            (Self::Today, None, None) => (today, today),
            (Self::Month, None, None) => (today.month_start(), today),
            (Self::All, None, None) => {
                return Ok(Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::MAX });
            }
        };
        Ok(Span { from: first.start(), to: last.end() })
    }
}

impl Span {
    /// Whether `instant` lies within.
    pub fn holds(self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.to
    }
}

impl Shown {
    /// Whether `order` is to be shown.
    pub fn shows(self, order: &Order) -> bool {
        match (self, &order.state) {
            (Self::All, _)
            | (Self::Success, OrderState::Paid { .. })
            | (Self::Failed, OrderState::Closed { .. }) => true,
            (Self::Success | Self::Failed, _) => false,
        }
    }
}

impl PaymentKind {
    /// Whether payments for debts of `category` are to be shown.
    pub fn shows(self, category: Category) -> bool {
        match self {
            Self::All => true,
            Self::Tuition => category == Category::Tuition,
            Self::Other => category == Category::Other,
            Self::Living => category == Category::Living,
            Self::Enrolment => category == Category::Enrolment,
        }
    }
}

impl Totals {
    /// Nothing so far, and nothing left out.
    pub const NOTHING: Self = Self { count: 0, sum: Money::ZERO, complete: true };

    /// These and `order`.
    #[must_use]
    pub fn and(self, order: &Order) -> Self {
        Self { count: self.count + 1, sum: self.sum.plus(order.total), ..self }
    }
}

impl Fault for PeriodError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::DaysMissing => "days-missing",
            Self::DaysForeign => "days-foreign",
            Self::EndsBeforeItBegins => "ends-before-it-begins",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        let field = match self {
            Self::DaysMissing | Self::DaysForeign => "from",
            Self::EndsBeforeItBegins => "to",
        };
        vec![FieldFault::new(field, self.code())]
    }
}

#[cfg(test)]
mod tests {
    use super::{Period, PeriodError, Span};
    use crate::Day;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check(period: Period, days: [Option<&str>; 2], expected: Result<[&str; 2], PeriodError>) {
        let span = period.span(day("2026-03-01"), days[0].map(day), days[1].map(day));
        let instant = |text: &str| text.parse().expect("an instant");
        assert_eq!(span, expected.map(|[from, to]| Span { from: instant(from), to: instant(to) }));
    }

    #[test]
    fn periods_are_beijing_days_with_both_ends() {
        check(Period::Today, [None, None], Ok(["2026-02-28T16:00:00Z", "2026-03-01T16:00:00Z"]));
        check(Period::Month, [None, None], Ok(["2026-02-28T16:00:00Z", "2026-03-01T16:00:00Z"]));
        let february = [Some("2026-02-01"), Some("2026-02-28")];
        check(Period::Custom, february, Ok(["2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z"]));
    }

    #[test]
    fn a_period_that_makes_no_sense_is_refused() {
        let backwards = [Some("2026-02-02"), Some("2026-02-01")];
        check(Period::Custom, backwards, Err(PeriodError::EndsBeforeItBegins));
        check(Period::Custom, [Some("2026-02-02"), None], Err(PeriodError::DaysMissing));
        check(Period::Today, [Some("2026-02-02"), None], Err(PeriodError::DaysForeign));
    }
}
