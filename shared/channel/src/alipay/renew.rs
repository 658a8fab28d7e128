use super::Alipay;
use super::call::read;
use super::certificate::Certificate;
use super::cut::cut;
use super::keys::Certified;
use super::wire::{AskCertificate, Head, Issued};
use crate::rsa::VerifyKey;
use crate::{ChannelError, Doubt, NoticeError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, UnixTime};
use serde::Serialize;
use std::sync::Mutex;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// Something that is done once a minute at most.
#[derive(Default)]
pub(super) struct Seldom(Mutex<Option<Timestamp>>);

impl Seldom {
    const SECONDS: i64 = 60;

    /// Whether it may be done now; then it was.
    fn due(&self, now: Timestamp) -> bool {
        let mut last = self.0.lock().expect("nothing panics while it holds the instant");
        let due = last.is_none_or(|it| now.as_second() >= it.as_second() + Self::SECONDS);
        if due {
            *last = Some(now);
        }
        due
    }
}

/// A question about nothing: every answer names the certificate by which it is signed.
#[derive(Serialize)]
struct Nothing {
    out_trade_no: &'static str,
}

impl Alipay {
    /// Makes sure that we have the certificate by which the provider signs now. Its notices do not
    /// name it, so that a process which only reads notices could not know.
    pub(super) async fn look(&self) -> Result<(), ChannelError> {
        if self.keys.certified.is_none() || !self.looked.due(self.outside.clock.now()) {
            return Ok(());
        }
        self.say("alipay.trade.query", &Nothing { out_trade_no: "0" }).await.map(drop)
    }

    /// Fetches the provider's certificate `sn`, by which it began to sign, and believes it if the
    /// root of our settings does and it is made out to the provider.
    pub(super) async fn renew(&self, sn: &str) -> Result<(), ChannelError> {
        let unknown = || ChannelError::from(Doubt::Unproved(NoticeError::UnknownKey));
        let certified = self.keys.certified.as_ref().ok_or_else(unknown)?;
        let now = self.outside.clock.now();
        if !self.renewed.due(now) {
            return Err(unknown());
        }
        let method = "alipay.open.app.alipaycert.download";
        let params = self.params(method, &AskCertificate { alipay_cert_sn: sn }, &[]);
        let body = self.exchange(method, params).await?;
        let cut = cut(&body, method).ok_or(Doubt::Garbled(None))?;
        let head: Head = read(cut.said)?;
        if head.code != "10000" {
            return Err(unknown());
        }
        let issued: Issued = read(cut.said)?;
        let key = trusted(certified, &issued.alipay_cert_content, sn, now).ok_or_else(unknown)?;
        // Whoever signs by it must have its key: its own delivery shows that.
        if self.keys.prove(cut.said, cut.sign, cut.certificate).is_err()
            && !key.proves(cut.said, cut.sign)
        {
            return Err(Doubt::Unproved(NoticeError::Forged).into());
        }
        self.keys.learn(sn, key);
        tracing::warn!(channel = "alipay", "the provider signs by a new certificate, now fetched");
        Ok(())
    }
}

/// The key of the certificate in `content` (base64 of PEM, its issuers after it), if it is `sn`.
fn trusted(us: &Certified, content: &str, sn: &str, now: Timestamp) -> Option<VerifyKey> {
    let pem = String::from_utf8(STANDARD.decode(content).ok()?).ok()?;
    let all = Certificate::all(&pem)?;
    let leaf = all.iter().find(|it| it.sn == sn).filter(|it| it.subject == us.subject)?;
    let between: Vec<CertificateDer<'_>> =
        all.iter().filter(|it| it.sn != sn).map(|it| it.der.clone()).collect();
    let anchors: Vec<_> =
        us.roots.iter().filter_map(|it| anchor_from_trusted_cert(&it.der).ok()).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let known = aws_lc_rs::default_provider().signature_verification_algorithms.all;
    let end = EndEntityCert::try_from(&leaf.der).ok()?;
    end.verify_for_usage(known, &anchors, &between, time, KeyUsage::client_auth(), None, None)
        .ok()?;
    VerifyKey::from_spki(&leaf.spki).ok()
}
