use super::moves::Name;
use super::{DayReport, Exception, FeeRate, Move, Ours, POOL_DAYS, Source, Tally, Trouble};
use crate::{
    Day, DisputeReason, LineKind, OrderNumber, Receipt, RefundNumber, Statement, StatementLine,
};
use std::collections::{BTreeMap, BTreeSet};

/// What we know around a day: from [`POOL_DAYS`] before it on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// What we have under these days and the one after.
    pub ours: Vec<Ours>,
    /// What the days before came to, and those after that were done earlier.
    pub reports: Vec<DayReport>,
    /// What the school agreed on with the provider, if its file says.
    pub rate: Option<FeeRate>,
}

/// What a statement comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    pub report: DayReport,
    /// Money of which nobody told us: for the one door, if the provider itself told the statement.
    pub missing: Vec<Receipt>,
}

/// Sorts every line of `statement`, and everything of ours that it should have had.
///
/// The same statement and the same around give the same report, in whatever order their lines come.
pub fn reconcile(statement: &Statement, around: &Around) -> Reconciled {
    let mut desk = Desk::open(statement, around);
    let mut lines: BTreeMap<Name, Vec<&StatementLine>> = BTreeMap::new();
    for line in &statement.lines {
        lines.entry(desk.of(line).name()).or_default().push(line);
    }
    for (name, mut same) in lines {
        same.sort_by(|one, other| order(one).cmp(&order(other)));
        desk.lines(&name, &same);
    }
    desk.leftover();
    desk.pool_ends();
    desk.close()
}

fn order(line: &StatementLine) -> (u64, &str, &str, i64) {
    (line.amount.fen(), &line.number, &line.said_at, line.fee_fen)
}

struct Desk<'a> {
    statement: &'a Statement,
    around: &'a Around,
    ours: BTreeMap<Name, &'a Ours>,
    /// What the statement has a line of.
    named: BTreeSet<Name>,
    /// What of ours has found its line.
    met: BTreeSet<Name>,
    report: DayReport,
    missing: Vec<Receipt>,
}

impl<'a> Desk<'a> {
    fn open(statement: &'a Statement, around: &'a Around) -> Self {
        let Statement { channel, merchant, day, lines } = statement;
        let today = around.ours.iter().filter(|it| it.is.day == *day);
        let report = DayReport {
            channel: *channel,
            merchant: merchant.clone(),
            day: *day,
            source: Source::Provider,
            ours: today.fold(Tally::default(), |sum, it| sum.and(it.is.kind, it.is.amount)),
            theirs: lines.iter().fold(Tally::default(), |sum, it| sum.and(it.kind, it.amount)),
            agreed: Tally::default(),
            fees_fen: lines.iter().fold(0, |sum, it| sum.saturating_add(it.fee_fen)),
            exceptions: Vec::new(),
            crossed: Vec::new(),
            elsewhere: Vec::new(),
            pooled: Vec::new(),
        };
        let ours = around.ours.iter().map(|it| (it.is.name(), it)).collect();
        let named = lines.iter().map(|it| Move::of_line(it, *day).name()).collect();
        Self { statement, around, ours, named, met: BTreeSet::new(), report, missing: Vec::new() }
    }

    fn of(&self, line: &StatementLine) -> Move {
        Move::of_line(line, self.report.day)
    }

    /// All lines of one name: one of them is what we have, if we have it; the others double it.
    fn lines(&mut self, name: &Name, same: &[&StatementLine]) {
        let ours = self.ours.get(name).copied();
        let fits = ours.and_then(|it| same.iter().position(|line| line.amount == it.is.amount));
        let first = fits.unwrap_or(0);
        for (place, line) in same.iter().enumerate() {
            let theirs = self.of(line);
            if place != first {
                self.tell(Trouble::Duplicate, None, Some(theirs));
            } else if let Some(ours) = ours {
                self.pair(ours, theirs, line.fee_fen);
            } else {
                let alone = same.iter().all(|it| it.amount == line.amount);
                self.missing_here(line, theirs, alone);
            }
        }
    }

    /// What we have and the line of the same name.
    fn pair(&mut self, ours: &Ours, theirs: Move, fee_fen: i64) {
        if self.was_settled(&ours.is) {
            return self.tell(Trouble::Duplicate, None, Some(theirs));
        }
        self.met.insert(ours.is.name());
        match self.trouble(ours, &theirs, fee_fen) {
            Some(trouble) => self.tell(trouble, Some(ours.is.clone()), Some(theirs)),
            None if ours.is.day == theirs.day => {
                self.report.agreed = self.report.agreed.and(theirs.kind, theirs.amount);
            }
            None => self.report.crossed.push(theirs),
        }
    }

    /// Whether what we have under another day had its line in that day's own statement.
    fn was_settled(&self, ours: &Move) -> bool {
        let its_own = |it: &&DayReport| it.day == ours.day && it.day != self.report.day;
        let report = self.around.reports.iter().find(its_own);
        report.is_some_and(|it| !it.lacks(&ours.name()))
    }

    fn trouble(&self, ours: &Ours, theirs: &Move, fee_fen: i64) -> Option<Trouble> {
        let charged = |rate: &FeeRate| {
            let agreed = rate.of(theirs.amount);
            let wrong = theirs.kind == LineKind::Payment && !rate.fits(theirs.amount, fee_fen);
            wrong.then_some(Trouble::Fee { kept: fee_fen, agreed })
        };
        if ours.is.amount != theirs.amount {
            Some(Trouble::Amount)
        } else if ours.is.number != theirs.number {
            Some(Trouble::State)
        } else if ours.by_statement {
            Some(Trouble::MissingHere)
        } else if ours.disputed == Some(DisputeReason::PaidTwice) {
            Some(Trouble::Duplicate)
        } else if ours.disputed.is_some() {
            Some(Trouble::State)
        } else {
            self.around.rate.as_ref().and_then(charged)
        }
    }

    /// A line of which we have nothing. A payment of an order of ours becomes a receipt, unless the
    /// file gives it two amounts, or we seem to have it under another number of the provider's.
    fn missing_here(&mut self, line: &StatementLine, theirs: Move, alone: bool) {
        let trouble = match line.kind {
            LineKind::Payment if self.is_named_otherwise(&theirs) => Trouble::State,
            LineKind::Payment => match self.receipt(line).filter(|_| alone) {
                Some(receipt) => {
                    self.missing.push(receipt);
                    Trouble::MissingHere
                }
                None => Trouble::Unknown,
            },
            LineKind::Refund => match line.refund.as_deref().unwrap_or_default().parse() {
                Ok(RefundNumber { .. }) => Trouble::State,
                Err(_) => Trouble::Unknown,
            },
        };
        self.tell(trouble, None, Some(theirs));
    }

    /// Whether we have as much for the same order under this day, and no statement has that: some
    /// files name another serial number than notices do.
    fn is_named_otherwise(&self, theirs: &Move) -> bool {
        let same = |it: &Move| {
            (it.kind, &it.number, it.amount, it.day)
                == (theirs.kind, &theirs.number, theirs.amount, theirs.day)
        };
        let listed = |name: &Name| {
            let others = self.around.reports.iter().filter(|it| it.day != self.report.day);
            self.named.contains(name) || others.into_iter().any(|it| it.lists(name))
        };
        self.ours.iter().any(|(name, it)| same(&it.is) && !listed(name))
    }

    fn receipt(&self, line: &StatementLine) -> Option<Receipt> {
        let number: OrderNumber = line.number.parse().ok()?;
        let Statement { channel, merchant, day, .. } = self.statement;
        Some(Receipt {
            channel: *channel,
            merchant: merchant.clone(),
            transaction: line.transaction.clone(),
            number,
            amount: line.amount,
            // A line without a time is of that day, which is all that counting needs.
            paid_at: line.at.unwrap_or_else(|| day.start()),
            said_at: line.said_at.clone(),
            heard: None,
        })
    }

    /// What we have under this day and the statement does not.
    fn leftover(&mut self) {
        let alone = self
            .ours
            .iter()
            .filter(|(name, it)| it.is.day == self.report.day && !self.met.contains(*name));
        let alone: Vec<_> = alone.map(|(name, it)| (name.clone(), it.is.clone())).collect();
        for (name, ours) in alone {
            let listed = |it: &&DayReport| it.lists(&name);
            let before = |it: &&DayReport| it.day < self.report.day;
            let others = || self.around.reports.iter().filter(|it| it.day != self.report.day);
            // The statement of the pool's last day may have been read before this one.
            let last = others().find(|it| it.day.days_since(self.report.day) == POOL_DAYS);
            let over = last.is_some_and(|it| !it.misses(&name));
            if others().filter(before).any(|it| listed(&it)) {
                self.report.elsewhere.push(ours);
            } else if over && !others().any(|it| listed(&it)) {
                self.tell(Trouble::MissingThere, Some(ours), None);
            } else {
                self.report.pooled.push(ours);
            }
        }
    }

    /// What was pooled so many days ago, and no statement had since.
    fn pool_ends(&mut self) {
        let today = self.report.day;
        let reports = || self.around.reports.iter().filter(|it| it.day != today);
        let first = reports().find(|it| today.days_since(it.day) == POOL_DAYS);
        let pooled = first.into_iter().flat_map(|it| &it.pooled);
        let unseen = |it: &&Move| {
            let name = it.name();
            !self.met.contains(&name) && !reports().any(|report| report.lists(&name))
        };
        let ended: Vec<Move> = pooled.filter(unseen).cloned().collect();
        for ours in ended {
            self.tell(Trouble::MissingThere, Some(ours), None);
        }
    }

    fn tell(&mut self, trouble: Trouble, ours: Option<Move>, theirs: Option<Move>) {
        self.report.exceptions.push(Exception { trouble, ours, theirs });
    }

    fn close(self) -> Reconciled {
        debug_assert!(self.report.adds_up(), "a line stands in no place of the report, or in two");
        Reconciled { report: self.report, missing: self.missing }
    }
}

impl Around {
    /// The days of ours that a statement of `day` may speak of.
    pub fn days(day: Day) -> impl Iterator<Item = Day> {
        (-POOL_DAYS..=1).map(move |it| day.moved(it))
    }
}
