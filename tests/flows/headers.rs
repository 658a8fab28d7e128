//! The headers and cookies of every answer: the functions', the gateway's own and the site's, on one
//! machine and deployed. One table says what they are.

use crate::owners::{Signed, TABLE, Yard};
use campus::{Ask, cookies};
use domain::Entrance;
use local::{Document, Options, Site, System};
use serde_yaml_ng::Value as Yaml;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

type Headers = BTreeMap<String, String>;

/// What every answer bears.
const EVERYWHERE: [(&str, &str); 7] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// What an answer of the API bears besides.
const API: [(&str, &str); 2] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];

/// What a page may do.
const SITE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
    form-action 'self' https://*.95516.com; require-trusted-types-for 'script'; trusted-types vue worker";

/// What stands after it where the site is served over https. A browser on this machine would be sent
/// to a port that speaks plain http.
const OVER_HTTPS: &str = "; upgrade-insecure-requests";

/// The routes that tell a browser to keep something.
const BAKERS: [(&str, &[&str]); 7] = [
    ("POST /api/login", &["__Host-at", "__Host-dv", "__Secure-rt"]),
    ("POST /api/identify", SESSION),
    ("POST /api/password", &["__Host-at", "__Host-dv", "__Secure-rt"]),
    ("POST /api/session/logout", SESSION),
    ("POST /api/session/refresh", SESSION),
    ("GET /api/sso/begin", &["__Host-sso"]),
    ("GET /api/sso/return", &["__Host-sso"]),
];

const SESSION: &[&str] = &["__Host-at", "__Secure-rt"];

#[track_caller]
fn bears(what: &str, headers: &Headers, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(headers.get(*name).map(String::as_str), Some(*value), "{what}: {name}");
    }
}

#[tokio::test]
async fn every_answer_of_a_function_bears_them() {
    for (route, who, _) in TABLE {
        let yard = Yard::open().await;
        let ask = yard.ask(route);
        let let_in = Ask { cookies: yard.rightful(*who).cookies(), ..ask.clone() };
        let foreign = Ask { headers: Vec::new(), ..ask.clone() };
        for ask in [ask, foreign, let_in] {
            let answer = yard.campus.ask(ask).await;
            let headers = answer.headers.iter().cloned().collect();
            bears(route, &headers, &EVERYWHERE);
            bears(route, &headers, &API);
        }
    }
}

#[tokio::test]
async fn every_answer_of_gateway_and_site_bears_them() {
    let dist = std::env::temp_dir().join(format!("campus-headers-{}", std::process::id()));
    std::fs::create_dir_all(dist.join("assets")).expect("a folder");
    for file in ["index.html", "admin.html", "assets/app-1a2b.js", "sw.js", "robots.txt"] {
        std::fs::write(dist.join(file), "x").expect("a file");
    }
    let system = System::start(nobody_home(&dist)).await.expect("the engine starts");
    let url = system.url();

    // The binaries are nowhere: each route is answered by the gateway in its function's place.
    for (route, ..) in TABLE {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let (status, headers) = fetch(&url, method, path, 0).await;
        assert_eq!(status, 500, "{route}");
        bears(route, &headers, &EVERYWHERE);
        bears(route, &headers, &API);
    }
    for (method, path, bytes, expected) in [
        ("GET", "/api/nothing", 0, 404),
        ("DELETE", "/api/login", 0, 404),
        ("POST", "/", 0, 404),
        ("POST", "/api/login", 7 << 20, 413),
    ] {
        let (status, headers) = fetch(&url, method, path, bytes).await;
        assert_eq!(status, expected, "{method} {path}");
        bears(path, &headers, &EVERYWHERE);
        bears(path, &headers, &API);
    }
    for (path, expected, cache) in [
        ("/", 200, Some("no-cache")),
        ("/admin.html", 200, Some("no-cache")),
        ("/school.json", 200, Some("no-cache")),
        // What decides which release a device keeps is asked for each time.
        ("/sw.js", 200, Some("no-cache")),
        ("/robots.txt", 200, Some("no-cache")),
        ("/assets/app-1a2b.js", 200, Some("public, max-age=31536000, immutable")),
        ("/missing", 404, None),
        ("/%2e%2e/Cargo.toml", 404, None),
    ] {
        let (status, headers) = fetch(&url, "GET", path, 0).await;
        assert_eq!(status, expected, "{path}");
        assert_eq!(headers.get("cache-control").map(String::as_str), cache, "{path}");
        bears(path, &headers, &EVERYWHERE);
        bears(path, &headers, &[("content-security-policy", SITE_POLICY)]);
    }
    std::fs::remove_dir_all(dist).expect("ours");
}

/// The platform without its functions.
fn nobody_home(dist: &Path) -> Options {
    let template = include_str!("../../infra/template.yaml");
    let document = Document::parse(template).expect("the template can be read");
    let secrets = document.secrets().into_iter().map(|it| (it.to_owned(), "/nowhere".into()));
    let options = Options {
        secrets: secrets.collect(),
        site: Some(Site {
            dist: dist.to_owned(),
            own: vec![("school.json", "{}".to_owned())],
            sandbox: None,
        }),
        ..Options::new(template, dist.join("binaries"))
    };
    options.with("School", "xust").with("TokenKeys", "{}")
}

/// What is answered at `url`: a status and headers.
async fn fetch(url: &str, method: &str, path: &str, bytes: usize) -> (u16, Headers) {
    let host = url.strip_prefix("http://").expect("plain http").to_owned();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {bytes}\r\n\r\n"
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(host).expect("somebody listens");
        stream.write_all(head.as_bytes()).expect("heard");
        stream.write_all(&vec![b'x'; bytes]).expect("heard");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = answer.await.expect("no panic");
    let (head, _) = answer.split_once("\r\n\r\n").expect("headers end");
    let mut lines = head.lines();
    let status = lines.next().and_then(|it| it.split(' ').nth(1)?.parse().ok());
    let pairs = lines.filter_map(|it| it.split_once(": "));
    let headers = pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    (status.expect("a status"), headers.collect())
}

#[test]
fn the_cdn_puts_them_on_every_answer() {
    let template: Yaml =
        serde_yaml_ng::from_str(include_str!("../../infra/template.yaml")).expect("YAML");
    let policy = |name: &str| said_by_the_cdn(&template["Resources"][name]);
    for (name, headers) in
        [("SiteHeaders", policy("SiteHeaders")), ("ApiHeaders", policy("ApiHeaders"))]
    {
        bears(name, &headers, &EVERYWHERE);
    }
    bears("ApiHeaders", &policy("ApiHeaders"), &API);
    let pages = format!("{SITE_POLICY}{OVER_HTTPS}");
    bears("SiteHeaders", &policy("SiteHeaders"), &[("content-security-policy", &pages)]);

    let door = &template["Resources"]["Door"]["Properties"]["DistributionConfig"];
    let mut behaviours = vec![&door["DefaultCacheBehavior"]];
    behaviours.extend(door["CacheBehaviors"].as_sequence().expect("behaviours"));
    for it in behaviours {
        let expected = if it["TargetOriginId"] == "api" { "ApiHeaders" } else { "SiteHeaders" };
        let Yaml::Tagged(policy) = &it["ResponseHeadersPolicyId"] else {
            panic!("{it:?} has none")
        };
        assert_eq!(policy.value, expected);
    }
}

/// What a `ResponseHeadersPolicy` puts on answers, whatever their origin said.
fn said_by_the_cdn(policy: &Yaml) -> Headers {
    let config = &policy["Properties"]["ResponseHeadersPolicyConfig"];
    let security = &config["SecurityHeadersConfig"];
    for it in security.as_mapping().expect("headers").values() {
        assert_eq!(it["Override"], true, "{it:?}");
    }
    let text = |it: &Yaml| it.as_str().expect("a text").to_owned();
    let transport = &security["StrictTransportSecurity"];
    assert_eq!(transport["IncludeSubdomains"], true);
    let age = transport["AccessControlMaxAgeSec"].as_u64().expect("seconds");
    assert!(security["ContentTypeOptions"].is_mapping());
    let policies = &security["ContentSecurityPolicy"]["ContentSecurityPolicy"];
    let mut headers = Headers::from([
        ("content-security-policy".to_owned(), text(policies)),
        ("x-content-type-options".to_owned(), "nosniff".to_owned()),
        ("x-frame-options".to_owned(), text(&security["FrameOptions"]["FrameOption"])),
        ("referrer-policy".to_owned(), text(&security["ReferrerPolicy"]["ReferrerPolicy"])),
        ("strict-transport-security".to_owned(), format!("max-age={age}; includeSubDomains")),
    ]);
    for it in config["CustomHeadersConfig"]["Items"].as_sequence().expect("headers") {
        assert_eq!(it["Override"], true, "{it:?}");
        headers.insert(text(&it["Header"]), text(&it["Value"]));
    }
    headers
}

#[tokio::test]
async fn every_cookie_is_told_as_the_table_says() {
    let mut bakers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (route, who, _) in TABLE {
        let yard = Yard::open().await;
        let by = yard.newcomer_by(Entrance::Sso).await;
        let newcomer = Signed { access: yard.token(&yard.chen), ..by };
        for signed in [yard.rightful(*who), &newcomer] {
            let ask = Ask { cookies: signed.cookies(), ..yard.ask(route) };
            let answer = yard.campus.ask(ask).await;
            for (_, cookie) in answer.headers.iter().filter(|it| it.0 == "set-cookie") {
                let name = cookies::told(cookie).to_owned();
                bakers.entry(route).or_default().insert(name);
            }
        }
    }
    let expected = BAKERS.map(|(route, names)| {
        (route, names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>())
    });
    assert_eq!(bakers, expected.into());
}
