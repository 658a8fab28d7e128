use crate::SsoError;
use crate::ask::is_safe;
use serde::Deserialize;

/// What a provider publishes of itself (OIDC Discovery 1.0, section 3).
#[derive(Deserialize)]
pub(super) struct Described {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Where a provider is asked what.
pub(super) struct Place {
    pub(super) authorize: String,
    pub(super) exchange: String,
    pub(super) keys: String,
    pub(super) showing: Showing,
    /// Whether its answers by the browser say whose they are.
    pub(super) names_itself: bool,
}

/// How our secret is shown, if we have one.
#[derive(Clone, Copy)]
pub(super) enum Showing {
    Basic,
    Post,
}

impl Place {
    pub(super) fn read(described: Described, issuer: &str) -> Result<Self, SsoError> {
        if described.issuer != issuer {
            return Err(SsoError::Garbled("it calls itself something else"));
        }
        let Described { authorization_endpoint, token_endpoint, jwks_uri, .. } = &described;
        if ![authorization_endpoint, token_endpoint, jwks_uri].iter().all(|it| is_safe(it)) {
            return Err(SsoError::Garbled("it can be listened to"));
        }
        let methods = described.token_endpoint_auth_methods_supported;
        let basic = methods.is_none_or(|it| it.iter().any(|it| it == "client_secret_basic"));
        Ok(Self {
            authorize: described.authorization_endpoint,
            exchange: described.token_endpoint,
            keys: described.jwks_uri,
            showing: if basic { Showing::Basic } else { Showing::Post },
            names_itself: described.authorization_response_iss_parameter_supported,
        })
    }
}
