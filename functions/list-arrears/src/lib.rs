//! `GET /api/arrears`: who is asking, what they owe, and what of it is being paid just now.

use domain::{Bill, BillView, Clock, Gender, Money, Person};
use edge::{Reply, Request};
use identity::Tokens;
use serde::Serialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

/// A person's arrears. To a guest, who may be anybody, they say what paying needs and no more.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ArrearsAnswer)]
pub struct Answer {
    /// Whoever asks did not prove to be this person.
    guest: bool,
    person: Payer,
    /// 当前欠费: the sum of what is owed for tuition and other fees (S20).
    owed: Money,
    /// What of that a live order is paying.
    pending: Money,
    /// Everything owed is to be paid at once (S31).
    must_pay_all: bool,
    bills: Vec<BillView>,
}

/// The person as the manuals ask them to check themselves (S23).
#[derive(Serialize, utoipa::ToSchema)]
pub struct Payer {
    /// Masked for a guest.
    name: String,
    gender: Gender,
    /// Masked: its last six digits appear nowhere. Empty for a guest.
    id_number: String,
    /// Masked for a guest.
    number: String,
}

#[utoipa::path(
    get, path = "/api/arrears",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let payer = deps.tokens.paying(edge::token(&request), now)?;
    let (person, mut bills) = deps.store.own_arrears(&payer.presence()).await?;
    bills.retain(|bill| bill.category().is_arrears());
    let (guest, rules) = (payer.guest(), deps.school.rules());
    let shown = |bill: &Bill| BillView::shown_to(guest.as_ref(), bill, rules, now);
    edge::ok(&Answer {
        guest: guest.is_some(),
        owed: bills.iter().map(Bill::owed).sum(),
        pending: bills.iter().filter_map(|bill| bill.held(now)).map(|hold| hold.amount).sum(),
        must_pay_all: rules.must_pay_all,
        bills: bills.iter().filter_map(shown).collect(),
        person: if guest.is_some() { Payer::masked(&person) } else { person.into() },
    })
}

impl Payer {
    /// Enough to see that it is not somebody else.
    fn masked(person: &Person) -> Self {
        Self {
            name: person.name.masked(),
            gender: Gender::Unknown,
            id_number: String::new(),
            number: person.number.masked(),
        }
    }
}

impl From<Person> for Payer {
    fn from(person: Person) -> Self {
        Self {
            name: person.name.into(),
            gender: person.gender,
            id_number: person.id_masked,
            number: person.number.into(),
        }
    }
}
