//! `GET /api/channels?scene=`: the ways to pay that lead from where the payer is, and how each is
//! just now. One that cannot be used is shown with its reason: it does not touch the others.

use channel::{Channel, Channels, Entrance};
use config::{ChannelChoice, ChannelState, Kept, School};
use domain::{Breaker, ChannelKind, Clock, Passage, Scene, Way};
use edge::{Reply, Request};
use futures::future::try_join;
use identity::Tokens;
use serde::{Deserialize, Serialize};
use store::Store;

pub struct Deps {
    pub channels: Kept<Channels>,
    pub clock: Clock,
    pub school: School,
    pub store: Store,
    pub tokens: Tokens,
}

/// Where the payer is.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    scene: Scene,
}

/// The ways to pay, in the school's order.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ChannelsAnswer)]
pub struct Answer {
    channels: Vec<ChannelView>,
    /// Where the payer has to go once, before paying through a wallet.
    #[schema(required)]
    entrance: Option<Entrance>,
}

/// One way to pay.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ChannelView {
    kind: ChannelKind,
    /// The school's own words for it.
    #[schema(required)]
    label: Option<String>,
    /// How it is reached from where the payer is, the best way first.
    ways: Vec<Way>,
    state: State,
    /// The school's own words on why it is closed.
    #[schema(required)]
    reason: Option<String>,
}

/// How a way to pay is just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Open,
    /// The school closed it for a while.
    Maintenance,
    /// The provider does not answer, or our account there does not work.
    Down,
    /// It does not lead from where the payer is.
    Elsewhere,
}

#[utoipa::path(
    get, path = "/api/channels", params(Ask),
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, request: Request) -> Reply {
    let now = deps.clock.now();
    let payer = deps.tokens.paying(edge::token(&request), now)?;
    let Ask { scene } = edge::query(&request)?;
    let channels = deps.channels.at(now).await?;
    let payer = payer.presence();
    let ((), breakers) = try_join(deps.store.present(&payer), deps.store.breakers()).await?;
    let down = |kind| matches!(Breaker::passage(breakers.get(&kind), now), Passage::Shut { .. });
    let view = |choice: &ChannelChoice| {
        let channel = channels.get(choice.kind);
        if channel.is_none() {
            tracing::error!(channel = choice.kind.slug(), "it is offered and has no account");
        }
        view(choice, channel, scene, down(choice.kind))
    };
    let shown = deps.school.channels.iter().map(view).collect();
    edge::ok(&Answer { channels: shown, entrance: channels.entrance(scene) })
}

fn view(
    choice: &ChannelChoice,
    channel: Option<&dyn Channel>,
    scene: Scene,
    down: bool,
) -> ChannelView {
    let ways = channel.map_or(Vec::new(), |it| it.ways(scene).to_vec());
    let state = match (choice.state, channel) {
        (ChannelState::Maintenance, _) => State::Maintenance,
        (ChannelState::Open, None) => State::Down,
        (ChannelState::Open, Some(_)) if ways.is_empty() => State::Elsewhere,
        (ChannelState::Open, Some(_)) if down => State::Down,
        (ChannelState::Open, Some(_)) => State::Open,
    };
    let (label, reason) = (choice.label.clone(), choice.reason.clone());
    ChannelView { kind: choice.kind, label, ways, state, reason }
}
