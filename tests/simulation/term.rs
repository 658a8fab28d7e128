use super::acts::Act;
use super::notices::{Told, Word};
use super::perform::{Done, perform};
use super::report::Report;
use super::statements::Account;
use super::world::Outage;
use super::{Story, moneys, oracle, plans, returned, school};
use crate::{Answer, Books, Campus, Message, Plan};
use domain::{ChannelKind, OrderNumber, Timestamp};
use fastrand::Rng;
use identity::Facts;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A term: the school, what the simulation remembers of it, and chance.
pub(super) struct Term {
    pub(super) campus: Campus,
    pub(super) random: Rng,
    story: Story,
    step: u32,
    /// Who the students are, as the office's files say it.
    pub(super) people: BTreeMap<&'static str, Facts>,
    /// Every order that was asked for, with what was asked.
    pub(super) asked: Vec<(OrderNumber, Value)>,
    /// What payers were last told to do next.
    pub(super) checkouts: BTreeMap<String, Value>,
    pub(super) notices: Vec<Told>,
    /// Messages that were done.
    pub(super) done: Vec<Message>,
    /// The payments for which the platform thanked a bank.
    pub(super) thanked: BTreeSet<(ChannelKind, String)>,
    pub(super) outages: Vec<Outage>,
    /// The days of which a statement told what nobody else did.
    pub(super) healed: BTreeSet<Account>,
    /// Seconds by which functions' clocks may be wrong in this term.
    pub(super) skew_max: i64,
    /// The books as they were when they were last looked at, and when that was.
    pub(super) books: Books,
    pub(super) looked: Timestamp,
    pub(super) report: Report,
}

impl Term {
    pub(super) async fn begin(campus: Campus, seed: u64, story: Story) -> Self {
        let mut random = Rng::with_seed(seed);
        let people = school::enrol(&campus, &mut random).await;
        let skew_max = if random.bool() { plans::SKEW_MAX } else { 0 };
        let books = campus.books().await;
        let looked = campus.now();
        Self {
            campus,
            random,
            story,
            step: 0,
            people,
            asked: Vec::new(),
            checkouts: BTreeMap::new(),
            notices: Vec::new(),
            done: Vec::new(),
            thanked: BTreeSet::new(),
            outages: Vec::new(),
            healed: BTreeSet::new(),
            skew_max,
            books,
            looked,
            report: Report { terms: 1, ..Report::default() },
        }
    }

    /// Something happens, or two things at once; then the books are looked at.
    pub(super) async fn step(&mut self) -> Result<(), String> {
        self.step += 1;
        self.report.steps += 1;
        let moment = Duration::from_millis(self.random.u64(0..3000));
        self.passes(moment);
        match self.random.u8(..100) {
            0..=14 => self.payer_acts(),
            15..=19 => self.time_jumps(),
            20..=23 => self.world_acts(),
            24 if self.random.u8(..4) == 0 => self.storm().await?,
            24..=89 => self.one_thing().await?,
            _ => self.two_things().await?,
        }
        self.banks_tell_of_refunds();
        self.look().await
    }

    /// Adds a line to the story.
    pub(super) fn tell(&self, what: impl std::fmt::Display) {
        let (now, step) = (self.campus.now(), self.step);
        let mut story = self.story.lock().expect("nobody panics while telling");
        story.push(format!("{step:>4} {now:.0} {what}"));
    }

    async fn one_thing(&mut self) -> Result<(), String> {
        let Some(act) = self.draw_act() else { return Ok(()) };
        let plan = self.draw_plan(&act);
        self.does(act, plan).await
    }

    pub(super) async fn does(&mut self, act: Act, plan: Plan) -> Result<(), String> {
        let done = perform(&self.campus, &act, plan.clone()).await;
        self.is_not_blocked(&act, &plan, &done)?;
        self.note(act, &plan, done)
    }

    async fn two_things(&mut self) -> Result<(), String> {
        let Some(one) = self.draw_act() else { return Ok(()) };
        // Often the very same thing: a double click, a notice told twice, two batches; or the same
        // bills in another window.
        let other = match self.random.u8(..6) {
            0 | 1 => Some(one.clone()),
            2 => Some(self.rival(&one)),
            _ => self.draw_act(),
        };
        let Some(other) = other else { return Ok(()) };
        let plans = [self.draw_plan(&one), self.draw_plan(&other)];
        let [first, second] = plans.map(|it| Plan { pace: self.draw_pace(), ..it });
        self.tell("two things happen at once:");
        let (done, also) = tokio::join!(
            perform(&self.campus, &one, first.clone()),
            perform(&self.campus, &other, second.clone())
        );
        self.note(one, &first, done)?;
        self.note(other, &second, also)
    }

    /// Remembers what an act came to.
    fn note(&mut self, act: Act, plan: &Plan, done: Done) -> Result<(), String> {
        *self.report.acts.entry(act.kind()).or_default() += 1;
        let mishaps = plans::told(plan);
        let but = if mishaps.is_empty() { "" } else { ", with " };
        self.tell(format_args!("{act}{but}{mishaps}: {done}"));
        if let (Some(student), Done::Answered(answer)) = (act.sees(), &done) {
            oracle::keeps_to_itself(&student, answer)?;
            self.report.holds(&["I10 nobody sees another's"]);
        }
        match (act, done) {
            (Act::Notice { announcement, word, .. }, Done::Answered(answer)) => {
                let believable = word == Word::True || word == Word::Old && plan.skew < 0;
                self.heard(announcement, believable, &answer)?;
            }
            (_, Done::Answered(answer))
                if answer.status == 500 && !self.may_be_refused(plan, &answer) =>
            {
                return Err(format!("a request was answered 500 {}", answer.code()));
            }
            (Act::Order { number, body }, done) => {
                if !self.asked.iter().any(|it| it.0 == number) {
                    self.asked.push((number, body));
                }
                if let Done::Answered(answer) = done
                    && answer.status == 201
                {
                    self.checkouts.insert(number.to_string(), answer.body["checkout"].clone());
                }
            }
            (Act::Deliver { .. }, Done::Delivered(delivery)) => {
                let again = delivery.again;
                self.done.extend(delivery.handed.into_iter().filter(|it| !again.contains(&it.id)));
            }
            (Act::Redeliver { .. }, _) => self.report.fault("a message comes once more"),
            _ => {}
        }
        Ok(())
    }

    /// Whether a provider may have refused what it was asked: by request, or by the time on it.
    fn may_be_refused(&self, plan: &Plan, answer: &Answer) -> bool {
        let by_request = || self.campus.faults().contains_key("a provider: Reject");
        answer.code() == "provider-refused" && (plan.skew != 0 || by_request())
    }

    /// Compares what tables, queues and banks hold.
    pub(super) async fn look(&mut self) -> Result<(), String> {
        if self.campus.was_written() {
            let books = self.campus.books().await;
            oracle::goes_on(&self.books, &books)?;
            moneys::chains_hold(&self.books, &books)?;
            moneys::count(&books)?.add_up()?;
            self.campus
                .banks(|banks| oracle::closed_unpaid(&self.books, &books, banks, self.looked))?;
            self.books = books;
            self.report.holds(&[
                "I4 final stays final",
                "I9 the chain holds",
                "nothing paid is closed",
            ]);
        }
        self.looked = self.campus.now();
        let receipts = self.campus.receipts();
        // By the fastest clock that a function of this term may have.
        let latest = self.campus.now() + Duration::from_secs(self.skew_max.unsigned_abs());
        self.campus.banks(|banks| {
            oracle::adds_up(&self.books, &receipts, banks, latest)?;
            returned::banks_gave_back(&self.books, banks)
        })?;
        oracle::durable(&self.thanked, &self.books, &receipts)?;
        self.report.holds(&[
            "I1 one receipt a payment",
            "I2 what came in is somewhere",
            "I3 no bill above what is due",
            "I5 thanked for is kept",
            "I6 orders are not rewritten",
            "I7 no more goes back than came",
            "one live order a bill",
        ]);
        Ok(())
    }
}
