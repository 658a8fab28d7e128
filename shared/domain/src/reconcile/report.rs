use super::moves::Name;
use super::{Exception, Move, Names, Tally, Trouble};
use crate::{ChannelKind, Day, LineKind, Merchant, Timestamp};
use serde::{Deserialize, Serialize};

/// What a statement and our own day come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DayReport {
    pub channel: ChannelKind,
    pub merchant: Merchant,
    pub day: Day,
    pub source: Source,
    /// All that we have under this day.
    pub ours: Tally,
    /// All that their statement says.
    pub theirs: Tally,
    /// Lines that are the same on both sides.
    pub agreed: Tally,
    /// What these lines are called: whether money that we hear of later was among them is known by
    /// that alone, and by no clock.
    #[serde(default)]
    #[schema(required = true)]
    pub names: Names,
    /// What the provider kept (positive) or gave back (negative), in fen.
    pub fees_fen: i64,
    pub exceptions: Vec<Exception>,
    /// Lines of this statement that agree with what we have under another day.
    pub crossed: Vec<Move>,
    /// Refunds of this statement for which we asked and of which we do not know yet that they are
    /// done: some providers list a refund on the day on which it was asked for.
    #[serde(default)]
    #[schema(required = true)]
    pub awaited: Vec<Move>,
    /// What we have under this day and the statement of another has.
    pub elsewhere: Vec<Move>,
    /// What we have under this day and they have not yet: looked for in three more statements.
    pub pooled: Vec<Move>,
}

/// Where a statement came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The provider told it to us.
    Provider,
    /// An officer brought it.
    Upload,
}

/// Where the reconciliation of a day stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ReportState {
    /// There is no statement yet; it is asked for again.
    Waiting,
    /// The provider tells none, or told none that is any good for a week: an officer brings its file.
    Upload,
    /// The file was late, cut, or not what it said it was: nothing of it was used.
    Refused { code: String },
    /// It is done; the report has every line.
    Done { summary: Summary },
}

/// What a report comes to, for a list of many days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DaySummary)]
pub struct Summary {
    pub ours: Tally,
    pub theirs: Tally,
    pub agreed: Tally,
    /// In fen.
    pub fees_fen: i64,
    /// Lines that somebody has to look at.
    pub exceptions: usize,
    /// What is still looked for in other days' statements.
    pub pooled: usize,
    /// Refunds that the provider has, and we as asked for only.
    #[serde(default)]
    #[schema(required = true)]
    pub awaited: usize,
    /// Receipts are on their way into the books, or would be once the provider confirms them.
    pub heals: bool,
}

/// A day's reconciliation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub channel: ChannelKind,
    pub day: Day,
    /// When it came to this.
    pub at: Timestamp,
    pub state: ReportState,
}

impl Summary {
    /// Some providers say the same of a day without trades and of one whose file is not made yet.
    fn is_suspicious(&self) -> bool {
        self.theirs == Tally::default() && self.ours.payments > 0
    }
}

impl Reported {
    /// Whether another look may bring something: there was no usable statement, receipts or refunds
    /// were still on their way into the books, or it said nothing of a day on which we were paid.
    pub fn is_open(&self) -> bool {
        self.summary().is_none_or(|it| it.heals || it.awaited > 0 || it.is_suspicious())
    }

    /// Whether the provider owes us the statement.
    pub fn is_owed(&self) -> bool {
        match &self.state {
            ReportState::Waiting | ReportState::Refused { .. } => true,
            ReportState::Upload | ReportState::Done { .. } => false,
        }
    }

    /// What its report comes to, if there is one.
    pub fn summary(&self) -> Option<&Summary> {
        match &self.state {
            ReportState::Waiting | ReportState::Upload | ReportState::Refused { .. } => None,
            ReportState::Done { summary } => Some(summary),
        }
    }
}

impl DayReport {
    /// What it comes to.
    pub fn summary(&self) -> Summary {
        Summary {
            ours: self.ours,
            theirs: self.theirs,
            agreed: self.agreed,
            fees_fen: self.fees_fen,
            exceptions: self.exceptions.len(),
            pooled: self.pooled.len(),
            awaited: self.awaited.len(),
            heals: self.heals(),
        }
    }

    /// Whether a receipt is on its way that this report asked for, or that waits for the provider's
    /// word: once it is booked, the report says so.
    pub fn heals(&self) -> bool {
        let waits = |it: &Exception| it.trouble == Trouble::MissingHere && it.ours.is_none();
        self.exceptions.iter().any(waits)
    }

    /// Refunds under numbers of ours that they gave back and that ended otherwise with us, or never
    /// began. Somebody looks at once: the money may have gone back by hand as well.
    pub fn refunds_astray(&self) -> impl Iterator<Item = &Move> {
        let astray =
            |it: &&Exception| it.trouble == Trouble::State && it.kind() == LineKind::Refund;
        self.exceptions.iter().filter(astray).filter_map(|it| it.theirs.as_ref())
    }

    /// Whether every line of both sides is in one place of this report.
    pub fn adds_up(&self) -> bool {
        let tally = |moves: &mut dyn Iterator<Item = &Move>| {
            moves.fold(Tally::default(), |sum, it| sum.and(it.kind, it.amount))
        };
        let today = |it: &&Move| it.day == self.day;
        let ours = self.exceptions.iter().filter_map(|it| it.ours.as_ref()).filter(today);
        let theirs = self.exceptions.iter().filter_map(|it| it.theirs.as_ref());
        let ours = tally(&mut ours.chain(&self.elsewhere).chain(&self.pooled));
        let theirs = tally(&mut theirs.chain(&self.crossed).chain(&self.awaited));
        self.agreed.plus(ours) == self.ours
            && self.agreed.plus(theirs) == self.theirs
            && self.is_named()
    }

    /// Whether it names each line that agreed.
    pub(super) fn is_named(&self) -> bool {
        self.names.fits(self.agreed)
    }

    /// What the lines of this statement are called.
    pub(super) fn listed(&self) -> impl Iterator<Item = Name> {
        let theirs = self.exceptions.iter().filter_map(|it| it.theirs.as_ref());
        let told = theirs.chain(&self.crossed).chain(&self.awaited).map(Move::name);
        self.names.all().chain(told)
    }

    /// The same of the lines of what we have, or come to have: another of the same name doubles one
    /// of them.
    pub(super) fn had(&self) -> impl Iterator<Item = Name> {
        let ours = |it: &&Exception| it.ours.is_some() || it.trouble == Trouble::MissingHere;
        let theirs = self.exceptions.iter().filter(ours).filter_map(|it| it.theirs.as_ref());
        let told = theirs.chain(&self.crossed).chain(&self.awaited).map(Move::name);
        self.names.all().chain(told)
    }

    /// What was told as missing there.
    pub(super) fn missed(&self) -> impl Iterator<Item = Name> {
        let missing = self.exceptions.iter().filter(|it| it.trouble == Trouble::MissingThere);
        missing.filter_map(|it| it.ours.as_ref()).map(Move::name)
    }
}

impl Exception {
    /// Whether it is about a payment or a refund.
    pub fn kind(&self) -> LineKind {
        let either = self.ours.as_ref().or(self.theirs.as_ref());
        either.map_or(LineKind::Payment, |it| it.kind)
    }
}
