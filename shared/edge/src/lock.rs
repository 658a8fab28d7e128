use crate::RequestError;
use aws_lc_rs::digest::{SHA256, digest};
use domain::Threshold;
use lambda_http::Request;

/// The header in which our CDN shows its key. What a browser says there, the CDN replaces.
const HEADER: &str = "x-pay-origin";

/// Stands on a request that came through the CDN.
#[derive(Clone, Copy)]
struct ThroughTheCdn;

/// Lets `request` in, if it came through the CDN or if this deployment has no lock.
///
/// Also called by those who serve handlers without Lambda, such as the tests.
pub fn admit(mut request: Request, threshold: &Threshold) -> Result<Request, RequestError> {
    // Nobody further in needs the key, so nobody can write it down.
    let shown = request.headers_mut().remove(HEADER);
    if threshold.locks.is_empty() {
        return Ok(request);
    }
    let key = shown.ok_or(RequestError::PastTheDoor)?;
    // How long two hashes take to compare tells nothing of the key: nobody can choose its hash.
    let hash = digest(&SHA256, key.as_bytes());
    if threshold.locks.iter().any(|it| it == hash.as_ref()) {
        request.extensions_mut().insert(ThroughTheCdn);
        Ok(request)
    } else {
        Err(RequestError::PastTheDoor)
    }
}

/// Whether it is proved that `request` came through the CDN.
pub(crate) fn came_through_the_cdn(request: &Request) -> bool {
    request.extensions().get::<ThroughTheCdn>().is_some()
}

#[cfg(test)]
mod tests {
    use super::{HEADER, admit, came_through_the_cdn};
    use aws_lc_rs::digest::{SHA256, digest};
    use domain::{Fault, Threshold};
    use lambda_http::{Body, Request};

    fn locked(keys: &[&str]) -> Threshold {
        let hash =
            |it: &&str| digest(&SHA256, it.as_bytes()).as_ref().try_into().expect("32 bytes");
        let public_url = "https://pay.example.edu.cn".to_owned();
        let school = "xust".to_owned();
        Threshold { school, public_url, locks: keys.iter().map(hash).collect() }
    }

    fn showing(keys: &[&str]) -> Request {
        let mut request = Request::new(Body::Empty);
        for key in keys {
            request.headers_mut().append(HEADER, key.parse().expect("a header"));
        }
        request
    }

    #[track_caller]
    fn refused(shown: &[&str], threshold: &Threshold) {
        let error = admit(showing(shown), threshold).expect_err("refused");
        assert_eq!(error.code(), "past-the-door");
    }

    #[test]
    fn two_keys_open_a_lock_while_one_takes_the_others_place() {
        let turning = locked(&["old", "new"]);
        for key in ["old", "new"] {
            let request = admit(showing(&[key]), &turning).expect("let in");
            assert!(came_through_the_cdn(&request));
            assert!(!request.headers().contains_key(HEADER), "the key goes no further");
        }
        refused(&[], &turning);
        refused(&[""], &turning);
        refused(&["other"], &turning);
        refused(&["other", "old"], &turning);
        refused(&["old"], &locked(&["new"]));
    }

    #[test]
    fn without_a_lock_everybody_is_let_in_and_nothing_is_proved() {
        for shown in [&[][..], &["old"]] {
            let request = admit(showing(shown), &locked(&[])).expect("let in");
            assert!(!came_through_the_cdn(&request));
        }
    }
}
