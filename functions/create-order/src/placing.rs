//! How the payer of an opened order comes to the provider.

use crate::Deps;
use crate::gate::Gate;
use channel::{Channels, Checkout};
use domain::Order;
use edge::Problem;
use store::Opened;

/// How to pay `opened`, as far as somebody still may: its provider is asked, where it has to be.
pub(crate) async fn place(
    deps: &Deps,
    channels: &Channels,
    gate: Gate,
    opened: Opened,
) -> Result<(Order, Checkout), Problem> {
    let is_new = matches!(opened, Opened::Now(_));
    let order = opened.order();
    if !order.payable(deps.clock.now()) {
        return Ok((order, Checkout::None));
    }
    // Nobody is asked for it, so no pause of the provider keeps it from its payer.
    if let Some(checkout) = Channels::kept(&order) {
        return Ok((order, checkout));
    }
    match ask(deps, channels, gate, &order).await {
        Ok(checkout) => keep(deps, channels, order, checkout).await,
        Err(problem) => {
            if is_new {
                not_shown(deps, order).await;
            }
            Err(problem)
        }
    }
}

async fn ask(
    deps: &Deps,
    channels: &Channels,
    mut gate: Gate,
    order: &Order,
) -> Result<Checkout, Problem> {
    if !channels.asks(order) {
        return Ok(channels.place(order).await?);
    }
    gate.pass(deps).await?;
    let placed = channels.place(order).await;
    gate.learn(deps, &placed).await;
    Ok(placed?)
}

/// Keeps with `order` what is not there yet. Mostly that is nothing: an order is opened as one that
/// is shown, and most providers say the same again.
async fn keep(
    deps: &Deps,
    channels: &Channels,
    order: Order,
    checkout: Checkout,
) -> Result<(Order, Checkout), Problem> {
    let placed = channels.keeps(&order, &checkout);
    if placed.is_none() && order.shown.is_some() {
        return Ok((order, checkout));
    }
    let order = Order { shown: Some(deps.clock.now()), placed, ..order };
    let still_open = deps.store.keep_placed(&order).await?;
    Ok(if still_open { (order, checkout) } else { (order, Checkout::None) })
}

/// Takes back that the payer of the new `order` was shown how to pay it. That is for its timeline
/// alone, so a table that does not answer is no second reason to fail.
async fn not_shown(deps: &Deps, order: Order) {
    let order = Order { shown: None, ..order };
    if let Err(error) = deps.store.keep_placed(&order).await {
        tracing::warn!("an order is said to be shown, and was not: {error}");
    }
}
