//! Reading, deciding and writing again because somebody else wrote in between.

use crate::StoreError;

/// How often at most: whoever loses that often is told so, and says it again.
const TRIES: usize = 4;

/// Does `work` again as long as somebody else wrote between its reads and its write. Its own error
/// ends it at once; the inner result is that of the write.
pub async fn unraced<T, E, F>(mut work: impl FnMut() -> F) -> Result<T, E>
where
    E: From<StoreError>,
    F: Future<Output = Result<Result<T, StoreError>, E>>,
{
    for _ in 1..TRIES {
        match work().await? {
            Err(StoreError::Raced) => {}
            written => return Ok(written?),
        }
    }
    Ok(work().await??)
}

#[cfg(test)]
mod tests {
    use super::{TRIES, unraced};
    use crate::StoreError;
    use std::future::ready;

    /// How often work is done of which each time is as the next of `times` says, and how it ends.
    async fn done(times: Vec<Result<Result<(), StoreError>, StoreError>>) -> (usize, bool) {
        let (mut times, mut done) = (times.into_iter(), 0);
        let ended = unraced(|| {
            done += 1;
            ready(times.next().expect("nobody tries more often"))
        });
        let ended = ended.await.is_ok();
        (done, ended)
    }

    #[tokio::test]
    async fn only_a_lost_race_is_run_again_and_not_for_ever() {
        let lost = || Ok(Err(StoreError::Raced));
        assert_eq!(done(vec![Ok(Ok(()))]).await, (1, true));
        assert_eq!(done(vec![lost(), lost(), Ok(Ok(()))]).await, (3, true));
        assert_eq!(done(vec![lost(), lost(), lost(), lost()]).await, (TRIES, false));
        assert_eq!(done(vec![lost(), Ok(Err(StoreError::BillHeld))]).await, (2, false));
        assert_eq!(done(vec![Err(StoreError::Raced)]).await, (1, false), "decided, not written");
    }
}
