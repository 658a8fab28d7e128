use crate::ask::is_safe;
use crate::cas::Cas;
use crate::oidc::Oidc;
use crate::{Brought, Drawn, Next, SsoError, Trip};
use domain::{PersonNumber, TicketHash, Timestamp};
use wire::Wire;

/// How a school's campus signs people on.
#[derive(Clone, Debug)]
pub struct Settings {
    pub kind: Kind,
    /// CAS: what stands before `/login`. OIDC: the issuer.
    pub url: String,
    /// Where the student or staff number is: `user` (the subject), or an attribute or a claim.
    pub number: String,
    /// Where the campus sends browsers back to: an address of ours without a query.
    pub back: String,
}

/// What the campus speaks.
#[derive(Clone, Debug)]
pub enum Kind {
    /// CAS 2.0: a user and nothing else.
    Cas2,
    /// CAS 3.0: a user and attributes.
    Cas3,
    /// OIDC, where we are called `client_id`.
    Oidc { client_id: String },
}

/// The campus's single sign-on.
pub struct Provider(Spoken);

enum Spoken {
    Cas(Cas),
    Oidc(Oidc),
}

/// A sign-on that begins: where the browser goes, and what it is to keep.
pub struct Begun {
    pub url: String,
    pub trip: Trip,
}

/// Whom the campus vouches for.
#[derive(Debug)]
pub struct Subject {
    pub number: PersonNumber,
    /// What the campus will call this sign-on when it ends it, if it ever does.
    pub ticket: Option<TicketHash>,
}

impl Provider {
    /// The campus's sign-on as `settings` describe it, reached by `wire`. Nobody is called yet.
    pub fn open(settings: Settings, wire: Wire) -> Result<Self, SsoError> {
        if !is_safe(&settings.url) || settings.url.ends_with('/') {
            return Err(SsoError::Settings("its address is not https or ends in a slash"));
        }
        let Settings { kind, url, number, back } = settings;
        Ok(Self(match kind {
            Kind::Cas2 => Spoken::Cas(Cas::second(url, number, back, wire)),
            Kind::Cas3 => Spoken::Cas(Cas::third(url, number, back, wire)),
            Kind::Oidc { client_id } => {
                Spoken::Oidc(Oidc::new((url, number, back), client_id, wire))
            }
        }))
    }

    /// Sends a browser to the campus, from where it comes back and then goes to `next`.
    pub async fn begin(
        &self,
        next: Next,
        drawn: &Drawn,
        now: Timestamp,
    ) -> Result<Begun, SsoError> {
        let trip = Trip::begin(next, drawn, now);
        let url = match &self.0 {
            Spoken::Cas(cas) => cas.login_url(&trip),
            Spoken::Oidc(oidc) => oidc.login_url(&trip, now).await?,
        };
        Ok(Begun { url, trip })
    }

    /// Whom the campus vouches for in the browser that made `trip` and `brought` this back.
    ///
    /// `secret` is what an OIDC provider may have given us to show.
    pub async fn prove(
        &self,
        trip: &Trip,
        brought: &Brought,
        secret: Option<&str>,
        now: Timestamp,
    ) -> Result<Subject, SsoError> {
        trip.ends_with(brought, now)?;
        match &self.0 {
            Spoken::Cas(cas) => cas.prove(trip, brought).await,
            Spoken::Oidc(oidc) => oidc.prove(trip, brought, secret, now).await,
        }
    }

    /// Whether the campus ends sessions by telling us of a ticket.
    pub fn tells_of_log_outs(&self) -> bool {
        matches!(self.0, Spoken::Cas(_))
    }
}
