//! `GET /api/orders/{id}/proof`: 缴费凭证, a page to print, with a QR code by which anybody can check
//! it. Whoever only said who they are gets none: a guest is not to carry papers about somebody.
//!
//! **Invariant:** what went back is on it; and the same money is the same bytes, whenever it is printed.

mod code;
mod error;
mod face;
mod paper;
mod sheet;
mod sums;
mod table;

pub use error::PrintError;

use config::{Kept, School};
use domain::{Clock, OrderId, Person, Proof};
use edge::{Reply, Request};
use face::Face;
use futures::future::try_join;
use identity::{Tokens, Voucher, Vouchers};
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub public_url: String,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
    pub vouchers: Kept<Vouchers>,
}

/// What is printed.
pub struct Facts<'a> {
    pub school: &'a School,
    pub payer: &'a Person,
    pub proof: Proof<'a>,
    /// The page that checks it.
    pub check: &'a str,
}

#[utoipa::path(
    get, path = "/api/orders/{id}/proof", params(("id" = OrderId, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf")),
)]
#[tracing::instrument(skip_all, fields(order.id))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let payer = deps.tokens.payer(edge::token(&request), now)?;
    let id: OrderId = edge::path(&request, "id")?;
    tracing::Span::current().record("order.id", tracing::field::display(id));

    let order = deps.store.own_order(&payer, id).await?;
    let reads = (deps.store.person(payer.person), deps.store.ledger(payer.person));
    let (payer, ledger) = try_join(reads.0, reads.1).await?;
    let proof = order.proof(&ledger)?;
    let voucher = Voucher { order: order.number(), mark: proof.mark() };
    let voucher = deps.vouchers.at(now).await?.write(voucher);
    let check = format!("{}/#/check/{voucher}", deps.public_url);

    let proof = print(&Facts { school: &deps.school, payer: &payer, proof, check: &check })?;
    edge::file("application/pdf", &format!("payment-{id}.pdf"), proof)
}

/// The proof of what `facts` tell, as a PDF.
pub fn print(facts: &Facts<'_>) -> Result<Vec<u8>, PrintError> {
    let face = Face::open();
    let lines = facts.proof.order.lines.iter();
    let texts = lines.flat_map(|it| [Some(&it.item), Some(&it.year), it.target.as_ref()]);
    let lacking = |text: &str| face.lacks(text);
    let lacks: usize = texts.flatten().map(|it| lacking(it)).sum();
    let lacks = lacks + lacking(facts.payer.name.expose());
    if lacks > 0 {
        // Which ones would tell whose name it is; the order does to whoever may look.
        tracing::warn!(lacks, "the face of proofs lacks characters, which stand there by number");
    }
    sheet::print(&face, facts)
}
