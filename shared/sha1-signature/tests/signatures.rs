//! What is signed here is believed by the safe half of the same library, and is byte for byte what
//! the bank's own client signs.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use sha1_signature::Sha1SigningKey;
use std::sync::LazyLock;
use std::thread;

const VECTORS: &str = include_str!("../../channel/src/abc/vectors/abc_request_response.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).expect("a vector is JSON")
}

fn banks() -> KeyPair {
    let vectors = vectors();
    let pem = vectors["merchant_key_pem"].as_str().expect("a text");
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("an RSA key")
}

fn public(key: &KeyPair) -> ParsedPublicKey {
    let spki: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a key can be written");
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, spki.as_ref())
        .expect("a public key")
}

static PAIR: LazyLock<(Sha1SigningKey, ParsedPublicKey)> = LazyLock::new(|| {
    let key = banks();
    (Sha1SigningKey::new(&key), public(&key))
});

#[test]
fn what_the_banks_own_client_signed_is_signed_the_same_here() {
    let vectors = vectors();
    let cases = vectors["vectors"].as_array().expect("vectors");
    assert_eq!(cases.len(), 4);
    for case in cases {
        let text = case["signed_text"].as_str().expect("a text");
        let signature = STANDARD.encode(PAIR.0.sign(text.as_bytes()));
        assert_eq!(signature, case["signature_b64"], "{}", case["trx_type"]);
    }
}

#[test]
fn a_key_of_every_usual_size_signs() {
    for size in [KeySize::Rsa2048, KeySize::Rsa3072, KeySize::Rsa4096] {
        let key = KeyPair::generate(size).expect("aws-lc draws keys");
        let signature = Sha1SigningKey::new(&key).sign(b"text");
        assert_eq!(signature.len(), key.public_modulus_len());
        assert!(public(&key).verify_sig(b"text", &signature).is_ok());
        assert!(public(&key).verify_sig(b"texts", &signature).is_err());
    }
}

#[test]
fn several_threads_sign_with_one_key() {
    let expected = PAIR.0.sign(b"text");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(PAIR.0.sign(b"text"), expected);
                }
            });
        }
    });
}

#[test]
fn keys_come_and_go() {
    let key = banks();
    let expected = PAIR.0.sign(b"text");
    for _ in 0..200 {
        assert_eq!(Sha1SigningKey::new(&key).sign(b"text"), expected);
    }
}

#[test]
fn a_printed_key_shows_its_size_and_nothing_else() {
    assert_eq!(format!("{:?}", PAIR.0), "Sha1SigningKey(2048 bits)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_is_signed_so_that_it_verifies(text in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(PAIR.1.verify_sig(&text, &PAIR.0.sign(&text)).is_ok());
    }
}
