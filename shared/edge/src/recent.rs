use domain::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// What one instance read last and shows again for a while: of what anybody may look at, a table is
/// then asked now and then, and not by a whole school in one minute. Nothing is decided by it.
pub struct Recent<T> {
    seconds: i64,
    last: Mutex<Option<(Timestamp, Arc<T>)>>,
}

impl<T> Recent<T> {
    /// Nothing so far; what is read will be shown for so many seconds.
    pub const fn new(seconds: i64) -> Self {
        Self { seconds, last: Mutex::new(None) }
    }

    /// What was read a moment before `now`, or else what `read` brings.
    pub async fn or<E>(
        &self,
        now: Timestamp,
        read: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        if let Some(fresh) = self.fresh(now) {
            return Ok(fresh);
        }
        let value = Arc::new(read.await?);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&value)));
        Ok(value)
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<T>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, value) = last.as_ref()?;
        let age = now.as_second() - at.as_second();
        (0..self.seconds).contains(&age).then(|| Arc::clone(value))
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;
    use domain::Timestamp;
    use std::convert::Infallible;

    async fn read(recent: &Recent<u32>, second: i64, value: u32) -> u32 {
        let now = Timestamp::from_second(1_790_000_000 + second).expect("in range");
        *recent.or(now, async { Ok::<_, Infallible>(value) }).await.expect("read")
    }

    #[tokio::test]
    async fn what_was_read_is_shown_for_a_while_and_by_no_clock_that_went_back() {
        let recent = Recent::new(3);
        assert_eq!(read(&recent, 0, 1).await, 1);
        assert_eq!(read(&recent, 2, 2).await, 1);
        assert_eq!(read(&recent, 3, 3).await, 3);
        assert_eq!(read(&recent, 1, 4).await, 4);
    }

    #[tokio::test]
    async fn what_could_not_be_read_is_not_remembered() {
        let recent = Recent::new(3);
        let failed = recent.or(Timestamp::UNIX_EPOCH, async { Err::<u32, _>("away") }).await;
        assert_eq!(failed, Err("away"));
        assert_eq!(read(&recent, 0, 1).await, 1);
    }
}
