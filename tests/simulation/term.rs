use super::acts::Act;
use super::perform::{Done, perform};
use super::report::Report;
use super::{Story, oracle, school};
use crate::{Books, Campus, Message, Plan};
use domain::{OrderNumber, Timestamp};
use fastrand::Rng;
use sandbox::{Announcement, Flaw, How};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// A term: the school, what the simulation remembers of it, and chance.
pub(super) struct Term {
    pub(super) campus: Campus,
    pub(super) random: Rng,
    story: Story,
    /// Every order that was asked for, with what was asked.
    pub(super) asked: Vec<(OrderNumber, Value)>,
    pub(super) notices: Vec<Told>,
    /// Messages that were done.
    pub(super) done: Vec<Message>,
    /// The payments for which the platform thanked the bank.
    pub(super) thanked: BTreeSet<String>,
    /// The books as they were when they were last looked at.
    pub(super) books: Books,
    pub(super) report: Report,
}

/// Something that the bank has to tell.
pub(super) struct Told {
    pub(super) announcement: Announcement,
    /// Not before then.
    pub(super) due: Timestamp,
    /// The platform said thanks.
    pub(super) taken: bool,
    /// It will never arrive.
    pub(super) lost: bool,
}

const HOWS: [How; 16] = [
    How::Pay,
    How::Pay,
    How::Pay,
    How::Pay,
    How::Pay,
    How::PayLess,
    How::PayTwice,
    How::Silent,
    How::Silent,
    How::NotifyTwice,
    How::NotifyLate,
    How::ProbeFirst,
    How::Stale,
    How::Anyway,
    How::Forge,
    How::Foreign,
];

/// What befalls a function, in words.
fn told(plan: &Plan) -> String {
    match (plan.mishaps.first_key_value(), plan.mishaps.len()) {
        (None, _) => String::new(),
        (Some((nth, mishap)), 1) => format!("{mishap:?} at call {nth}"),
        (Some((nth, mishap)), _) => format!("{mishap:?} from call {nth} on"),
    }
}

impl Term {
    pub(super) async fn begin(campus: Campus, seed: u64, story: Story) -> Self {
        let mut random = Rng::with_seed(seed);
        school::enrol(&campus, &mut random).await;
        let books = campus.books().await;
        Self {
            campus,
            random,
            story,
            asked: Vec::new(),
            notices: Vec::new(),
            done: Vec::new(),
            thanked: BTreeSet::new(),
            books,
            report: Report { terms: 1, ..Report::default() },
        }
    }

    /// Something happens, or two things at once; then the books are looked at.
    pub(super) async fn step(&mut self, step: u32) -> Result<(), String> {
        self.report.steps += 1;
        self.campus.later(Duration::from_millis(self.random.u64(0..3000)));
        match self.random.u8(..100) {
            0..=14 => self.payer_acts(step),
            15..=20 => self.time_jumps(step),
            21..=88 => self.one_thing(step).await?,
            _ => self.two_things(step).await?,
        }
        self.look().await
    }

    /// Adds a line to the story.
    pub(super) fn tell(&self, step: u32, what: impl std::fmt::Display) {
        let now = self.campus.now();
        let mut story = self.story.lock().expect("nobody panics while telling");
        story.push(format!("{step:>4} {now:.0} {what}"));
    }

    async fn one_thing(&mut self, step: u32) -> Result<(), String> {
        let Some(act) = self.draw_act() else { return Ok(()) };
        let plan = self.draw_plan();
        let done = perform(&self.campus, &act, plan.clone()).await;
        self.note(step, act, &plan, done)
    }

    async fn two_things(&mut self, step: u32) -> Result<(), String> {
        let Some(one) = self.draw_act() else { return Ok(()) };
        // Often the very same thing: a double click, a notice told twice, two batches.
        let again = self.random.u8(..3) == 0;
        let other = if again { Some(one.clone()) } else { self.draw_act() };
        let Some(other) = other else { return Ok(()) };
        let plans = [self.draw_plan(), self.draw_plan()];
        let [first, second] = plans.map(|it| Plan { pace: self.draw_pace(), ..it });
        self.tell(step, "two things happen at once:");
        let (done, also) = tokio::join!(
            perform(&self.campus, &one, first.clone()),
            perform(&self.campus, &other, second.clone())
        );
        self.note(step, one, &first, done)?;
        self.note(step, other, &second, also)
    }

    /// Remembers what an act came to.
    fn note(&mut self, step: u32, act: Act, plan: &Plan, done: Done) -> Result<(), String> {
        *self.report.acts.entry(act.kind()).or_default() += 1;
        let mishaps = told(plan);
        let but = if mishaps.is_empty() { "" } else { ", with " };
        self.tell(step, format_args!("{act}{but}{mishaps}: {done}"));
        match (act, done) {
            (Act::Order { number, body }, _) if !self.asked.iter().any(|it| it.0 == number) => {
                self.asked.push((number, body));
            }
            (Act::Notice { announcement, true_word, .. }, Done::Answered(answer)) => {
                self.heard(announcement, true_word, answer.status)?;
            }
            (Act::Deliver { .. }, Done::Delivered(delivery)) => {
                let again = delivery.again;
                self.done.extend(delivery.handed.into_iter().filter(|it| !again.contains(&it.id)));
            }
            (_, Done::Answered(answer)) if answer.status == 500 => {
                return Err(format!("a request was answered 500 {}", answer.code()));
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn heard(
        &mut self,
        place: usize,
        true_word: bool,
        status: u16,
    ) -> Result<(), String> {
        let told = &mut self.notices[place];
        match (status, true_word) {
            (200, true) => {
                told.taken = true;
                self.thanked.insert(told.announcement.payment.id.clone());
                Ok(())
            }
            (200, false) => Err(format!("the platform believed word {place}, which is not right")),
            (500, _) => Err(format!("word {place} was answered 500")),
            _ => Ok(()),
        }
    }

    /// Somebody stands at the bank's cashier.
    fn payer_acts(&mut self, step: u32) {
        let first = self.asked.len().saturating_sub(6);
        let Some((number, _)) = self.random.choice(self.asked[first..].to_vec()) else { return };
        let how = self.random.choice(HOWS).expect("there are ways");
        if how == How::Anyway && self.is_unheard(number) {
            return;
        }
        let Ok(words) = self.campus.pays(number, how) else { return };
        // What the platform can still ask about may go unsaid for ever; a second payment, or one
        // that was on its way, it learns of from the bank alone.
        let can_ask = self.is_open(number) && !matches!(how, How::PayTwice | How::Anyway);
        self.tell(step, format_args!("the payer of {} acts: {how:?}", number.order));
        for announcement in words {
            let lost = can_ask && self.random.u8(..5) == 0;
            let late = match self.random.u8(..10) {
                0..=5 => self.random.u64(0..5),
                6 | 7 => self.random.u64(0..120),
                8 => self.random.u64(0..4000),
                _ => self.random.u64(0..25 * 3600),
            };
            let due = self.campus.now() + announcement.after + Duration::from_secs(late);
            let (place, id) = (self.notices.len(), &announcement.payment.id);
            let fate = if lost { "is lost".to_owned() } else { format!("comes at {due:.0}") };
            self.tell(step, format_args!("  word {place}, of payment {id}, {fate}"));
            self.notices.push(Told { announcement, due, taken: false, lost });
        }
    }

    /// Whether the platform still has to ask about a payment of `number`. The bank tells only of an
    /// order's first payment when it is asked, and an order that another payment settled is not
    /// asked about: of money beside that only the day's statement would tell.
    fn is_unheard(&self, number: OrderNumber) -> bool {
        let kept = oracle::kept(&self.books);
        self.campus.bank(|bank| {
            let payments = bank.trade(&number.to_string()).map(|it| &it.payments);
            payments.into_iter().flatten().any(|it| !kept.contains(it.id.as_str()))
        })
    }

    fn time_jumps(&mut self, step: u32) {
        let seconds = match self.random.u8(..20) {
            0..=9 => self.random.u64(5..60),
            10..=16 => self.random.u64(60..1300),
            17 | 18 => self.random.u64(1300..6 * 3600),
            _ => self.random.u64(6 * 3600..26 * 3600),
        };
        self.campus.later(Duration::from_secs(seconds));
        self.tell(step, format_args!("{seconds} seconds pass"));
    }

    /// Compares what tables, queues and bank hold.
    pub(super) async fn look(&mut self) -> Result<(), String> {
        if self.campus.was_written() {
            let books = self.campus.books().await;
            oracle::goes_on(&self.books, &books)?;
            self.books = books;
        }
        self.report.looks += 1;
        let receipts = self.campus.receipts();
        let now = self.campus.now();
        self.campus.bank(|bank| oracle::adds_up(&self.books, &receipts, bank, now))?;
        oracle::durable(&self.thanked, &self.books, &receipts)
    }

    /// Whether the bank will go on telling `told` until it is thanked.
    pub(super) fn insists(told: &Told) -> bool {
        !told.taken && !told.lost && told.announcement.flaw == Flaw::None
    }
}
