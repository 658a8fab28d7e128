//! The clock has days reconciled, and officers bring statements.

use crate::errand::{Cost, Errand};
use crate::{Answer, Ask, Campus, Plan};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::reconcile::{DayReport, Reported};
use domain::{ChannelKind, Day};

impl Campus {
    /// The clock has every day reconciled that is not. `false`: it failed or died, and comes again.
    pub async fn reconciles(&self, plan: Plan) -> bool {
        self.reconciles_for(reconcile_day::Ask::default(), plan).await.is_some()
    }

    /// An operator has one day of `channel` reconciled, done or not.
    pub async fn reconciles_day(&self, channel: ChannelKind, day: Day) {
        let done = self.reconciles_one(channel, day, Plan::fair()).await;
        assert!(done.is_some(), "the day cannot be reconciled");
    }

    /// The same, and what befalls it; what it cost if it lived and did all of it.
    pub async fn reconciles_one(&self, channel: ChannelKind, day: Day, plan: Plan) -> Option<Cost> {
        let ask = reconcile_day::Ask { channel: Some(channel), day: Some(day) };
        self.reconciles_for(ask, plan).await
    }

    async fn reconciles_for(&self, ask: reconcile_day::Ask, plan: Plan) -> Option<Cost> {
        let errand = Errand::new("reconcile-day", plan);
        let done = errand.run(Box::pin(self.functions.reconcile(ask))).await;
        self.outside.things().told.extend(errand.told());
        done?.ok().map(|()| errand.cost())
    }

    /// The present day at this campus.
    pub fn today(&self) -> Day {
        Day::of(self.now())
    }

    /// Where `day` stands at `channel`.
    pub async fn reported(&self, channel: ChannelKind, day: Day) -> Option<Reported> {
        self.store.reported_day(channel, day).await.expect("read")
    }

    /// The report of `day` at `channel`, which is done.
    pub async fn report(&self, channel: ChannelKind, day: Day) -> DayReport {
        let reported = self.reported(channel, day).await.expect("somebody looked at that day");
        let report = self.store.report(&reported).await.expect("read");
        report.unwrap_or_else(|| panic!("{channel} {day} is not done: {reported:?}"))
    }

    /// An officer brings `file` as the statement of `day`.
    pub async fn brings(&self, channel: ChannelKind, day: Day, file: &[u8]) -> Answer {
        let path = format!("/api/office/statements/{channel}/{day}");
        let mut ask = self.office_says("PUT", &path, None);
        ask.headers.retain(|it| it.0 != "content-type");
        ask.headers.push(("content-type".to_owned(), "application/octet-stream".to_owned()));
        self.ask(Ask { body: Some(STANDARD.encode(file)), binary: true, ..ask }).await
    }
}
