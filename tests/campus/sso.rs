//! The campus's single sign-on, as browsers and the platform see it.

use crate::{Campus, clock};
use http::Request;
use sandbox::{Cas, CasReply};

/// Where it is said to be: beside the banks.
pub const CAS_URL: &str = "http://127.0.0.1:9/cas";

impl Campus {
    /// The sign-on, for a word with it.
    pub fn cas<T>(&self, with: impl FnOnce(&mut Cas) -> T) -> T {
        with(&mut self.outside.things().banks.cas)
    }

    /// What a browser gets at the sign-on's `path`, and what that tells the platform.
    pub fn cas_answers(&self, mut request: Request<Vec<u8>>) -> CasReply {
        let below = request.uri().to_string();
        let below = below.strip_prefix(CAS_URL).unwrap_or(&below);
        *request.uri_mut() = below.parse().expect("part of an address is an address");
        self.cas(|cas| cas.answer(&request, clock::now()))
    }
}
