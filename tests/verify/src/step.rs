use crate::ground::Ground;

/// One thing that is proved.
pub(crate) struct Step {
    /// How `--only` calls it, and its log.
    pub(crate) name: &'static str,
    /// What it proves, in a few words.
    pub(crate) what: &'static str,
    pub(crate) lane: Lane,
    /// Steps that must have passed before.
    pub(crate) needs: &'static [&'static str],
    pub(crate) act: fn(&Ground, &mut Log) -> Result<Tally, Failure>,
}

/// Steps of one lane run one after the other, in the order of the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Whatever holds cargo's lock or keeps both cores busy.
    Cargo,
    /// Whatever waits for registries, or is over in seconds.
    Side,
}

/// How much a step proved: its tests, or one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// A check that has no parts.
    pub(crate) const ONE: Self = Self { passed: 1, failed: 0 };
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Why a step failed, in one line, and what it had proved until then.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) why: String,
    pub(crate) tally: Tally,
}

impl Failure {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), tally: Tally { passed: 0, failed: 1 } }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// What a step's commands said, all of it, in a file.
pub(crate) struct Log {
    pub(crate) path: std::path::PathBuf,
}
