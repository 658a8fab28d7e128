use crate::captcha::Captcha;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

/// The platform, as somebody who signed in sees it.
pub struct Site {
    client: Client,
    url: String,
    cookies: BTreeMap<String, String>,
}

/// The platform refused.
#[derive(Debug, thiserror::Error)]
#[error("{status} {code}: {title}{wrong}")]
pub(crate) struct Refused {
    status: StatusCode,
    code: String,
    title: String,
    /// Each wrong field.
    wrong: String,
}

impl Refused {
    fn asks_for_captcha(error: &(dyn Error + 'static)) -> bool {
        error.downcast_ref::<Self>().is_some_and(|it| it.code == "captcha-needed")
    }
}

/// What a request carries.
pub(crate) enum Load<'a> {
    Json(&'a Value),
    Bytes(Vec<u8>),
}

/// Times that a request is sent before the platform counts as away.
const TRIES: u32 = 4;

impl Site {
    pub fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        // A second call in one process finds it installed, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_mins(1)).build()?;
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { client, url, cookies: BTreeMap::new() })
    }

    pub(crate) async fn sign_in(
        &mut self,
        user: &str,
        password: &str,
    ) -> Result<(), Box<dyn Error>> {
        if self.enter(user, password).await? == "office" {
            Ok(())
        } else {
            Err("this is not a member of the office, or the password must be changed first".into())
        }
    }

    /// Signs somebody in, and says what is next for them.
    pub async fn enter(&mut self, user: &str, password: &str) -> Result<String, Box<dyn Error>> {
        let mut ask = serde_json::json!({ "user": user, "password": password });
        let first = self.once(&Method::POST, "/api/login", &Load::Json(&ask)).await;
        let answer: Value = match first {
            Err(error) if Refused::asks_for_captcha(&*error) => {
                ask["proof"] = self.solve("login").await?;
                self.once(&Method::POST, "/api/login", &Load::Json(&ask)).await?
            }
            other => other?,
        };
        Ok(answer["next"].as_str().unwrap_or_default().to_owned())
    }

    /// What shows the platform that this machine worked for its `purpose`, such as `login`.
    pub async fn solve(&mut self, purpose: &str) -> Result<Value, Box<dyn Error>> {
        let ask = serde_json::json!({ "purpose": purpose, "kind": "work" });
        let captcha: Captcha = self.once(&Method::POST, "/api/captcha", &Load::Json(&ask)).await?;
        let answer = captcha.work.solve()?.to_string();
        Ok(serde_json::json!({ "token": captcha.token, "answer": answer }))
    }

    /// Posts `body`, with patience.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
        self.send(Method::POST, path, Load::Json(body)).await
    }

    /// Puts `body` in its place, with patience.
    pub async fn put(&mut self, path: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
        self.send(Method::PUT, path, Load::Json(body)).await
    }

    /// Sends a request, with patience for what passes: a lost answer, a busy table, an expired
    /// token. Every request that is sent so may be repeated.
    pub(crate) async fn send<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        load: Load<'_>,
    ) -> Result<T, Box<dyn Error>> {
        let mut tries = 1;
        loop {
            let error = match self.once(&method, path, &load).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let status = error.downcast_ref::<Refused>().map(|it| it.status);
            let passing = status.is_none_or(|it| it.is_server_error() || it == 401 || it == 429);
            if !passing || tries == TRIES {
                return Err(error);
            }
            if status == Some(StatusCode::UNAUTHORIZED) {
                let nothing = Value::Null;
                let _: Value =
                    self.once(&Method::POST, "/api/session/refresh", &Load::Json(&nothing)).await?;
            } else {
                tokio::time::sleep(Duration::from_secs(u64::from(tries))).await;
            }
            tries += 1;
        }
    }

    async fn once<T: DeserializeOwned>(
        &mut self,
        method: &Method,
        path: &str,
        load: &Load<'_>,
    ) -> Result<T, Box<dyn Error>> {
        let request = self.client.request(method.clone(), format!("{}{path}", self.url));
        let cookies: Vec<String> =
            self.cookies.iter().map(|it| format!("{}={}", it.0, it.1)).collect();
        // What a page of the site would say; an operator's own program was lured by nobody.
        let request = request.header("x-pay-csrf", "1").header("sec-fetch-site", "same-origin");
        let request = request.header(COOKIE, cookies.join("; "));
        let request = match load {
            Load::Json(value) => request.json(value),
            Load::Bytes(bytes) => {
                request.header(CONTENT_TYPE, "application/octet-stream").body(bytes.clone())
            }
        };
        let answer = request.send().await?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|it| it.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = answer.status();
        let body = answer.bytes().await?;
        if !status.is_success() {
            let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
            let said = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
            let (code, title, wrong) = (said("code"), said("title"), wrong(&problem));
            return Err(Refused { status, code, title, wrong }.into());
        }
        let body = if body.is_empty() { b"null".as_slice() } else { &body };
        Ok(serde_json::from_slice(body)?)
    }
}

/// The fields that a problem names, as they stand behind its title.
fn wrong(problem: &Value) -> String {
    let mut wrong = String::new();
    for it in problem["errors"].as_array().into_iter().flatten() {
        let said = |name: &str| it[name].as_str().unwrap_or_default();
        wrong = format!("{wrong}; {}: {}", said("field"), said("code"));
    }
    wrong
}
