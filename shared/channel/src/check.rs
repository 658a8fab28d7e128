use crate::SettingsError;
use http::Uri;

/// Refuses an address that is not safe: plain HTTP is for a provider on this very machine, which
/// can only be a sandbox. Sentences begin with `channel` and name `field`.
pub(crate) fn address(channel: &str, field: &str, url: &str) -> Result<(), SettingsError> {
    let refused = |why: &str| SettingsError(format!("{channel}: {field} {why}"));
    let uri: Uri = url.parse().map_err(|_| refused("is not an address"))?;
    let local = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match uri.scheme_str() {
        Some("https") if uri.host().is_some() => Ok(()),
        Some("http") if local => Ok(()),
        _ => Err(refused("begins with https:// (http:// only for this machine)")),
    }
}
