use super::asks::{Refusal, Signed};
use super::{BankSide, near};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Request};
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};

/// The bank's keys, parsed.
pub(super) struct Seal {
    key: KeyPair,
    /// The key of the certificate that comes next.
    next: (String, KeyPair),
    merchant: ParsedPublicKey,
    resource: LessSafeKey,
}

impl Seal {
    pub(super) fn new(account: &BankSide) -> Self {
        let merchant =
            SubjectPublicKeyInfoDer::from_pem_slice(account.merchant_public_pem.as_bytes());
        let merchant = merchant.expect("the merchant's key is PEM");
        let resource = UnboundKey::new(&AES_256_GCM, account.apiv3_key.as_bytes());
        Self {
            key: rsa(&account.key_pem),
            next: (account.next.serial.clone(), rsa(&account.next.key_pem)),
            merchant: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &*merchant)
                .expect("the merchant's key is RSA"),
            resource: LessSafeKey::new(resource.expect("the APIv3 key is 32 bytes")),
        }
    }

    /// Whether the merchant sent exactly this, just now. The checks come in the provider's order.
    pub(super) fn authentic(
        &self,
        account: &BankSide,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let header = request.headers().get("authorization").and_then(|it| it.to_str().ok());
        let malformed = || {
            Refusal::sign("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
        };
        let signed = header.and_then(Signed::read).ok_or_else(malformed)?;
        if !near(signed.timestamp, now) {
            return Err(Refusal::sign(
                "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
            ));
        }
        let serial = |text: &str| text.trim_start_matches('0').to_ascii_uppercase();
        let ours = signed.merchant == account.merchant_id
            && serial(signed.serial) == serial(&account.merchant_serial);
        if !ours {
            return Err(Refusal::sign("商户号与商户API证书序列号不匹配"));
        }
        let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
        let head =
            format!("{}\n{path}\n{}\n{}\n", request.method(), signed.timestamp_text, signed.nonce);
        let message = [head.as_bytes(), request.body(), b"\n"].concat();
        STANDARD.decode(signed.signature).map_err(|_| malformed())?;
        if self.is_merchants(&message, signed.signature) {
            Ok(())
        } else {
            Err(Refusal::sign("签名错误，请检查后再试"))
        }
    }

    /// Whether `signature` (base64) is the merchant's over `message`.
    pub(super) fn is_merchants(&self, message: &[u8], signature: &str) -> bool {
        let signature = STANDARD.decode(signature);
        signature.is_ok_and(|it| self.merchant.verify_sig(message, &it).is_ok())
    }

    /// The headers that prove `body` to be the bank's.
    pub(super) fn headers(&self, body: &[u8], serial: &str, second: i64, nonce: &str) -> HeaderMap {
        let message = [format!("{second}\n{nonce}\n").as_bytes(), body, b"\n"].concat();
        let key = if *serial == self.next.0 { &self.next.1 } else { &self.key };
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature)
            .expect("a parsed key signs");
        let named = [
            ("content-type", "application/json"),
            ("wechatpay-timestamp", &second.to_string()),
            ("wechatpay-nonce", nonce),
            ("wechatpay-signature", &STANDARD.encode(signature)),
            ("wechatpay-serial", serial),
            ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048"),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in named {
            headers.insert(name, value.parse().expect("printable"));
        }
        headers
    }

    /// `plain`, sealed for the merchant.
    pub(super) fn seals(&self, plain: &[u8], nonce: &str, associated: &str) -> String {
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).expect("12 characters");
        let mut sealed = plain.to_vec();
        self.resource
            .seal_in_place_append_tag(nonce, Aad::from(associated.as_bytes()), &mut sealed)
            .expect("a short text can be sealed");
        STANDARD.encode(sealed)
    }
}

fn rsa(pem: &str) -> KeyPair {
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).expect("the bank's key is PEM");
    KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("the bank's key is RSA")
}
