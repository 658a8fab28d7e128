//! What happens to the world around the platform: time passes, banks are out, misbehave or change
//! their keys, and operators send dead letters again.

use super::term::Term;
use crate::{Line, Mishap, Plan};
use domain::{ChannelKind, Day, Timestamp};
use sandbox::{Fault, Misdeed, On, SignedBy};
use std::time::Duration;

/// More often than any queue hands out a message before it is given up.
const HANDED_OUT_MAX: u32 = 8;

/// A bank that lets no call arrive.
pub(super) struct Outage {
    bank: ChannelKind,
    until: Timestamp,
}

/// To which calls of a bank's something wrong can be done; without a name, to all of them.
const CALLS: [Option<On>; 10] = [
    None,
    Some(On::Place),
    Some(On::Query),
    Some(On::Query),
    Some(On::Close),
    Some(On::Refund),
    Some(On::Refund),
    Some(On::QueryRefund),
    Some(On::Statement),
    Some(On::Keys),
];

/// What can be wrong with the answer to any call.
const WRONGS: [Misdeed; 9] = [
    Misdeed::LostAsk,
    Misdeed::LostAnswer,
    Misdeed::ErrorBefore,
    Misdeed::ErrorAfter,
    Misdeed::Accepted,
    Misdeed::TooMany,
    Misdeed::Unsigned,
    Misdeed::Probe,
    Misdeed::Tampered,
];

/// What can be wrong with a statement.
const TORN: [Misdeed; 5] =
    [Misdeed::MissingLine, Misdeed::Cut, Misdeed::WrongTotal, Misdeed::WrongHash, Misdeed::NotYet];

impl Term {
    pub(super) fn world_acts(&mut self) {
        let kind = self.random.choice(ChannelKind::ALL).expect("there are banks");
        match self.random.u8(..100) {
            0..=59 => self.misbehaves(kind),
            60..=74 => self.goes_down(kind),
            75..=81 => {
                let now = self.campus.now();
                self.campus.bank_of(kind, |bank| bank.rotate(now));
                self.report.fault("a bank changes its keys");
                self.tell(format_args!("{kind} changes its keys"));
            }
            82..=84 => {
                self.campus.bank_of(kind, |bank| bank.sign_notices_by(SignedBy::Either));
                self.tell(format_args!("{kind} signs notices by either of its keys"));
            }
            _ => {
                let many = self.campus.redrives();
                if many > 0 {
                    self.report.fault("dead letters are sent again");
                    self.tell(format_args!("an operator sends {many} dead letters again"));
                }
            }
        }
    }

    /// The tables refuse everybody for an hour: what lies on queues comes again and again, and is
    /// given up.
    pub(super) async fn storm(&mut self) -> Result<(), String> {
        // Notices touch no table: they are heard all the same.
        for _ in 0..3 {
            if let Some(act) = self.draw_notice() {
                self.does(act, Plan::fair()).await?;
            }
        }
        for _ in 0..HANDED_OUT_MAX {
            for line in [Line::Receipts, Line::Chase, Line::Refunds] {
                let refused = Plan::during(1, 400, Mishap::Throttle).if_it_comes_to_that();
                self.campus.deliver(line, 10, refused).await;
            }
            self.passes(Duration::from_mins(5));
        }
        let dead = self.campus.dead_letters().len();
        self.tell(format_args!("the tables refuse everybody for a while: {dead} dead letters"));
        self.report.fault("the tables refuse everybody");
        if dead > 0 {
            self.report.fault("messages are given up");
        }
        Ok(())
    }

    fn misbehaves(&mut self, kind: ChannelKind) {
        let on = self.random.choice(CALLS).expect("there are calls");
        let wrongs = match on {
            Some(On::Statement) => self.random.choice(TORN),
            Some(On::Refund) if self.random.bool() => {
                self.random.choice([Misdeed::Pending, Misdeed::Fail])
            }
            _ if self.random.u8(..10) == 0 => {
                Some(Misdeed::Reject { status: 400, code: "PARAM_ERROR".to_owned() })
            }
            _ => self.random.choice(WRONGS),
        };
        let fault = wrongs.expect("there are wrongs");
        let times = self.random.u32(1..=3);
        self.tell(format_args!("{kind} will do wrong {times} times: {fault:?} on {on:?}"));
        self.campus.bank_of(kind, |bank| {
            if !bank.is_down() {
                bank.misbehave(Fault { on, times, fault, slow_ms: 0 });
            }
        });
    }

    /// The next statement of `kind` is not what it should be.
    pub(super) fn tears(&mut self, kind: ChannelKind) {
        let fault = self.random.choice(TORN).expect("there are wrongs");
        self.tell(format_args!("the next statement of {kind} is not right: {fault:?}"));
        let fault = Fault { on: Some(On::Statement), times: 1, fault, slow_ms: 0 };
        self.campus.bank_of(kind, |bank| bank.misbehave(fault));
    }

    /// Half an hour to a day without a bank.
    fn goes_down(&mut self, bank: ChannelKind) {
        let minutes = match self.random.u8(..3) {
            0 => 30,
            1 => self.random.u64(30..180),
            _ => self.random.u64(180..24 * 60),
        };
        let until = self.campus.now() + Duration::from_mins(minutes);
        self.campus.bank_of(bank, sandbox::Bank::go_down);
        self.tell(format_args!("{bank} is out for {minutes} minutes"));
        self.outages.retain(|it| it.bank != bank);
        self.outages.push(Outage { bank, until });
        self.report.fault("a bank is out");
    }

    pub(super) fn time_jumps(&mut self) {
        let now = self.campus.now();
        let midnight = u64::try_from(Day::of(now).end().duration_since(now).as_secs());
        let seconds = match self.random.u8(..20) {
            0..=8 => self.random.u64(5..60),
            9..=15 => self.random.u64(60..1300),
            16 | 17 => self.random.u64(1300..6 * 3600),
            // Right around midnight in Beijing.
            18 => midnight.expect("a day's end is ahead").saturating_sub(5),
            _ => self.random.u64(6 * 3600..26 * 3600),
        };
        self.passes(Duration::from_secs(seconds));
        self.tell(format_args!("{seconds} seconds pass"));
    }

    /// Lets `time` pass, with what that brings about.
    pub(super) fn passes(&mut self, time: Duration) {
        let before = Day::of(self.campus.now());
        self.campus.later(time);
        let now = self.campus.now();
        if Day::of(now) != before {
            self.report.fault("midnight passes");
        }
        if Day::of(now).month_start() != before.month_start() {
            self.report.fault("a month ends");
        }
        let over = |it: &Outage| it.until <= now;
        for outage in self.outages.extract_if(.., |it| over(it)).collect::<Vec<_>>() {
            self.campus.bank_of(outage.bank, sandbox::Bank::behave);
            self.tell(format_args!("{} is back", outage.bank));
        }
    }

    /// Nothing goes wrong any more.
    pub(super) fn world_rests(&mut self) {
        self.outages.clear();
        self.skew_max = 0;
        for kind in ChannelKind::ALL {
            self.campus.bank_of(kind, sandbox::Bank::behave);
        }
    }
}
