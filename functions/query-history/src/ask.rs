use domain::{Clock, Day, OrderId, PaymentKind, Period, PeriodError, Shown, Span, Timestamp};
use serde::Deserialize;

/// Which orders to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersAsk {
    #[serde(default)]
    pub(crate) period: Period,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    #[serde(default)]
    pub(crate) state: Shown,
    pub(crate) cursor: Option<OrderId>,
}

/// Which payments to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentsAsk {
    #[serde(default)]
    pub(crate) period: Period,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    #[serde(default)]
    pub(crate) kind: PaymentKind,
    /// Only those that were paid before that instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) cursor: Option<Timestamp>,
}

/// Which payments to write into a file: it has no pages.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentsOf {
    #[serde(default)]
    pub(crate) period: Period,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    #[serde(default)]
    pub(crate) kind: PaymentKind,
}

/// The instants that are asked for, seen from today.
pub(crate) fn span(
    clock: Clock,
    period: Period,
    from: Option<Day>,
    to: Option<Day>,
) -> Result<Span, PeriodError> {
    period.span(Day::of(clock.now()), from, to)
}
