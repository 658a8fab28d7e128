use domain::{Fault, FaultKind};

/// Why a call to a provider brought no answer that we can act on.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// It may or may not have done what we asked: ask again, with the same words.
    #[error("the provider gave no clear answer")]
    Unsure(#[source] Doubt),
    /// The order is paid; a query brings the receipt.
    #[error("the provider says that the order is paid")]
    AlreadyPaid,
    /// The provider closed the order: it can never be paid.
    #[error("the provider says that the order is closed")]
    Closed,
    /// The provider will not do it, and asking again will not help: a mistake in settings or here.
    #[error("the provider refused with {status} {code}: {message}")]
    Refused { status: u16, code: String, message: String },
    /// The order was opened with an account that is not the one we have now.
    #[error("the order belongs to another account with the provider")]
    OtherMerchant,
    #[error("this school does not offer the channel")]
    NotOffered,
    /// The wallet does not know the code that a browser brought, or no longer: the payer goes
    /// through the entrance again.
    #[error("the wallet does not know the code")]
    CodeSpent,
}

/// Why an answer is not clear.
#[derive(Debug, thiserror::Error)]
pub enum Doubt {
    #[error("no answer came")]
    Silence(#[source] Option<reqwest::Error>),
    #[error("the answer was {status} {code}")]
    Status { status: u16, code: String },
    #[error("the answer is not proved to be the provider's")]
    Unproved(#[source] NoticeError),
    #[error("the answer does not say what it should")]
    Garbled(#[source] Option<serde_json::Error>),
    #[error("the answer is longer than any answer should be")]
    TooLong,
    #[error("the file is not the statement that was asked for: {}", .0.code())]
    Torn(Torn),
}

/// What is wrong with the file of a statement. Nothing of it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Torn {
    /// It ends too early, or a line of it does.
    Cut,
    /// It is not the one whose hash was told.
    Hash,
    /// Its lines are not as many, or not as much, as it says.
    Total,
    Encoding,
    /// A column that is needed is not there.
    Columns,
    /// It is another account's, or another day's.
    Foreign,
    /// It cannot be read at all.
    Unreadable,
}

impl Torn {
    /// A stable slug.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cut => "statement-cut",
            Self::Hash => "statement-hash",
            Self::Total => "statement-total",
            Self::Encoding => "statement-encoding",
            Self::Columns => "statement-columns",
            Self::Foreign => "statement-foreign",
            Self::Unreadable => "statement-unreadable",
        }
    }
}

/// Why a notice is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error("it is not signed")]
    Unsigned,
    #[error("it was signed at another time than now")]
    Stale,
    #[error("it names a key that we do not have")]
    UnknownKey,
    #[error("its signature or seal does not hold")]
    Forged,
    #[error("it cannot be read")]
    Garbled,
    #[error("it is about somebody else's money")]
    Foreign,
    #[error("it says that nothing was paid")]
    Unpaid,
    #[error("this school does not offer the channel")]
    NotOffered,
}

impl ChannelError {
    /// Bytes of a provider's words that are worth a line of log.
    const WORDS_MAX: usize = 200;

    /// Digits of a number that is still nobody's: a telephone's and an identity's are longer.
    const DIGITS_MAX: usize = 5;

    /// A refusal in the provider's words, cut to what a log can bear. Some say again what they were
    /// asked: the words are kept without their numbers.
    pub(crate) fn refused(status: u16, mut code: String, message: &str) -> Self {
        let mut message = without_numbers(message, Self::DIGITS_MAX);
        for words in [&mut code, &mut message] {
            words.truncate(words.floor_char_boundary(Self::WORDS_MAX));
            words.retain(|it| !it.is_control());
        }
        Self::Refused { status, code, message }
    }

    /// Writes down that a provider was asked and what it said decides nothing. One that is silent or
    /// unclear is asked again; somebody has to look after one that cannot be asked.
    pub fn log(&self) {
        let (error, code) = (self, self.code());
        if error.kind() == FaultKind::Unavailable {
            tracing::warn!("the provider gave no clear answer: {error}");
        } else {
            tracing::error!(code, "the provider cannot be asked: {error}");
        }
    }

    /// What is wrong with the file of a statement, as a slug.
    pub fn torn(&self) -> Option<&'static str> {
        if let Self::Unsure(Doubt::Torn(torn)) = self { Some(torn.code()) } else { None }
    }

    /// Whether the provider did not answer at all, or only that it cannot.
    pub fn is_silence(&self) -> bool {
        match self {
            Self::Unsure(Doubt::Silence(_)) => true,
            Self::Unsure(Doubt::Status { status, .. }) => *status >= 500 || *status == 429,
            Self::Unsure(
                Doubt::Unproved(_) | Doubt::Garbled(_) | Doubt::TooLong | Doubt::Torn(_),
            )
            | Self::AlreadyPaid
            | Self::Closed
            | Self::Refused { .. }
            | Self::OtherMerchant
            | Self::NotOffered
            | Self::CodeSpent => false,
        }
    }
}

/// `words`, where `…` stands for each number of more than `max` digits.
fn without_numbers(words: &str, max: usize) -> String {
    let (mut said, mut rest) = (String::with_capacity(words.len()), words);
    while let Some(from) = rest.find(char::is_numeric) {
        let (before, number) = rest.split_at(from);
        let to = number.find(|it: char| !it.is_numeric()).unwrap_or(number.len());
        let (number, after) = number.split_at(to);
        said += before;
        said += if number.chars().count() > max { "…" } else { number };
        rest = after;
    }
    said + rest
}

/// Settings or keys that cannot work, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub(crate) String);

impl Fault for ChannelError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Unsure(_) => FaultKind::Unavailable,
            Self::AlreadyPaid | Self::Closed => FaultKind::Conflict,
            Self::Refused { .. } | Self::OtherMerchant => FaultKind::Broken,
            Self::NotOffered | Self::CodeSpent => FaultKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unsure(_) => "provider-unsure",
            Self::AlreadyPaid => "order-already-paid",
            Self::Closed => "order-closed",
            Self::Refused { .. } => "provider-refused",
            Self::OtherMerchant => "other-merchant",
            Self::NotOffered => "channel-not-offered",
            Self::CodeSpent => "wallet-code-spent",
        }
    }
}

impl Fault for NoticeError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Unsigned | Self::Stale | Self::UnknownKey | Self::Forged => FaultKind::Stranger,
            Self::Garbled | Self::Foreign | Self::Unpaid => FaultKind::Invalid,
            Self::NotOffered => FaultKind::Missing,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unsigned => "notice-unsigned",
            Self::Stale => "notice-stale",
            Self::UnknownKey => "notice-unknown-key",
            Self::Forged => "notice-forged",
            Self::Garbled => "notice-garbled",
            Self::Foreign => "notice-foreign",
            Self::Unpaid => "notice-unpaid",
            Self::NotOffered => "channel-not-offered",
        }
    }
}

impl From<Doubt> for ChannelError {
    fn from(doubt: Doubt) -> Self {
        Self::Unsure(doubt)
    }
}

#[cfg(test)]
mod tests {
    use super::ChannelError;

    #[track_caller]
    fn check(said: &str, kept: &str) {
        let refused = ChannelError::refused(400, "PARAM_ERROR".to_owned(), said);
        let line = format!("the provider refused with 400 PARAM_ERROR: {kept}");
        assert_eq!(refused.to_string(), line);
    }

    #[test]
    fn a_provider_that_says_again_what_it_was_asked_names_nobody() {
        check("手机号13991234567格式错误", "手机号…格式错误");
        check("buyer 61011320060315002X: no such buyer", "buyer …X: no such buyer");
        check("１３９９１２３４５６７ is wrong", "… is wrong");
        check("amount 12345 of 2 lines\n", "amount 12345 of 2 lines");
        check(&"字".repeat(70), &"字".repeat(66));
    }
}
