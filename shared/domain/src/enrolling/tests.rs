use super::{Applicant, Enrolling, Seating};
use crate::catalogue::{Audience, Project, Tier, Window};
use crate::{
    Agreed, Bill, EnrolError, Enrolment, EnrolmentState, Gender, Hold, Money, OrderId, Origin,
    Person, PersonId, Role, Sealed, SeatEnd, Shard, Timestamp, Vacancy, spread,
};

mod refunded;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).expect("in range")
}

fn person(bits: u32) -> Person {
    Person {
        id: PersonId::from_bits(bits),
        name: "林小满".parse().expect("a name"),
        gender: Gender::Unknown,
        number: "21030101".parse().expect("a number"),
        id_masked: String::new(),
        college: String::new(),
        major: String::new(),
        class: String::new(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    }
}

fn project(quota: Option<u32>) -> Project {
    let tier = |id: &str, price: &str| Tier {
        id: id.parse().expect("a slug"),
        label: id.to_owned(),
        price: price.parse().expect("an amount"),
    };
    Project {
        id: "cet".parse().expect("a slug"),
        title: "英语四级".to_owned(),
        department: "教务处".to_owned(),
        content: String::new(),
        window: Window { opens: at(0), closes: at(1000) },
        audience: Audience::Everybody,
        quota,
        minutes_to_pay: 30,
        tiers: vec![tier("full", "30.00"), tier("half", "15.00"), tier("none", "0.00")],
        form: Vec::new(),
    }
}

/// One project and one person, and what is written of both.
struct Desk {
    project: Project,
    person: Person,
    shards: Vec<Shard>,
    enrolment: Option<Enrolment>,
    bills: Vec<Bill>,
}

impl Desk {
    fn new(quota: Option<u32>) -> Self {
        Self {
            project: project(quota),
            person: person(7),
            shards: spread(&[], quota.unwrap_or(0), Timestamp::UNIX_EPOCH),
            enrolment: None,
            bills: Vec::new(),
        }
    }

    fn at(&self, minute: i64) -> Applicant<'_> {
        Applicant {
            person: &self.person,
            bills: &self.bills,
            enrolment: self.enrolment.as_ref(),
            project: &self.project,
            shards: &self.shards,
            now: at(minute),
            nth: 0,
        }
    }

    fn agreed(&self, tier: &str) -> Agreed {
        let tier = self.project.tier(&tier.parse().expect("a slug")).expect("a tier").clone();
        Agreed { tier: tier.id, label: tier.label, price: tier.price }
    }

    fn enrols(&mut self, tier: &str, minute: i64) -> Result<(), EnrolError> {
        let written = self.at(minute).enrol(self.agreed(tier), Sealed::new("x".to_owned()))?;
        self.write(written);
        Ok(())
    }

    fn pays(&mut self, minute: i64) -> Result<Bill, EnrolError> {
        let (written, bill) = self.at(minute).pay(15)?;
        self.write(written);
        Ok(bill)
    }

    fn cancels(&mut self, minute: i64) -> Result<(), EnrolError> {
        if let Some(written) = self.at(minute).cancel()? {
            self.write(written);
        }
        Ok(())
    }

    /// Writes as the tables would.
    fn write(&mut self, written: Enrolling) {
        assert_eq!(written.was, self.enrolment.as_ref().map(|it| it.version));
        self.enrolment = written.enrolment;
        match written.seat {
            Seating::Untouched => {}
            Seating::Taken { place, from, end } => {
                let holders = &mut self.shards[usize::from(place.shard)].holders;
                if let Vacancy::Lapsed(gone, _) = from {
                    holders.remove(&gone);
                }
                holders.insert(written.person, end);
            }
            Seating::Freed(place) => {
                self.shards[usize::from(place.shard)].holders.remove(&written.person);
            }
        }
        if let Some(billing) = written.bill {
            assert_eq!(billing.was.as_ref(), self.bills.first());
            self.bills = billing.is.into_iter().collect();
        }
    }

    fn state(&self, minute: i64) -> EnrolmentState {
        let enrolment = self.enrolment.as_ref().expect("enrolled");
        enrolment.state(enrolment.bill_of(&self.bills), at(minute))
    }

    fn seat(&self) -> Option<SeatEnd> {
        self.shards.iter().find_map(|it| it.holders.get(&self.person.id).copied())
    }
}

#[test]
fn a_seat_outlives_every_order_that_can_be_opened_for_it() {
    let mut desk = Desk::new(Some(1));
    desk.enrols("full", 10).expect("a seat");
    assert_eq!(
        (desk.seat(), desk.state(39)),
        (Some(SeatEnd::Until(at(40))), EnrolmentState::Unpaid)
    );
    assert_eq!(desk.state(40), EnrolmentState::Lapsed);
    // Orders live 15 minutes, and 5 of grace: the last one that the seat outlives opens at 20.
    let bill = desk.pays(12).expect("a bill");
    assert_eq!((bill.until, bill.seat.is_some()), (Some(at(20)), true));
    assert_eq!(desk.seat(), Some(SeatEnd::Until(at(40))), "it had long enough");
    let later = desk.pays(30).expect("a bill");
    assert_eq!((later.until, desk.seat()), (Some(at(35)), Some(SeatEnd::Until(at(55)))));
    assert_eq!(
        (later.due, later.item.as_str()),
        ("30.00".parse().expect("money"), "英语四级 full")
    );
    desk.cancels(31).expect("free again");
    assert_eq!((desk.seat(), desk.enrolment.is_none(), desk.bills.len()), (None, true, 0));
    desk.cancels(31).expect("nothing to cancel");
}

#[test]
fn who_comes_too_late_finds_no_seat() {
    let mut desk = Desk::new(Some(1));
    desk.enrols("full", 10).expect("a seat");
    let mine = std::mem::replace(&mut desk.person, person(8));
    let enrolment = desk.enrolment.take();
    assert_eq!(desk.enrols("full", 39), Err(EnrolError::ProjectFull));
    desk.enrols("full", 40).expect("it lapsed");
    (desk.person, desk.enrolment) = (mine, enrolment);
    assert_eq!(desk.pays(41), Err(EnrolError::ProjectFull));
    assert_eq!(desk.enrols("half", 41), Err(EnrolError::ProjectFull));
    desk.cancels(41).expect("leaving is always possible");
    assert_eq!(desk.shards[0].holders.len(), 1, "the other's seat is theirs");
}

#[test]
fn the_window_holds_to_the_second() {
    let mut desk = Desk::new(None);
    desk.project.window = Window { opens: at(10), closes: at(20) };
    assert_eq!(desk.enrols("full", 9), Err(EnrolError::ProjectComing));
    desk.enrols("full", 10).expect("open");
    let before = Timestamp::from_second(20 * 60 - 1).expect("in range");
    let last = Applicant { now: before, ..desk.at(0) };
    last.enrol(desk.agreed("full"), Sealed::new("x".to_owned())).expect("the last second");
    assert_eq!(desk.pays(12).expect("a bill").until, Some(at(20)));
    for refused in [desk.enrols("full", 20), desk.pays(20).map(drop)] {
        assert_eq!(refused, Err(EnrolError::ProjectClosed));
    }
    desk.cancels(20).expect("leaving is always possible");
    assert_eq!(desk.pays(12), Err(EnrolError::NotEnrolled));
}

#[test]
fn what_is_paid_or_being_paid_stays_as_it_is() {
    let mut desk = Desk::new(Some(3));
    desk.enrols("full", 1).expect("a seat");
    desk.pays(2).expect("a bill");
    let amount = desk.bills[0].due;
    desk.bills[0].hold =
        Some(Hold { by: OrderId::from_bits(1), amount, until: at(20), guest: None });
    assert_eq!(desk.state(3), EnrolmentState::Paying);
    for refused in [desk.enrols("half", 3), desk.pays(3).map(drop), desk.cancels(3)] {
        assert_eq!(refused, Err(EnrolError::BeingPaid));
    }
    assert_eq!(
        desk.state(20),
        EnrolmentState::Paying,
        "its time is over, what it brings is unknown"
    );
    assert_eq!(desk.cancels(20), Err(EnrolError::BeingPaid));
    desk.bills[0].hold = None;
    desk.enrols("half", 20).expect("the order is over");
    assert!(desk.bills.is_empty(), "another price needs another bill");
    desk.pays(21).expect("a bill");
    desk.bills[0].paid_here = desk.bills[0].due;
    assert_eq!(desk.state(2000), EnrolmentState::Enrolled);
    for refused in [desk.enrols("full", 22), desk.pays(22).map(drop), desk.cancels(22)] {
        assert_eq!(refused, Err(EnrolError::EnrolledAlready));
    }
}

#[test]
fn money_for_an_earlier_price_counts_and_the_seat_is_not_lost_again() {
    let mut desk = Desk::new(Some(1));
    desk.enrols("half", 1).expect("a seat");
    desk.pays(1).expect("a bill");
    desk.enrols("full", 2).expect("still unpaid");
    desk.pays(2).expect("a bill");
    // The first bill's order is paid late: that keeps the seat for good.
    desk.bills[0].paid_here = "15.00".parse().expect("money");
    desk.shards[0].holders.insert(desk.person.id, SeatEnd::Kept);
    assert_eq!(desk.enrols("half", 3), Err(EnrolError::EnrolledAlready));
    let rest = desk.pays(300).expect("the rest");
    assert_eq!((rest.owed(), desk.seat()), ("15.00".parse().expect("money"), Some(SeatEnd::Kept)));
    assert_eq!((rest.until, desk.state(300)), (Some(at(1000)), EnrolmentState::Unpaid));
}

#[test]
fn free_of_charge_is_enrolled_at_once_and_another_price_is_not() {
    let mut desk = Desk::new(Some(1));
    desk.enrols("none", 1).expect("a seat");
    assert_eq!((desk.seat(), desk.state(900)), (Some(SeatEnd::Kept), EnrolmentState::Enrolled));
    assert_eq!(desk.pays(2), Err(EnrolError::FreeOfCharge));
    desk.enrols("full", 3).expect("the same seat");
    assert_eq!(
        (desk.seat(), desk.state(3)),
        (Some(SeatEnd::Until(at(33))), EnrolmentState::Unpaid)
    );
    desk.pays(4).expect("a bill");
    desk.enrols("none", 5).expect("the same seat");
    assert_eq!((desk.seat(), desk.bills.len()), (Some(SeatEnd::Kept), 0));
    desk.cancels(6).expect("free again");
    assert_eq!(desk.seat(), None);
}

#[test]
fn a_price_that_was_agreed_to_stays() {
    let mut desk = Desk::new(None);
    desk.enrols("half", 1).expect("open");
    let first = desk.enrolment.clone().expect("enrolled");
    desk.project.tiers[1].price = "99.00".parse().expect("money");
    assert_eq!(desk.pays(2).expect("a bill").due, first.agreed.price);
    desk.project.tiers.remove(1);
    assert_eq!(desk.pays(3).expect("a bill").due, first.agreed.price);
    desk.project.quota = Some(1);
    desk.shards = spread(&[], 1, Timestamp::UNIX_EPOCH);
    assert!(desk.pays(4).expect("a bill").seat.is_some(), "a quota came meanwhile");
    desk.project.quota = None;
    assert!(desk.pays(5).expect("a bill").seat.is_none(), "and went");
    assert_eq!(desk.seat(), None);
    assert_eq!(desk.bills[0].paid_here, Money::ZERO);
}

#[test]
fn a_project_is_for_its_audience() {
    let mut desk = Desk::new(None);
    desk.project.audience = Audience::Outside;
    assert_eq!(desk.enrols("full", 1), Err(EnrolError::NotForYou));
    desk.person.origin = Origin::Registered;
    desk.enrols("full", 1).expect("theirs");
    desk.project.audience = Audience::School;
    assert_eq!(desk.enrols("full", 1), Err(EnrolError::NotForYou));
}
