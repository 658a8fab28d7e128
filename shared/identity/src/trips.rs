use crate::seal::Seal;
use crate::{SecretError, cookies};
use zeroize::Zeroizing;

/// Lets a browser that goes to the campus's sign-on keep what it needs for coming back. It can
/// neither read that nor change it, and another browser has not got it.
pub struct Trips(Seal);

/// All that is sealed is of one kind.
const PLACE: &str = "trip";

impl Trips {
    pub(crate) fn new(index_key: &[u8; 32]) -> Result<Self, SecretError> {
        Ok(Self(Seal::derived(index_key, "trip:v1")?))
    }

    /// The cookie in which a browser keeps `trip` for so many seconds.
    pub fn cookie(&self, trip: &[u8], seconds: i64) -> String {
        cookies::trip(&self.0.close(PLACE, trip), seconds)
    }

    /// The same cookie, gone: a trip ends once.
    pub fn over() -> String {
        cookies::trip("", 0)
    }

    /// What the browser that shows `cookie` kept, if we gave it that.
    pub fn kept(&self, cookie: Option<&str>) -> Option<Zeroizing<Vec<u8>>> {
        self.0.open(PLACE, cookie?)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chance, IdentitySecret, Keys, TRIP_COOKIE};
    use proptest::prelude::*;

    fn keys() -> Keys {
        Keys::of(&IdentitySecret::draw("k1", Chance::REAL)).expect("strong keys")
    }

    fn value(cookie: &str) -> &str {
        let (pair, words) = cookie.split_once(';').expect("a cookie");
        assert_eq!(words, " Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax");
        pair.split_once('=').filter(|it| it.0 == TRIP_COOKIE).expect("a trip").1
    }

    #[test]
    fn a_browser_keeps_what_it_was_given_and_cannot_make_it_up() {
        let (keys, others) = (keys(), self::keys());
        let cookie = keys.trips.cookie(b"a trip", 600);
        let kept = value(&cookie);
        assert_eq!(&keys.trips.kept(Some(kept)).expect("ours")[..], b"a trip");
        assert!(others.trips.kept(Some(kept)).is_none(), "another key");
        assert!(keys.trips.kept(None).is_none());
        assert!(!cookie.contains("a trip"));
    }

    proptest! {
        #[test]
        fn no_cookie_opens_or_panics(text in ".{0,80}", plain in "[A-Za-z0-9_-]{0,80}") {
            let keys = keys();
            prop_assert!(keys.trips.kept(Some(&text)).is_none());
            prop_assert!(keys.trips.kept(Some(&plain)).is_none());
        }
    }
}
