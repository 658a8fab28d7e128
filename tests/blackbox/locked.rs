//! The lock between the CDN and the functions: the real binaries, told of it by the template.

use crate::stage::{Stage, binaries};
use crate::web::{self, Answer};
use crate::yard::Yard;
use http::StatusCode;
use identity::Chance;
use paycli::OriginLock;

const DOORS: [(&str, &str); 4] = [
    ("GET", "/api/arrears"),
    ("POST", "/api/login"),
    ("POST", "/api/notify/wechat"),
    ("GET", "/api/return/wechat/01K8ZZZZZZZZZZZZZZZZZZZZZZ"),
];

async fn asks(stage: &Stage, (method, path): (&str, &str), key: Option<&str>) -> Answer {
    let ask = stage.request(method, path).header("sec-fetch-site", "same-origin");
    let ask = ask.header("x-pay-csrf", "1").header("content-type", "application/json");
    let ask = key.into_iter().fold(ask, |ask, key| ask.header("x-pay-origin", key));
    web::send(ask.body("{}".to_owned()).expect("a request")).await
}

#[tokio::test]
async fn whoever_asks_past_the_cdn_is_refused_notices_included() {
    let (old, new) = (OriginLock::draw(Chance::REAL), OriginLock::draw(Chance::REAL));
    let mut yard = Yard::lay(&binaries()).await;
    let hashes = format!("[\"{}\",\"{}\"]", old.hash, new.hash);
    yard.options = yard.options.clone().with("OriginLock", hashes);
    let stage = Stage::on(yard).await;

    for door in DOORS {
        for key in [None, Some("another key"), Some(old.hash.as_str())] {
            let answer = asks(&stage, door, key).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{door:?}: {}", answer.body);
            assert_eq!(answer.body["code"], "past-the-door", "{door:?}");
        }
        for key in [&old.key, &new.key] {
            let answer = asks(&stage, door, Some(key)).await;
            assert_ne!(answer.body["code"], "past-the-door", "{door:?}");
        }
    }
}
