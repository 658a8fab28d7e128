//! What a provider says of a refund, and what is kept of that.

use crate::Deps;
use channel::{ChannelError, Channels};
use domain::{Fault, Order, RefundOrder, Refunded};
use edge::Problem;
use store::StoreError;
use trail::Measure;

type Answer = Result<Refunded, ChannelError>;

/// What the provider says of `refund`, for which it is asked if it has never heard of it; and the
/// refund as it is written then.
pub(crate) async fn ask(
    deps: &Deps,
    (channels, order): (&Channels, &Order),
    refund: RefundOrder,
) -> Result<(RefundOrder, Answer), Problem> {
    let known = channels.query_refund(order, &refund.refund).await;
    if !matches!(known, Ok(Refunded::Absent)) {
        return noted(deps, refund, known, false).await;
    }
    // Written first: from here on the money may be on its way, and nobody gives it back by hand.
    let asking = refund.asks(deps.clock.now());
    if !deps.store.keep_asking(&asking, &refund.asking).await? {
        return Err(StoreError::Raced.into());
    }
    let answer = channels.refund(order, &asking.refund).await;
    // A refusal says nothing of an ask whose answer was lost before; that it has nothing of it does,
    // until it says otherwise.
    let gone = answer.is_err() && {
        let left = channels.query_refund(order, &asking.refund).await;
        matches!(left, Ok(Refunded::Absent))
    };
    noted(deps, asking, answer, gone).await
}

/// Looks whether the provider gave back after all what ended otherwise here: then the money may be
/// back twice, or is still counted as paid, and somebody has to see to it.
pub(crate) async fn look_again(
    channels: &Channels,
    order: &Order,
    refund: &RefundOrder,
) -> Result<(), Problem> {
    if let Ok(Refunded::Done(_)) = channels.query_refund(order, &refund.refund).await {
        trail::tell(Measure::RefundFailed { channel: refund.refund.receipt.channel });
        tracing::error!("the provider gave back what ended otherwise here");
    }
    Ok(())
}

/// Keeps with `refund` that its provider has it, or what is in its way, for staff to see; once as
/// long as it is the same.
async fn noted(
    deps: &Deps,
    refund: RefundOrder,
    answer: Answer,
    gone: bool,
) -> Result<(RefundOrder, Answer), Problem> {
    let noted = match &answer {
        // It may be one whose ask was thought lost: without this an officer would take it back.
        Ok(Refunded::Pending) => refund.taken_up(),
        Ok(Refunded::Done(_) | Refunded::Failed { .. } | Refunded::Absent) => refund.clone(),
        Err(ChannelError::Refused { code, .. }) => refund.troubled(code.clone(), gone),
        Err(error) => refund.troubled(error.code().to_owned(), gone),
    };
    if noted != refund && !deps.store.keep_asking(&noted, &refund.asking).await? {
        return Err(StoreError::Raced.into());
    }
    Ok((noted, answer))
}
