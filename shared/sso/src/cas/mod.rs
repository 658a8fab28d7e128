//! CAS 2.0 and 3.0: a ticket comes by the browser, and the campus is asked about it once.

mod answer;
mod decode;
mod json;
mod logout;
#[cfg(test)]
mod tests;
mod xml;

pub use logout::logout;

use crate::ask::{form, get};
use crate::{Brought, SsoError, Subject, Trip};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::TicketHash;
use wire::Wire;

pub(crate) struct Cas {
    url: String,
    number: String,
    back: String,
    /// Where tickets are validated, below `url`, and what else is said there.
    validate: &'static str,
    wanted: &'static [(&'static str, &'static str)],
    wire: Wire,
}

impl Cas {
    /// The specification wants services to take 256 characters at least.
    const TICKET_MAX: usize = 1024;

    pub(crate) fn second(url: String, number: String, back: String, wire: Wire) -> Self {
        Self { url, number, back, validate: "serviceValidate", wanted: &[], wire }
    }

    /// JSON is asked for, and either form understood: servers ignore the wish.
    pub(crate) fn third(url: String, number: String, back: String, wire: Wire) -> Self {
        let wanted = &[("format", "JSON")];
        Self { url, number, back, validate: "p3/serviceValidate", wanted, wire }
    }

    pub(crate) fn login_url(&self, trip: &Trip) -> String {
        format!("{}/login?{}", self.url, form(&[("service", &self.service(trip))]))
    }

    pub(crate) async fn prove(&self, trip: &Trip, brought: &Brought) -> Result<Subject, SsoError> {
        let ticket = brought.ticket.as_deref().unwrap_or_default();
        if !ticket.starts_with("ST-") || ticket.len() > Self::TICKET_MAX {
            return Err(SsoError::Brought("no service ticket"));
        }
        let service = self.service(trip);
        let mut said = vec![("service", &*service), ("ticket", ticket)];
        said.extend(self.wanted);
        let url = format!("{}/{}?{}", self.url, self.validate, form(&said));
        let number = answer::read(&get(&self.wire, &url).await?)?.number(&self.number)?;
        Ok(Subject { number, ticket: Some(hash(ticket)) })
    }

    /// What the ticket was given for: the campus compares it byte by byte.
    fn service(&self, trip: &Trip) -> String {
        format!("{}?state={}", self.back, trip.state)
    }
}

/// What we remember of a ticket.
fn hash(ticket: &str) -> TicketHash {
    let hash = digest::digest(&digest::SHA256, ticket.as_bytes());
    TicketHash::new(URL_SAFE_NO_PAD.encode(hash.as_ref()))
}
