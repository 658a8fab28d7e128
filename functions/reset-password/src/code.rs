use crate::ask::CodeAsk;
use crate::sender::{Desk, Message, SendError};
use crate::{Deps, door, owner};
use config::switched;
use domain::{CodeCap, Purpose, Timestamp};
use edge::{Reply, Request};
use identity::{Code, Keys, Recollection};
use std::error::Error;
use std::time::Duration;

/// Every answer comes so long after its question, whether anything was sent or not: what a message's
/// carrier takes, which is hundreds of milliseconds, would tell who has an account and whose phone it
/// is. Sending after the answer is no way out: a function that answered stands still.
pub const ANSWERED_AFTER: Duration = Duration::from_secs(4);

/// What is left of that for the carrier, who is to take a message and not to deliver it meanwhile.
pub(crate) const SENDING: Duration = Duration::from_secs(3);

/// `POST /api/password/code`: a code to the registered phone, if there is such an account and it is
/// that one. The answer is one in any case.
#[utoipa::path(
    post, path = "/api/password/code", request_body = CodeAsk,
    responses((status = 202, description = "Whether or not anything was sent")),
)]
pub async fn send(deps: &Deps, request: &Request) -> Reply {
    switched(deps.school.entry.phone_codes)?;
    let even = tokio::time::sleep(ANSWERED_AFTER);
    let ask: CodeAsk = edge::json(request)?;
    let phone = ask.phone()?;
    let now = deps.clock.now();
    let keys = deps.keys.at(now).await?;

    let door = door(deps, &keys, (&ask.user, request), now).await?;
    let puzzle = keys.puzzles.open(ask.proof.as_ref(), Purpose::Reset, now)?;
    deps.store.spend_puzzle(puzzle).await?.solved()?;
    let code = Code::draw(deps.chance);
    let sent = keys.vault.sent_code((&door.login, &phone), &code, now);
    let kept = deps.store.keep_code(&sent, CodeCap::PHONE, now).await?;
    let theirs = owner(&keys, &door, &Recollection { name: None, phone: &phone })?.is_some();
    if kept && theirs {
        let told = tell(deps, &keys, &Message::reset(&phone, &code), now).await;
        if let Err(error) = told {
            tracing::error!(error = &error as &dyn Error, "a code was not sent");
        }
    }

    even.await;
    edge::accepted()
}

async fn tell(
    deps: &Deps,
    keys: &Keys,
    message: &Message<'_>,
    now: Timestamp,
) -> Result<(), SendError> {
    let desk = Desk::of(keys, deps.sandbox.as_deref())?;
    desk.send(&deps.wire, message, (deps.chance, now)).await
}
