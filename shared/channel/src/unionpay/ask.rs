use super::Unionpay;
use super::message::{Message, fingerprint, to_sign};
use crate::form;
use crate::text::{beijing, description};
use crate::{ChannelError, Doubt};
use domain::{ChannelKind, Day, Order, Refund, Scene, Timestamp, Way};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use std::collections::BTreeMap;

/// What is said, field by field.
pub(super) type Fields = BTreeMap<String, String>;

/// A transaction as they number them: `txnType`, `txnSubType`, `bizType`.
pub(super) type Kind = (&'static str, &'static str, &'static str);

/// Their clock: Beijing's, to the second.
pub(super) const CLOCK: &str = "%Y%m%d%H%M%S";

/// Where on the gateway.
pub(super) const FRONT: &str = "/gateway/api/frontTransReq.do";
pub(super) const BACK: &str = "/gateway/api/backTransReq.do";
const QUERY: &str = "/gateway/api/queryTrans.do";

impl Unionpay {
    /// Longest name of what is paid, in bytes.
    const GOODS_MOST: usize = 96;

    /// A payment for `order`, as the payer's browser or we ask for it.
    pub(super) fn payment(&self, order: &Order) -> Fields {
        let scan = order.way == Way::Qr;
        let kind = if scan { ("01", "07", "000000") } else { ("01", "01", "000201") };
        let channel = if order.scene == Scene::Pc && !scan { "07" } else { "08" };
        let mut fields = self.fields(kind, &order.number().to_string(), order.opened);
        let mut set = |name: &str, value: String| fields.insert(name.to_owned(), value);
        set("channelType", channel.to_owned());
        set("txnAmt", order.total.fen().to_string());
        set("currencyCode", "156".to_owned());
        set("backUrl", self.notify_url.clone());
        set("payTimeout", beijing(order.until, CLOCK));
        if !scan {
            set("frontUrl", self.places.back_url(ChannelKind::Unionpay, order.id));
            set("riskRateInfo", format!("{{commodityName={}}}", goods(order)));
        }
        self.sealed(fields)
    }

    /// Money of `refund` back: `04`, or all of it undone on the same clearing day: `31`.
    pub(super) fn giving_back(&self, order: &Order, refund: &Refund, kind: &'static str) -> Fields {
        let business = if order.way == Way::Qr { "000000" } else { "000201" };
        let number = refund.number().to_string();
        let mut fields = self.fields((kind, "00", business), &number, refund.opened);
        let mut set = |name: &str, value: String| fields.insert(name.to_owned(), value);
        set("channelType", "07".to_owned());
        set("txnAmt", refund.amount.fen().to_string());
        set("origQryId", refund.receipt.transaction.0.clone());
        set("backUrl", self.notify_url.clone());
        self.sealed(fields)
    }

    /// What became of the transaction that was called `number` at `time`: both name it.
    pub(super) async fn asked(
        &self,
        number: &str,
        time: Timestamp,
    ) -> Result<Message, ChannelError> {
        self.say(QUERY, self.sealed(self.fields(("00", "00", "000000"), number, time))).await
    }

    /// The statement of `day`. It has no order; its time is now.
    pub(super) fn statement_ask(&self, day: Day) -> Fields {
        let now = self.outside.clock.now();
        let mut fields = self.fields(("76", "01", "000000"), "", now);
        fields.insert("settleDate".to_owned(), beijing(day.start(), "%m%d"));
        fields.insert("fileType".to_owned(), "00".to_owned());
        self.sealed(fields)
    }

    fn fields(&self, kind: Kind, number: &str, time: Timestamp) -> Fields {
        let pairs = [
            ("version", "5.1.0".to_owned()),
            ("encoding", "UTF-8".to_owned()),
            ("accessType", "0".to_owned()),
            ("merId", self.merchant.0.clone()),
            ("orderId", number.to_owned()),
            ("txnTime", beijing(time, CLOCK)),
            ("txnType", kind.0.to_owned()),
            ("txnSubType", kind.1.to_owned()),
            ("bizType", kind.2.to_owned()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// `fields` with our signature. What says nothing is left out, blanks around the rest too.
    pub(super) fn sealed(&self, fields: Fields) -> Fields {
        let trimmed = fields.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        let mut fields: Fields = trimmed.filter(|(_, value)| !value.is_empty()).collect();
        fields.insert("signMethod".to_owned(), "01".to_owned());
        fields.insert("certId".to_owned(), self.certificate_id.clone());
        let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let signature = self.signature(&to_sign(pairs));
        fields.insert("signature".to_owned(), signature);
        fields
    }

    /// Our signature of a text in the charset that it names.
    pub(super) fn signature(&self, text: &[u8]) -> String {
        self.key.signs(fingerprint(text).as_bytes())
    }

    /// Says one thing to the gateway. What comes back was signed by them.
    pub(super) async fn say(&self, path: &str, fields: Fields) -> Result<Message, ChannelError> {
        let request = request(&format!("{}{path}", self.hosts.gateway), &fields);
        self.believed(path, self.outside.send(request).await?)
    }

    /// The same for the host of statements.
    pub(super) async fn fetch(&self, fields: Fields) -> Result<Message, ChannelError> {
        let request = request(&format!("{}/", self.hosts.files), &fields);
        self.believed("/", self.outside.fetch(request).await?)
    }

    fn believed(
        &self,
        path: &str,
        answer: http::Response<Vec<u8>>,
    ) -> Result<Message, ChannelError> {
        let (parts, body) = answer.into_parts();
        let status = parts.status.as_u16();
        if parts.status != StatusCode::OK {
            return Err(Doubt::Status { status, code: String::new() }.into());
        }
        let message = Message::of_answer(&body).ok_or(Doubt::Garbled(None))?;
        self.trust.proved(&message, self.outside.clock.now()).map_err(Doubt::Unproved)?;
        tracing::info!(
            channel = "unionpay",
            provider.path = path,
            provider.status = status,
            provider.code = message.text("respCode").unwrap_or_default(),
            provider.trace = message.text("traceNo").unwrap_or_default(),
            "the provider answered"
        );
        Ok(message)
    }
}

fn request(url: &str, fields: &Fields) -> http::Request<Vec<u8>> {
    http::Request::post(url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=UTF-8")
        .body(form::encode(fields).into_bytes())
        .expect("checked settings make a URL")
}

/// What is paid, without the signs of which their own syntax is made.
fn goods(order: &Order) -> String {
    let mut goods = description(order, Unionpay::GOODS_MOST);
    goods.retain(|it| !"&={}[]\"'<>".contains(it));
    goods
}
