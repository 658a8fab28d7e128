//! China UnionPay's online gateway (ACP 5.1.0), for a merchant of its own.
//!
//! An order cannot be closed there: it ends when its `payTimeout` has passed. What is signed is a
//! fingerprint of the fields; who signed is in the message, as a certificate whose chain ends in a
//! root that we have and whose name is theirs.

mod answer;
mod ask;
mod certificate;
mod message;
mod settings;
mod statement;
mod trust;

#[cfg(test)]
mod tests;

use crate::rsa::SigningKey;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, Refunds, SettingsError, Stated, Wallet, Words,
};
use answer::Fate;
use ask::{BACK, FRONT};
use async_trait::async_trait;
use domain::{Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp, Way};
use jiff::ToSpan;
use message::Message;
use serde_json::value::RawValue;
use std::fmt;
use trust::Trust;

/// Our account with UnionPay.
struct Unionpay {
    merchant: Merchant,
    /// Serial number of our certificate, in decimal.
    certificate_id: String,
    key: SigningKey,
    trust: Trust,
    hosts: Hosts,
    places: Places,
    notify_url: String,
    outside: Outside,
}

/// Where UnionPay is.
struct Hosts {
    gateway: String,
    files: String,
}

/// Our account with UnionPay: `{"merchant_id", "sign_key_pem", "sign_certificate_pem", "roots":
/// [pem], "middles": [pem], "check_cn": true, "environment": "production" | "test"}`.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    Ok(Box::new(Unionpay::new(account, places, outside)?))
}

impl Unionpay {
    /// A real notice has two to three kilobytes.
    const NOTICE_MOST: usize = 64 << 10;

    /// Minutes after `payTimeout` for which their clock and a payment under way are waited for.
    /// What a bank takes later they give back by themselves.
    const GRACE_MINUTES: i64 = 5;

    /// Whether no money can come for `order` any more, by their rule.
    fn over(&self, order: &Order) -> bool {
        self.outside.clock.now() >= order.until + Self::GRACE_MINUTES.minutes()
    }

    /// A code for our page. They give it once: of a second ask they only say that there is one.
    async fn code(&self, order: &Order) -> Result<Checkout, ChannelError> {
        let answer = self.say(BACK, self.payment(order)).await?;
        self.about(&answer, &order.number().to_string(), order.opened)?;
        match Fate::of(answer.text("respCode").unwrap_or_default()) {
            Fate::Done => {
                let content = answer.text("qrCode").ok_or(Doubt::Garbled(None))?.to_owned();
                Ok(Checkout::Qr { content, until: order.until })
            }
            Fate::Twice => match self.query(order).await? {
                Outcome::Paid(_) => Err(ChannelError::AlreadyPaid),
                Outcome::Closed => Err(ChannelError::Closed),
                Outcome::Pending | Outcome::Absent => Err(answer.refused()),
            },
            Fate::Open | Fate::Failed | Fate::Wrong | Fate::Absent => Err(answer.refused()),
        }
    }

    /// Asks for money back by `kind`; that they take the ask is not yet money.
    async fn give_back(
        &self,
        order: &Order,
        refund: &Refund,
        kind: &'static str,
    ) -> Result<Refunded, ChannelError> {
        self.ours(order)?;
        if refund.receipt.merchant != self.merchant {
            return Err(ChannelError::OtherMerchant);
        }
        let answer = self.say(BACK, self.giving_back(order, refund, kind)).await?;
        self.about(&answer, &refund.number().to_string(), refund.opened)?;
        answer.as_asked(refund)?;
        let code = answer.text("respCode").unwrap_or_default();
        match (Fate::of(code), code) {
            (Fate::Done, _) | (Fate::Open, "03" | "04" | "05") => Ok(Refunded::Pending),
            // An answer was lost, and the first ask was heard.
            (Fate::Twice, _) => self.query_refund(order, refund).await,
            // 01 has no reason: a query says which it is.
            (Fate::Failed, "01") => {
                Err(Doubt::Status { status: 200, code: code.to_owned() }.into())
            }
            // Asked twice, what was given back is refused the second time: it failed only if they
            // do not have it.
            (Fate::Failed, _) => match self.query_refund(order, refund).await? {
                Refunded::Absent => Ok(Refunded::Failed { code: code.to_owned() }),
                known @ (Refunded::Done(_) | Refunded::Pending | Refunded::Failed { .. }) => {
                    Ok(known)
                }
            },
            // The payment is not to be found: never ours to call done or failed.
            (Fate::Open | Fate::Wrong | Fate::Absent, _) => Err(answer.refused()),
        }
    }

    /// Undoes a whole payment on its clearing day (消费撤销), before it ever reaches a statement.
    /// Some banks do not know it; giving money back works everywhere and is what the platform does.
    #[cfg_attr(not(test), expect(dead_code, reason = "the contract gives money back by refund"))]
    async fn undo(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.give_back(order, refund, "31").await
    }
}

#[async_trait]
impl Channel for Unionpay {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pages_ask: false,
            repeats: false,
            closes: false,
            refunds: Refunds::Told,
            statements: true,
        }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        match scene {
            Scene::Pc => &[Way::Page, Way::Qr],
            Scene::Mobile | Scene::Wechat | Scene::Alipay => &[Way::Page],
        }
    }

    fn wallet(&self) -> Option<&dyn Wallet> {
        None
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        self.ours(order)?;
        match order.way {
            Way::Page => {
                let url = format!("{}{FRONT}", self.hosts.gateway);
                Ok(Checkout::Form { url, fields: self.payment(order) })
            }
            Way::Qr => self.code(order).await,
            Way::Wallet => Err(ChannelError::NotOffered),
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        self.ours(order)?;
        let number = order.number().to_string();
        // What came before the order was over may be out of date once it is.
        let over = self.over(order);
        let answer = self.asked(&number, order.opened).await?;
        self.about(&answer, &number, order.opened)?;
        let code = match Fate::of(answer.text("respCode").unwrap_or_default()) {
            Fate::Done => answer.text("origRespCode").ok_or(Doubt::Garbled(None))?,
            // A payer who did not yet come is not there; one who never came will not come any more.
            Fate::Absent => "34",
            Fate::Open | Fate::Failed | Fate::Wrong | Fate::Twice => return Err(answer.refused()),
        };
        match Fate::of(code) {
            Fate::Done => {
                if code == "A6" {
                    tracing::warn!(
                        channel = "unionpay",
                        "A6: paid, with something noted: {number}"
                    );
                }
                Ok(Outcome::Paid(self.receipt(&answer).map_err(Doubt::Unproved)?))
            }
            // Before its time runs out, a payer whose card failed tries another.
            Fate::Failed | Fate::Absent | Fate::Wrong if over => Ok(Outcome::Closed),
            Fate::Failed | Fate::Absent | Fate::Wrong | Fate::Open | Fate::Twice => {
                Ok(Outcome::Pending)
            }
        }
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        self.ours(order)?;
        Ok(if self.over(order) { Closing::Closed } else { Closing::ByItself })
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.give_back(order, refund, "04").await
    }

    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.ours(order)?;
        let number = refund.number().to_string();
        let answer = self.asked(&number, refund.opened).await?;
        self.about(&answer, &number, refund.opened)?;
        answer.as_asked(refund)?;
        match Fate::of(answer.text("respCode").unwrap_or_default()) {
            Fate::Done => {
                let code = answer.text("origRespCode").ok_or(Doubt::Garbled(None))?;
                Ok(answer.refunded(code).map_err(Doubt::Unproved)?)
            }
            Fate::Absent => Ok(Refunded::Absent),
            Fate::Open | Fate::Failed | Fate::Wrong | Fate::Twice => Err(answer.refused()),
        }
    }

    async fn statement(&self, day: Day) -> Result<Stated, ChannelError> {
        self.stated(day).await
    }

    /// Their certificate comes with each message: there is nothing to fetch.
    async fn refresh(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    /// Of the body alone: what an address carries was not signed, whoever put it there.
    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError> {
        if notice.body.len() > Self::NOTICE_MOST {
            return Err(NoticeError::Garbled);
        }
        let message = Message::of_form(&notice.body).ok_or(NoticeError::Garbled)?;
        self.trust.proved(&message, now)?;
        if message.text("merId") != Some(&self.merchant.0) {
            return Err(NoticeError::Foreign);
        }
        // An answer to a query is signed as well, and its 00 only says that the query worked.
        if message.text("origRespCode").is_some() {
            return Err(NoticeError::Garbled);
        }
        let code = message.said("respCode")?;
        match message.said("txnType")? {
            "01" if Fate::of(code) == Fate::Done => {
                if code == "A6" {
                    tracing::warn!(channel = "unionpay", "A6: paid, with something noted");
                }
                self.receipt(&message).map(Heard::Receipt)
            }
            "01" => Err(NoticeError::Unpaid),
            "04" | "31" => {
                let number = message.said("orderId")?.to_owned();
                Ok(Heard::Refund { number, refunded: message.refunded(code)? })
            }
            other => Ok(Heard::Other { event: format!("txnType {other}") }),
        }
    }

    fn thanks(&self, _heard: &Heard) -> Words {
        Words { status: 200, content_type: "text/plain", body: "ok".to_owned() }
    }

    /// The status decides: with any other than 200 they send the notice again.
    fn refusal(&self, kind: FaultKind) -> Words {
        let status = match kind {
            FaultKind::Stranger
            | FaultKind::Forbidden
            | FaultKind::Invalid
            | FaultKind::Missing
            | FaultKind::Conflict => 400,
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => 503,
        };
        Words { status, content_type: "text/plain", body: "fail".to_owned() }
    }
}

impl fmt::Debug for Unionpay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unionpay({})", self.merchant.0)
    }
}
