use identity::{Chance, IdentitySecret};
use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Draws the secret of sign-in into a new `file` that only its owner may read, and gives back the
/// value of `TokenKeys`: the public halves, which the template wants.
pub fn draw(kid: &str, file: &Path, chance: Chance) -> Result<String, Box<dyn Error>> {
    let secret = IdentitySecret::draw(kid, chance);
    let public = secret.public_keys()?;
    // A file that is there may be the only copy of keys in use.
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    new.write_all(secret.to_json().as_bytes())?;
    Ok(public)
}

#[cfg(test)]
mod tests {
    use super::draw;
    use identity::{Chance, Keys};

    #[test]
    fn drawn_keys_can_be_used_and_are_never_overwritten() {
        let file = std::env::temp_dir().join(format!("keys-{}.json", std::process::id()));
        let public = draw("2026-11", &file, Chance::REAL).expect("a new file");
        assert!(public.starts_with(r#"{"2026-11":""#), "{public}");
        let kept = std::fs::read(&file).expect("written");
        assert!(Keys::read(&kept).is_ok());
        assert!(draw("2026-12", &file, Chance::REAL).is_err(), "it would destroy the first");
        assert_eq!(std::fs::read(&file).expect("still there"), kept);
        std::fs::remove_file(&file).expect("removed");
    }
}
