use domain::catalogue::{Batch, Living, News, Project};
use domain::{Timestamp, seats_taken};
use futures::future::try_join4;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;
use std::cmp::Reverse;
use store::{Store, StoreError};

/// Projects whose seats are counted at once.
const AT_ONCE: usize = 8;

/// All that the office announced, what comes last first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CatalogueAnswer)]
pub struct Answer {
    batches: Vec<Batch>,
    living: Vec<Living>,
    projects: Vec<OfficeProject>,
    news: Vec<News>,
}

/// A project as the office sees it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OfficeProject {
    #[serde(flatten)]
    project: Project,
    /// Seats that somebody has just now; null without a quota.
    #[schema(required)]
    taken: Option<u32>,
}

impl Answer {
    pub(crate) async fn read(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let (batches, fees) = (store.batches(), store.living_fees());
        // Four queries at once are too large a state for a stack.
        let all = Box::pin(try_join4(batches, fees, store.projects(), store.news())).await?;
        let (mut batches, living, mut projects, mut news) = all;
        batches.sort_by_key(|it| Reverse(it.window.opens));
        projects.sort_by_key(|it| Reverse(it.window.opens));
        news.sort_by_key(|it| Reverse(it.from));
        let counted = stream::iter(projects).map(|it| counted(store, it, now));
        let projects = counted.buffered(AT_ONCE).try_collect().await?;
        Ok(Self { batches, living, projects, news })
    }
}

async fn counted(
    store: &Store,
    project: Project,
    now: Timestamp,
) -> Result<OfficeProject, StoreError> {
    let taken = match project.quota {
        Some(_) => Some(seats_taken(&store.seats(&project.id).await?, now)),
        None => None,
    };
    Ok(OfficeProject { project, taken })
}
