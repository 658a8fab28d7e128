//! `GET /api/news`: what the office has to say to everybody, signed in or not.

use domain::catalogue::News;
use domain::{Clock, NewsId, Timestamp};
use edge::{Recent, Reply, Request};
use serde::Serialize;
use store::Store;

pub struct Deps {
    pub clock: Clock,
    pub news: Recent<Vec<News>>,
    pub store: Store,
}

/// Seconds for which one instance shows the news that it read.
pub const FRESH: i64 = 10;

/// What is shown now: pinned first, then the newest.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NewsAnswer)]
pub struct Answer {
    news: Vec<NewsView>,
}

/// A piece of news.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NewsView {
    id: NewsId,
    title: String,
    /// Markdown.
    body: String,
    pinned: bool,
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
}

#[utoipa::path(
    get, path = "/api/news",
    responses((status = 200, body = Answer)),
)]
#[tracing::instrument(skip_all)]
pub async fn handle(deps: &Deps, _: Request) -> Reply {
    let now = deps.clock.now();
    let all = deps.news.or(now, deps.store.news()).await?;
    let news = News::shown_at(&all, now).into_iter().map(NewsView::from).collect();
    edge::ok(&Answer { news })
}

impl From<&News> for NewsView {
    fn from(news: &News) -> Self {
        Self {
            id: news.id.clone(),
            title: news.title.clone(),
            body: news.body.clone(),
            pinned: news.pinned,
            from: news.from,
        }
    }
}
