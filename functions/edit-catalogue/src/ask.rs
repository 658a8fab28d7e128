use domain::catalogue::{
    AmountRule, Audience, Batch, FormField, Living, News, Project, TargetRule, Tier, Window,
};
use domain::{BatchId, LivingId, NewsId, ProjectId, Timestamp};
use serde::Deserialize;

/// A batch without its name, which the path says.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchAsk {
    title: String,
    department: String,
    note: String,
    window: Window,
}

/// A living fee without its name.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LivingAsk {
    title: String,
    note: String,
    open: bool,
    target: TargetRule,
    amount: AmountRule,
}

/// A project without its name.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectAsk {
    title: String,
    department: String,
    content: String,
    window: Window,
    audience: Audience,
    #[serde(default)]
    quota: Option<u32>,
    minutes_to_pay: u16,
    tiers: Vec<Tier>,
    form: Vec<FormField>,
}

/// A piece of news without its name.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsAsk {
    title: String,
    body: String,
    pinned: bool,
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl BatchAsk {
    pub(crate) fn called(self, id: BatchId) -> Batch {
        let Self { title, department, note, window } = self;
        Batch { id, title, department, note, window }
    }
}

impl LivingAsk {
    pub(crate) fn called(self, id: LivingId) -> Living {
        let Self { title, note, open, target, amount } = self;
        Living { id, title, note, open, target, amount }
    }
}

impl ProjectAsk {
    pub(crate) fn called(self, id: ProjectId) -> Project {
        let Self { title, department, content, window, audience, .. } = self;
        let Self { quota, minutes_to_pay, tiers, form, .. } = self;
        Project {
            id,
            title,
            department,
            content,
            window,
            audience,
            quota,
            minutes_to_pay,
            tiers,
            form,
        }
    }
}

impl NewsAsk {
    pub(crate) fn called(self, id: NewsId) -> News {
        let Self { title, body, pinned, from, until } = self;
        News { id, title, body, pinned, from, until }
    }
}
