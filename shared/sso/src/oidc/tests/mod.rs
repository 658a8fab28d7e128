mod campus;

use super::token;
use crate::{Brought, Next, Shown, SsoError, Subject, Trip};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use campus::{Campus, ISSUER, key, now, published};
use domain::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use serde_json::{Value, json};

#[track_caller]
fn refused(vouched: &Result<Subject, SsoError>, because: &str) {
    let error = vouched.as_ref().expect_err(because);
    assert!(error.to_string().contains(because), "{error}, not {because}");
}

#[tokio::test]
async fn a_number_comes_from_the_subject_or_from_a_claim() {
    let campus = Campus::open();
    for (place, number) in [("user", "21030101"), ("employeeNumber", "CW0001"), ("grade", "2021")] {
        let subject = campus.vouches(place, None).await.expect("vouched for");
        assert_eq!((subject.number.expose(), subject.ticket), (number, None));
    }
    refused(&campus.vouches("XGH", None).await, "claim of the number");
    let nobody = campus.claims("sub", &json!("not a number")).vouches("user", None).await;
    assert_eq!(nobody.expect_err("nobody").shown(), Shown::Unknown);
}

#[tokio::test]
async fn the_code_goes_with_its_verifier_and_our_secret_as_the_provider_wants_it() {
    let campus = Campus::open();
    campus.vouches("user", None).await.expect("vouched for");
    campus.vouches("user", Some("s3:cret")).await.expect("vouched for");
    campus.with(|it| {
        it.described["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    });
    campus.vouches("user", Some("s3:cret")).await.expect("vouched for");
    let [public, basic, post] = campus.asked("/token").try_into().expect("three exchanges");
    for (_, form, _) in [&public, &basic, &post] {
        assert!(form.starts_with("grant_type=authorization_code&code=one&redirect_uri=https"));
        assert!(form.contains("&code_verifier="), "{form}");
    }
    assert!(public.1.ends_with("&client_id=campus-pay") && public.2.is_none());
    let proof = format!("Basic {}", STANDARD.encode("campus-pay:s3%3Acret"));
    assert_eq!(basic.2.as_deref(), Some(proof.as_str()));
    assert!(!basic.1.contains("cret"));
    assert!(post.1.ends_with("&client_id=campus-pay&client_secret=s3%3Acret") && post.2.is_none());
}

#[tokio::test]
async fn a_token_is_for_us_now_and_for_this_sign_on() {
    let wrong = async |name: &str, value: Value, because: &str| {
        let vouched = Campus::open().claims(name, &value).vouches("user", None).await;
        refused(&vouched, because);
    };
    let right = async |name: &str, value: Value| {
        let vouched = Campus::open().claims(name, &value).vouches("user", None).await;
        vouched.expect(name);
    };
    let second = now().as_second();
    wrong("iss", json!("https://evil.example"), "another provider's").await;
    wrong("aud", json!("somebody-else"), "for somebody else").await;
    wrong("aud", json!([]), "for somebody else").await;
    wrong("aud", json!(["campus-pay", "other"]), "given to somebody else").await;
    wrong("azp", json!("other"), "given to somebody else").await;
    wrong("nonce", json!("another"), "another sign-on").await;
    wrong("nonce", Value::Null, "another sign-on").await;
    wrong("exp", json!(second - 61), "over").await;
    wrong("exp", Value::Null, "cannot be read").await;
    wrong("exp", json!("soon"), "cannot be read").await;
    wrong("iat", json!(second + 61), "future").await;
    wrong("iat", json!(second - 3600), "long ago").await;
    wrong("iat", Value::Null, "cannot be read").await;
    wrong("nbf", json!(second + 61), "not hold yet").await;
    wrong("sub", Value::Null, "cannot be read").await;
    right("aud", json!(["campus-pay"])).await;
    right("azp", json!("campus-pay")).await;
    right("exp", json!(second - 59)).await;
    right("nbf", json!(second + 59)).await;
    let several = Campus::open().claims("azp", &json!("campus-pay"));
    several
        .claims("aud", &json!(["campus-pay", "other"]))
        .vouches("user", None)
        .await
        .expect("azp");
}

#[tokio::test]
async fn nobody_signs_for_the_campus() {
    let unsigned = |alg: &str| {
        let part = |it: Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let claims = json!({ "iss": ISSUER, "sub": "21030101", "aud": "campus-pay" });
        format!("{}.{}.", part(json!({ "alg": alg, "kid": "a" })), part(claims))
    };
    for alg in ["none", "None", "HS256", "HS512", "PS256"] {
        let campus = Campus::open().with(|it| it.token = Some(unsigned(alg)));
        let error = campus.vouches("user", None).await.expect_err(alg);
        assert_eq!(error.shown(), Shown::Refused, "{alg}: {error}");
    }
    // The published key, used as if it were a secret that both sides know.
    let campus = Campus::open();
    let mut shared = Value::Null;
    campus.with(|it| shared = it.published["keys"][0]["x"].clone());
    let shared = EncodingKey::from_secret(shared.as_str().expect("a text").as_bytes());
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("a".to_owned());
    let token = encode(&header, &json!({ "sub": "21030101" }), &shared).expect("signed");
    campus.with(|it| it.token = Some(token));
    refused(&campus.vouches("user", None).await, "in a way that we take");

    let foreign = Campus::open().with(|it| it.signs.1 = key(8));
    refused(&foreign.vouches("user", None).await, "not signed by them");
    let critical = Campus::open().with(|it| it.header["crit"] = json!(["b64"]));
    refused(&critical.vouches("user", None).await, "do not know");
    // A key in the token itself, or an address of one, is no key of theirs.
    let brings = Campus::open().with(|it| {
        it.signs.1 = key(8);
        it.header["jwk"] = published("a", &key(8));
        it.header["jku"] = json!("https://evil.example/jwks");
    });
    refused(&brings.vouches("user", None).await, "not signed by them");
    for token in ["", "a.b", "a.b.c", "....", "e30.e30.e30"] {
        let campus = Campus::open().with(|it| it.token = Some(token.to_owned()));
        refused(&campus.vouches("user", None).await, "token");
    }
}

#[tokio::test]
async fn a_key_is_used_for_what_it_is() {
    let changed = |name: &'static str, value: Value| {
        Campus::open().with(|it| it.published["keys"][0][name] = value)
    };
    refused(&changed("use", json!("enc")).vouches("user", None).await, "no key of theirs");
    refused(&changed("alg", json!("ES256")).vouches("user", None).await, "no key of theirs");
    refused(&changed("kid", json!("b")).vouches("user", None).await, "no key of theirs");
    let unnamed = Campus::open().with(|it| it.header["kid"] = Value::Null);
    unnamed.vouches("user", None).await.expect("there is but one");
    let unnamed = unnamed.with(|it| {
        let second = published("b", &key(8));
        it.published["keys"].as_array_mut().expect("a list").push(second);
    });
    refused(&unnamed.vouches("user", None).await, "no key of theirs");
}

#[tokio::test]
async fn keys_are_kept_for_an_hour_and_fetched_once_for_an_unknown_name() {
    let campus = Campus::open();
    let provider = campus.provider("user");
    for _ in 0..3 {
        campus.vouches_by(&provider, |_| {}, None).await.expect("vouched for");
    }
    assert_eq!(campus.asked("/jwks").len(), 1);
    assert_eq!(campus.asked("/.well-known/openid-configuration").len(), 1);
    campus.with(|it| {
        it.signs = ("b".to_owned(), key(8));
        it.published = json!({ "keys": [published("b", &key(8))] });
    });
    campus.vouches_by(&provider, |_| {}, None).await.expect("the new key");
    assert_eq!(campus.asked("/jwks").len(), 2);
    campus.with(|it| it.signs.0 = "c".to_owned());
    refused(&campus.vouches_by(&provider, |_| {}, None).await, "no key of theirs");
    assert_eq!(campus.asked("/jwks").len(), 3);
    let later = Timestamp::from_second(now().as_second() + 3600).expect("in range");
    provider.begin(Next::of(None), &[1; 64], later).await.expect("begun");
    assert_eq!(campus.asked("/.well-known/openid-configuration").len(), 2);
}

#[tokio::test]
async fn what_a_browser_brings_is_of_this_sign_on() {
    let campus = Campus::open();
    let provider = campus.provider("user");
    let brings = async |change: fn(&mut Brought), because: &str| {
        refused(&campus.vouches_by(&provider, change, None).await, because);
    };
    brings(|it| it.state = None, "not the one that began").await;
    brings(|it| it.state = Some("x".to_owned()), "not the one that began").await;
    brings(|it| it.code = None, "no code").await;
    brings(|it| it.issuer = Some("https://evil.example".to_owned()), "another provider").await;
    brings(|it| it.error = Some("access_denied".to_owned()), "signs them not on").await;
    brings(|it| it.error = Some("server_error".to_owned()), "just now").await;
    assert!(campus.asked("/token").is_empty(), "nothing of it is worth an exchange");

    let begun = provider.begin(Next::of(None), &[9; 64], now()).await.expect("begun");
    let brought = Brought::read(&format!("code=one&state={}", begun.trip.state)).expect("read");
    for late in [Trip::LIFE, -1] {
        let late = Timestamp::from_second(now().as_second() + late).expect("in range");
        let proved = provider.prove(&begun.trip, &brought, None, late).await;
        refused(&proved, "took too long");
    }
    campus.with(|it| it.described["authorization_response_iss_parameter_supported"] = true.into());
    refused(&campus.vouches("user", None).await, "nobody's");
}

#[tokio::test]
async fn a_campus_that_cannot_be_believed_or_reached_signs_nobody_on() {
    let described = async |name: &'static str, value: &str, because: &str| {
        let campus = Campus::open().with(|it| it.described[name] = value.into());
        let begun = campus.provider("user").begin(Next::of(None), &[9; 64], now()).await;
        let error = begun.err().expect(because);
        assert!(error.to_string().contains(because), "{error}");
        assert_eq!(error.shown(), Shown::Broken);
    };
    described("issuer", "https://evil.example", "calls itself").await;
    described("token_endpoint", "http://id.example.edu.cn/token", "listened to").await;
    described("authorization_endpoint", "javascript:alert(1)", "listened to").await;
    described("jwks_uri", "/jwks", "listened to").await;

    let refusal = async |status, said: Value, shown| {
        let campus = Campus::open().with(|it| it.refuses = Some((status, said)));
        let error = campus.vouches("user", None).await.expect_err("refused");
        assert_eq!(error.shown(), shown, "{error}");
    };
    refusal(400, json!({ "error": "invalid_grant" }), Shown::Refused).await;
    refusal(401, json!({ "error": "invalid_client" }), Shown::Broken).await;
    refusal(500, json!("oops"), Shown::Broken).await;
    refusal(200, json!({ "access_token": "x" }), Shown::Broken).await;
    refusal(302, json!({}), Shown::Broken).await;
}

proptest! {
    #[test]
    fn no_text_makes_reading_a_token_panic(text in ".{0,80}", parts in "[A-Za-z0-9_-]{0,30}(\\.[A-Za-z0-9_-]{0,30}){0,4}") {
        prop_assert!(token::header(&text).is_err());
        let _ = token::header(&parts);
    }

    #[test]
    fn no_query_makes_reading_panic(query in ".{0,200}", trip: Vec<u8>) {
        let _ = Brought::read(&query);
        prop_assert!(Trip::from_json(&trip).is_err());
    }
}
