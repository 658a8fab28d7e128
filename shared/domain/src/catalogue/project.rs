use super::{FormField, Phase, Window};
use crate::{Money, ProjectId, TierId, Timestamp};
use serde::{Deserialize, Serialize};

/// A project (报名项目) that people enrol for: an exam, a course (S52-S55).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Project {
    pub id: ProjectId,
    /// 收费项目.
    pub title: String,
    /// 收费部门.
    pub department: String,
    /// 收费内容, Markdown.
    pub content: String,
    pub window: Window,
    pub audience: Audience,
    /// Seats; without it there is room for everybody.
    #[serde(default)]
    pub quota: Option<u32>,
    /// Minutes for which a seat is kept for who enrolled and has not paid. Of no matter without a
    /// quota.
    pub minutes_to_pay: u16,
    /// What it costs, one or more prices; nought is free.
    pub tiers: Vec<Tier>,
    pub form: Vec<FormField>,
}

/// One of a project's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub id: TierId,
    pub label: String,
    pub price: Money,
}

/// Who may enrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    Everybody,
    /// 校内: whom the school imported.
    School,
    /// 校外: who registered themselves.
    Outside,
}

impl Project {
    /// Whether people enrol at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        self.window.phase(now)
    }

    /// The price called `id`.
    pub fn tier(&self, id: &TierId) -> Option<&Tier> {
        self.tiers.iter().find(|it| it.id == *id)
    }
}
