use crate::ConfigError;
use crate::wrap::{KeyWrap, Unwrapped, Wrapped};
use domain::Timestamp;
use std::error::Error;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Bytes that nobody may see. It cannot be printed, compared or serialised.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes charge of `bytes`; they are wiped when it is dropped.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes. Every use of this word deserves a look.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// Where a secret is.
pub enum Place {
    /// A file, on one machine.
    File(PathBuf),
    /// AWS Secrets Manager.
    Manager { arn: String, client: aws_sdk_secretsmanager::Client },
}

/// A secret made usable, and fetched anew now and then, so that a rotation needs no deployment.
pub struct Kept<T> {
    place: Option<Place>,
    read: Reader<T>,
    held: Mutex<Option<Held<T>>>,
}

/// What was made of a secret, and of which: one that did not change is not read again, and what
/// was learned beside it (a provider's new certificate) is not forgotten.
struct Held<T> {
    fetched: Timestamp,
    secret: Arc<Secret>,
    value: Arc<T>,
}

type Failure = Box<dyn Error + Send + Sync>;
type Reading<T> = Pin<Box<dyn Future<Output = Result<T, ConfigError>> + Send>>;
type Reader<T> = Box<dyn Fn(&Secret) -> Reading<T> + Send + Sync>;

impl<T: Send + 'static> Kept<T> {
    /// Seconds after which it is fetched again.
    pub const FRESH: i64 = 300;

    /// What `read` makes of the secret at `place`. Nothing is fetched yet.
    pub fn new<E: Error + Send + Sync + 'static>(
        place: Place,
        read: impl Fn(&Secret) -> Result<T, E> + Send + Sync + 'static,
    ) -> Self {
        Self::of(place, move |secret| {
            let value = read(secret).map_err(wrong);
            Box::pin(std::future::ready(value))
        })
    }

    /// As [`Self::new`], of a secret that holds wrapped keys: `read` says which, and how a value is
    /// made of the secret once `wrap` has unwrapped them for `school`.
    pub(crate) fn wrapped<E, O>(
        place: Place,
        (wrap, school): (KeyWrap, String),
        read: impl Fn(&Secret) -> Result<(Wrapped, O), E> + Send + Sync + 'static,
    ) -> Self
    where
        E: Error + Send + Sync + 'static,
        O: FnOnce(Unwrapped) -> Result<T, E> + Send + 'static,
    {
        let wrap = Arc::new((wrap, school));
        Self::of(place, move |secret| {
            let (read, wrap) = (read(secret).map_err(wrong), Arc::clone(&wrap));
            Box::pin(async move {
                let (wrapped, open) = read?;
                open(wrap.0.unwrap_all(&wrap.1, &wrapped).await?).map_err(wrong)
            })
        })
    }

    fn of(place: Place, read: impl Fn(&Secret) -> Reading<T> + Send + Sync + 'static) -> Self {
        Self { place: Some(place), read: Box::new(read), held: Mutex::new(None) }
    }

    /// A value that a test made, which never changes.
    pub fn fixed(value: T) -> Self {
        let (secret, value) = (Arc::new(Secret::new(Vec::new())), Arc::new(value));
        let held = Mutex::new(Some(Held { fetched: Timestamp::MAX, secret, value }));
        let read = |_: &Secret| -> Reading<T> {
            Box::pin(std::future::ready(Err(ConfigError::Missing("a fixed secret"))))
        };
        Self { place: None, read: Box::new(read), held }
    }

    /// The value as of `now`.
    ///
    /// If the secret cannot be fetched again, the one at hand goes on being used: signing people
    /// in with yesterday's key beats signing nobody in.
    pub async fn at(&self, now: Timestamp) -> Result<Arc<T>, ConfigError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(place) = &self.place else {
            return held.map(|it| it.value).ok_or(ConfigError::Missing("a fixed secret"));
        };
        let Some(held) = held else { return self.read(place.fetch().await?, now).await };
        if now.as_second() - held.fetched.as_second() < Self::FRESH {
            return Ok(held.value);
        }
        let fresh = match place.fetch().await {
            Ok(secret) if secret.0 == held.secret.0 => Ok(self.hold(held.clone(), now)),
            Ok(secret) => self.read(secret, now).await,
            Err(error) => Err(error),
        };
        Ok(fresh.unwrap_or_else(|error| {
            tracing::warn!(error = &error as &dyn Error, "a secret was not fetched again");
            self.hold(held, now)
        }))
    }

    async fn read(&self, secret: Secret, now: Timestamp) -> Result<Arc<T>, ConfigError> {
        let value = (self.read)(&secret).await?;
        Ok(self.hold(Held { fetched: now, secret: Arc::new(secret), value: Arc::new(value) }, now))
    }

    fn hold(&self, held: Held<T>, now: Timestamp) -> Arc<T> {
        let value = Arc::clone(&held.value);
        let kept = Some(Held { fetched: now, ..held });
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        value
    }
}

fn wrong(error: impl Error + Send + Sync + 'static) -> ConfigError {
    ConfigError::SecretWrong(error.into())
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        let (secret, value) = (Arc::clone(&self.secret), Arc::clone(&self.value));
        Self { fetched: self.fetched, secret, value }
    }
}

impl Place {
    async fn fetch(&self) -> Result<Secret, ConfigError> {
        let away = |error: Failure| ConfigError::SecretAway(error);
        match self {
            Self::File(path) => {
                std::fs::read(path).map(Secret::new).map_err(|error| away(error.into()))
            }
            Self::Manager { arn, client } => {
                let answer = client.get_secret_value().secret_id(arn).send().await;
                let text = answer.map_err(|error| away(error.into()))?.secret_string;
                let text = text.ok_or_else(|| away("the secret is not text".into()))?;
                Ok(Secret::new(text.into_bytes()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, Place, Secret};
    use crate::wrap::{KeyWrap, Purpose, Unwrapped, Wrapped};
    use domain::Timestamp;
    use std::str::Utf8Error;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).expect("in range")
    }

    fn read(secret: &Secret) -> Result<String, Utf8Error> {
        std::str::from_utf8(secret.expose()).map(str::to_owned)
    }

    #[tokio::test]
    async fn a_rotated_secret_is_noticed_and_a_lost_one_survived() {
        let file = std::env::temp_dir().join(format!("secret-{}", std::process::id()));
        let kept = Kept::new(Place::File(file.clone()), read);
        assert!(kept.at(at(0)).await.is_err(), "there is none yet");

        std::fs::write(&file, "first").expect("written");
        assert_eq!(*kept.at(at(0)).await.expect("read"), "first");
        std::fs::write(&file, "second").expect("written");
        assert_eq!(*kept.at(at(299)).await.expect("kept"), "first");
        assert_eq!(*kept.at(at(300)).await.expect("fetched"), "second");
        let (before, after) = (kept.at(at(600)).await, kept.at(at(900)).await);
        let same = std::sync::Arc::ptr_eq(&before.expect("kept"), &after.expect("kept"));
        assert!(same, "what did not change is not read again");
        std::fs::write(&file, [0xFF]).expect("written");
        assert_eq!(*kept.at(at(1200)).await.expect("survived"), "second");
        std::fs::remove_file(&file).expect("removed");
        assert_eq!(*kept.at(at(1500)).await.expect("survived"), "second");
    }

    #[tokio::test]
    async fn keys_are_unwrapped_when_their_secret_changes_and_no_sooner() {
        let folder = std::env::temp_dir().join(format!("wrapped-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (secret, key) = (folder.join("secret"), folder.join("key"));
        let draw = || std::fs::write(&key, "A".repeat(43)).expect("written");
        let write = async |plain: &[u8]| {
            draw();
            let purpose = Purpose { school: "xust", epoch: 1 };
            let wrapped = KeyWrap::File(key.clone()).wrap(purpose, plain).await;
            std::fs::write(&secret, wrapped.expect("wrapped")).expect("written");
        };
        write(b"first").await;
        let wrap = (KeyWrap::File(key.clone()), "xust".to_owned());
        let kept = Kept::wrapped(Place::File(secret.clone()), wrap, |it: &Secret| {
            let open = |it: Unwrapped| Ok::<_, Utf8Error>(it[&1].to_vec());
            Ok((Wrapped::from([(1, it.expose().to_vec())]), open))
        });

        assert_eq!(*kept.at(at(0)).await.expect("unwrapped"), b"first");
        std::fs::remove_file(&key).expect("removed");
        let (before, after) = (kept.at(at(299)).await, kept.at(at(300)).await);
        let same = std::sync::Arc::ptr_eq(&before.expect("kept"), &after.expect("kept"));
        assert!(same, "nobody asked for the key");
        write(b"second").await;
        std::fs::remove_file(&key).expect("removed");
        assert_eq!(*kept.at(at(600)).await.expect("survived"), b"first");
        draw();
        assert_eq!(*kept.at(at(900)).await.expect("unwrapped"), b"second");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
