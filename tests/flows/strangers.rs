//! Another site's page cannot press our buttons: what a browser says of where a change comes from is
//! looked at on every route that changes something. (Who asks is looked at in `owners`.)

use crate::owners::{TABLE, Who, Yard};
use campus::{Answer, Ask, PUBLIC_URL};

type Said<'a> = &'a [(&'a str, &'a str)];

const OURS: (&str, &str) = ("origin", PUBLIC_URL);
const CSRF: (&str, &str) = ("x-pay-csrf", "1");

/// What the browser of somebody who is lured says of a change, or a program that says too little.
const FOREIGN: [Said; 13] = [
    &[],
    &[CSRF],
    &[OURS],
    &[("sec-fetch-site", "same-origin")],
    &[("x-pay-csrf", "0"), OURS],
    &[CSRF, ("sec-fetch-site", "cross-site")],
    &[CSRF, ("sec-fetch-site", "same-site")],
    // Today's browsers know better than the older header.
    &[CSRF, ("sec-fetch-site", "none"), OURS],
    &[CSRF, ("origin", "null")],
    &[CSRF, ("origin", "https://evil.example")],
    &[CSRF, ("origin", "http://pay.example.edu.cn")],
    &[CSRF, ("origin", "https://pay.example.edu.cn:8443")],
    &[CSRF, ("origin", "https://pay.example.edu.cn.evil.example")],
];

/// What our own pages' browsers say.
const HOME: [Said; 4] = [
    &[CSRF, ("sec-fetch-site", "same-origin")],
    &[CSRF, ("sec-fetch-site", "same-origin"), OURS],
    // Browsers of before 2023 say only this.
    &[CSRF, OURS],
    &[CSRF, ("origin", "https://Pay.Example.edu.cn")],
];

/// `ask`, of whoever may, from a page of which the browser says `said`.
async fn from(yard: &Yard, who: Who, ask: &Ask, said: Said<'_>) -> Answer {
    let kept = ask.headers.iter().filter(|it| it.0 == "content-type").cloned();
    let said = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let headers = kept.chain(said).collect();
    let cookies = yard.rightful(who).cookies();
    yard.campus.ask(Ask { headers, cookies, ..ask.clone() }).await
}

/// The routes that only our own pages may make a browser ask for.
fn changes() -> impl Iterator<Item = (&'static str, Who)> {
    let ours = TABLE.iter().filter(|it| !it.0.starts_with("GET ") && !it.1.is_asked_abroad());
    ours.map(|it| (it.0, it.1))
}

#[tokio::test]
async fn another_site_cannot_press_our_buttons() {
    let yard = Yard::open().await;
    let before = yard.campus.everything().await;
    for (route, who) in changes() {
        for said in FOREIGN {
            let answer = from(&yard, who, &yard.ask(route), said).await;
            assert_eq!((answer.status, answer.code()), (403, "foreign-page"), "{route} {said:?}");
        }
    }
    assert_eq!(yard.campus.everything().await, before);
}

#[tokio::test]
async fn our_own_pages_can_in_any_browser() {
    for said in HOME {
        for (route, who) in changes() {
            let yard = Yard::open().await;
            let answer = from(&yard, who, &yard.ask(route), said).await;
            assert_ne!(answer.code(), "foreign-page", "{route} {said:?}");
            assert!(answer.status < 400 || !who.asks_for_a_token(), "{route}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn looking_is_free_from_anywhere() {
    let yard = Yard::open().await;
    for (route, who, _) in TABLE.iter().filter(|it| it.0.starts_with("GET ")) {
        for said in FOREIGN {
            let answer = from(&yard, *who, &yard.ask(route), said).await;
            assert_ne!(answer.code(), "foreign-page", "{route} {said:?}");
        }
    }
}

/// A form of another site's can be sent without its script being asked: never as JSON.
#[tokio::test]
async fn a_body_that_a_form_could_send_is_not_read() {
    let yard = Yard::open().await;
    let before = yard.campus.everything().await;
    let mut read = 0;
    for (route, who) in changes() {
        let ask = yard.ask(route);
        if ask.body.is_none() {
            continue;
        }
        read += 1;
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data; boundary=x"),
            Some("text/plain; application/json"),
        ] {
            let mut ask = Ask { cookies: yard.rightful(who).cookies(), ..ask.clone() };
            ask.headers.retain(|it| it.0 != "content-type");
            ask.headers.extend(kind.map(|it| ("content-type".to_owned(), it.to_owned())));
            let answer = yard.campus.ask(ask).await;
            assert_eq!((answer.status, answer.code()), (422, "content-type"), "{route} {kind:?}");
        }
    }
    assert!(read >= 7, "{read} routes take a body");
    assert_eq!(yard.campus.everything().await, before);
}
