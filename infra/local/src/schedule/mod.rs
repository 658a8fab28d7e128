//! Schedules: functions that a clock starts.

mod cron;
mod expression;

use std::sync::Arc;

use axum::body::Bytes;
use jiff::tz::TimeZone;
use serde_json::json;
use tokio::sync::watch;

use self::expression::Expression;
pub use self::expression::ExpressionError;
use crate::{
    clock,
    lambda::{Failure, Function},
    log::Log,
    template::{ScheduleSpec, arn},
};

/// One schedule of one function.
pub(crate) struct Schedule {
    spec: ScheduleSpec,
    expression: Expression,
    zone: TimeZone,
    function: Arc<Function>,
}

impl Schedule {
    pub(crate) fn new(
        spec: ScheduleSpec,
        function: Arc<Function>,
    ) -> Result<Self, ExpressionError> {
        let expression = spec.expression.parse()?;
        let zone = TimeZone::get(&spec.timezone)
            .map_err(|_| ExpressionError::Zone(spec.timezone.clone()))?;
        Ok(Self { spec, expression, zone, function })
    }

    /// Whether `name` means this one: the function's folder or logical id, or the event's name.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let function = &self.function.spec;
        [&function.name, &function.folder, &self.spec.name].into_iter().any(|it| it == name)
    }

    /// Starts the function as the clock would.
    pub(crate) async fn fire(&self) -> Result<Bytes, Failure> {
        let event = self.spec.input.clone().unwrap_or_else(|| {
            json!({
                "version": "0",
                "id": clock::draw(),
                "detail-type": "Scheduled Event",
                "source": "aws.scheduler",
                "account": crate::template::ACCOUNT,
                "time": clock::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                "region": crate::template::REGION,
                "resources": [arn("scheduler", &format!("schedule/default/{}", self.spec.name))],
                "detail": {},
            })
            .to_string()
        });
        self.function.invoke(Bytes::from(event)).await
    }

    /// Fires at every time of the expression until `stop`.
    pub(crate) async fn run(self: Arc<Self>, log: Log, mut stop: watch::Receiver<bool>) {
        let tick = async {
            while let Some(next) = self.expression.next(&clock::now().to_zoned(self.zone.clone())) {
                let wait = next.timestamp().duration_since(clock::now());
                tokio::time::sleep(wait.try_into().unwrap_or_default()).await;
                log.event(self.function.folder(), &format!("the clock: {}", self.spec.expression));
                // A failure is logged by the function; the next time comes anyway.
                let _ = self.fire().await;
            }
        };
        tokio::select! {
            () = tick => {}
            _ = stop.wait_for(|it| *it) => {}
        }
    }
}
