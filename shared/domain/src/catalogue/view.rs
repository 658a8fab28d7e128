use super::{Audience, FormField, Phase, Project, Tier, Window};
use crate::{EnrolmentView, ProjectId, Timestamp};
use serde::Serialize;

/// A project as people see it.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct ProjectView {
    pub id: ProjectId,
    /// 收费项目.
    pub title: String,
    /// 收费部门.
    pub department: String,
    /// 收费内容, Markdown.
    pub content: String,
    pub window: Window,
    pub phase: Phase,
    pub audience: Audience,
    /// Seats; null: there is room for everybody.
    #[schema(required)]
    pub quota: Option<u32>,
    /// Seats that can be had; null without a quota.
    #[schema(required)]
    pub left: Option<u32>,
    /// Minutes for which a seat is kept unpaid. Of no matter without a quota.
    pub minutes_to_pay: u16,
    pub tiers: Vec<Tier>,
    pub form: Vec<FormField>,
    /// The enrolment of whoever asks; null for whoever has none or is not signed in.
    #[schema(required)]
    pub mine: Option<EnrolmentView>,
}

impl ProjectView {
    /// What somebody sees of `project` at `now`, whose enrolment is `mine` and of which `left`
    /// seats can be had.
    pub fn of(project: Project, left: u32, mine: Option<EnrolmentView>, now: Timestamp) -> Self {
        Self {
            phase: project.phase(now),
            left: project.quota.map(|_| left),
            id: project.id,
            title: project.title,
            department: project.department,
            content: project.content,
            window: project.window,
            audience: project.audience,
            quota: project.quota,
            minutes_to_pay: project.minutes_to_pay,
            tiers: project.tiers,
            form: project.form,
            mine,
        }
    }
}
