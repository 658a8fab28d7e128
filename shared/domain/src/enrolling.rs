//! What becomes of somebody who enrols, pays for it or leaves, decided from one moment's reads.

mod error;

pub use error::EnrolError;

use crate::catalogue::{Audience, Phase, Project};
use crate::{
    Agreed, Bill, BillId, Enrolment, EnrolmentView, Money, Order, Origin, Person, PersonId,
    ProjectId, Sealed, SeatEnd, SeatPlace, Shard, Timestamp, Vacancy, find_seat, seat_of,
};
use jiff::{Span, ToSpan};

/// Somebody before a project: everything by which it is decided what becomes of their enrolment,
/// as one moment's reads showed it.
#[derive(Clone, Copy)]
pub struct Applicant<'a> {
    pub person: &'a Person,
    /// All that they owe.
    pub bills: &'a [Bill],
    pub enrolment: Option<&'a Enrolment>,
    pub project: &'a Project,
    pub shards: &'a [Shard],
    pub now: Timestamp,
    /// How often this was tried: each time the search for a seat begins at another row.
    pub nth: u32,
}

/// What is to be written of somebody's enrolment: all of it, and only if everything still is as it
/// was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolling {
    pub person: PersonId,
    pub project: ProjectId,
    /// The version that was read; nothing: there was none.
    pub was: Option<u32>,
    /// The enrolment as it shall be; nothing: there shall be none.
    pub enrolment: Option<Enrolment>,
    pub seat: Seating,
    /// Its bill as it was read and as it shall be, unless nothing hangs on it.
    pub bill: Option<Billing>,
}

/// What becomes of a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seating {
    Untouched,
    Taken { place: SeatPlace, from: Vacancy, end: SeatEnd },
    Freed(SeatPlace),
}

/// A bill before and after; one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billing {
    pub was: Option<Bill>,
    pub is: Option<Bill>,
}

impl Enrolling {
    /// What the person sees once this is written; `bills` are theirs, as they were read.
    pub fn shown(&self, bills: &[Bill], now: Timestamp) -> Option<EnrolmentView> {
        let enrolment = self.enrolment.as_ref()?;
        let bill = match &self.bill {
            Some(billing) => billing.is.as_ref(),
            None => enrolment.bill_of(bills),
        };
        Some(EnrolmentView::of(enrolment, bill, now))
    }
}

/// A seat, and until when it is kept if not for good.
type Seat = (Option<SeatPlace>, Option<Timestamp>);

impl Applicant<'_> {
    /// Minutes after 交费 within which an order can be opened.
    const OPENING_MINUTES: i64 = 5;

    /// Whether they may enrol now, or change what they said (S59): until it is paid or closed.
    pub fn may_enrol(&self) -> Result<(), EnrolError> {
        let welcome = match self.project.audience {
            Audience::Everybody => true,
            Audience::School => self.person.origin == Origin::School,
            Audience::Outside => self.person.origin == Origin::Registered,
        };
        if !welcome {
            return Err(EnrolError::NotForYou);
        }
        self.is_unpaid()?;
        self.is_open()
    }

    /// They enrol, or change what they said. A seat is kept for the project's minutes to pay; what
    /// is free of charge is kept for good.
    pub fn enrol(&self, agreed: Agreed, said: Sealed) -> Result<Enrolling, EnrolError> {
        self.may_enrol()?;
        let had = self.enrolment;
        let free = agreed.price.is_zero();
        // A bill whose money went back for good asks for nothing: 交费 will state it anew.
        let over = self.bill().is_some_and(|it| it.due.is_zero());
        let same = !over && had.is_some_and(|it| it.agreed == agreed);
        let live = had.filter(|it| it.agreed.price.is_zero() == free && self.has_seat(it));
        let ((seat, until), seating) = match (self.project.quota, live) {
            (None, _) => ((None, None), self.unseated()),
            (Some(_), Some(live)) => ((live.seat.clone(), live.until), Seating::Untouched),
            (Some(_), None) if free => self.seated(|_| SeatEnd::Kept)?,
            (Some(_), None) => {
                let minutes = i64::from(self.project.minutes_to_pay).minutes();
                self.seated(|_| SeatEnd::Until(after(self.now, minutes)))?
            }
        };
        // Another price needs another bill: 交费 will state it.
        let bill = self.bill().filter(|_| !same || seating != Seating::Untouched);
        let bill = bill.map(|it| Billing { was: Some(it.clone()), is: same.then(|| it.clone()) });
        let enrolment = Enrolment {
            project: self.project.id.clone(),
            agreed,
            at: had.map_or(self.now, |it| it.at),
            changed: self.now,
            version: had.map_or(0, |it| it.version + 1),
            seat,
            until,
            said,
        };
        Ok(self.writes(Some(enrolment), seating, bill))
    }

    /// 交费 (S60): the bill is stated, or stated again, and the seat outlives every order that can
    /// be opened for it, each of which lives for `minutes`.
    pub fn pay(&self, minutes: u16) -> Result<(Enrolling, Bill), EnrolError> {
        let had = self.enrolment.ok_or(EnrolError::NotEnrolled)?;
        if had.agreed.price.is_zero() {
            return Err(EnrolError::FreeOfCharge);
        }
        let paid = self.bill().filter(|it| it.is_paid());
        paid.map_or(Ok(()), |_| Err(EnrolError::EnrolledAlready))?;
        self.is_not_being_paid()?;
        self.is_open()?;
        let order = (i64::from(minutes) + Order::GRACE_MINUTES).minutes();
        let enough = after(after(self.now, Self::OPENING_MINUTES.minutes()), order);
        let closes = self.project.window.closes;
        let ((seat, until), seating) = match self.project.quota {
            None => ((None, None), self.unseated()),
            Some(_) => self.seated(|own| own.max(SeatEnd::Until(enough)))?,
        };
        let bill = Bill {
            until: Some(until.map_or(closes, |it| closes.min(after(it, -order)))),
            seat: seat.clone(),
            ..self.states(&had.agreed)
        };
        let was = self.bill().cloned();
        let (version, changed) = (had.version + 1, had.changed);
        let enrolment = Enrolment { changed, version, seat, until, ..had.clone() };
        let billing = Billing { was, is: Some(bill.clone()) };
        Ok((self.writes(Some(enrolment), seating, Some(billing)), bill))
    }

    /// They cancel what is not paid; nothing to write if there is nothing to cancel.
    pub fn cancel(&self) -> Result<Option<Enrolling>, EnrolError> {
        if self.enrolment.is_none() {
            return Ok(None);
        }
        self.is_unpaid()?;
        let billing = self.bill().map(|it| Billing { was: Some(it.clone()), is: None });
        Ok(Some(self.writes(None, self.unseated(), billing)))
    }

    fn bill(&self) -> Option<&Bill> {
        let id = BillId::of_project(&self.project.id);
        self.bills.iter().find(|it| it.id == id)
    }

    fn is_open(&self) -> Result<(), EnrolError> {
        match self.project.phase(self.now) {
            Phase::Coming => Err(EnrolError::ProjectComing),
            Phase::Open => Ok(()),
            Phase::Closed => Err(EnrolError::ProjectClosed),
        }
    }

    /// Whether no money came for it, and none is on its way.
    fn is_unpaid(&self) -> Result<(), EnrolError> {
        if self.bill().is_some_and(|it| it.owed() != it.due) {
            return Err(EnrolError::EnrolledAlready);
        }
        self.is_not_being_paid()
    }

    fn is_not_being_paid(&self) -> Result<(), EnrolError> {
        let held = self.bill().is_some_and(|it| it.hold.is_some());
        if held { Err(EnrolError::BeingPaid) } else { Ok(()) }
    }

    fn has_seat(&self, had: &Enrolment) -> bool {
        // A refund frees a seat past the enrolment that names it.
        let kept = seat_of(self.shards, self.person.id).is_some();
        kept && had.seat.is_some() && had.until.is_none_or(|it| self.now < it)
    }

    /// A seat until `end` says, which is told until when they have one already.
    fn seated(&self, end: impl FnOnce(SeatEnd) -> SeatEnd) -> Result<(Seat, Seating), EnrolError> {
        // Ids are drawn, so they spread people over the rows.
        let letters = self.person.id.to_string();
        let chance =
            letters.bytes().fold(self.nth, |sum, it| sum.wrapping_mul(31).wrapping_add(it.into()));
        let found = find_seat(self.shards, self.person.id, self.now, chance);
        let taking = found.ok_or(EnrolError::ProjectFull)?;
        let own = seat_of(self.shards, self.person.id).map(|it| it.1);
        let end = end(own.unwrap_or(SeatEnd::Until(self.now)));
        let place = SeatPlace { project: self.project.id.clone(), shard: taking.shard };
        let until = match end {
            SeatEnd::Until(until) => Some(until),
            SeatEnd::Kept => None,
        };
        Ok(((Some(place.clone()), until), Seating::Taken { place, from: taking.seat, end }))
    }

    fn unseated(&self) -> Seating {
        let had = self.enrolment.and_then(|it| it.seat.clone());
        had.map_or(Seating::Untouched, Seating::Freed)
    }

    /// The bill for `agreed`, with what came in of it so far; its seat and time are the caller's.
    fn states(&self, agreed: &Agreed) -> Bill {
        let had = self.bill();
        let of = |part: fn(&Bill) -> Money| had.map_or(Money::ZERO, part);
        Bill {
            id: BillId::of_project(&self.project.id),
            item: format!("{} {}", self.project.title, agreed.label),
            year: String::new(),
            target: None,
            until: None,
            seat: None,
            due: agreed.price,
            exempt: of(|it| it.exempt),
            loan: of(|it| it.loan),
            paid_elsewhere: of(|it| it.paid_elsewhere),
            paid_here: of(|it| it.paid_here),
            returned: of(|it| it.returned),
            undue: Money::ZERO,
            splittable: false,
            hold: None,
            paid_by: had.and_then(|it| it.paid_by),
        }
    }

    fn writes(
        &self,
        enrolment: Option<Enrolment>,
        seat: Seating,
        bill: Option<Billing>,
    ) -> Enrolling {
        Enrolling {
            person: self.person.id,
            project: self.project.id.clone(),
            was: self.enrolment.map(|it| it.version),
            enrolment,
            seat,
            bill,
        }
    }
}

/// The second so long after `instant`: seats count whole seconds.
fn after(instant: Timestamp, time: Span) -> Timestamp {
    let later = instant.checked_add(time).unwrap_or(Timestamp::MAX);
    Timestamp::from_second(later.as_second()).expect("a second of an instant is in range")
}

#[cfg(test)]
mod tests;
