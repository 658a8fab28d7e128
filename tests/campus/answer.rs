use crate::cookies;
use crate::errand::Cost;
use edge::{Body, Response};
use serde_json::Value;

/// What a request brought.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    /// The body as it came.
    pub text: String,
    /// The same, where it is no text.
    pub bytes: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub cost: Cost,
}

impl Answer {
    pub(crate) fn of(response: &Response<Body>, cost: Cost) -> Self {
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let header =
            |(name, value): (&lambda_http::http::HeaderName, &lambda_http::http::HeaderValue)| {
                (name.to_string(), value.to_str().unwrap_or_default().to_owned())
            };
        for cookie in response.headers().get_all("set-cookie") {
            cookies::told(cookie.to_str().expect("cookies are ASCII"));
        }
        Self {
            status: response.status().as_u16(),
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
            bytes: response.body().to_vec(),
            headers: response.headers().iter().map(header).collect(),
            cost,
        }
    }

    /// The slug of what went wrong, or nothing.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The field that is wrong, as `field: code`.
    pub fn wrong_field(&self) -> String {
        let error = &self.body["errors"][0];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        format!("{}: {}", text("field"), text("code"))
    }

    /// The header called `name`, if there is one.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    /// The value that a `Set-Cookie` gives the cookie called `name`.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.iter().filter(|it| it.0 == "set-cookie");
        let pair = |it: &'_ (String, String)| it.1.split(';').next().map(str::len);
        for cookie in cookies {
            let text = &cookie.1[..pair(cookie)?];
            if let Some((key, value)) = text.split_once('=')
                && key == name
            {
                return Some(value);
            }
        }
        None
    }
}
