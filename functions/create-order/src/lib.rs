//! `PUT /api/orders/{id}`: a person asks to pay some bills through one channel.
//!
//! The browser draws the id and keeps it before it asks, so asking again is always safe: the same
//! ask finds the same order, another ask under the same id is refused.

use channel::{Channels, Checkout};
use config::Kept;
use domain::{
    ChannelKind, Clock, OpenError, Order, OrderId, OrderView, PersonId, Scene, Terms, Wanted,
};
use edge::{Problem, Reply, Request};
use identity::Tokens;
use queue::{Chase, Chases};
use serde::{Deserialize, Serialize};
use store::Store;

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
    lines: Vec<Wanted>,
    channel: ChannelKind,
    scene: Scene,
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
    responses(
        (status = 201, body = Answer),
        (status = "default", body = edge::ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[tracing::instrument(skip_all, fields(order.id))]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let payer = deps.tokens.payer(edge::token(&request), deps.clock.now())?;
    let id: OrderId = edge::path(&request, "id")?;
    let ask: Ask = edge::json(&request)?;
    tracing::Span::current().record("order.id", tracing::field::display(id));

    let channels = deps.channels.at(deps.clock.now()).await?;
    let order = open(deps, &channels, ask.of(id, payer, edge::source_address(&request))).await?;
    let checkout = place(deps, &channels, &order).await?;
    edge::created(&Answer { order: (&order).into(), checkout })
}

impl Ask {
    fn of(self, id: OrderId, payer: PersonId, client_ip: String) -> domain::Ask {
        let Self { lines: wanted, channel, scene } = self;
        domain::Ask { id, payer, wanted, channel, scene, client_ip }
    }
}

async fn open(deps: &Deps, channels: &Channels, ask: domain::Ask) -> Result<Order, Problem> {
    let now = deps.clock.now();
    let terms = Terms {
        rules: deps.school.rules(),
        payee: deps.school.payee.clone(),
        merchant: channels.merchant(ask.channel)?,
        minutes: deps.school.rules.minutes_to_pay,
        clock: deps.clock,
    };
    let bills = deps.store.bills(ask.payer).await?;
    match Order::open(ask.clone(), &bills, &terms) {
        Ok(order) => {
            // Before the order exists: a chase of nothing is harmless, an order that nobody chases is not.
            if !order.holds(&bills) {
                let chase = Chase { number: order.number(), asked: 0 };
                deps.chases.push_later(&chase, FIRST_CHASE).await?;
            }
            Ok(deps.store.open(order, &ask, now).await?)
        }
        // A bill that this very order paid or changed is no reason to refuse to show the order again.
        Err(refusal) => opened_before(deps, &ask, refusal).await,
    }
}

async fn opened_before(
    deps: &Deps,
    ask: &domain::Ask,
    refusal: OpenError,
) -> Result<Order, Problem> {
    Ok(deps.store.opened_before(ask).await?.ok_or(refusal)?)
}

async fn place(deps: &Deps, channels: &Channels, order: &Order) -> Result<Checkout, Problem> {
    if order.payable(deps.clock.now()) {
        Ok(channels.place(order).await?)
    } else {
        Ok(Checkout::None)
    }
}
