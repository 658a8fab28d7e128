use crate::{Brought, Kind, Next, Provider, Settings, SsoError, Subject};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use http::{Request, Response};
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use wire::Wire;

pub(super) const ISSUER: &str = "https://id.example.edu.cn";
const BACK: &str = "https://pay.example.edu.cn/api/sso/return";

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("in range")
}

/// An OIDC provider in this process, and what it was asked.
#[derive(Clone)]
pub(super) struct Campus(Arc<Mutex<Inside>>);

pub(super) struct Inside {
    /// The key that signs, by the name that it goes by.
    pub(super) signs: (String, Ed25519KeyPair),
    /// The keys that it publishes.
    pub(super) published: Value,
    pub(super) described: Value,
    pub(super) header: Value,
    pub(super) claims: Value,
    /// The token, if it is not made of the claims.
    pub(super) token: Option<String>,
    /// What the exchange answers instead of a token.
    pub(super) refuses: Option<(u16, Value)>,
    pub(super) asked: Vec<(String, String, Option<String>)>,
}

pub(super) fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed")
}

pub(super) fn published(kid: &str, pair: &Ed25519KeyPair) -> Value {
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x })
}

impl Campus {
    pub(super) fn open() -> Self {
        let signs = key(7);
        Self(Arc::new(Mutex::new(Inside {
            published: json!({ "keys": [published("a", &signs)] }),
            signs: ("a".to_owned(), signs),
            described: json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/authorize?tenant=1"),
                "token_endpoint": format!("{ISSUER}/token"),
                "jwks_uri": format!("{ISSUER}/jwks"),
            }),
            header: json!({}),
            claims: json!({
                "iss": ISSUER, "sub": "21030101", "aud": "campus-pay",
                "iat": now().as_second(), "exp": now().as_second() + 300,
                "employeeNumber": "CW0001", "grade": 2021,
            }),
            token: None,
            refuses: None,
            asked: Vec::new(),
        })))
    }

    pub(super) fn with(&self, change: impl FnOnce(&mut Inside)) -> Self {
        change(&mut self.0.lock().expect("nobody panics"));
        self.clone()
    }

    pub(super) fn claims(&self, name: &str, value: &Value) -> Self {
        self.with(|it| it.claims[name] = value.clone())
    }

    pub(super) fn provider(&self, number: &str) -> Provider {
        let campus = self.clone();
        let settings = Settings {
            kind: Kind::Oidc { client_id: "campus-pay".to_owned() },
            url: ISSUER.to_owned(),
            number: number.to_owned(),
            back: BACK.to_owned(),
        };
        Provider::open(settings, Wire::direct(move |it| campus.answers(&it))).expect("settings")
    }

    fn answers(&self, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let mut inside = self.0.lock().expect("nobody panics");
        let path = request.uri().path().to_owned();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let proof =
            request.headers().get("authorization").map(|it| it.to_str().expect("ASCII").to_owned());
        inside.asked.push((path.clone(), body, proof));
        let (status, said) = match path.as_str() {
            "/.well-known/openid-configuration" => (200, inside.described.clone()),
            "/jwks" => (200, inside.published.clone()),
            "/token" => match &inside.refuses {
                Some((status, said)) => (*status, said.clone()),
                None => (200, json!({ "id_token": inside.token(), "access_token": "x" })),
            },
            _ => return None,
        };
        let answer = Response::builder().status(status).body(said.to_string().into_bytes());
        Some(answer.expect("an answer"))
    }

    pub(super) fn asked(&self, path: &str) -> Vec<(String, String, Option<String>)> {
        let inside = self.0.lock().expect("nobody panics");
        inside.asked.iter().filter(|it| it.0 == path).cloned().collect()
    }

    /// Whom it vouches for in a browser that does nothing unusual.
    pub(super) async fn vouches(
        &self,
        number: &str,
        secret: Option<&str>,
    ) -> Result<Subject, SsoError> {
        self.vouches_by(&self.provider(number), |_| {}, secret).await
    }

    pub(super) async fn vouches_by(
        &self,
        provider: &Provider,
        change: impl FnOnce(&mut Brought),
        secret: Option<&str>,
    ) -> Result<Subject, SsoError> {
        let begun = provider.begin(Next::of(None), &[9; 64], now()).await?;
        let said = |name: &str| {
            let query = begun.url.split_once('?').expect("a query").1;
            form_urlencoded::parse(query.as_bytes())
                .find(|it| it.0 == name)
                .expect(name)
                .1
                .into_owned()
        };
        assert!(begun.url.starts_with(&format!("{ISSUER}/authorize?tenant=1&")), "{}", begun.url);
        assert_eq!(said("redirect_uri"), BACK);
        let challenge = digest::digest(&digest::SHA256, begun.trip.verifier.as_bytes());
        assert_eq!(said("code_challenge"), URL_SAFE_NO_PAD.encode(challenge));
        self.with(|it| {
            if it.claims.get("nonce").is_none() {
                it.claims["nonce"] = said("nonce").into();
            }
        });
        let query = format!("code=one&state={}", said("state"));
        let mut brought = Brought::read(&query)?;
        change(&mut brought);
        provider.prove(&begun.trip, &brought, secret, now()).await
    }
}

impl Inside {
    fn token(&self) -> String {
        if let Some(token) = &self.token {
            return token.clone();
        }
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.signs.0.clone());
        let mut header = serde_json::to_value(header).expect("JSON");
        for (name, value) in self.header.as_object().expect("a map") {
            header[name] = value.clone();
        }
        let part = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let signed = format!("{}.{}", part(&header), part(&self.claims));
        let signature = self.signs.1.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}
