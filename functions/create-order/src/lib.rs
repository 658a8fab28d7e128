//! `PUT /api/orders/{id}`: a person asks to pay some bills, or a living fee, through one channel.
//!
//! The browser draws the id and keeps it before it asks, so asking again is always safe: the same
//! ask finds the same order, another ask under the same id is refused.

mod asked;
mod error;
mod gate;
mod payable;
mod placing;
mod wallet;

use channel::{Channels, Checkout};
use config::Kept;
use domain::catalogue::Purchase;
use domain::{Chain, ChannelKind, Clock, Order, OrderId, OrderView, Scene, Terms, Wanted, Way};
use edge::{Problem, Reply, Request};
use error::Refusal;
use futures::future::try_join;
use gate::Gate;
use identity::Tokens;
use payable::Payable;
use queue::{Chase, Chases};
use serde::{Deserialize, Serialize};
use store::{Opened, Store};
use trail::Measure;

/// Seconds after which the provider is asked for the first time if no notice came.
const FIRST_CHASE: u32 = 5;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub chases: Chases,
    pub clock: Clock,
    pub school: config::School,
    pub store: Store,
    pub tokens: Tokens,
}

/// What to pay, and how.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateOrderAsk)]
pub struct Ask {
    /// Bills that are there: all of one kind, and of one batch (S42).
    #[serde(default)]
    lines: Option<Vec<Wanted>>,
    /// In the place of `lines`: a living fee, which nobody owed before (S45).
    #[serde(default)]
    living: Option<Purchase>,
    channel: ChannelKind,
    scene: Scene,
    way: Way,
    /// What the wallet's entrance brought, where the way leads through one.
    #[serde(default)]
    wallet_code: Option<String>,
}

/// The order, and what the browser does next.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CreateOrderAnswer)]
pub struct Answer {
    order: OrderView,
    checkout: Checkout,
}

#[utoipa::path(
    put, path = "/api/orders/{id}", params(("id" = OrderId, Path)), request_body = Ask,
    responses((status = 201, body = Answer)),
)]
#[tracing::instrument(skip_all, fields(order.id))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let who = deps.tokens.paying(edge::token(&request), deps.clock.now())?;
    let id: OrderId = edge::path(&request, "id")?;
    let Ask { lines, living, channel, scene, way, wallet_code } = edge::json(&request)?;
    tracing::Span::current().record("order.id", tracing::field::display(id));

    let client_ip = edge::source_address(&request);
    let ask = domain::Ask {
        id,
        payer: who.person,
        guest: who.guest(),
        basket: asked::one_basket(lines, living)?,
        channel,
        scene,
        way,
        wallet_user: None,
        client_ip,
    };
    let channels = deps.channels.at(deps.clock.now()).await?;
    let look = Gate::look(&deps.store, channel);
    let (payable, mut gate) = try_join(Payable::by(deps, &who, &ask.basket), look).await?;
    let opened = match open(deps, &channels, &mut gate, (&ask, wallet_code), &payable).await {
        Ok(opened) => opened,
        // What this very order did before is no reason to refuse to show it again.
        Err(refusal) => Opened::Before(deps.store.opened_before(&ask).await?.ok_or(refusal)?),
    };
    let (order, checkout) = placing::place(deps, &channels, gate, opened).await?;
    edge::created(&Answer { order: (&order).into(), checkout })
}

async fn open(
    deps: &Deps,
    channels: &Channels,
    gate: &mut Gate,
    (ask, wallet_code): (&domain::Ask, Option<String>),
    payable: &Payable,
) -> Result<Opened, Problem> {
    let there = payable.there(deps.clock.now())?;
    let terms = Terms {
        rules: deps.school.rules(),
        payee: deps.school.payee.clone(),
        merchant: asked::offered(&deps.school, channels, ask)?.merchant().clone(),
        minutes: deps.school.rules.minutes_to_pay,
        clock: deps.clock,
    };
    if ask.way == Way::Wallet {
        // Before the code is spent: the payer can use it when the provider answers again.
        gate.pass(deps).await?;
    }
    let wallet_user = wallet::user(channels, ask, wallet_code).await?;
    let order = Order::open(domain::Ask { wallet_user, ..ask.clone() }, there, &terms)?;
    if channels.asks(&order) {
        gate.pass(deps).await?;
    }
    // Before the order exists: a chase of nothing is harmless, an order that nobody chases is not.
    if !order.holds(there.bills) {
        let chase = Chase { number: order.number(), asked: 0, chain: Chain::Opening };
        deps.chases.push_later(&chase, FIRST_CHASE).await?;
    }
    let opened = deps.store.open(order, ask, deps.clock.now()).await?;
    if matches!(opened, Opened::Now(_)) {
        trail::tell(Measure::Opened { channel: ask.channel });
        tracing::info!("an order is opened");
    }
    Ok(opened)
}
