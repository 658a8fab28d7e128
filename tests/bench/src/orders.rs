//! Students who owe one bill, each with an order for it: written past the front door, so that nobody
//! chases them while something else is measured.

use crate::Failure;
use crate::bank::now;
use config::School;
use domain::{
    Ask, Basket, Bill, ChannelKind, Clock, Gender, Merchant, Money, Order, OrderId, Origin,
    Payables, Person, PersonId, Role, Scene, Terms, Wanted, Way,
};
use std::ops::Range;
use store::{PersonFate, PersonWrite, Store};

/// What everybody owes.
pub(crate) const OWED: &str = "4800.00";

/// Orders that wait for their money, one of each of the new `payers`, by WeChat Pay.
pub(crate) async fn opened(
    store: &Store,
    merchant: &Merchant,
    payers: Range<u32>,
) -> Result<Vec<Order>, Failure> {
    let school = School::named("xust")?;
    let terms = Terms {
        rules: school.rules(),
        payee: school.payee,
        merchant: merchant.clone(),
        minutes: school.rules.minutes_to_pay,
        clock: Clock::new(now),
    };
    let mut orders = Vec::new();
    for nth in payers {
        let (payer, bill) = (PersonId::from_bits(nth), bill()?);
        admit(store, nth, vec![bill.clone()]).await?;
        let ask = Ask {
            id: drawn(nth)?,
            payer,
            basket: Basket::Bills(vec![Wanted { bill: bill.id.clone(), amount: bill.due }]),
            channel: ChannelKind::Wechat,
            scene: Scene::Pc,
            way: Way::Qr,
            guest: None,
            wallet_user: None,
            client_ip: "127.0.0.1".to_owned(),
        };
        let there = Payables { bills: &[bill], batch: None, living: None };
        let order = Order::open(ask.clone(), there, &terms)?;
        orders.push(store.open(order, &ask, now()).await?.order());
    }
    Ok(orders)
}

/// An order's name as a browser draws it just now, but for chance.
pub(crate) fn drawn(nth: u32) -> Result<OrderId, Failure> {
    let ms = u128::try_from(now().as_millisecond())?;
    Ok(OrderId::from_bits(ms << 80 | u128::from(nth)))
}

/// Makes somebody known who owes `bills`.
pub(crate) async fn admit(store: &Store, nth: u32, bills: Vec<Bill>) -> Result<(), Failure> {
    let person = PersonFate::New(person(PersonId::from_bits(nth), nth)?);
    let bills = bills.into_iter().map(|it| (it, None)).collect();
    let write = PersonWrite { person, bills, at: now() };
    Ok(store.import_person(&write, Vec::new()).await?)
}

fn person(id: PersonId, nth: u32) -> Result<Person, Failure> {
    Ok(Person {
        id,
        name: "林小满".parse()?,
        gender: Gender::Female,
        number: format!("2103{nth:06}").parse()?,
        id_masked: "610***************".to_owned(),
        college: "计算机学院".to_owned(),
        major: "软件工程".to_owned(),
        class: "2101".to_owned(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    })
}

/// 学费.
pub(crate) fn bill() -> Result<Bill, Failure> {
    let zero = Money::ZERO;
    Ok(Bill {
        id: "2026/学费".parse()?,
        item: "学费".to_owned(),
        year: "2026".to_owned(),
        target: None,
        until: None,
        seat: None,
        due: OWED.parse()?,
        exempt: zero,
        loan: zero,
        paid_elsewhere: zero,
        paid_here: zero,
        returned: zero,
        undue: zero,
        splittable: true,
        hold: None,
        paid_by: None,
    })
}
