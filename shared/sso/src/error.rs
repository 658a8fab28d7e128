use wire::WireError;

/// Why nobody is signed in by the campus.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    #[error("no sign-on that still counts began in this browser")]
    NotBegun,
    #[error("the sign-on took too long")]
    Stale,
    #[error("the sign-on that ends is not the one that began in this browser")]
    Foreign,
    #[error("the browser brought {0}")]
    Brought(&'static str),
    #[error("the campus refuses: {0}")]
    Refused(&'static str),
    #[error("the campus's token {0}")]
    Token(&'static str),
    #[error("the campus vouches for a number that cannot be anybody's")]
    NotANumber,
    #[error("the campus cannot be asked")]
    Away(#[source] WireError),
    #[error("the campus answers with {0}")]
    Status(u16),
    #[error("the campus's words make no sense: {0}")]
    Garbled(&'static str),
    #[error("the campus does not know us: {0}")]
    NotRegistered(&'static str),
    #[error("the sign-on is set up wrongly: {0}")]
    Settings(&'static str),
}

/// How much of it somebody who wants in is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It did not work; trying again may.
    Refused,
    /// The campus knows them and we do not.
    Unknown,
    /// It is not up to them.
    Broken,
}

impl SsoError {
    /// What to tell of it.
    pub fn shown(&self) -> Shown {
        match self {
            Self::NotBegun
            | Self::Stale
            | Self::Foreign
            | Self::Brought(_)
            | Self::Refused(_)
            | Self::Token(_) => Shown::Refused,
            Self::NotANumber => Shown::Unknown,
            Self::Away(_)
            | Self::Status(_)
            | Self::Garbled(_)
            | Self::NotRegistered(_)
            | Self::Settings(_) => Shown::Broken,
        }
    }
}

impl From<WireError> for SsoError {
    fn from(error: WireError) -> Self {
        Self::Away(error)
    }
}
