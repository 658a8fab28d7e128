//! `POST /api/notify/{channel}`: a provider says that somebody paid.
//!
//! Verify, put the receipt where it cannot be lost, and only then thank the provider, in its own
//! words. No table is touched: a provider's patience is five seconds, and its notices come in storms.

use channel::{Channels, Heard, Notice, NoticeError};
use config::Kept;
use domain::{ChannelKind, Clock, Fault, FaultKind};
use edge::{Reply, Request};
use queue::Receipts;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub receipts: Receipts,
}

#[utoipa::path(
    post, path = "/api/notify/{channel}", params(("channel" = ChannelKind, Path)),
    request_body(content = String, description = "As the provider says it"),
    responses((status = 200, description = "The provider's own words")),
)]
#[tracing::instrument(skip_all, fields(channel))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let kind: ChannelKind = edge::path(&request, "channel")?;
    tracing::Span::current().record("channel", kind.slug());
    let notice = Notice { headers: request.headers().clone(), body: request.body().to_vec() };
    let now = deps.clock.now();
    let words = match deps.channels.at(now).await?.read(kind, &notice, now) {
        Ok(heard) => take(deps, kind, heard).await,
        Err(error) => refuse(kind, error),
    };
    edge::say(words.status, words.content_type, words.body)
}

async fn take(deps: &Deps, kind: ChannelKind, heard: Heard) -> channel::Words {
    let receipt = match heard {
        Heard::Receipt(receipt) => receipt,
        Heard::Other { event } => {
            tracing::info!(event, "a notice that brings no money");
            return Channels::thanks(kind);
        }
    };
    match deps.receipts.push(&receipt).await {
        Ok(()) => {
            tracing::info!(order.number = %receipt.number, "a receipt is on its way into the books");
            Channels::thanks(kind)
        }
        // Not kept, so not thanked for: the provider says it again.
        Err(error) => {
            tracing::error!(order.number = %receipt.number, "a receipt was not kept: {error}");
            Channels::refusal(kind, error.kind())
        }
    }
}

fn refuse(kind: ChannelKind, error: NoticeError) -> channel::Words {
    if error.kind() == FaultKind::Stranger {
        // Probes and strangers knock every day; nobody needs to get up for them.
        tracing::info!(code = error.code(), "a notice is not believed: {error}");
    } else {
        tracing::warn!(code = error.code(), "a notice is refused: {error}");
    }
    Channels::refusal(kind, error.kind())
}
