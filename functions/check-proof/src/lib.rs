//! `GET /api/proofs/{token}`: what the QR code of a printed proof is worth. The order's money is read
//! anew: the answer says what is true now, and whether that is what the paper says.
//!
//! **Invariant:** whatever is wrong with a token, the answer is one, and no table is asked.

use config::{Kept, School};
use domain::{
    ChannelKind, Clock, Money, PaidLine, Payment, Person, Proof, ProofMark, ProofStanding,
    ProofUnknown, Return, Timestamp,
};
use edge::{Reply, Request};
use futures::future::try_join3;
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
    standing: ProofStanding,
    /// The paper was printed before some of this happened, and says something else.
    changed: bool,
    paid: Money,
    /// What of that went back.
    returned: Money,
    /// What of that is promised back and not back yet.
    going: Money,
    /// What was paid and did not go back.
    stands: Money,
    lines: Vec<ProvenLine>,
    /// The first one first.
    payments: Vec<ProvenPayment>,
    /// Each time that some of it went back, the first one first.
    returns: Vec<Return>,
}

/// What was paid of one bill. For which room or card is nobody's business who checks a paper.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProvenLine {
    item: String,
    /// The academic year; empty where there is none.
    year: String,
    amount: Money,
    /// What of that went back.
    returned: Money,
}

/// Money that paid.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProvenPayment {
    #[schema(value_type = String, format = DateTime)]
    paid_at: Timestamp,
    channel: ChannelKind,
    /// The provider's number of the payment, masked.
    transaction: String,
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
    let voucher = vouchers.read(&token).ok_or(ProofUnknown)?;

    let (number, payer) = (voucher.order, voucher.order.payer);
    let reads = (deps.store.order(number), deps.store.person(payer), deps.store.ledger(payer));
    let (order, payer, ledger) = Box::pin(try_join3(reads.0, reads.1, reads.2)).await?;
    let order = order.ok_or(ProofUnknown)?;
    let proof = order.proof(&ledger).map_err(|_| ProofUnknown)?;

    edge::ok(&Answer::of(&deps.school, (&proof, &payer), voucher.mark))
}

impl Answer {
    /// What is true of `proof`, and whether the paper of that `mark` says so.
    fn of(school: &School, (proof, payer): (&Proof<'_>, &Person), mark: ProofMark) -> Self {
        Self {
            school: school.name.clone(),
            payee: proof.order.payee.clone(),
            number: proof.order.number().to_string(),
            name: payer.name.masked(),
            standing: proof.standing(),
            changed: proof.mark() != mark,
            paid: proof.paid(),
            returned: proof.returned(),
            going: proof.going(),
            stands: proof.stands(),
            lines: proof.lines().into_iter().map(ProvenLine::from).collect(),
            payments: proof.payments().iter().map(ProvenPayment::from).collect(),
            returns: proof.returns(),
        }
    }
}

impl From<PaidLine> for ProvenLine {
    fn from(PaidLine { line, returned }: PaidLine) -> Self {
        Self { item: line.item, year: line.year, amount: line.amount, returned }
    }
}

impl From<&Payment<'_>> for ProvenPayment {
    fn from(payment: &Payment<'_>) -> Self {
        let receipt = payment.receipt();
        Self {
            paid_at: receipt.paid_at,
            channel: receipt.channel,
            transaction: receipt.transaction.masked(),
            amount: payment.paid(),
        }
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
