use super::Bocom;
use super::ask::later;
use super::wire::{Biz, RequestHead, Said};
use crate::{ChannelError, Doubt, form, text};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the bank clearly said, by the platform's state and the call's.
pub(super) enum Answer {
    /// It did it; with what it said, and by its clock.
    Yes { body: String, said_at: String },
    /// It is at it.
    Later,
    /// It did not.
    No(Refusal),
}

/// Why it did not, in the bank's words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: String,
    message: String,
}

impl Bocom {
    /// Characters of the bank's own words that an error repeats.
    const WORDS_MAX: usize = 200;

    /// Makes one call. The bank's own signature must hold over whatever it says, a refusal too: an
    /// unsigned word of some gateway before it says nothing about the call.
    pub(super) async fn say<T: Serialize>(
        &self,
        code: &str,
        ask: &T,
    ) -> Result<Answer, ChannelError> {
        let path = format!("/api/pmssMpng/{code}/v1");
        let fields = self.signed(&path, ask);
        let request = Request::post(format!("{}{path}", self.settings.base_url))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=UTF-8")
            .body(form::encode(&fields).into_bytes())
            .expect("checked settings make a URL");

        let answer = self.outside.send(request).await?;
        let status = answer.status();
        tracing::info!(
            channel = "bocom",
            provider.path = path,
            provider.status = status.as_u16(),
            "the provider answered"
        );
        if status != StatusCode::OK {
            return Err(Doubt::Status { status: status.as_u16(), code: String::new() }.into());
        }
        let content = self.keys.answered(answer.body()).map_err(|error| {
            // Nothing hangs on it, but it may tell why: a wrong application, a key not uploaded.
            tracing::warn!(
                channel = "bocom",
                provider.path = path,
                provider.code = code_at_the_gate(answer.body()),
                "the answer is not proved to be the bank's"
            );
            Doubt::Unproved(error)
        })?;
        let said: Said = read(content)?;
        Ok(level(code, said)?)
    }

    /// The fields of a call with their signature: over the path and all fields by name, raw.
    fn signed<T: Serialize>(&self, path: &str, ask: &T) -> BTreeMap<String, String> {
        let now = self.outside.clock.now();
        let trans_time = text::beijing(now, "%Y%m%d%H%M%S");
        let biz = Biz { req_head: RequestHead { trans_time, version: "1.0" }, req_body: ask };
        let biz = serde_json::to_string(&biz).expect("texts are JSON");
        let mut fields: BTreeMap<String, String> = [
            ("app_id", self.settings.app_id.clone()),
            ("msg_id", self.outside.chance.nonce()),
            ("fmt_type", "json".to_owned()),
            ("charset", "UTF-8".to_owned()),
            ("timestamp", text::beijing(now, "%Y-%m-%d %H:%M:%S")),
            ("biz_content", biz),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let sign = self.keys.ours.signs(to_sign(path, &fields).as_bytes());
        fields.insert("sign".to_owned(), sign);
        fields
    }
}

/// What is signed of a call.
pub(super) fn to_sign(path: &str, fields: &BTreeMap<String, String>) -> String {
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// The two upper of the three levels: what the platform says, then what the call says. Whatever
/// contradicts itself or is not one of their letters is unknown.
pub(super) fn level(code: &str, said: Said) -> Result<Answer, Doubt> {
    let head = said.rsp_head.unwrap_or_default();
    // An answer to another call is no answer.
    if head.trans_code.is_some_and(|it| it != code) {
        return Err(Doubt::Garbled(None));
    }
    let body = said.rsp_body.map_or_else(|| "{}".to_owned(), |it| it.get().to_owned());
    let said_at = head.response_time.unwrap_or_default();
    let why = |code: Option<String>, message: Option<String>| {
        let words = message.unwrap_or_default().chars().take(Bocom::WORDS_MAX).collect();
        Answer::No(Refusal { code: code.unwrap_or_default(), message: words })
    };
    match (said.biz_state.as_str(), head.response_status.as_deref()) {
        ("S", Some("S")) => Ok(Answer::Yes { body, said_at }),
        ("S" | "P", Some("P")) | ("P", None) => Ok(Answer::Later),
        ("S" | "F", Some("F")) => Ok(why(head.response_code, head.response_msg)),
        ("F", None) => Ok(why(said.rsp_code, said.rsp_msg)),
        _ => Err(Doubt::Garbled(None)),
    }
}

impl Answer {
    /// What a call says that is done at once or not at all.
    pub(super) fn at_once(self) -> Result<Result<String, Refusal>, ChannelError> {
        match self {
            Self::Yes { body, .. } => Ok(Ok(body)),
            Self::No(refusal) => Ok(Err(refusal)),
            Self::Later => Err(later().into()),
        }
    }
}

impl Refusal {
    /// What a refusal that will stay means.
    pub(super) fn for_good(self) -> ChannelError {
        let Self { code, message } = self;
        ChannelError::refused(200, code, &message)
    }
}

/// What is in a text that the bank signed.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Doubt> {
    serde_json::from_str(text).map_err(|error| Doubt::Garbled(Some(error)))
}

/// The code that an answer says without a signature, if it looks like a code.
fn code_at_the_gate(body: &[u8]) -> String {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = said["rsp_biz_content"]["rsp_code"].as_str().unwrap_or_default();
    let plain = code.len() <= 32 && code.bytes().all(|it| it.is_ascii_alphanumeric());
    if plain { code.to_owned() } else { String::new() }
}
