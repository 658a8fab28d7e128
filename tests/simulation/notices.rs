//! What banks tell, sooner, later, twice, out of order or never; and what others tell in their name.

use super::acts::Act;
use super::term::Term;
use crate::Answer;
use crate::gateway::Ask;
use domain::{ChannelKind, Timestamp};
use sandbox::{Announcement, Flaw};

/// Something that a bank has to tell.
pub(super) struct Told {
    pub(super) announcement: Announcement,
    pub(super) channel: ChannelKind,
    /// Not before then.
    pub(super) due: Timestamp,
    /// The platform said thanks.
    pub(super) taken: bool,
    /// It will never arrive.
    pub(super) lost: bool,
}

/// What a platform may make of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A bank's own, about money of ours.
    True,
    /// The same, but said too long ago: who believes it has a clock that is behind.
    Old,
    False,
}

impl Told {
    pub(super) fn word(&self) -> Word {
        // These sign no time, so that an old word of theirs is as good as a new one.
        let timeless =
            [ChannelKind::Alipay, ChannelKind::Bocom, ChannelKind::Abc].contains(&self.channel);
        match self.announcement.flaw {
            Flaw::None => Word::True,
            Flaw::Stale if timeless => Word::True,
            // An old certificate is no question of a clock's minutes.
            Flaw::Stale if self.channel == ChannelKind::Unionpay => Word::False,
            Flaw::Stale => Word::Old,
            Flaw::Forged | Flaw::Probe | Flaw::Foreign => Word::False,
        }
    }

    /// Whether the bank will go on telling it until it is thanked.
    pub(super) fn insists(&self) -> bool {
        !self.taken && !self.lost && self.word() == Word::True
    }
}

impl Term {
    /// One of the latest words of the banks that were not taken yet, or seldom any at all again.
    pub(super) fn draw_notice(&mut self) -> Option<Act> {
        let now = self.campus.now();
        let mut places: Vec<_> = (0..self.notices.len()).collect();
        places.retain(|it| {
            let told = &self.notices[*it];
            !told.taken && !told.lost && told.due <= now
        });
        if places.is_empty() || self.random.u8(..6) == 0 {
            places = (0..self.notices.len()).filter(|it| !self.notices[*it].lost).collect();
        }
        let announcement = self.random.choice(places)?;
        let told = &self.notices[announcement];
        let (taken, mut word) = (told.taken, told.word());
        if taken {
            self.report.fault("a notice comes again");
        }
        let mut ask = self.campus.notice(&self.notices[announcement].announcement);
        if self.random.u8(..8) == 0 {
            self.tamper(&mut ask);
            self.report.fault("a notice is changed on its way");
            word = Word::False;
        }
        Some(Act::Notice { announcement, ask, word })
    }

    /// Somebody on the way changes a notice.
    fn tamper(&mut self, notice: &mut Ask) {
        let seal = |name: &str| name.ends_with("-signature") || name.ends_with("-nonce");
        match notice.headers.iter().position(|(name, _)| seal(name)) {
            Some(place) if self.random.bool() => drop(notice.headers.remove(place)),
            _ => self.alter(notice.body.as_mut().expect("a notice has a body")),
        }
    }

    /// One letter or digit of `text` becomes another.
    fn alter(&mut self, text: &mut String) {
        let plain = |(place, it): (usize, u8)| it.is_ascii_alphanumeric().then_some(place);
        let places: Vec<_> = text.bytes().enumerate().filter_map(plain).collect();
        let place = self.random.choice(places).expect("a notice says something");
        let other = if text.as_bytes()[place] == b'A' { "B" } else { "A" };
        text.replace_range(place..=place, other);
    }

    /// What became of a word that a bank, or somebody, told.
    pub(super) fn heard(
        &mut self,
        place: usize,
        believable: bool,
        answer: &Answer,
    ) -> Result<(), String> {
        let told = &mut self.notices[place];
        let taken = self.campus.takes(&told.announcement, answer);
        match (answer.status, taken) {
            (500, _) => Err(format!("word {place} was answered 500")),
            (_, true) if !believable => {
                Err(format!("the platform believed word {place}, which is not right"))
            }
            (_, true) => {
                told.taken = true;
                if told.announcement.refund.is_some() {
                    return Ok(());
                }
                self.thanked.insert((told.channel, told.announcement.payment.id.clone()));
                Ok(())
            }
            (_, false) => Ok(()),
        }
    }
}
