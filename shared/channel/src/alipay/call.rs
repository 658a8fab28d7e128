use super::Alipay;
use super::cut::{Cut, cut};
use super::sign::Params;
use super::wire::{Head, TIME};
use crate::{ChannelError, Doubt, NoticeError, text};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An answer that the provider signed: success with what it says, or a refusal that has a name.
pub(super) enum Answer {
    Yes(Vec<u8>),
    No(Refusal),
}

/// A refusal of what was asked, not of how we asked.
#[derive(Debug)]
pub(super) struct Refusal {
    code: String,
    words: String,
}

impl Alipay {
    /// What a call or a page of the provider is told. `links` are addresses of ours.
    pub(super) fn params(
        &self,
        method: &str,
        ask: &impl Serialize,
        links: &[(&str, &str)],
    ) -> Params {
        let asked = serde_json::to_string(ask).expect("texts are JSON");
        let timestamp = text::beijing(self.outside.clock.now(), TIME);
        let common = [
            ("app_id", self.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &timestamp),
            ("version", "1.0"),
            ("biz_content", &asked),
        ];
        let certified = self.keys.certified.iter();
        let certified = certified.flat_map(|it| {
            [("app_cert_sn", it.app_sn.as_str()), ("alipay_root_cert_sn", it.root_sn.as_str())]
        });
        Params::new(common.into_iter().chain(links.iter().copied()).chain(certified))
    }

    /// Says one thing to the provider.
    pub(super) async fn say(
        &self,
        method: &str,
        ask: &impl Serialize,
    ) -> Result<Answer, ChannelError> {
        self.call(method, self.params(method, ask, &[])).await
    }

    /// Calls `method` with `params`.
    pub(super) async fn call(&self, method: &str, params: Params) -> Result<Answer, ChannelError> {
        let body = self.exchange(method, params).await?;
        let cut = cut(&body, method).ok_or(Doubt::Garbled(None))?;
        if let Some(certificate) = cut.certificate.filter(|it| self.keys.lacks(it)) {
            self.renew(certificate).await?;
        }
        self.understand(method, &cut)
    }

    /// Sends `params` and brings back what came, unread.
    pub(super) async fn exchange(
        &self,
        method: &str,
        params: Params,
    ) -> Result<Vec<u8>, ChannelError> {
        let (url, body) = params.signed(&self.keys.own).call(&self.gateway);
        let request = http::Request::post(url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=utf-8")
            .body(body.into_bytes())
            .expect("checked settings make a URL");
        let answer = self.outside.send(request).await?;
        tracing::info!(
            channel = "alipay",
            provider.method = method,
            provider.status = answer.status().as_u16(),
            "the provider answered"
        );
        match answer.status() {
            StatusCode::OK => Ok(answer.into_body()),
            status => Err(Doubt::Status { status: status.as_u16(), code: String::new() }.into()),
        }
    }

    fn understand(&self, method: &str, cut: &Cut) -> Result<Answer, ChannelError> {
        let proof = match cut.sign {
            "" => Err(NoticeError::Unsigned),
            sign => self.keys.prove(cut.said, sign, cut.certificate),
        };
        // A signature that does not hold is worse than none: then nothing here is believed.
        if let Err(error @ (NoticeError::Forged | NoticeError::UnknownKey)) = proof {
            return Err(Doubt::Unproved(error).into());
        }
        let head: Head = read(cut.said)?;
        if head.code != "10000" {
            tracing::info!(
                channel = "alipay",
                provider.method = method,
                provider.code = head.code,
                provider.sub_code = head.sub_code,
                "the provider refused"
            );
        }
        match head.code.as_str() {
            "10000" if !cut.general => {
                proof.map_err(Doubt::Unproved)?;
                Ok(Answer::Yes(cut.said.to_vec()))
            }
            "40004" if !head.is_unsure() => {
                proof.map_err(Doubt::Unproved)?;
                Ok(Answer::No(head.refusal()))
            }
            // About how we ask: the gateway says it before it knows us, mostly without signing.
            "20001" | "40001" | "40002" | "40003" | "40006" if !head.is_unsure() => {
                Err(head.refusal().refused())
            }
            // All comes with HTTP's 200. That they cannot is said in HTTP's words, so that whoever
            // counts how often a provider does not answer counts this as well.
            _ => {
                let status = if head.is_unsure() { 503 } else { 200 };
                let code = if head.sub_code.is_empty() { head.code } else { head.sub_code };
                Err(Doubt::Status { status, code }.into())
            }
        }
    }
}

impl Head {
    /// Whether it may have acted nevertheless, or would at another time.
    fn is_unsure(&self) -> bool {
        // Their lists have misprints in the prefix: the middle decides.
        let unsure = ["SYSTEM_ERROR", "unknow-error", "RATE_LIMIT", "call-limited"];
        matches!(self.code.as_str(), "20000" | "40005")
            || unsure.iter().any(|it| self.sub_code.contains(it))
    }

    fn refusal(self) -> Refusal {
        let code = if self.sub_code.is_empty() { self.code } else { self.sub_code };
        // Of a wrong signature they quote all that we said, which may name a payer.
        let quotes = self.sub_msg.is_empty() || code.contains("signature");
        Refusal { code, words: if quotes { self.msg } else { self.sub_msg } }
    }
}

impl Refusal {
    /// Whether the refusal has one of these names.
    pub(super) fn says(&self, names: &[&str]) -> bool {
        names.iter().any(|it| self.code.contains(it))
    }

    /// The trade is not there: nobody has opened its page or scanned its code so far.
    pub(super) fn says_absent(&self) -> bool {
        self.says(&["TRADE_NOT_EXIST"])
    }

    /// The name of the refusal.
    pub(super) fn into_code(self) -> String {
        self.code
    }

    /// What a refusal that will stay means.
    pub(super) fn for_good(self) -> ChannelError {
        if self.says(&["TRADE_HAS_SUCCESS", "TRADE_HAS_FINISHED"]) {
            ChannelError::AlreadyPaid
        } else if self.says(&["TRADE_HAS_CLOSE", "NOW_TIME_AFTER_EXPIRE_TIME"]) {
            ChannelError::Closed
        } else {
            self.refused()
        }
    }

    /// A refusal that says nothing about any trade, whatever it is called.
    pub(super) fn refused(self) -> ChannelError {
        ChannelError::refused(200, self.code, &self.words)
    }
}

pub(super) fn read<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Doubt> {
    serde_json::from_slice(answer).map_err(|error| Doubt::Garbled(Some(error)))
}
