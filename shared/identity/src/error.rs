use domain::{Fault, FaultKind, FieldFault, NotSolved};

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("nobody is signed in")]
    SignedOut,
    #[error("the access token is not one of ours or is over")]
    Rejected(#[source] jsonwebtoken::errors::Error),
    #[error("the refresh token was used before, so its session was ended")]
    Reused,
    #[error("a first password is to be chosen before anything else")]
    FirstPassword,
    #[error("paying is all that a name and a number open")]
    Limited,
    #[error("this is not for people of that role")]
    WrongRole,
    /// One wording for an unknown user, a wrong password and a disabled person.
    #[error("the user name and the password do not belong together")]
    WrongCredentials,
    #[error("a captcha is to be solved first")]
    CaptchaNeeded,
    #[error(transparent)]
    CaptchaWrong(#[from] NotSolved),
    #[error("too many failures; {seconds} s to wait")]
    SlowDown { seconds: u32 },
    #[error("the current password is wrong")]
    WrongCurrent,
    #[error("the password that was to prove it is wrong")]
    WrongPassword,
    #[error("they never chose a password that could prove it")]
    NoPassword,
    #[error("what stays for good is changed soon after signing in")]
    SignInAgain,
    #[error("the new password is not good enough")]
    Weak(Weakness),
    #[error("a sealed field cannot be opened with the keys at hand")]
    Sealed,
    #[error("a stored password hash cannot be read or made")]
    Hash,
}

/// What is wrong with a password that somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    TooShort,
    TooLong,
    TooCommon,
    HoldsYourFacts,
}

impl Weakness {
    /// A stable slug.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::TooCommon => "too-common",
            Self::HoldsYourFacts => "holds-your-facts",
        }
    }
}

impl Fault for IdentityError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::SignedOut | Self::Rejected(_) | Self::Reused | Self::WrongCredentials => {
                FaultKind::Stranger
            }
            Self::FirstPassword
            | Self::Limited
            | Self::WrongRole
            | Self::CaptchaNeeded
            | Self::SignInAgain => FaultKind::Forbidden,
            Self::CaptchaWrong(it) => it.kind(),
            Self::SlowDown { .. } => FaultKind::TooMany,
            Self::WrongCurrent | Self::WrongPassword | Self::Weak(_) => FaultKind::Invalid,
            Self::NoPassword => FaultKind::Conflict,
            Self::Sealed | Self::Hash => FaultKind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignedOut | Self::Rejected(_) | Self::Reused => "signed-out",
            Self::FirstPassword => "first-password",
            Self::Limited => "limited",
            Self::WrongRole => "wrong-role",
            Self::WrongCredentials => "wrong-credentials",
            Self::CaptchaNeeded => "captcha-needed",
            Self::CaptchaWrong(it) => it.code(),
            Self::SlowDown { .. } => "slow-down",
            Self::WrongCurrent | Self::WrongPassword => "wrong-password",
            Self::NoPassword => "no-password",
            Self::SignInAgain => "sign-in-again",
            Self::Weak(_) => "weak-password",
            Self::Sealed | Self::Hash => "broken",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::CaptchaNeeded => vec![FieldFault::new("proof", "missing")],
            Self::CaptchaWrong(it) => it.fields(),
            Self::WrongCurrent => vec![FieldFault::new("current", "wrong")],
            Self::WrongPassword => vec![FieldFault::new("password", "wrong")],
            Self::Weak(weakness) => vec![FieldFault::new("fresh", weakness.code())],
            Self::SignedOut
            | Self::Rejected(_)
            | Self::Reused
            | Self::FirstPassword
            | Self::Limited
            | Self::WrongRole
            | Self::WrongCredentials
            | Self::NoPassword
            | Self::SignInAgain
            | Self::SlowDown { .. }
            | Self::Sealed
            | Self::Hash => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        if let Self::SlowDown { seconds } = self { Some(*seconds) } else { None }
    }
}
