use domain::catalogue::{Phase, Project};
use domain::{Timestamp, seats_left};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::sync::{Arc, Mutex};
use store::{Store, StoreError};

/// Seconds for which one instance shows what it read: in the minute in which a whole school opens the
/// page, the tables are asked some times and not some ten thousand times. Whoever enrols is decided
/// upon by what the tables say at that moment.
const FRESH: i64 = 3;

/// The projects and how many seats of each can be had, as they were a moment ago.
#[derive(Default)]
pub struct Board(Mutex<Option<(Timestamp, Shown)>>);

/// Projects whose seats are counted at once.
const AT_ONCE: usize = 8;

pub(crate) type Shown = Arc<Vec<(Project, u32)>>;

impl Board {
    pub(crate) async fn shown(&self, store: &Store, now: Timestamp) -> Result<Shown, StoreError> {
        let kept = self.0.lock().expect("nobody panics with the board").clone();
        if let Some((read, shown)) = kept
            && (0..FRESH).contains(&now.duration_since(read).as_secs())
        {
            return Ok(shown);
        }
        let projects = store.projects().await?;
        let shown = stream::iter(projects).map(|it| with_seats(store, it, now));
        let shown = Arc::new(shown.buffered(AT_ONCE).try_collect().await?);
        *self.0.lock().expect("nobody panics with the board") = Some((now, Arc::clone(&shown)));
        Ok(shown)
    }
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
