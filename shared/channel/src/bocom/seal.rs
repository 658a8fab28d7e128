//! What is signed and sealed, cut out of the bytes that came.
//!
//! The bank signs the exact characters of one member of an object: white space and escapes are
//! its own, so nothing is ever written again to be verified. The JSON reader itself does the
//! cutting, so braces in texts and the order of members do not matter, and a member that stands
//! there twice is refused.

use super::settings::Keys;
use crate::NoticeError;
use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

/// `{"rsp_biz_content":{…},"sign":"…"}`.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    rsp_biz_content: &'a RawValue,
    #[serde(borrow)]
    sign: Option<&'a RawValue>,
}

/// A notice of either sort: plain (`notify_biz_content`) or encrypted (the next four).
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    notify_biz_content: Option<&'a RawValue>,
    biz_content: Option<String>,
    #[serde(rename = "msg_id")]
    _msg_id: Option<String>,
    #[serde(rename = "timestamp")]
    _timestamp: Option<String>,
    encrypt_key: Option<String>,
    #[serde(borrow)]
    sign: Option<&'a RawValue>,
}

impl Keys {
    /// The `rsp_biz_content` of an answer that the bank signed.
    pub(super) fn answered<'a>(&self, body: &'a [u8]) -> Result<&'a str, NoticeError> {
        let answer: Answer = serde_json::from_slice(body).map_err(|_| NoticeError::Garbled)?;
        let content = answer.rsp_biz_content.get();
        self.proved(content, answer.sign)?;
        Ok(content)
    }

    /// What a notice of either sort holds, which the bank signed.
    pub(super) fn told(&self, body: &[u8]) -> Result<String, NoticeError> {
        let told: Told = serde_json::from_slice(body).map_err(|_| NoticeError::Garbled)?;
        match (told.notify_biz_content, told.biz_content, told.encrypt_key) {
            (Some(content), None, None) => {
                self.proved(content.get(), told.sign)?;
                Ok(content.get().to_owned())
            }
            (None, Some(content), Some(key)) => {
                let sign = told.sign.ok_or(NoticeError::Unsigned)?;
                let signed = before_sign(body, sign.get()).ok_or(NoticeError::Garbled)?;
                self.proved(signed, Some(sign))?;
                self.opened(&content, &key).ok_or(NoticeError::Garbled)
            }
            _ => Err(NoticeError::Garbled),
        }
    }

    fn proved(&self, text: &str, sign: Option<&RawValue>) -> Result<(), NoticeError> {
        let sign = sign.ok_or(NoticeError::Unsigned)?;
        let sign: String = serde_json::from_str(sign.get()).map_err(|_| NoticeError::Garbled)?;
        if sign.is_empty() {
            return Err(NoticeError::Unsigned);
        }
        let held = self.theirs.iter().any(|key| key.proves(text.as_bytes(), &sign));
        if held { Ok(()) } else { Err(NoticeError::Forged) }
    }

    /// What `content` hides: AES-CBC without an initial vector, its key wrapped for us with RSA as
    /// base64 text. Whatever fails fails alike, and only what the bank signed comes this far: so
    /// nobody learns from our answers whether a padding was right.
    fn opened(&self, content: &str, key: &str) -> Option<String> {
        let wrapped = STANDARD.decode(key).ok()?;
        let mut room = vec![0; self.opens.min_output_size()];
        let key = STANDARD.decode(self.opens.decrypt(&wrapped, &mut room).ok()?).ok()?;
        let algorithm = match key.len() {
            16 => &AES_128,
            24 => &AES_192,
            32 => &AES_256,
            _ => return None,
        };
        let key = UnboundCipherKey::new(algorithm, &key).ok()?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
        let mut content = STANDARD.decode(content).ok()?;
        let none = DecryptionContext::Iv128(FixedLength::from([0; 16]));
        let text = key.decrypt(&mut content, none).ok()?;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }
}

/// The characters of an object between its brace and `,"sign":…}`: what is signed of an encrypted
/// notice. `sign` has to be its last member, or something would follow that nobody signed.
fn before_sign<'a>(body: &'a [u8], sign: &str) -> Option<&'a str> {
    let body = std::str::from_utf8(body).ok()?;
    let inside = body.trim_ascii().strip_prefix('{')?.strip_suffix('}')?;
    let before = inside.trim_ascii_end().strip_suffix(sign)?;
    let before = before.trim_ascii_end().strip_suffix(':')?.trim_ascii_end();
    before.strip_suffix("\"sign\"")?.trim_ascii_end().strip_suffix(',')
}
