use super::Abc;
use super::garbled;
use super::message::{Envelope, fields, gbk};
use super::wire::{Facts, Query};
use crate::{Channel, ChannelError, Doubt, Notice, NoticeError, form};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Order, Outcome};
use http::Method;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the bank answered.
pub(super) struct Answer {
    /// Whether the bank signed it.
    pub(super) proved: bool,
    pub(super) facts: Facts,
}

/// How long an answer may be, and may take.
#[derive(Clone, Copy)]
pub(super) enum Size {
    Small,
    File,
}

impl Answer {
    /// What worked.
    pub(super) const YES: &'static str = "0000";

    pub(super) fn code(&self) -> &str {
        self.facts.get("ReturnCode")
    }

    /// What was asked for, if the bank signed that it worked.
    pub(super) fn yes(self) -> Result<Facts, ChannelError> {
        if self.code() != Self::YES {
            return Err(self.doubt());
        }
        if !self.proved {
            return Err(Doubt::Unproved(NoticeError::Unsigned).into());
        }
        Ok(self.facts)
    }

    /// A refusal that will stay.
    pub(super) fn refusal(&self) -> ChannelError {
        let message: String = self.facts.get("ErrorMessage").chars().take(200).collect();
        ChannelError::refused(200, self.code().to_owned(), &message)
    }

    /// Unknown, with the bank's code for it.
    pub(super) fn doubt(&self) -> ChannelError {
        Doubt::Status { status: 200, code: self.code().to_owned() }.into()
    }
}

impl Abc {
    /// A real notice is a kilobyte and a half.
    const NOTICE_MAX: usize = 64 << 10;

    /// The bank's client refuses to say more.
    const REQUEST_MAX: usize = 8000;

    /// What is said to the bank, word for word.
    pub(super) fn request(&self, ask: &impl Serialize) -> String {
        let ask = serde_json::to_string(ask).expect("texts are JSON");
        let merchant = &self.account.merchant.0;
        let message = format!(
            r#"{{"Version":"V3.0.0","Format":"JSON","Merchant":{{"ECMerchantType":"EBUS","MerchantID":"{merchant}"}},"TrxRequest":{ask}}}"#
        );
        let signature = STANDARD.encode(self.account.key.sign(message.as_bytes()));
        format!(
            r#"{{"Message":{message},"Signature-Algorithm":"SHA1withRSA","Signature":"{signature}"}}"#
        )
    }

    /// Says `ask`, which the bank calls `kind`, once. What comes back is signed by the bank, or is
    /// marked as not.
    pub(super) async fn say(
        &self,
        kind: &'static str,
        ask: &impl Serialize,
        size: Size,
    ) -> Result<Answer, ChannelError> {
        let body = self.request(ask);
        if body.len() > Self::REQUEST_MAX {
            let (code, message) = ("1101".to_owned(), "the request is too long".to_owned());
            return Err(ChannelError::refused(0, code, &message));
        }
        let request = http::Request::post(&self.account.url)
            // What the bank's own client says, although the body is JSON.
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .expect("checked settings make a URL");
        let answer = match size {
            Size::Small => self.outside.send(request).await?,
            Size::File => self.outside.fetch(request).await?,
        };
        let status = answer.status().as_u16();
        let read = if status == 200 {
            self.answer(answer.body())
        } else {
            Err(Doubt::Status { status, code: String::new() })
        };
        let code = read.as_ref().map_or("", Answer::code);
        tracing::info!(
            channel = "abc",
            provider.call = kind,
            provider.status = status,
            provider.code = code,
            "the provider answered"
        );
        Ok(read?)
    }

    /// Reads an answer: the signature over the bytes that came first, what they say after.
    pub(super) fn answer(&self, body: &[u8]) -> Result<Answer, Doubt> {
        let envelope = Envelope::of_answer(body).ok_or(Doubt::Garbled(None))?;
        let proved = match envelope.signature {
            Some(_) => self.proved(&envelope).map(|()| true).map_err(Doubt::Unproved)?,
            None => false,
        };
        let message = parsed(envelope.message)?;
        let merchant = message.get("Merchant").and_then(|it| it.get("MerchantID"));
        let ours = merchant.is_some_and(|it| *it == self.account.merchant.0);
        if proved && !ours {
            return Err(Doubt::Unproved(NoticeError::Foreign));
        }
        // Some answers stand in `Message` itself, most in a part of it.
        let mut facts = flat(&message);
        if let Some(Value::Object(part)) = message.get("TrxResponse") {
            facts.extend(flat(part));
        }
        Ok(Answer { proved, facts: Facts(facts) })
    }

    /// Whether one of the bank's keys signed what the envelope holds.
    pub(super) fn proved(&self, envelope: &Envelope) -> Result<(), NoticeError> {
        let signature = envelope.signature.ok_or(NoticeError::Unsigned)?;
        let signature = STANDARD.decode(signature).map_err(|_| NoticeError::Forged)?;
        let held = self.account.theirs.iter().any(|it| it.proves(envelope.message, &signature));
        if held { Ok(()) } else { Err(NoticeError::Forged) }
    }

    /// What the bank says of the order or refund that we called `number`: nothing, if the bank
    /// never heard of it.
    pub(super) async fn ask(
        &self,
        kind: &str,
        number: String,
    ) -> Result<Option<Facts>, ChannelError> {
        let ask = Query::new(kind, number.clone());
        let answer = self.say("Query", &ask, Size::Small).await?;
        let absent = &self.account.ask.absent_codes;
        if answer.proved && absent.iter().any(|it| it == answer.code()) {
            return Ok(None);
        }
        let order = order_of(&answer.yes()?)?;
        if order.get("OrderNo") == number { Ok(Some(order)) } else { Err(garbled()) }
    }

    /// What `answer`, a refusal to await money for `order`, means: a number that it knows already
    /// is refused like a mistake, and then the bank is asked what it knows.
    pub(super) async fn refused(&self, order: &Order, answer: &Answer) -> ChannelError {
        if answer.code() == "EUNKWN" {
            return answer.doubt();
        }
        match self.query(order).await {
            Ok(Outcome::Paid(_)) => ChannelError::AlreadyPaid,
            Ok(Outcome::Closed) => ChannelError::Closed,
            Ok(Outcome::Pending) => answer.doubt(),
            Ok(Outcome::Absent) | Err(_) => answer.refusal(),
        }
    }
    /// What a notice says, once it is proved.
    pub(super) fn told(&self, notice: &Notice) -> Result<Facts, NoticeError> {
        let said =
            if notice.method == Method::GET { notice.query.as_bytes() } else { &notice.body };
        if said.len() > Self::NOTICE_MAX {
            return Err(NoticeError::Garbled);
        }
        let mut messages = form::decode(said).into_iter().filter(|it| it.0 == "MSG");
        let (Some((_, packed)), None) = (messages.next(), messages.next()) else {
            return Err(NoticeError::Unsigned);
        };
        // Not every sender writes its base64 as a form wants it: then each `+` came as a blank.
        let packed = packed.replace(' ', "+").replace(['\r', '\n'], "");
        let xml = STANDARD.decode(packed).map_err(|_| NoticeError::Garbled)?;
        let envelope = Envelope::of_notice(&xml).ok_or(NoticeError::Garbled)?;
        self.proved(&envelope)?;
        Ok(Facts(fields(envelope.message)?))
    }
}

/// The order that a query's answer holds: base64 of JSON in GBK, whose names may begin with blanks.
pub(super) fn order_of(facts: &Facts) -> Result<Facts, Doubt> {
    let packed: String = facts.get("Order").split_whitespace().collect();
    let bytes = STANDARD.decode(packed).map_err(|_| Doubt::Garbled(None))?;
    Ok(Facts(flat(&parsed(&bytes)?)))
}

fn parsed(bytes: &[u8]) -> Result<Map<String, Value>, Doubt> {
    let text = gbk(bytes).ok_or(Doubt::Garbled(None))?;
    // The bank's client joins texts: a line break in one of them stands as it is.
    let text = text.replace(|it: char| it.is_ascii_control(), " ");
    serde_json::from_str(&text).map_err(|error| Doubt::Garbled(Some(error)))
}

/// The plain members of an object.
fn flat(object: &Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let plain = |(name, value): (&String, &Value)| Some((name.trim().to_owned(), text(value)?));
    object.iter().filter_map(plain).collect()
}
