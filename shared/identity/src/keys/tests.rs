use super::{Draft, IdentitySecret, Keys, SecretError, Unwrapped, Wrapped};
use crate::Chance;
use crate::vault::base64;
use zeroize::Zeroizing;

/// What the wrapping here adds to a key: as long as a tag.
const COVER: [u8; 16] = [0xC0; 16];

fn wrap(drawn: Draft) -> IdentitySecret {
    let wrapped = [drawn.field_key(), &COVER].concat();
    drawn.wrapped(&wrapped)
}

fn unwrapped(wrapped: &Wrapped) -> Unwrapped {
    let bare = |it: &Vec<u8>| Zeroizing::new(it[..it.len() - COVER.len()].to_vec());
    wrapped.iter().map(|(epoch, it)| (*epoch, bare(it))).collect()
}

fn opened(json: &str) -> Result<Keys, SecretError> {
    let (wrapped, keys) = Keys::read(json.as_bytes())?;
    keys(unwrapped(&wrapped))
}

fn drawn() -> IdentitySecret {
    wrap(IdentitySecret::draw("k1", Chance::REAL))
}

#[track_caller]
fn refused(field: &str, value: &str, because: &str) {
    let mut body: serde_json::Value = serde_json::from_str(&drawn().to_json()).expect("JSON");
    assert!(opened(&body.to_string()).is_ok(), "a drawn one is strong");

    body[field] = serde_json::from_str(value).expect("JSON");
    let error = opened(&body.to_string()).err().expect("refused");
    assert!(error.to_string().contains(because), "{error}");
}

#[test]
fn weak_and_default_keys_are_refused() {
    let quoted = |bytes: &[u8]| format!("\"{}\"", base64(bytes));
    refused("pepper", "\"\"", "32 bytes");
    refused("pepper", "\"changeme\"", "32 bytes");
    refused("pepper", &quoted(&[7; 16]), "32 bytes");
    refused("pepper", &quoted(&[7; 32]), "made it up");
    refused("index_key", &quoted(b"secretsecretsecretsecretsecretse"), "made it up");
    refused("token_seed", &quoted(&[0; 32]), "made it up");
    refused("token_kid", "\"\"", "id");
    refused("extra", "1", "JSON");
}

#[test]
fn a_field_key_is_wrapped_and_what_comes_out_of_it_is_strong() {
    let keyed = |bytes: &[u8]| {
        use base64::Engine;
        format!("{{\"1\":\"{}\"}}", base64::engine::general_purpose::STANDARD.encode(bytes))
    };
    let random = Chance::REAL.bytes::<32>();
    refused("field_keys", "{}", "no field key");
    refused("field_keys", "{\"1\":\"AAAA\"}", "not a wrapped key");
    refused("field_keys", &format!("{{\"1\":\"{}\"}}", base64(&random)), "not a wrapped key");
    refused("field_keys", &keyed(&random), "not a wrapped key");
    refused("field_keys", &keyed(&[7; 48]), "made it up");
    refused("field_keys", &keyed(&[&random[..], &random, &COVER].concat()), "32 bytes");
}

#[test]
fn one_key_is_not_used_for_two_things() {
    let mut body: serde_json::Value = serde_json::from_str(&drawn().to_json()).expect("JSON");
    body["pepper"] = body["index_key"].clone();
    assert!(matches!(opened(&body.to_string()), Err(SecretError::Shared(_))));

    let mut body: serde_json::Value = serde_json::from_str(&drawn().to_json()).expect("JSON");
    body["field_keys"]["2"] = body["field_keys"]["1"].clone();
    assert!(matches!(opened(&body.to_string()), Err(SecretError::Shared("field_keys"))));
}

#[test]
fn after_a_rotation_the_new_key_seals_and_the_old_one_opens() {
    let before = drawn();
    let keys = opened(&before.to_json()).expect("strong");
    let sealed = keys.vault.seal("here", b"610113").expect("sealed");

    let turned = before.rotate(Chance::REAL);
    assert_eq!(turned.epoch(), 2);
    assert!(matches!(Keys::of(&turned), Err(SecretError::StillWrapped(1))));
    let keys = opened(&wrap(turned).to_json()).expect("strong");
    assert_eq!(&keys.vault.open("here", &sealed).expect("opens")[..], b"610113");
    let fresh = keys.vault.seal("here", b"610113").expect("sealed");
    assert!(fresh.expose().starts_with("v1.a256gcm.2."), "{}", fresh.expose());
}

#[test]
fn what_others_gave_us_survives_a_rotation() {
    let mut body: serde_json::Value = serde_json::from_str(&drawn().to_json()).expect("JSON");
    body["oidc_secret"] = "given by the campus".into();
    body["sms"] = serde_json::json!({"url": "https://sms.example", "secret": "given by them"});
    let secret = IdentitySecret::from_json(body.to_string().as_bytes()).expect("JSON");
    let keys = opened(&wrap(secret.rotate(Chance::REAL)).to_json()).expect("strong");
    assert_eq!(keys.oidc_secret.expect("kept").expose(), "given by the campus");
    let sms = keys.sms.expect("kept");
    assert_eq!((sms.url.as_str(), sms.secret.expose()), ("https://sms.example", "given by them"));
}

#[test]
fn a_key_that_nobody_unwrapped_is_missed() {
    let json = drawn().to_json();
    let (wrapped, keys) = Keys::read(json.as_bytes()).expect("JSON");
    assert_eq!(wrapped.len(), 1);
    assert!(matches!(keys(Unwrapped::new()), Err(SecretError::StillWrapped(1))));
}

#[test]
fn the_public_half_alone_is_told() {
    let secret = drawn();
    let public = secret.public_keys().expect("a key");
    assert!(public.starts_with("{\"k1\":\"") && public.len() == 52, "{public}");
    assert!(!public.contains(secret.token_seed.expose()));
}
