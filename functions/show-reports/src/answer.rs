use domain::reconcile::{ReportState, Reported};
use domain::{ChannelKind, Day, Timestamp};
use serde::Serialize;
use std::cmp::Reverse;

/// Where days stand, the last first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ReportsAnswer)]
pub struct Answer {
    days: Vec<DayState>,
}

/// Where one channel's day stands.
#[derive(Serialize, utoipa::ToSchema)]
pub struct DayState {
    channel: ChannelKind,
    day: Day,
    /// When it came to this.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[serde(flatten)]
    state: ReportState,
}

impl Answer {
    pub(crate) fn of(mut reported: Vec<Reported>) -> Self {
        reported.sort_by_key(|it| (Reverse(it.day), it.channel));
        let state = |it: Reported| {
            let Reported { channel, day, at, state } = it;
            DayState { channel, day, at, state }
        };
        Self { days: reported.into_iter().map(state).collect() }
    }
}
