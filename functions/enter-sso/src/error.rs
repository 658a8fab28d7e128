use config::ConfigError;
use sso::{Shown, SsoError};
use store::StoreError;

/// Why the campus's sign-on does not let somebody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnterError {
    #[error("the campus signs nobody on")]
    Campus(#[from] SsoError),
    #[error("the campus vouches for somebody who is not one of ours, or not any more")]
    Stranger,
    #[error("the campus takes a ticket with which somebody was signed in before")]
    Spent,
    #[error("the sign-in secret cannot be had")]
    Secret(#[from] ConfigError),
    #[error("the tables do not do what was asked")]
    Store(#[from] StoreError),
}

impl EnterError {
    fn shown(&self) -> Shown {
        match self {
            Self::Campus(error) => error.shown(),
            Self::Stranger => Shown::Unknown,
            Self::Spent => Shown::Refused,
            Self::Secret(_) | Self::Store(_) => Shown::Broken,
        }
    }

    /// What the login page is told of it.
    pub(crate) fn word(&self) -> &'static str {
        match self.shown() {
            Shown::Refused => "refused",
            Shown::Unknown => "unknown",
            Shown::Broken => "broken",
        }
    }

    /// The one place where it is logged. No part of it names anybody or holds what they brought.
    pub(crate) fn log(&self) {
        let (word, story) = (self.word(), edge::story(self));
        match self.shown() {
            Shown::Refused | Shown::Unknown => tracing::info!(word, "sign-on refused: {story}"),
            Shown::Broken => tracing::warn!(word, "sign-on failed: {story}"),
        }
    }
}
