//! `POST /api/notify/{channel}`: a provider says that somebody paid. (`GET`: by way of the payer's
//! browser, as one bank does now and then; the signature is all the same.)
//!
//! Verify, put the receipt where it cannot be lost, and only then thank the provider, in its own
//! words. No table is touched: a provider's patience is five seconds, and its notices come in storms.

use channel::{Channels, Heard, Notice, NoticeError};
use config::Kept;
use domain::{ChannelKind, Clock, Fault, FaultKind, HeardBy, Receipt, RefundNumber, Timestamp};
use edge::{Reply, Request};
use queue::{QueueError, Receipts, Refunding, Refunds};

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub receipts: Receipts,
    pub refunds: Refunds,
}

#[utoipa::path(
    method(get, post), path = "/api/notify/{channel}", params(("channel" = ChannelKind, Path)),
    request_body(content = String, description = "As the provider says it"),
    responses((status = 200, description = "The provider's own words")),
)]
#[tracing::instrument(skip_all, fields(channel))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let kind: ChannelKind = edge::path(&request, "channel")?;
    tracing::Span::current().record("channel", kind.slug());
    let notice = notice(&request);
    let now = deps.clock.now();
    let channels = deps.channels.at(now).await?;
    let mut read = channels.read(kind, &notice, now);
    if read == Err(NoticeError::UnknownKey) {
        // Providers change their keys in mid-flow; where the new ones can be fetched, they are.
        channels.refresh(kind).await;
        read = channels.read(kind, &notice, now);
    }
    let taken = match read {
        Ok(heard) => take(deps, heard, now).await,
        Err(error) => Err(refused(error)),
    };
    let words = match taken {
        Ok(heard) => channels.thanks(kind, &heard),
        Err(fault) => channels.refusal(kind, fault),
    };
    edge::say(words.status, words.content_type, &words.body)
}

fn notice(request: &Request) -> Notice {
    Notice {
        method: request.method().clone(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().clone(),
        body: request.body().to_vec(),
    }
}

async fn take(deps: &Deps, heard: Heard, now: Timestamp) -> Result<Heard, FaultKind> {
    let kept = match &heard {
        Heard::Receipt(receipt) => keep(deps, receipt, now).await,
        // What became of a refund is asked by query: the notice only says when.
        Heard::Refund { number, .. } => {
            if let Ok(number) = number.parse() {
                ask_about(deps, number).await
            } else {
                tracing::info!("of a refund that we never asked for");
                Ok(())
            }
        }
        Heard::Other { event } => {
            tracing::info!(event, "a notice that brings no money");
            Ok(())
        }
    };
    // Not kept, so not thanked for: the provider says it again.
    kept.map(|()| heard).map_err(|error| {
        tracing::error!("a notice was not kept: {error}");
        error.kind()
    })
}

async fn keep(deps: &Deps, receipt: &Receipt, now: Timestamp) -> Result<(), QueueError> {
    deps.receipts.push(&receipt.clone().heard(HeardBy::Notice, now)).await?;
    tracing::info!(order.number = %receipt.number, "a receipt is on its way into the books");
    Ok(())
}

async fn ask_about(deps: &Deps, number: RefundNumber) -> Result<(), QueueError> {
    tracing::info!(refund.number = %number, "something became of a refund");
    deps.refunds.push(&Refunding { number, asked: 0 }).await
}

fn refused(error: NoticeError) -> FaultKind {
    if error.kind() == FaultKind::Stranger {
        // Probes and strangers knock every day; nobody needs to get up for them.
        tracing::info!(code = error.code(), "a notice is not believed: {error}");
    } else {
        tracing::warn!(code = error.code(), "a notice is refused: {error}");
    }
    error.kind()
}
