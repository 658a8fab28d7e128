//! The static site as production serves it: built files, the school's own, strict headers.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;

use crate::headers;

/// `upgrade-insecure-requests`, with which the deployed policy ends, is left to https: here it would
/// send a browser to a port that speaks plain http.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
     worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self' https://*.95516.com; require-trusted-types-for 'script'; trusted-types vue worker";

/// The site of one school.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where the built files are: `static-site/dist`.
    pub dist: PathBuf,
    /// The files that make it this school's, such as `school.json`: their names, and what they say.
    pub own: Vec<(&'static str, String)>,
    /// Where a sandbox takes the forms that go to banks, if there is one.
    pub sandbox: Option<String>,
}

impl Site {
    pub(crate) async fn answer(&self, path: &str) -> Response {
        let own = self.own.iter().find(|(name, _)| path.strip_prefix('/') == Some(name));
        let response = match own {
            Some((name, text)) => found(name, text.clone().into_bytes()),
            None => self.file(path).await,
        };
        headers::of_the_site(response, self.policy())
    }

    /// A sandbox takes forms in place of the banks.
    fn policy(&self) -> HeaderValue {
        let Some(sandbox) = &self.sandbox else {
            return HeaderValue::from_static(CONTENT_SECURITY_POLICY);
        };
        let own = format!("form-action 'self' {sandbox}");
        let policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", &own);
        HeaderValue::from_str(&policy).expect("an address stands in a header")
    }

    async fn file(&self, path: &str) -> Response {
        let Some(inside) = inside(path) else { return StatusCode::NOT_FOUND.into_response() };
        match tokio::fs::read(self.dist.join(&inside)).await {
            Ok(bytes) => found(&inside.to_string_lossy(), bytes),
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && inside.ends_with("index.html") =>
            {
                let words = "The site is not built yet: `npm ci && npm run build` in static-site.";
                (StatusCode::NOT_FOUND, words).into_response()
            }
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

/// The path below the site's folder; `None` for a path that would leave it.
fn inside(path: &str) -> Option<PathBuf> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let relative = decoded.trim_start_matches('/');
    let relative = Path::new(if relative.is_empty() { "index.html" } else { relative });
    let is_inside = relative.components().all(|it| matches!(it, Component::Normal(_)));
    (is_inside && !decoded.contains(['\0', '\\'])).then(|| relative.to_owned())
}

fn found(name: &str, bytes: Vec<u8>) -> Response {
    // Vite puts a hash of the content into the name of everything below assets/.
    let is_hashed = name.starts_with("assets/");
    let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    (headers, bytes).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deployed_site_carries_the_same_policy() {
        let template =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../template.yaml"));
        let line = format!(
            "ContentSecurityPolicy: \"{CONTENT_SECURITY_POLICY}; upgrade-insecure-requests\""
        );
        assert!(template.expect("the template").contains(&line));
    }

    #[test]
    fn a_path_never_leaves_the_site() {
        for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "//../x", "/a/../../b", "/a%5c..%5cb"]
        {
            assert_eq!(inside(path), None, "{path}");
        }
        assert_eq!(inside("/"), Some("index.html".into()));
        assert_eq!(inside("/assets/a%20b.js"), Some("assets/a b.js".into()));
    }

    #[tokio::test]
    async fn hashed_files_are_kept_and_the_page_is_asked_for_again() {
        let cache = |name: &str| found(name, Vec::new()).headers()["cache-control"].clone();

        assert_eq!(cache("assets/app-1a2b.js"), "public, max-age=31536000, immutable");
        assert_eq!(cache("index.html"), "no-cache");
    }
}
