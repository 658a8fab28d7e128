use domain::Timestamp;
use domain::catalogue::News;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, StoreError};

/// Seconds for which what was read is shown again. Anybody may ask, a whole school in one minute: the
/// table is read once in a while and not for each of them.
const FRESH: i64 = 10;

/// What was read last, and when.
type Read = (Timestamp, Arc<Vec<News>>);

/// The news as they were read a moment ago. It may be empty at any time.
#[derive(Default)]
pub struct Board {
    read: Mutex<Option<Read>>,
}

impl Board {
    /// All news, shown or not.
    pub(crate) async fn read(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> Result<Arc<Vec<News>>, StoreError> {
        let last = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, news)) = last
            && (0..FRESH).contains(&(now.as_second() - at.as_second()))
        {
            return Ok(news);
        }
        let news = Arc::new(store.news().await?);
        let read = Some((now, Arc::clone(&news)));
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(news)
    }
}
