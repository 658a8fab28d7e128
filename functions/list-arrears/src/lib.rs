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

/// A person's arrears.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ArrearsAnswer)]
pub struct Answer {
    person: Payer,
    /// 当前欠费: the sum of all that is owed (S20).
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
    name: String,
    gender: Gender,
    /// Masked: its last six digits appear nowhere.
    id_number: String,
    number: String,
}

#[utoipa::path(
    get, path = "/api/arrears",
    responses(
        (status = 200, body = Answer),
        (status = "default", body = edge::ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let payer = deps.tokens.paying(edge::token(&request), now)?;
    let (person, bills) = deps.store.own_arrears(&payer.presence()).await?;
    let rules = deps.school.rules();
    edge::ok(&Answer {
        person: person.into(),
        owed: bills.iter().map(Bill::owed).sum(),
        pending: bills.iter().filter_map(|bill| bill.held(now)).map(|hold| hold.amount).sum(),
        must_pay_all: rules.must_pay_all,
        bills: bills.iter().map(|bill| BillView::of(bill, rules, now)).collect(),
    })
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
