use super::Window;
use crate::BatchId;
use serde::{Deserialize, Serialize};

/// A batch (批次) of other fees: what the office collects for one purpose and in one time. Who owes
/// how much in it are bills, imported like tuition (S41-S43).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Batch {
    pub id: BatchId,
    pub title: String,
    /// 收费部门.
    pub department: String,
    /// What it is for, in a sentence or two; may be empty.
    pub note: String,
    pub window: Window,
}
