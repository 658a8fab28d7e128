//! `GET /api/proofs/{token}`: what the QR code of a printed proof is worth. The order is read anew,
//! so that a paper whose order changed proves nothing.
//!
//! **Invariant:** whatever is wrong with a token, the answer is one, and no table is asked.

use config::{Kept, School};
use domain::{ChannelKind, Clock, Line, Money, Order, Person, ProofUnknown, Timestamp};
use edge::{Reply, Request};
use futures::future::try_join;
use identity::Vouchers;
use serde::Serialize;
use std::str::FromStr;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub school: School,
    pub store: Store,
    pub vouchers: Kept<Vouchers>,
}

/// What is true of the payment now. Whoever holds the paper sees it, so it says less than the paper.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CheckProofAnswer)]
pub struct Answer {
    school: String,
    payee: String,
    /// The order's number on the provider's side.
    number: String,
    /// Masked: the first character alone.
    name: String,
    total: Money,
    lines: Vec<ProvenLine>,
    #[schema(value_type = String, format = DateTime)]
    paid_at: Timestamp,
    channel: ChannelKind,
    /// The provider's number of the payment, masked.
    transaction: String,
}

/// What was paid of one bill. For which room or card is nobody's business who checks a paper.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProvenLine {
    item: String,
    /// The academic year; empty where there is none.
    year: String,
    amount: Money,
}

#[utoipa::path(
    get, path = "/api/proofs/{token}", params(("token" = String, Path)),
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let vouchers = deps.vouchers.at(deps.clock.now()).await?;
    let Shown(token) = edge::path(&request, "token")?;
    let number = vouchers.read(&token).ok_or(ProofUnknown)?;

    let reads = (deps.store.order(number), deps.store.person(number.payer));
    let (order, payer) = try_join(reads.0, reads.1).await?;
    let order = order.ok_or(ProofUnknown)?;

    edge::ok(&Answer::of(&deps.school, &order, &payer)?)
}

impl Answer {
    fn of(school: &School, order: &Order, payer: &Person) -> Result<Self, ProofUnknown> {
        let receipt = order.payment().map_err(|_| ProofUnknown)?.receipt;
        Ok(Self {
            school: school.name.clone(),
            payee: order.payee.clone(),
            number: order.number().to_string(),
            name: payer.name.masked(),
            total: order.total,
            lines: order.lines.iter().map(ProvenLine::from).collect(),
            paid_at: receipt.paid_at,
            channel: receipt.channel,
            transaction: receipt.transaction.masked(),
        })
    }
}

impl From<&Line> for ProvenLine {
    fn from(line: &Line) -> Self {
        Self { item: line.item.clone(), year: line.year.clone(), amount: line.amount }
    }
}

/// Whatever somebody shows as a token.
struct Shown(String);

impl FromStr for Shown {
    type Err = ProofUnknown;

    fn from_str(text: &str) -> Result<Self, ProofUnknown> {
        Ok(Self(text.to_owned()))
    }
}
