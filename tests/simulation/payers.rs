//! Payers at the banks' cashiers, and what the banks then have to tell.

use super::notices::Told;
use super::term::Term;
use super::{oracle, statements};
use domain::{ChannelKind, OrderNumber};
use sandbox::{Announcement, Flaw, How};
use std::time::Duration;

const HOWS: [How; 17] = [
    How::Pay,
    How::Pay,
    How::Pay,
    How::Pay,
    How::Pay,
    How::PayLess,
    How::PayTwice,
    How::Reordered,
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

impl Term {
    /// Somebody stands at a bank's cashier.
    pub(super) fn payer_acts(&mut self) {
        let first = self.asked.len().saturating_sub(6);
        let Some((number, _)) = self.random.choice(self.asked[first..].to_vec()) else { return };
        // Where a page or a form leads to the cashier, the payer's browser goes there first.
        let name = number.to_string();
        if let Some(checkout) = self.checkouts.get(&name)
            && self.campus.bank_with(&name, |it| it.trade(&name).is_none())
        {
            self.campus.tries(checkout);
        }
        let how = self.random.choice(HOWS).expect("there are ways");
        if how == How::Anyway && self.is_untold(number) {
            return;
        }
        // Nobody pays nothing.
        let fen = self.campus.bank_with(&name, |it| it.trade(&name).map_or(0, |it| it.total));
        if how == How::PayLess && fen < 2 {
            return;
        }
        let Ok(words) = self.campus.pays(number, how) else { return };
        // What the platform can ask about may go unsaid for ever. Of a second payment, or one that
        // was on its way, the bank alone tells, or its statement of the day where it makes one.
        let alone = matches!(how, How::PayTwice | How::Reordered | How::Anyway);
        let asked = self.is_open(number) && !alone;
        let stated = self.campus.bank_with(&name, |it| statements::tells(oracle::channel(it)));
        let may_be_lost = asked || stated;
        self.tell(format_args!("the payer of {} acts: {how:?}", number.order));
        match how {
            How::Reordered => self.report.fault("notices change places"),
            How::Forge => self.report.fault("a notice is forged"),
            How::Foreign => self.report.fault("a notice is of another's money"),
            How::Silent => self.report.fault("a notice is lost"),
            How::PayLess => self.report.fault("less is paid"),
            How::PayTwice => self.report.fault("an order is paid twice"),
            How::Anyway => self.report.fault("money comes late"),
            How::Pay | How::NotifyTwice | How::NotifyLate | How::ProbeFirst | How::Stale => {}
        }
        for announcement in words {
            self.will_be_told(announcement, may_be_lost);
        }
    }

    /// Whatever became of refunds, their banks tell, or do not.
    pub(super) fn banks_tell_of_refunds(&mut self) {
        for kind in ChannelKind::ALL {
            for announcement in self.campus.bank_of(kind, sandbox::Bank::announcements) {
                self.will_be_told(announcement, true);
            }
        }
    }

    /// The bank will tell `announcement`, now or hours later or, if it `may_be_lost`, never.
    pub(super) fn will_be_told(&mut self, announcement: Announcement, may_be_lost: bool) {
        let lost = may_be_lost && self.random.u8(..5) == 0;
        let late = match self.random.u8(..10) {
            0..=5 => self.random.u64(0..5),
            6 | 7 => self.random.u64(0..120),
            8 => self.random.u64(0..4000),
            _ => self.random.u64(0..25 * 3600),
        };
        if lost {
            self.report.fault("a notice is lost");
        } else if late >= 4000 {
            self.report.fault("a notice is hours late");
        }
        if announcement.flaw == Flaw::Probe {
            self.report.fault("a notice is a probe");
        }
        let due = self.campus.now() + announcement.after + Duration::from_secs(late);
        let (place, id) = (self.notices.len(), &announcement.payment.id);
        let channel = self.campus.bank_with(&announcement.number, |it| it.slug().parse());
        let channel = channel.expect("a bank is a channel");
        let fate = if lost { "is lost".to_owned() } else { format!("comes at {due:.0}") };
        self.tell(format_args!("  word {place}, of {channel}'s payment {id}, {fate}"));
        self.notices.push(Told { announcement, channel, due, taken: false, lost });
    }

    /// Whether money beside what was paid for `number` could never be heard of: the bank tells only
    /// of an order's first payment when it is asked, and makes no statement of its days.
    fn is_untold(&self, number: OrderNumber) -> bool {
        let kept = oracle::kept(&self.books);
        self.campus.bank_with(&number.to_string(), |bank| {
            let channel = oracle::channel(bank);
            let payments = bank.trade(&number.to_string()).map(|it| &it.payments);
            let mut payments = payments.into_iter().flatten();
            !statements::tells(channel)
                && payments.any(|it| !kept.contains(&(channel, it.id.as_str())))
        })
    }
}
