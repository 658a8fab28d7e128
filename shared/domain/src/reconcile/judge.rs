use super::moves::Name;
use super::others::Others;
use super::{
    DayReport, Exception, FeeRate, Move, Names, Ours, POOL_DAYS, REFUND_DAYS, Source, Tally,
    Trouble,
};
use crate::{
    Day, DisputeReason, LineKind, OrderNumber, Receipt, Refund, RefundNumber, RefundOrder,
    RefundState, Statement, StatementLine,
};
use std::collections::{BTreeMap, BTreeSet};

/// What we know around a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// What we have under the days of [`Around::days`], and refunds of the statement that are done
    /// with us on any other day.
    pub ours: Vec<Ours>,
    /// Numbers of the refunds that were asked for and of which the last word is not said.
    pub asked: BTreeSet<String>,
    /// What the days of [`Around::reports`] came to that are done.
    pub reports: Vec<DayReport>,
    /// The days among them that are not, and whose statement nobody waits for any more.
    pub given_up: Vec<Day>,
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
    desk.pools_end();
    desk.close()
}

fn order(line: &StatementLine) -> (u64, &str, &str, i64) {
    (line.amount.fen(), &line.number, &line.said_at, line.fee_fen)
}

struct Desk<'a> {
    statement: &'a Statement,
    around: &'a Around,
    others: Others,
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
            names: Names::default(),
            fees_fen: lines.iter().fold(0, |sum, it| sum.saturating_add(it.fee_fen)),
            exceptions: Vec::new(),
            crossed: Vec::new(),
            awaited: Vec::new(),
            elsewhere: Vec::new(),
            pooled: Vec::new(),
        };
        let ours = around.ours.iter().map(|it| (it.is.name(), it)).collect();
        let named = lines.iter().map(|it| Move::of_line(it, *day).name()).collect();
        let (met, missing) = (BTreeSet::new(), Vec::new());
        let others = Others::than(*day, around);
        Self { statement, around, others, ours, named, met, report, missing }
    }

    fn of(&self, line: &StatementLine) -> Move {
        Move::of_line(line, self.report.day)
    }

    /// All lines of one name: one of them is what we have, if we have it; the others double it. All
    /// do if the statement of another day has it.
    fn lines(&mut self, name: &Name, same: &[&StatementLine]) {
        let ours = self.ours.get(name).copied();
        let fits = ours.and_then(|it| same.iter().position(|line| line.amount == it.is.amount));
        let first = if self.others.had(name) { None } else { fits.or(Some(0)) };
        for (place, line) in same.iter().enumerate() {
            let theirs = self.of(line);
            if Some(place) != first {
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
        let name = ours.is.name();
        self.met.insert(name.clone());
        match self.trouble(ours, &theirs, fee_fen) {
            Some(trouble) => self.tell(trouble, Some(ours.is.clone()), Some(theirs)),
            None if ours.is.day == theirs.day => {
                self.report.agreed = self.report.agreed.and(theirs.kind, theirs.amount);
                self.report.names.put(name);
            }
            None => self.report.crossed.push(theirs),
        }
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
    /// file gives it two amounts, or we seem to have it under another number of the provider's. A
    /// refund for which we asked waits for the provider's last word.
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
            LineKind::Refund => match line.refund.as_deref().unwrap_or_default() {
                asked if self.around.asked.contains(asked) => {
                    return self.report.awaited.push(theirs);
                }
                number if number.parse::<RefundNumber>().is_ok() => Trouble::State,
                _ => Trouble::Unknown,
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
        self.ours.iter().any(|(name, it)| same(&it.is) && !self.is_listed(name))
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
        let over = self.others.end(self.report.day);
        for ours in self.unmet(self.report.day) {
            let name = ours.name();
            if self.others.list(&name) {
                self.report.elsewhere.push(ours);
            } else if over && !self.others.miss(&name) {
                self.tell(Trouble::MissingThere, Some(ours), None);
            } else {
                self.report.pooled.push(ours);
            }
        }
    }

    /// What we have under a day before, if this was the last of the statements that might have had
    /// it and none did. Whether it was pooled or heard of since makes no difference.
    fn pools_end(&mut self) {
        let before = (1..=POOL_DAYS).map(|back| self.report.day.moved(-back));
        let ended = before.filter(|it| self.others.know(*it) && self.others.end(*it));
        let unmet: Vec<_> = ended.flat_map(|it| self.unmet(it)).collect();
        for ours in unmet {
            let name = ours.name();
            if !self.is_listed(&name) && !self.others.miss(&name) {
                self.tell(Trouble::MissingThere, Some(ours), None);
            }
        }
    }

    /// What we have under `day` and have found no line of.
    fn unmet(&self, day: Day) -> Vec<Move> {
        let of_day = self.ours.iter().filter(|(_, it)| it.is.day == day);
        let unmet = of_day.filter(|(name, _)| !self.met.contains(*name));
        unmet.map(|(_, it)| it.is.clone()).collect()
    }

    /// Whether this statement or another has a line of that name.
    fn is_listed(&self, name: &Name) -> bool {
        self.named.contains(name) || self.others.list(name)
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
    /// Takes in what we know of a refund of the statement that stands under none of the days around.
    pub fn knows(&mut self, order: &RefundOrder) {
        let Refund { receipt, amount, .. } = &order.refund;
        let number = order.refund.number().to_string();
        if let RefundState::Done { at, .. } = order.state {
            self.ours.push(Ours::refund(receipt, number, *amount, at));
        } else if order.is_askable() {
            self.asked.insert(number);
        }
    }

    /// The days of ours that a statement of `day` may speak of.
    pub fn days(day: Day) -> impl Iterator<Item = Day> {
        (-POOL_DAYS..=1).map(move |it| day.moved(it))
    }

    /// The first and the last day whose report may say something of a line of `day`, or of a day
    /// whose pool ends with it.
    pub fn reports(day: Day) -> (Day, Day) {
        (day.moved(-(REFUND_DAYS + POOL_DAYS)), day.moved(POOL_DAYS))
    }
}
