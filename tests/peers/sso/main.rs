//! Our side of single sign-on against servers that other people wrote: django-mama-cas speaks CAS
//! 2.0 and 3.0, oauth2-mock-server speaks OIDC. Two readings of one protocol meet on the wire,
//! and only one is ours.
//!
//! The servers must be installed already (`cargo verify --only tools-peers,tools-sso`).

mod cas;
mod oidc;
mod server;
