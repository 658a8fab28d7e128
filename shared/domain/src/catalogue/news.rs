use crate::{NewsId, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A piece of news (公告) for everybody, signed in or not (S64).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct News {
    pub id: NewsId,
    pub title: String,
    /// Markdown. The site shows it without any HTML of its own.
    pub body: String,
    /// Stands above the others.
    pub pinned: bool,
    /// Not shown before then.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Not shown from then on.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

impl News {
    /// Whether it is shown at `now`.
    pub fn shown(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// What of `all` is shown at `now`: pinned first, then the newest.
    pub fn shown_at(all: &[Self], now: Timestamp) -> Vec<&Self> {
        let mut shown: Vec<_> = all.iter().filter(|it| it.shown(now)).collect();
        shown.sort_by_key(|it| (!it.pinned, Reverse(it.from)));
        shown
    }
}
