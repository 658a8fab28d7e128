use super::{Caller, Claims, Scope, Tokens};
use crate::vault::base64;
use crate::{Chance, IdentityError, IdentitySecret, Keys};
use domain::{Fault, LoginIndex, PersonId, Role, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

fn school() -> (Tokens, Keys) {
    let secret = IdentitySecret::draw("k1", Chance::REAL);
    let public = secret.public_keys().expect("a key");
    (Tokens::new(&public, "xust").expect("keys"), Keys::of(&secret).expect("strong"))
}

fn caller(role: Role, scope: Scope) -> Caller {
    let login = LoginIndex::try_from("l".repeat(22)).expect("an index");
    let session = Chance::REAL.session();
    Caller { person: PersonId::from_bits(5), role, session, scope, login }
}

#[track_caller]
fn refused(answer: Result<impl Sized, IdentityError>, code: &str) {
    assert_eq!(answer.err().expect("refused").code(), code);
}

#[test]
fn a_token_opens_its_own_role_until_it_expires() {
    let (tokens, keys) = school();
    let payer = caller(Role::Payer, Scope::Full);
    let token = tokens.issue(&keys.signer, &payer, at(0));

    assert_eq!(tokens.any(Some(&token), at(599)).expect("valid"), payer);
    assert_eq!(tokens.payer(Some(&token), at(0)).expect("valid"), payer.presence());
    refused(tokens.office(Some(&token), at(0)), "wrong-role");
    refused(tokens.payer(Some(&token), at(600)), "signed-out");
    refused(tokens.payer(None, at(0)), "signed-out");

    let office = caller(Role::Office, Scope::Full);
    let token = tokens.issue(&keys.signer, &office, at(0));
    assert_eq!(tokens.office(Some(&token), at(299)).expect("valid"), office);
    refused(tokens.payer(Some(&token), at(0)), "wrong-role");
    refused(tokens.office(Some(&token), at(300)), "signed-out");
}

#[test]
fn an_initial_password_opens_the_change_and_nothing_else() {
    let (tokens, keys) = school();
    let first = caller(Role::Payer, Scope::FirstPassword);
    let token = tokens.issue(&keys.signer, &first, at(0));
    assert_eq!(tokens.changing(Some(&token), at(0)).expect("valid"), first);
    refused(tokens.any(Some(&token), at(0)), "first-password");
    refused(tokens.payer(Some(&token), at(0)), "first-password");
    refused(tokens.office(Some(&token), at(0)), "first-password");
}

#[test]
fn tokens_of_others_are_refused() {
    let (tokens, keys) = school();
    let payer = caller(Role::Payer, Scope::Full);
    let (_, foreign) = school();
    let same_kid = tokens.issue(&foreign.signer, &payer, at(0));
    refused(tokens.any(Some(&same_kid), at(0)), "signed-out");

    let secret = IdentitySecret::draw("k2", Chance::REAL);
    let other_kid = Keys::of(&secret).expect("strong").signer;
    refused(tokens.any(Some(&tokens.issue(&other_kid, &payer, at(0))), at(0)), "signed-out");

    let public = format!("{{\"k1\":\"{}\"}}", base64(&keys.signer.public()));
    let other_school = Tokens::new(&public, "wwoc").expect("keys");
    let elsewhere = other_school.issue(&keys.signer, &payer, at(0));
    assert!(other_school.any(Some(&elsewhere), at(0)).is_ok());
    refused(tokens.any(Some(&elsewhere), at(0)), "signed-out");
}

#[test]
fn other_algorithms_and_unsigned_tokens_are_refused() {
    let (tokens, keys) = school();
    let claims = || Claims {
        iss: "xust".to_owned(),
        aud: Role::Office,
        sub: PersonId::from_bits(5),
        sid: Chance::REAL.session(),
        scope: Scope::Full,
        lgn: LoginIndex::try_from("l".repeat(22)).expect("an index"),
        iat: at(0).as_second(),
        exp: at(300).as_second(),
    };
    // The public key taken for an HMAC secret is the classic confusion.
    let hmac = EncodingKey::from_secret(&keys.signer.public());
    let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
    let token = encode(&header, &claims(), &hmac).expect("a token");
    refused(tokens.any(Some(&token), at(0)), "signed-out");

    let body = base64(&serde_json::to_vec(&claims()).expect("JSON"));
    for alg in ["none", "None", "HS256", "EdDSA"] {
        let header = base64(format!(r#"{{"alg":"{alg}","kid":"k1"}}"#).as_bytes());
        refused(tokens.any(Some(&format!("{header}.{body}.")), at(0)), "signed-out");
    }
}

#[test]
fn another_audience_is_refused() {
    let (tokens, keys) = school();
    let mut claims = serde_json::json!({"iss": "xust", "aud": "payer", "sub": "000005",
        "sid": "aaaaaaaaaaaaaaaa", "scope": "full", "lgn": "l".repeat(22),
        "iat": at(0).as_second(), "exp": at(600).as_second()});
    let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::EdDSA) };
    let sign =
        |claims: &serde_json::Value| encode(&header, claims, &keys.signer.key).expect("a token");
    assert!(tokens.any(Some(&sign(&claims)), at(0)).is_ok());
    for (claim, wrong) in [("aud", "vendor"), ("iss", "wwoc"), ("scope", "all"), ("sub", "x")] {
        let right = std::mem::replace(&mut claims[claim], wrong.into());
        refused(tokens.any(Some(&sign(&claims)), at(0)), "signed-out");
        claims[claim] = right;
    }
    claims.as_object_mut().expect("an object").remove("exp");
    refused(tokens.any(Some(&sign(&claims)), at(0)), "signed-out");
}

#[test]
fn public_keys_are_checked_when_they_are_read() {
    for keys in ["", "{}", "{\"k1\":\"\"}", "{\"k1\":\"AAAA\"}", "k1:AAAA"] {
        assert!(Tokens::new(keys, "xust").is_err(), "{keys}");
    }
}

proptest! {
    #[test]
    fn no_text_is_a_token(text in ".{0,80}", parts in "[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,30}") {
        let (tokens, _) = school();
        prop_assert!(tokens.any(Some(&text), at(0)).is_err());
        prop_assert!(tokens.any(Some(&parts), at(0)).is_err());
    }

    #[test]
    fn one_changed_character_breaks_a_token(place: prop::sample::Index) {
        let (tokens, keys) = school();
        let token = tokens.issue(&keys.signer, &caller(Role::Payer, Scope::Full), at(0));
        let mut bytes = token.clone().into_bytes();
        // The last character holds bits that base64 ignores, and decoders may too.
        let place = place.index(bytes.len() - 1);
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        prop_assert!(tokens.any(Some(&changed), at(0)).is_err(), "{} {}", place, changed);
    }
}
