use crate::ConfigError;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_sdk_kms::primitives::Blob;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Wraps and unwraps the keys of fields, so that whoever reads the secret they lie in has no key.
pub enum KeyWrap {
    /// A key that AWS KMS has and never gives away; each use of it can be seen in `CloudTrail`.
    Kms { client: aws_sdk_kms::Client, key: String },
    /// A key in a file of its own, on one machine: 32 bytes in base64url.
    File(PathBuf),
}

/// What a wrapped key belongs to: it cannot be unwrapped as anything else's.
#[derive(Clone, Copy, Debug)]
pub struct Purpose<'a> {
    pub school: &'a str,
    pub epoch: u32,
}

/// Keys by epoch, wrapped and unwrapped.
pub(crate) type Wrapped = BTreeMap<u32, Vec<u8>>;
pub(crate) type Unwrapped = BTreeMap<u32, Zeroizing<Vec<u8>>>;

impl KeyWrap {
    /// `plain`, so that only [`Self::unwrap`] for the same purpose gives it back.
    pub async fn wrap(&self, purpose: Purpose<'_>, plain: &[u8]) -> Result<Vec<u8>, ConfigError> {
        match self {
            Self::Kms { client, key } => {
                let encrypt = client.encrypt().key_id(key).plaintext(Blob::new(plain));
                let answer = encrypt.set_encryption_context(Some(purpose.context())).send().await;
                let wrapped = answer.map_err(away)?.ciphertext_blob;
                Ok(wrapped.ok_or_else(|| away("KMS wrapped nothing"))?.into_inner())
            }
            Self::File(path) => {
                let (key, mut sealed) = (key_in(path)?, plain.to_vec());
                let nonce = key.seal_in_place_append_tag(purpose.bound(), &mut sealed);
                let nonce = nonce.map_err(|_| wrong("a field key cannot be wrapped"))?;
                Ok([&nonce.as_ref()[..], &sealed].concat())
            }
        }
    }

    /// What was wrapped for `purpose`.
    pub async fn unwrap(
        &self,
        purpose: Purpose<'_>,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
        match self {
            Self::Kms { client, key } => {
                let decrypt = client.decrypt().key_id(key).ciphertext_blob(Blob::new(wrapped));
                let answer = decrypt.set_encryption_context(Some(purpose.context())).send().await;
                let plain = answer.map_err(away)?.plaintext;
                Ok(Zeroizing::new(plain.ok_or_else(|| away("KMS unwrapped nothing"))?.into_inner()))
            }
            Self::File(path) => {
                let plain = opened(&key_in(path)?, purpose, wrapped);
                plain.ok_or_else(|| {
                    wrong("a field key was wrapped by another key or for another use")
                })
            }
        }
    }

    /// All of `wrapped`, one after the other: a school has one or two.
    pub async fn unwrap_all(
        &self,
        school: &str,
        wrapped: &Wrapped,
    ) -> Result<Unwrapped, ConfigError> {
        let mut unwrapped = Unwrapped::new();
        for (&epoch, key) in wrapped {
            unwrapped.insert(epoch, self.unwrap(Purpose { school, epoch }, key).await?);
        }
        Ok(unwrapped)
    }
}

impl Purpose<'_> {
    /// As KMS writes it into its audit at each use: nothing here is a secret.
    fn context(&self) -> HashMap<String, String> {
        let (school, epoch) = (self.school.to_owned(), self.epoch.to_string());
        HashMap::from([("school".to_owned(), school), ("epoch".to_owned(), epoch)])
    }

    fn bound(&self) -> Aad<Vec<u8>> {
        Aad::from(format!("school={}|epoch={}", self.school, self.epoch).into_bytes())
    }
}

fn key_in(file: &Path) -> Result<RandomizedNonceKey, ConfigError> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(away)?;
    let bytes = URL_SAFE_NO_PAD.decode(text.trim()).map(Zeroizing::new).ok();
    let key = bytes.and_then(|it| RandomizedNonceKey::new(&AES_256_GCM, &it).ok());
    key.ok_or_else(|| wrong("the wrapping key is not 32 bytes in base64url"))
}

fn opened(
    key: &RandomizedNonceKey,
    purpose: Purpose<'_>,
    wrapped: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = wrapped.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut plain = Zeroizing::new(sealed.to_vec());
    let length = key.open_in_place(nonce, purpose.bound(), &mut plain).ok()?.len();
    plain.truncate(length);
    Some(plain)
}

fn away(error: impl Into<Box<dyn Error + Send + Sync>>) -> ConfigError {
    ConfigError::SecretAway(error.into())
}

fn wrong(why: &str) -> ConfigError {
    ConfigError::SecretWrong(why.into())
}

#[cfg(test)]
mod tests {
    use super::{KeyWrap, Purpose};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const FIRST: Purpose = Purpose { school: "xust", epoch: 1 };

    fn key_file(name: &str, text: &str) -> KeyWrap {
        let file = std::env::temp_dir().join(format!("wrap-{name}-{}", std::process::id()));
        std::fs::write(&file, text).expect("written");
        KeyWrap::File(file)
    }

    #[tokio::test]
    async fn a_key_comes_out_for_its_school_and_epoch_alone() {
        let wrap = key_file("one", &URL_SAFE_NO_PAD.encode([1; 32]));
        let wrapped = wrap.wrap(FIRST, &[9; 32]).await.expect("wrapped");
        assert!(!wrapped.windows(8).any(|it| it == [9; 8]), "nothing of it shows");
        assert_eq!(wrap.unwrap(FIRST, &wrapped).await.expect("its own")[..], [9; 32]);

        let other = key_file("two", &URL_SAFE_NO_PAD.encode([2; 32]));
        assert!(other.unwrap(FIRST, &wrapped).await.is_err(), "another key");
        let second = Purpose { epoch: 2, ..FIRST };
        assert!(wrap.unwrap(second, &wrapped).await.is_err(), "another epoch");
        let wwoc = Purpose { school: "wwoc", ..FIRST };
        assert!(wrap.unwrap(wwoc, &wrapped).await.is_err(), "another school");
        for place in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[place] ^= 1;
            assert!(wrap.unwrap(FIRST, &changed).await.is_err(), "byte {place}");
            assert!(wrap.unwrap(FIRST, &wrapped[..place]).await.is_err(), "{place} bytes");
        }
    }

    #[tokio::test]
    async fn what_is_no_key_wraps_nothing() {
        for text in ["", "changeme", &URL_SAFE_NO_PAD.encode([1; 16])] {
            assert!(key_file("weak", text).wrap(FIRST, &[9; 32]).await.is_err(), "{text}");
        }
        assert!(KeyWrap::File("/nowhere".into()).wrap(FIRST, &[9; 32]).await.is_err());
    }
}
