//! What waits for the office, and what the officer who looks may do about it.

use domain::ledger::{Part, Received};
use domain::{
    ChannelKind, Decider, DisputeReasonView, Money, MoneyDeed, PersonId, RefundDeed, RefundOrder,
    RefundState, RefundStateView, RefundWait, Timestamp, Transaction,
};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{OpenDispute, Store, StoreError};

/// Ledgers and refunds that are read at once.
const AT_ONCE: usize = 8;

/// Of each list, what is shown: a day's work, and read within the seconds that a page waits.
const SHOWN_MAX: usize = 200;

/// All money that waits for somebody, what waits longest first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MoneyAnswer)]
pub struct Answer {
    disputes: Vec<Dispute>,
    /// How many there are; more than are shown, perhaps.
    disputes_all: usize,
    refunds: Vec<Refund>,
    refunds_all: usize,
}

/// Money that could not be booked.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OfficeDispute)]
pub struct Dispute {
    /// The order for which it came, by its number at the provider.
    number: String,
    payer: String,
    channel: ChannelKind,
    /// The provider's number of the payment.
    transaction: Transaction,
    amount: Money,
    /// What of it lies on no bill and is not going back.
    left: Money,
    /// What of it lies on bills.
    applied: Vec<Part>,
    /// What of it went back or is on its way.
    given_back: Money,
    reason: DisputeReasonView,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// What the office may do about it now.
    may: Vec<MoneyDeed>,
}

/// A refund, for the office.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OfficeRefund)]
pub struct Refund {
    /// Its number at the provider.
    number: String,
    /// The order for which the money came, by its number at the provider.
    order: String,
    payer: String,
    channel: ChannelKind,
    /// The provider's number of the payment.
    transaction: Transaction,
    amount: Money,
    /// From which bills; none: from money that lies on no bill.
    lines: Vec<Part>,
    reopens: bool,
    by_hand: bool,
    reason: String,
    state: RefundStateView,
    /// What it waits for.
    #[schema(required)]
    waits: Option<RefundWait>,
    /// Who wanted it.
    by: Decider,
    #[schema(required)]
    approved_by: Option<Decider>,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// How often the provider was asked for it.
    asked: u32,
    /// What was in the way the last time, or why it failed: the provider's code, or ours.
    #[schema(required)]
    trouble: Option<String>,
    /// What the officer who looks may do about it now.
    may: Vec<RefundDeed>,
}

impl Answer {
    pub(crate) async fn read(
        store: &Store,
        (by, now): (PersonId, Timestamp),
    ) -> Result<Self, StoreError> {
        let (listed, open) = (store.open_disputes().await?, store.open_refunds().await?);
        let (disputes_all, refunds_all) = (listed.len(), open.len());
        let mut disputes = disputes(store, listed, now).await?;
        disputes.sort_by_key(|it| it.since);
        disputes.truncate(SHOWN_MAX);
        // The newest first: what waits for a second officer is not hidden by what failed long ago.
        let newest = stream::iter(open.into_iter().rev()).map(|it| store.refund(it.number));
        let found: Vec<_> = newest.take(SHOWN_MAX).buffered(AT_ONCE).try_collect().await?;
        let mut refunds: Vec<_> =
            found.iter().flatten().map(|it| Refund::of(it, by, now)).collect();
        refunds.sort_by_key(|it| it.since);
        Ok(Self { disputes, disputes_all, refunds, refunds_all })
    }
}

/// What is listed, as its payers' ledgers say it.
async fn disputes(
    store: &Store,
    listed: Vec<OpenDispute>,
    now: Timestamp,
) -> Result<Vec<Dispute>, StoreError> {
    let mut payers: BTreeMap<PersonId, Vec<OpenDispute>> = BTreeMap::new();
    for it in listed.into_iter().take(SHOWN_MAX) {
        payers.entry(it.number.payer).or_default().push(it);
    }
    let read = |(payer, open): (PersonId, Vec<OpenDispute>)| async move {
        let ledger = match store.ledger(payer).await {
            // The others' money must not wait for this one's.
            Err(StoreError::LedgerBroken(error)) => {
                tracing::error!(person = %payer, "disputes cannot be shown: {error}");
                return Ok(Vec::new());
            }
            read => read?,
        };
        let moneys = open.iter().filter_map(|it| ledger.received(&it.receipt));
        Ok::<_, StoreError>(moneys.filter_map(|it| Dispute::of(it, now)).collect::<Vec<_>>())
    };
    let found: Vec<_> = stream::iter(payers).map(read).buffered(AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

impl Dispute {
    /// `money`, if it could not be booked.
    pub(crate) fn of(money: &Received, now: Timestamp) -> Option<Self> {
        let (receipt, reason) = (&money.receipt, money.disputed?.view());
        Some(Self {
            number: receipt.number.to_string(),
            payer: receipt.number.payer.to_string(),
            channel: receipt.channel,
            transaction: receipt.transaction.clone(),
            amount: receipt.amount,
            left: money.left(),
            applied: money.parts.clone(),
            given_back: money.given_back(),
            reason,
            since: money.kept,
            may: money.may(now),
        })
    }
}

impl Refund {
    pub(crate) fn of(order: &RefundOrder, by: PersonId, now: Timestamp) -> Self {
        let RefundOrder { refund, asking, .. } = order;
        let receipt = &refund.receipt;
        let approved_by =
            if let RefundState::Approved { by, .. } = order.state { Some(by) } else { None };
        let trouble = if let RefundState::Failed { code, .. } = &order.state {
            Some(code.clone())
        } else {
            asking.trouble.clone()
        };
        Self {
            number: refund.number().to_string(),
            order: receipt.number.to_string(),
            payer: refund.payer.to_string(),
            channel: receipt.channel,
            transaction: receipt.transaction.clone(),
            amount: refund.amount,
            lines: order.parts.clone(),
            reopens: order.reopens,
            by_hand: order.by_hand,
            reason: refund.reason.clone(),
            state: order.state.view(),
            waits: order.waits(),
            by: order.by,
            approved_by,
            since: refund.opened,
            asked: asking.times,
            trouble,
            may: order.may(by, now),
        }
    }
}
