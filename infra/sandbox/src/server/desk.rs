use super::wrongs::{Offer, Times, Wrong};
use super::{Sandbox, page};
use crate::bank::On;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

/// What is chosen in the form of calls. Pressing a button keeps it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) on: Which,
    #[serde(default)]
    pub(super) times: Times,
}

/// Which calls, as a form says it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Which {
    #[default]
    Any,
    #[serde(untagged)]
    Call(On),
}

#[derive(Deserialize)]
pub(super) struct FaultAsk {
    on: Which,
    times: Times,
    wrong: Wrong,
}

#[derive(Deserialize)]
pub(super) struct ActAsk {
    act: Act,
}

/// What a bank does as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Act {
    /// It can no longer be reached.
    Down,
    /// It does nothing wrong any more.
    Behave,
    /// It changes its keys in mid-flow.
    Rotate,
}

/// `GET /{bank}/desk`: what the bank is to do wrong, and what it told.
pub(super) async fn look(
    State(sandbox): State<Sandbox>,
    Path(slug): Path<String>,
    Query(choice): Query<Choice>,
) -> Response {
    let deliveries = sandbox.courier.deliveries();
    let Some(bank) = sandbox.bank(&slug) else { return missing() };
    let told: Vec<_> = deliveries.iter().filter(|it| it.channel == bank.slug()).collect();
    Html(page::desk(&bank, choice, &told, (sandbox.clock)())).into_response()
}

/// `POST /{bank}/desk/faults`: one of the wrongs was pressed.
pub(super) async fn misbehave(
    State(sandbox): State<Sandbox>,
    Path(slug): Path<String>,
    Form(ask): Form<FaultAsk>,
) -> Response {
    let Some(mut bank) = sandbox.bank(&slug) else { return missing() };
    let on = ask.on.call();
    let Some(fault) = Offer::of(bank.slug()).fault(ask.wrong, on, ask.times) else {
        let words = "这家没有这样的按钮。";
        return (StatusCode::UNPROCESSABLE_ENTITY, Html(page::note(words))).into_response();
    };
    bank.misbehave(fault);
    let chosen = Choice { on: ask.on, times: ask.times };
    Redirect::to(&page::desk_url(bank.slug(), chosen)).into_response()
}

/// `POST /{bank}/desk/act`: a button for the whole bank was pressed.
pub(super) async fn act(
    State(sandbox): State<Sandbox>,
    Path(slug): Path<String>,
    Form(ask): Form<ActAsk>,
) -> Response {
    let Some(mut bank) = sandbox.bank(&slug) else { return missing() };
    match ask.act {
        Act::Down => bank.go_down(),
        Act::Behave => bank.behave(),
        Act::Rotate => bank.rotate((sandbox.clock)()),
    }
    Redirect::to(&page::desk_url(bank.slug(), Choice::default())).into_response()
}

impl Which {
    /// The call, if it is one.
    pub(super) fn call(self) -> Option<On> {
        match self {
            Self::Any => None,
            Self::Call(on) => Some(on),
        }
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, Html(page::note("没有这家银行。"))).into_response()
}
