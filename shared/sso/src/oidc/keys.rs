use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, Header};

/// The one key of `keys` that may have signed what `header` heads.
pub(super) fn of<'a>(keys: &'a JwkSet, header: &Header) -> Option<&'a Jwk> {
    let named = |it: &&Jwk| header.kid.is_none() || it.common.key_id == header.kid;
    let mut fitting = keys.keys.iter().filter(named).filter(|it| fits(it, header.alg));
    // A token that names no key is taken where there is no choice.
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Whether `key` is one for signing as `algorithm` does, by its kind and by its own words. A token
/// must never choose what its key is used for.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(it), Algorithm::ES256) => {
            it.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(it), Algorithm::EdDSA) => {
            it.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    let common = &key.common;
    let used = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
    let said = common.key_algorithm.is_none_or(|it| it.to_string() == format!("{algorithm:?}"));
    kind && used && said
}
