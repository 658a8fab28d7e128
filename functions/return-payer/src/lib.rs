//! `GET|POST /api/return/{channel}/{id}`: a provider sends the payer's browser back.
//!
//! What the browser brings is not looked at: anybody can make it bring anything. The page asks the
//! platform what became of the order, as it always does.

use domain::{ChannelKind, OrderId};
use edge::{Reply, Request};

pub struct Deps {
    pub public_url: String,
}

#[utoipa::path(
    method(get, post), path = "/api/return/{channel}/{id}",
    params(("channel" = ChannelKind, Path), ("id" = OrderId, Path)),
    responses((status = 303, description = "To the page that watches the order")),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let channel: ChannelKind = edge::path(&request, "channel")?;
    let order: OrderId = edge::path(&request, "id")?;
    tracing::info!(channel = channel.slug(), order.id = %order, "a payer comes back");
    edge::see_other(&format!("{}/#/pay/{order}/result", deps.public_url))
}
