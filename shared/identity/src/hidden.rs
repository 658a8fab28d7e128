use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A text that is wiped when it is dropped, and that cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// Takes charge of `text`.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text. Every use of this word deserves a look.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
