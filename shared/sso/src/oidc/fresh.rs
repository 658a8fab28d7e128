use domain::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// What a provider publishes, kept for an hour.
pub(super) struct Fresh<T>(Mutex<Option<(Timestamp, Arc<T>)>>);

impl<T> Fresh<T> {
    const SECONDS: i64 = 3600;

    /// What is kept, if it is fresh at `now`.
    pub(super) fn at(&self, now: Timestamp) -> Option<Arc<T>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref().filter(|it| now.as_second() - it.0.as_second() < Self::SECONDS);
        held.map(|it| Arc::clone(&it.1))
    }

    /// Keeps `value`, which was fetched just now.
    pub(super) fn keep(&self, value: T, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        let held = Some((now, Arc::clone(&value)));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held;
        value
    }
}

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}
