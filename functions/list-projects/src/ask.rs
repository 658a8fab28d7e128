use domain::catalogue::{Phase, ProjectView};
use serde::Deserialize;

/// What is searched for.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// 收费部门 (S53).
    department: Option<String>,
    /// 报名状态, for whoever is signed in (S54).
    #[param(inline)]
    pub(crate) status: Option<Status>,
    /// Without it, what one can enrol for now (S52).
    #[serde(default)]
    #[param(inline)]
    phase: When,
}

/// Whether whoever asks enrolled for it.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Enrolled,
    /// 未报名.
    Open,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum When {
    #[default]
    Current,
    All,
}

impl Ask {
    pub(crate) fn finds(&self, it: &ProjectView) -> bool {
        let department = self.department.as_ref().is_none_or(|wanted| *wanted == it.department);
        let status = match self.status {
            None => true,
            Some(Status::Enrolled) => it.mine.is_some(),
            Some(Status::Open) => it.mine.is_none(),
        };
        department && status && (self.phase == When::All || it.phase == Phase::Open)
    }
}
