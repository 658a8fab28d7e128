//! OIDC: a code comes by the browser, and the campus exchanges it, once and for us alone,
//! for a token that it signed.

mod fresh;
mod keys;
mod place;
#[cfg(test)]
mod tests;
mod token;

use crate::ask::{form, get_json, post};
use crate::{Brought, SsoError, Subject, Trip};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::Timestamp;
use fresh::Fresh;
use http::{HeaderValue, StatusCode};
use jsonwebtoken::jwk::JwkSet;
use place::{Place, Showing};
use serde::Deserialize;
use std::sync::Arc;
use token::Expected;
use wire::Wire;

pub(crate) struct Oidc {
    issuer: String,
    number: String,
    back: String,
    client_id: String,
    place: Fresh<Place>,
    keys: Fresh<JwkSet>,
    wire: Wire,
}

/// What a code is exchanged for, as far as it matters here.
#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

/// Why it is not.
#[derive(Deserialize)]
struct NotExchanged {
    error: String,
}

impl Oidc {
    pub(crate) fn new(
        (issuer, number, back): (String, String, String),
        client_id: String,
        wire: Wire,
    ) -> Self {
        let (place, keys) = (Fresh::default(), Fresh::default());
        Self { issuer, number, back, client_id, place, keys, wire }
    }

    pub(crate) async fn login_url(&self, trip: &Trip, now: Timestamp) -> Result<String, SsoError> {
        let place = self.place(now).await?;
        let challenge = digest::digest(&digest::SHA256, trip.verifier.as_bytes());
        let said = form(&[
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.back),
            ("scope", "openid profile"),
            ("state", &trip.state),
            ("nonce", &trip.nonce),
            ("code_challenge", &URL_SAFE_NO_PAD.encode(challenge.as_ref())),
            ("code_challenge_method", "S256"),
        ]);
        let sign = if place.authorize.contains('?') { '&' } else { '?' };
        Ok(format!("{}{sign}{said}", place.authorize))
    }

    pub(crate) async fn prove(
        &self,
        trip: &Trip,
        brought: &Brought,
        secret: Option<&str>,
        now: Timestamp,
    ) -> Result<Subject, SsoError> {
        let place = self.place(now).await?;
        self.answered(brought, &place)?;
        let code = brought.code.as_deref().ok_or(SsoError::Brought("no code"))?;
        let token = self.exchange(&place, code, trip, secret).await?;

        let header = token::header(&token)?;
        let mut keys = self.keys(&place, now).await?;
        if keys::of(&keys, &header).is_none() {
            // It may have changed them since; but once, or made-up names would ask it for ever.
            keys = self.fetch_keys(&place, now).await?;
        }
        let key =
            keys::of(&keys, &header).ok_or(SsoError::Token("is signed by no key of theirs"))?;
        let expected =
            Expected { issuer: &self.issuer, client: &self.client_id, nonce: &trip.nonce };
        let number = token::read(&token, (&header, key), &expected, now)?.number(&self.number)?;
        Ok(Subject { number, ticket: None })
    }

    /// Proves that the campus, and no other provider, says yes (RFC 9207).
    fn answered(&self, brought: &Brought, place: &Place) -> Result<(), SsoError> {
        match (&brought.issuer, &brought.error) {
            (Some(issuer), _) if *issuer != self.issuer => {
                Err(SsoError::Brought("another provider's answer"))
            }
            (None, _) if place.names_itself => Err(SsoError::Brought("an answer of nobody's")),
            (_, Some(error)) if error == "server_error" || error == "temporarily_unavailable" => {
                Err(SsoError::Garbled("it cannot sign anybody on just now"))
            }
            (_, Some(_)) => Err(SsoError::Refused("it signs them not on")),
            (_, None) => Ok(()),
        }
    }

    async fn exchange(
        &self,
        place: &Place,
        code: &str,
        trip: &Trip,
        secret: Option<&str>,
    ) -> Result<String, SsoError> {
        let mut said = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.back),
            ("code_verifier", &trip.verifier),
        ];
        let mut authorization = None;
        match secret.map(|it| (place.showing, it)) {
            Some((Showing::Basic, secret)) => authorization = Some(self.basic(secret)?),
            Some((Showing::Post, secret)) => {
                said.extend([("client_id", &*self.client_id), ("client_secret", secret)]);
            }
            None => said.push(("client_id", &self.client_id)),
        }
        let answer = post(&self.wire, &place.exchange, form(&said), authorization).await?;
        let (status, body) = (answer.status(), answer.body());
        if status == StatusCode::OK {
            let read: Result<Exchanged, _> = serde_json::from_slice(body);
            return read.map(|it| it.id_token).map_err(|_| SsoError::Garbled("it gives no token"));
        }
        let refused: Option<NotExchanged> = serde_json::from_slice(body).ok();
        match refused.as_ref().map(|it| it.error.as_str()) {
            Some("invalid_grant") => Err(SsoError::Refused("invalid_grant")),
            Some("invalid_client") => Err(SsoError::NotRegistered("invalid_client")),
            Some("unauthorized_client") => Err(SsoError::NotRegistered("unauthorized_client")),
            _ => Err(SsoError::Status(status.as_u16())),
        }
    }

    /// Both halves are escaped before they are joined (RFC 6749, 2.3.1).
    fn basic(&self, secret: &str) -> Result<HeaderValue, SsoError> {
        let escaped = |it: &str| form_urlencoded::byte_serialize(it.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", escaped(&self.client_id), escaped(secret));
        let value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)));
        let mut value = value.map_err(|_| SsoError::Settings("the client's secret"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    async fn place(&self, now: Timestamp) -> Result<Arc<Place>, SsoError> {
        if let Some(place) = self.place.at(now) {
            return Ok(place);
        }
        let url = format!("{}/.well-known/openid-configuration", self.issuer);
        let place = Place::read(get_json(&self.wire, &url).await?, &self.issuer)?;
        Ok(self.place.keep(place, now))
    }

    async fn keys(&self, place: &Place, now: Timestamp) -> Result<Arc<JwkSet>, SsoError> {
        match self.keys.at(now) {
            Some(keys) => Ok(keys),
            None => self.fetch_keys(place, now).await,
        }
    }

    async fn fetch_keys(&self, place: &Place, now: Timestamp) -> Result<Arc<JwkSet>, SsoError> {
        Ok(self.keys.keep(get_json(&self.wire, &place.keys).await?, now))
    }
}
