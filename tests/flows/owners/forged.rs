//! Access tokens that are none of this school's, or not any more.

use crate::owners::yard::{Signed, Yard};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::{Chance, IdentitySecret, Keys, Tokens};
use serde_json::{Value, json};

/// Everything that is shown at the door in place of `whose` token, each with what it is. They all
/// name somebody who may, in a session that goes on, until a time to come, but for what is said.
pub(crate) fn tokens(yard: &Yard, whose: &Signed) -> Vec<(&'static str, Option<String>)> {
    let Yard { campus, tokens, .. } = yard;
    let (caller, now, signer) = (&whose.caller, campus.now(), &campus.keys.signer);
    let life = std::time::Duration::from_secs(Tokens::life(caller.role).unsigned_abs());
    let other = |school: &str| Tokens::new(campus.token_keys(), school).expect("drawn keys");
    let drawn = |kid: &str| drawn(kid).signer;
    let public: Value = serde_json::from_str(campus.token_keys()).expect("JSON");
    let public = public["campus"].as_str().expect("the key's id").to_owned();
    let raw = URL_SAFE_NO_PAD.decode(&public).expect("base64url");
    let (head, tail) = whose.access.split_at(whose.access.len() - 2);
    vec![
        ("nothing", None),
        ("an empty token", Some(String::new())),
        ("a token without its end", Some(head.to_owned())),
        ("a token with another end", Some(format!("{head}{}", other_end(tail)))),
        ("an expired token", Some(tokens.issue(signer, caller, now - life))),
        ("alg none", Some(renamed(&whose.access, "none", |_| Vec::new()))),
        ("HS256 by the public key", Some(renamed(&whose.access, "HS256", |it| mac(&raw, it)))),
        (
            "HS256 by the public key's text",
            Some(renamed(&whose.access, "HS256", |it| mac(public.as_bytes(), it))),
        ),
        ("another key of that name", Some(tokens.issue(&drawn("campus"), caller, now))),
        ("a key of no name that is known", Some(tokens.issue(&drawn("stranger"), caller, now))),
        ("another school's token", Some(other("wwoc").issue(signer, caller, now))),
    ]
}

fn drawn(kid: &str) -> Keys {
    Keys::of(&IdentitySecret::draw(kid, Chance::REAL)).expect("strong keys")
}

/// `token` under another algorithm's name, signed as `sign` does.
fn renamed(token: &str, alg: &str, sign: impl Fn(&str) -> Vec<u8>) -> String {
    let claims = token.split('.').nth(1).expect("claims");
    let header = json!({ "alg": alg, "typ": "at+jwt", "kid": "campus" }).to_string();
    let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header));
    let signature = URL_SAFE_NO_PAD.encode(sign(&signed));
    format!("{signed}.{signature}")
}

fn mac(key: &[u8], signed: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed.as_bytes()).as_ref().to_vec()
}

/// Two characters that are others, wherever the signature's bits end in them.
fn other_end(tail: &str) -> &'static str {
    if tail.starts_with('A') { "BA" } else { "AA" }
}
