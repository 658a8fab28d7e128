//! An enrolment whose money went back.

use super::{Desk, at};
use crate::{EnrolmentState, Money, SeatEnd};

/// As a refund for good does; it frees the seat as well.
fn refund(desk: &mut Desk) {
    let bill = &mut desk.bills[0];
    bill.returned = std::mem::replace(&mut bill.paid_here, Money::ZERO);
    (bill.undue, bill.due) = (bill.due, Money::ZERO);
    desk.shards[0].holders.clear();
}

#[test]
fn after_a_refund_it_may_be_paid_again_at_its_price() {
    let price = "30.00".parse().expect("money");
    for enrols_again in [false, true] {
        let mut desk = Desk::new(Some(1));
        desk.enrols("full", 1).expect("a seat");
        desk.pays(2).expect("a bill");
        desk.bills[0].paid_here = price;
        assert_eq!(desk.bills[0].gives_up(price).as_ref(), Some(&desk.project.id));
        assert_eq!(desk.bills[0].gives_up("29.99".parse().expect("money")), None);
        refund(&mut desk);
        assert_eq!((desk.state(3), desk.bills[0].is_paid()), (EnrolmentState::Lapsed, false));
        if enrols_again {
            desk.enrols("full", 3).expect("a seat is free");
            assert_eq!(
                (desk.state(3), desk.seat()),
                (EnrolmentState::Unpaid, Some(SeatEnd::Until(at(33))))
            );
        }
        let bill = desk.pays(4).expect("a bill again");
        assert_eq!((bill.due, bill.owed(), bill.undue), (price, price, Money::ZERO));
        assert!(desk.seat().is_some());
    }
}
