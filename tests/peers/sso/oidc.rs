use crate::server::{Browser, Server, installed, location, now, provider, query};
use serde_json::json;
use sso::{Brought, Kind, Next, Provider, Shown, SsoError, Subject};
use std::path::PathBuf;

const BACK: &str = "https://pay.example.edu.cn/api/sso/return";

async fn campus() -> Server {
    installed("tests/peers/node/node_modules/oauth2-mock-server");
    Server::start(PathBuf::from("node"), "tests/peers/node/campus.mjs", None).await
}

fn ours(server: &Server, number: &str) -> Provider {
    provider(Kind::Oidc { client_id: "campus-pay".to_owned() }, &server.url, number, BACK)
}

/// The whole way of somebody whom the campus vouches for.
async fn signs_on(provider: &Provider) -> Result<Subject, SsoError> {
    let begun = provider.begin(Next::of(None), &[7; 64], now()).await?;
    let back = location(&Browser::open().get(&begun.url).await);
    assert!(back.starts_with(&format!("{BACK}?")), "{back}");
    provider.prove(&begun.trip, &Brought::read(query(&back))?, None, now()).await
}

#[tokio::test]
async fn every_kind_of_key_signs_people_on() {
    let mut server = campus().await;
    server.told(&json!({ "claims": { "sub": "21030101", "employeeNumber": "CW0001" } })).await;
    let provider = ours(&server, "user");
    for _ in 0..6 {
        let subject = signs_on(&provider).await.expect("vouched for");
        assert_eq!((subject.number.expose(), subject.ticket), ("21030101", None));
    }
    let said = server.told(&json!({ "claims": { "employeeNumber": "CW0001" } })).await;
    for kind in ["RS256", "ES256", "EdDSA"] {
        let signed = said["signed"].as_array().expect("a list");
        assert!(signed.iter().any(|it| it == kind), "{kind}: {said}");
    }
    let subject = signs_on(&ours(&server, "employeeNumber")).await.expect("vouched for");
    assert_eq!(subject.number.expose(), "CW0001");
}

#[tokio::test]
async fn a_token_that_differs_from_what_it_should_be_signs_nobody_on() {
    let mut server = campus().await;
    let provider = ours(&server, "user");
    let second = now().as_second();
    let wrongs = [
        (json!({ "claims": { "nonce": "of-another-sign-on" } }), "another sign-on"),
        (json!({ "claims": { "nonce": null } }), "another sign-on"),
        (json!({ "claims": { "aud": "somebody-else" } }), "somebody else"),
        (json!({ "claims": { "aud": ["campus-pay", "other"] } }), "somebody else"),
        (json!({ "claims": { "azp": "other" } }), "somebody else"),
        (json!({ "claims": { "iss": "https://evil.example" } }), "another provider's"),
        (json!({ "claims": { "exp": second - 120 } }), "over"),
        (json!({ "claims": { "iat": second + 600 } }), "future"),
        (json!({ "header": { "kid": "foreign" } }), "no key of theirs"),
        (json!({ "signature": "none" }), "cannot be read"),
        (json!({ "signature": "public" }), "in a way that we take"),
        (json!({ "signature": "other" }), "not signed by them"),
    ];
    for (wrong, because) in wrongs {
        let mut how = wrong.clone();
        how["claims"]["sub"] = "21030101".into();
        server.told(&how).await;
        let error = signs_on(&provider).await.expect_err(because);
        assert!(error.to_string().contains(because), "{wrong}: {error}");
        assert_eq!(error.shown(), Shown::Refused, "{wrong}: {error}");
    }
    server.told(&json!({ "claims": { "sub": "21030101" } })).await;
    signs_on(&provider).await.expect("nothing of that stays");
}

#[tokio::test]
async fn a_code_goes_with_the_verifier_of_its_own_trip() {
    let mut server = campus().await;
    server.told(&json!({ "claims": { "sub": "21030101" } })).await;
    let provider = ours(&server, "user");
    let theirs = provider.begin(Next::of(None), &[1; 64], now()).await.expect("begun");
    let back = location(&Browser::open().get(&theirs.url).await);
    let code = form_urlencoded::parse(query(&back).as_bytes()).find(|it| it.0 == "code");
    let code = code.expect("a code").1.into_owned();

    // A code that was taken from somebody, brought on a trip of one's own.
    let own = provider.begin(Next::of(None), &[2; 64], now()).await.expect("begun");
    let own_back = location(&Browser::open().get(&own.url).await);
    let state = form_urlencoded::parse(query(&own_back).as_bytes()).find(|it| it.0 == "state");
    let brought = format!("code={code}&state={}", state.expect("a state").1);
    let brought = Brought::read(&brought).expect("read");
    let proved = provider.prove(&own.trip, &brought, None, now()).await;
    let error = proved.expect_err("another's code");
    assert!(!matches!(error, SsoError::Foreign), "the exchange refuses it: {error}");
    let brought = Brought::read(query(&back)).expect("read");
    let proved = provider.prove(&own.trip, &brought, None, now()).await;
    assert!(matches!(proved, Err(SsoError::Foreign)), "its state is another's");
}

#[tokio::test]
async fn what_is_no_provider_signs_nobody_on() {
    let server = campus().await;
    let kind = Kind::Oidc { client_id: "campus-pay".to_owned() };
    let elsewhere = provider(kind, &format!("{}/nowhere", server.url), "user", BACK);
    let error = signs_on(&elsewhere).await.expect_err("nobody is there");
    assert_eq!(error.shown(), Shown::Broken, "{error}");
}
