use axum::{body::Body, http::Request};
use local::{Site, StartError, System};
use serde_json::{Value, json};

use crate::{get, options, send, start};

#[tokio::test]
async fn a_request_reaches_its_function_and_the_answer_its_browser() {
    let system = start().await;
    let request = Request::post(format!("{}/api/echo/a/b?x=1", system.url()))
        .header("content-type", "application/json")
        .header("cookie", "s=1")
        .body(Body::from("{}"));

    let answer = send(request.unwrap()).await;

    let event: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(event["routeKey"], "ANY /api/echo/{rest+}");
    assert_eq!(event["pathParameters"], json!({"rest": "a/b"}));
    assert_eq!(event["cookies"], json!(["s=1"]));
    assert_eq!(event["requestContext"]["http"]["sourceIp"], "127.0.0.1");
}

#[tokio::test]
async fn status_cookies_and_binary_bodies_come_back() {
    let system = start().await;

    let answer = get(format!("{}/api/echo/?act=cookies", system.url())).await;
    // A greedy parameter needs something to take, here as on AWS.
    assert_eq!(answer.status, 404);
    let answer = get(format!("{}/api/echo/a?act=cookies", system.url())).await;

    assert_eq!(answer.status, 201);
    assert_eq!(answer.body, "hi");
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2);
}

#[tokio::test]
async fn what_goes_wrong_is_worded_as_aws_words_it() {
    let system = start().await;
    let expect = [
        ("/api/nothing", 404, "Not Found"),
        ("/api/echo/a?act=fail", 500, "Internal Server Error"),
        ("/api/echo/a?act=crash", 500, "Internal Server Error"),
        ("/api/echo/a?act=large", 500, "Internal Server Error"),
        ("/api/echo/a?act=sleep", 503, "Service Unavailable"),
        ("/api/refuser", 500, "Internal Server Error"),
        ("/api/missing", 500, "Internal Server Error"),
    ];
    for (path, status, words) in expect {
        let answer = get(format!("{}{path}", system.url())).await;

        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.body, json!({"message": words}).to_string(), "{path}");
    }
    let log = system.log().lines().join("\n");
    assert!(log.contains("no key is strong enough"), "{log}");
    assert!(log.contains("nobody-built-this"), "{log}");
}

#[tokio::test]
async fn a_body_beyond_the_limits_is_refused() {
    let system = start().await;
    let post = |bytes: usize| {
        let request = Request::post(format!("{}/api/echo/a", system.url()));
        send(request.body(Body::from(vec![b'x'; bytes])).unwrap())
    };

    assert_eq!(post(1 << 20).await.status, 200);
    // Seven megabytes pass the gateway, but not, in base64, the function's door.
    assert_eq!(post(7 << 20).await.status, 413);
    assert_eq!(post(11 << 20).await.status, 413);
}

#[tokio::test]
async fn the_site_is_served_beside_the_api() {
    let dist = std::env::temp_dir().join(format!("campus-site-{}", std::process::id()));
    std::fs::create_dir_all(&dist).unwrap();
    std::fs::write(dist.join("index.html"), "<!doctype html>").unwrap();
    let site = Site {
        dist: dist.clone(),
        own: vec![("school.json", r#"{"id":"xust"}"#.to_owned())],
        sandbox: None,
    };
    let system = System::start(local::Options { site: Some(site), ..options() }).await.unwrap();

    let page = get(format!("{}/", system.url())).await;
    let school = get(format!("{}/school.json", system.url())).await;

    assert_eq!(page.body, "<!doctype html>");
    assert_eq!(page.headers["cache-control"], "no-cache");
    assert!(page.headers.contains_key("content-security-policy"));
    assert_eq!(school.body, r#"{"id":"xust"}"#);
    assert_eq!(get(format!("{}/api/nothing", system.url())).await.status, 404);
    std::fs::remove_dir_all(dist).unwrap();
}

#[tokio::test]
async fn a_taken_port_is_one_clear_sentence() {
    let first = start().await;
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();

    let refused = System::start(local::Options { port, ..options() }).await.err().unwrap();

    assert!(matches!(refused, StartError::PortTaken(it) if it == port));
    assert!(refused.to_string().starts_with(&format!("port {port} is taken")));
}
