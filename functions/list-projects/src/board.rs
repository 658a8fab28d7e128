//! The projects with the seats that are left, read at most every few seconds.

use domain::catalogue::{Phase, Project};
use domain::{Timestamp, seats_left};
use futures::stream::{self, StreamExt, TryStreamExt};
use store::{Store, StoreError};

/// Seconds for which one instance shows what it read. Whoever enrols is decided upon by what the
/// tables say at that moment.
pub const FRESH: i64 = 3;

/// Projects whose seats are counted at once.
const AT_ONCE: usize = 8;

/// The projects, and how many seats of each can be had.
pub type Board = Vec<(Project, u32)>;

pub(crate) async fn read(store: &Store, now: Timestamp) -> Result<Board, StoreError> {
    let projects = store.projects().await?;
    stream::iter(projects)
        .map(|it| with_seats(store, it, now))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn with_seats(
    store: &Store,
    project: Project,
    now: Timestamp,
) -> Result<(Project, u32), StoreError> {
    let left = match project.quota {
        Some(_) if project.phase(now) == Phase::Open => {
            seats_left(&store.seats_lately(&project.id).await?, now)
        }
        // Nobody can take one now: none has been, or it does not matter any more.
        Some(quota) if project.phase(now) == Phase::Coming => quota,
        Some(_) | None => 0,
    };
    Ok((project, left))
}
