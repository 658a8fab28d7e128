use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use config::{KeyWrap, Purpose};
use identity::{Chance, Draft, IdentitySecret, Keys};
use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// What wraps the field keys of which school.
pub struct Wrapping<'a> {
    pub by: KeyWrap,
    pub school: &'a str,
}

/// Draws the secret of sign-in into a new `file` that only its owner may read, and gives back the
/// value of `TokenKeys`: the public halves, which the template wants.
pub async fn draw(
    kid: &str,
    file: &Path,
    wrapping: &Wrapping<'_>,
    chance: Chance,
) -> Result<String, Box<dyn Error>> {
    let draft = IdentitySecret::draw(kid, chance);
    let public = draft.public_keys()?;
    keep(&wrap(draft, wrapping).await?, file)?;
    Ok(public)
}

/// Writes into a new file `to` what `from` holds and one field key more, which seals from now on;
/// the others go on opening. Gives back its epoch.
pub async fn rotate(
    (from, to): (&Path, &Path),
    wrapping: &Wrapping<'_>,
    chance: Chance,
) -> Result<u32, Box<dyn Error>> {
    let secret = IdentitySecret::from_json(&Zeroizing::new(std::fs::read(from)?))?;
    let draft = secret.rotate(chance);
    let epoch = draft.epoch();
    keep(&wrap(draft, wrapping).await?, to)?;
    Ok(epoch)
}

/// Draws a wrapping key for one machine into `file`, unless it has one already.
pub fn draw_wrapping_key(file: &Path, chance: Chance) -> Result<(), std::io::Error> {
    if file.exists() {
        return Ok(());
    }
    let key = Zeroizing::new(chance.bytes::<32>());
    write_private(file, &Zeroizing::new(URL_SAFE_NO_PAD.encode(*key)))
}

/// A draft that can be written down, and was read as every function will read it.
async fn wrap(draft: Draft, wrapping: &Wrapping<'_>) -> Result<IdentitySecret, Box<dyn Error>> {
    let purpose = Purpose { school: wrapping.school, epoch: draft.epoch() };
    let wrapped = wrapping.by.wrap(purpose, draft.field_key()).await?;
    let secret = draft.wrapped(&wrapped);
    let (wrapped, open) = Keys::read(secret.to_json().as_bytes())?;
    open(wrapping.by.unwrap_all(wrapping.school, &wrapped).await?)?;
    Ok(secret)
}

fn keep(secret: &IdentitySecret, file: &Path) -> Result<(), std::io::Error> {
    write_private(file, &secret.to_json())
}

/// A file that is there may be the only copy of keys in use.
fn write_private(file: &Path, text: &str) -> Result<(), std::io::Error> {
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    new.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Wrapping, draw, draw_wrapping_key, rotate};
    use config::KeyWrap;
    use identity::{Chance, Keys};
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("keys-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        draw_wrapping_key(&folder.join("field.key"), Chance::REAL).expect("a key");
        folder
    }

    fn wrapping(folder: &Path) -> Wrapping<'static> {
        Wrapping { by: KeyWrap::File(folder.join("field.key")), school: "xust" }
    }

    async fn opened(file: &Path, wrapping: &Wrapping<'_>) -> Keys {
        let kept = std::fs::read(file).expect("written");
        let (wrapped, open) = Keys::read(&kept).expect("a secret");
        let unwrapped = wrapping.by.unwrap_all(wrapping.school, &wrapped).await;
        open(unwrapped.expect("its own wrapping")).expect("strong")
    }

    #[tokio::test]
    async fn drawn_keys_can_be_used_and_are_never_overwritten() {
        let folder = folder("drawn");
        let (file, wrapping) = (folder.join("identity.json"), wrapping(&folder));
        let public = draw("2026-11", &file, &wrapping, Chance::REAL).await.expect("a new file");
        assert!(public.starts_with(r#"{"2026-11":""#), "{public}");
        let kept = std::fs::read(&file).expect("written");
        opened(&file, &wrapping).await;
        for name in ["identity.json", "field.key"] {
            let mode = folder.join(name).metadata().expect("written").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name} is its owner's");
        }
        let again = draw("2026-12", &file, &wrapping, Chance::REAL).await;
        assert!(again.is_err(), "it would destroy the first");
        let key = std::fs::read(folder.join("field.key")).expect("written");
        draw_wrapping_key(&folder.join("field.key"), Chance::REAL).expect("left alone");
        assert_eq!(std::fs::read(folder.join("field.key")).expect("still there"), key);
        assert_eq!(std::fs::read(&file).expect("still there"), kept);
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[tokio::test]
    async fn a_rotation_keeps_what_was_sealed_readable() {
        let folder = folder("rotated");
        let (first, second) = (folder.join("1.json"), folder.join("2.json"));
        let wrapping = wrapping(&folder);
        draw("2026-11", &first, &wrapping, Chance::REAL).await.expect("a new file");
        let sealed = opened(&first, &wrapping).await.vault.seal("here", b"X").expect("sealed");

        let turn = (first.as_path(), second.as_path());
        assert_eq!(rotate(turn, &wrapping, Chance::REAL).await.expect("rotated"), 2);
        let vault = opened(&second, &wrapping).await.vault;
        assert_eq!(&vault.open("here", &sealed).expect("the old one opens")[..], b"X");
        let fresh = vault.seal("here", b"X").expect("the new one seals");
        assert!(fresh.expose().starts_with("v1.a256gcm.2."));

        let elsewhere = Wrapping { school: "wwoc", ..super::tests::wrapping(&folder) };
        let turn = (first.as_path(), Path::new("/nowhere"));
        assert!(rotate(turn, &elsewhere, Chance::REAL).await.is_err(), "another school's");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
