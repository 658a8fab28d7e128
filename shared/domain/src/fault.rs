use std::error::Error;

/// Anything that can go wrong, seen by whoever has to do something about it.
///
/// Each crate has its own error enum; this trait is all that the rims (HTTP, queue) know of them.
pub trait Fault: Error + Send + Sync + 'static {
    /// What the caller can do.
    fn kind(&self) -> FaultKind;

    /// A stable slug such as `bill-held`. It is part of the API: the site translates it.
    fn code(&self) -> &'static str;

    /// The fields of the request that are wrong, if it is about fields.
    fn fields(&self) -> Vec<FieldFault> {
        Vec::new()
    }

    /// Whole seconds after which asking again makes sense, if that is known.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}

/// What a caller can do about a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The request makes no sense; asking again will not help.
    Invalid,
    /// We do not know who asks.
    Stranger,
    /// We know who asks, and they may not.
    Forbidden,
    /// There is no such thing, or it is somebody else's: we do not say which.
    Missing,
    /// Things have changed since the caller last looked.
    Conflict,
    /// Asked too often.
    TooMany,
    /// An outside system did not answer; the same request may succeed later.
    Unavailable,
    /// We made a mistake.
    Broken,
}

/// One wrong field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Path of the field, such as `lines[0].amount`.
    pub field: String,
    /// A stable slug such as `below-minimum`.
    pub code: &'static str,
    /// A value that would be accepted, where one is known.
    pub accept: Option<String>,
}

impl FieldFault {
    /// A fault of `field` for which no acceptable value is known.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, accept: None }
    }
}
