//! What the office announces: batches of other fees, living fees, projects to enrol for, news.

mod answers;
mod batch;
mod checked;
mod form;
mod living;
mod news;
mod project;
mod purchase;
mod rules;
mod standing;
mod view;

pub use answers::{Filled, Typed};
pub use batch::Batch;
pub use checked::{Announced, Checked, Faults, Unsound};
pub use form::{Answers, FormField, FormFieldKind};
pub use living::{AmountRule, Living, TargetRule};
pub use news::News;
pub use project::{Audience, Project, Tier};
pub use purchase::{Purchase, PurchaseError};
pub use standing::{BatchStanding, batches_of};
pub use view::ProjectView;

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// From when until when something can be paid or enrolled for: `opens` is in it, `closes` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    #[schema(value_type = String, format = DateTime)]
    pub opens: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub closes: Timestamp,
}

/// Where an instant lies from a [`Window`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    Coming,
    Open,
    Closed,
}

impl Window {
    /// Where `now` lies.
    pub fn phase(self, now: Timestamp) -> Phase {
        if now < self.opens {
            Phase::Coming
        } else if now < self.closes {
            Phase::Open
        } else {
            Phase::Closed
        }
    }
}
