//! `GET /api/fees`: what somebody may pay beside tuition: the batches in which they owe something,
//! and the living fees. A guest, who may be anybody, sees batches only, and of them what paying needs.

use domain::catalogue::{AmountRule, BatchStanding, Living, Phase, TargetRule, Window, batches_of};
use domain::{BatchId, Bill, BillView, Clock, Guest, LivingId, Money, PayRules, Timestamp};
use edge::{Reply, Request};
use futures::future::try_join3;
use identity::Tokens;
use serde::Serialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FeesAnswer)]
pub struct Answer {
    /// What can be paid first, then what is to come, then what is closed.
    batches: Vec<BatchView>,
    living: Vec<LivingView>,
}

/// A batch as it concerns whoever asks.
#[derive(Serialize, utoipa::ToSchema)]
pub struct BatchView {
    id: BatchId,
    title: String,
    department: String,
    note: String,
    window: Window,
    phase: Phase,
    owed: Money,
    bills: Vec<BillView>,
}

/// A living fee, and how its target and its amount are written.
#[derive(Serialize, utoipa::ToSchema)]
pub struct LivingView {
    id: LivingId,
    title: String,
    note: String,
    open: bool,
    target: TargetRule,
    amount: AmountRule,
}

#[utoipa::path(
    get, path = "/api/fees",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let payer = deps.tokens.paying(edge::token(&request), now)?;
    let (own, store) = (payer.presence(), &deps.store);
    let read = try_join3(store.own_bills(&own), store.batches(), store.living_fees());
    let (bills, batches, living) = Box::pin(read).await?;
    let (guest, rules) = (payer.guest(), deps.school.rules());
    let standings = batches_of(&batches, &bills, now);
    let shown = |it: &BatchStanding<'_>| BatchView::of(it, guest.as_ref(), (rules, now));
    edge::ok(&Answer {
        batches: standings.iter().filter_map(shown).collect(),
        living: if guest.is_some() { Vec::new() } else { fees(living) },
    })
}

/// What can be paid first.
fn fees(mut living: Vec<Living>) -> Vec<LivingView> {
    living.sort_by_key(|it| !it.open);
    living.into_iter().map(LivingView::from).collect()
}

impl BatchView {
    /// A batch in which nothing remains to be paid is nothing to a guest.
    fn of(
        standing: &BatchStanding<'_>,
        guest: Option<&Guest>,
        (rules, now): (PayRules, Timestamp),
    ) -> Option<Self> {
        let view = |bill: &&Bill| BillView::shown_to(guest, bill, rules, now);
        let bills: Vec<_> = standing.bills.iter().filter_map(view).collect();
        let batch = standing.batch;
        (!bills.is_empty()).then(|| Self {
            id: batch.id.clone(),
            title: batch.title.clone(),
            department: batch.department.clone(),
            note: batch.note.clone(),
            window: batch.window,
            phase: standing.phase,
            owed: standing.owed,
            bills,
        })
    }
}

impl From<Living> for LivingView {
    fn from(fee: Living) -> Self {
        let Living { id, title, note, open, target, amount } = fee;
        Self { id, title, note, open, target, amount }
    }
}
