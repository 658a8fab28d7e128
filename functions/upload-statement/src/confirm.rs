//! What a file has and we have not is asked of the provider, order by order.

use super::Deps;
use channel::Channels;
use domain::{Outcome, Receipt, Timestamp};
use edge::Problem;
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;
use store::StoreError;

/// Lines that are asked about for one file, and how many at once. The gateway gives an answer 30
/// seconds; what is left is told as missing here, and asked about when the file is brought again.
const ASKED_MAX: usize = 40;
const AT_ONCE: usize = 4;

/// When nobody more is asked: a slow provider takes 8 for an answer, and some are
/// asked twice for one, which ends within the gateway's 30.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the provider itself says of `missing`: those payments that it has as the file has them.
pub(crate) async fn told(deps: &Deps, missing: Vec<Receipt>) -> Result<Vec<Receipt>, Problem> {
    let now = deps.clock.now();
    let channels = deps.channels.at(now).await?;
    let until = now + PATIENCE;
    let asked = stream::iter(missing).take(ASKED_MAX);
    let asked = asked.map(|line| ask(deps, &channels, line, until)).buffered(AT_ONCE);
    let said: Vec<Option<Receipt>> = asked.try_collect().await?;
    Ok(said.into_iter().flatten().collect())
}

/// The provider's word for `line`. Silence, or another payment than the file's, is none.
async fn ask(
    deps: &Deps,
    channels: &Channels,
    line: Receipt,
    until: Timestamp,
) -> Result<Option<Receipt>, StoreError> {
    let order = deps.store.order(line.number).await?;
    let Some(order) = order.filter(|it| it.channel == line.channel) else { return Ok(None) };
    if deps.clock.now() > until {
        return Ok(None);
    }
    match channels.query(&order).await {
        Ok(Outcome::Paid(told)) => Ok(Some(told).filter(|it| line.is_told_by(it))),
        Ok(Outcome::Pending | Outcome::Closed | Outcome::Absent) => Ok(None),
        Err(error) => {
            error.log();
            Ok(None)
        }
    }
}
