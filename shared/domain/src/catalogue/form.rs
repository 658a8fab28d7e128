//! A project's own form, and what was answered to it.

use crate::FormFieldId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of a project's own form, beside name, ID number and phone (S57, S62).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    pub id: FormFieldId,
    pub label: String,
    /// Help under the field; may be empty.
    pub hint: String,
    pub required: bool,
    pub kind: FormFieldKind,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FormFieldKind {
    /// One line of at most so many characters.
    Text { max: u16 },
    /// One of these.
    Choice { options: Vec<String> },
    /// A day, `2026-11-21`.
    Date,
}

/// What somebody answered, field by field. It is stored sealed: the office asks what it likes.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<FormFieldId, String>);
