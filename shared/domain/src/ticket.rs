//! What the campus's single sign-on calls a session, as it may stand in a key.

use std::fmt;

/// SHA-256 of what the campus's single sign-on calls a session, base64url. It tells nobody what
/// that was, so it may stand in a key.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketHash(String);

impl TicketHash {
    /// Takes what was made of a ticket.
    pub fn new(hash: String) -> Self {
        Self(hash)
    }
}

impl fmt::Display for TicketHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TicketHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TicketHash({self})")
    }
}
