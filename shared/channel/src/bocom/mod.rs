//! Bank of Communications (交通银行), open platform, aggregated merchant payment (`pmssMpng`).
//!
//! What the bank's public descriptions leave open is a setting or is refused: the scene of the
//! hosted cashier, the codes for an unknown order, the encryption of notices; there is no
//! statement here, a file of theirs can be uploaded. Orders, refunds and closings are asked for by
//! our numbers and the true day of the order, because a code gives no number of the bank's before
//! it is paid.

mod ask;
mod call;
mod seal;
mod settings;
mod wire;

#[cfg(test)]
mod tests;

use crate::Refunds;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Wallet, Words, check, text,
};
use ask::{day, returned, same, short};
use async_trait::async_trait;
use call::{Answer, Refusal, read};
use domain::{Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp, Way};
use serde_json::value::RawValue;
use settings::{Keys, Settings};
use std::fmt;
use std::sync::OnceLock;
use wire::{Close, GiveBack, PlacedCode, PlacedPage, Told};

/// Our account as the secret describes it.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    let (settings, keys) = settings::read(account, places)?;
    let merchant = Merchant(settings.merchant_id.clone());
    let (places, outside) = (places.clone(), outside.clone());
    let (taken, refused) = (OnceLock::new(), OnceLock::new());
    Ok(Box::new(Bocom { settings, merchant, keys, places, outside, taken, refused }))
}

/// Our account with the bank.
struct Bocom {
    settings: Settings,
    merchant: Merchant,
    keys: Keys,
    places: Places,
    outside: Outside,
    /// What a notice is answered: signed once, since it always is the same.
    taken: OnceLock<String>,
    refused: OnceLock<String>,
}

impl Bocom {
    /// A real notice is about a kilobyte.
    const NOTICE_MAX: usize = 64 << 10;

    fn signed_result(&self, result: &str) -> String {
        let sign = self.keys.ours.signs(result.as_bytes());
        format!("{{\"rsp_biz_content\":{result},\"sign\":\"{sign}\"}}")
    }
}

#[async_trait]
impl Channel for Bocom {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pages_ask: true,
            repeats: false,
            closes: true,
            refunds: Refunds::Asked,
            statements: false,
        }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        match (scene, self.settings.page_scene.is_some()) {
            (Scene::Pc, true) => &[Way::Qr, Way::Page],
            (Scene::Pc, false) => &[Way::Qr],
            (Scene::Mobile | Scene::Wechat | Scene::Alipay, true) => &[Way::Page],
            (Scene::Mobile | Scene::Wechat | Scene::Alipay, false) => &[],
        }
    }

    fn wallet(&self) -> Option<&dyn Wallet> {
        None
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        match order.way {
            Way::Qr => {
                let placed: PlacedCode = read(&self.ask_place(order, "MPNG210001").await?)?;
                same(placed.pay_mer_tran_no.as_deref(), &order.number().to_string())?;
                let content = placed.display_code_text;
                if content.is_empty() {
                    return Err(Doubt::Garbled(None).into());
                }
                Ok(Checkout::Qr { content, until: order.until })
            }
            Way::Page => {
                let placed: PlacedPage = read(&self.ask_place(order, "MPNG210003").await?)?;
                same(placed.pay_mer_tran_no.as_deref(), &order.number().to_string())?;
                let url = placed.redirect_url;
                check::address("", "", &url).map_err(|_| Doubt::Garbled(None))?;
                Ok(Checkout::Jump { url })
            }
            Way::Wallet => Err(ChannelError::NotOffered),
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        let over = self.over(order);
        match self.ask_about(order).await? {
            // Their codes for what they never heard of are not published, and nobody was ever shown
            // how to pay this one.
            Err(_) if over && order.placed.is_none() => Ok(Outcome::Closed),
            said => said.map_err(Refusal::for_good),
        }
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        let number = order.number().to_string();
        let ask = Close {
            mer_ptc_id: &self.merchant.0,
            mer_trade_date: day(order.opened),
            pay_mer_tran_no: order.number(),
            // A number of its own, the same each time: orders never begin with a letter.
            close_mer_tran_no: format!("X{}", &number[1..]),
        };
        let Err(refusal) = self.say("MPNG020705", &ask).await?.at_once()? else {
            return Ok(Closing::Closed);
        };
        // What they never heard of, nobody can pay.
        if self.says_absent(&refusal) {
            return Ok(Closing::Closed);
        }
        // A refusal may mean that it is paid, or closed already: only a query tells.
        match self.ask_about(order).await? {
            Ok(Outcome::Paid(_)) => Ok(Closing::AlreadyPaid),
            Ok(Outcome::Closed | Outcome::Absent) => Ok(Closing::Closed),
            Ok(Outcome::Pending) | Err(_) => Err(refusal.for_good()),
        }
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        let ask = GiveBack {
            mer_ptc_id: &self.merchant.0,
            amount: refund.amount,
            currency: "CNY",
            mer_trade_date: day(order.opened),
            pay_mer_tran_no: order.number(),
            refund_mer_tran_no: refund.number(),
            mer_refund_date: day(refund.opened),
            mer_refund_time: text::beijing(refund.opened, "%H%M%S"),
            tran_scene: self.scene(order)?,
            tran_content: short(&refund.reason, Self::CONTENT_MAX),
            notify_url: &self.settings.notify_url,
        };
        let refusal = match self.say("MPNG020701", &ask).await? {
            Answer::Yes { body, .. } => {
                return Ok(Refunded::Done(returned(read(&body)?, refund)?));
            }
            Answer::Later => return Ok(Refunded::Pending),
            Answer::No(refusal) => refusal,
        };
        // A number that they have already is refused too. It failed only if they do not have it;
        // if they will not say, it must not look as if the money could be given back anew.
        match self.ask_about_refund(order, refund).await? {
            Ok(Refunded::Absent) => Ok(Refunded::Failed { code: refusal.code }),
            Ok(refunded) => Ok(refunded),
            Err(_) => Err(refusal.for_good()),
        }
    }

    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.ask_about_refund(order, refund).await?.map_err(Refusal::for_good)
    }

    async fn statement(&self, _: Day) -> Result<Stated, ChannelError> {
        Ok(Stated::Unsupported)
    }

    async fn refresh(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    fn read(&self, notice: &Notice, _: Timestamp) -> Result<Heard, NoticeError> {
        if notice.body.len() > Self::NOTICE_MAX {
            return Err(NoticeError::Garbled);
        }
        let told = self.keys.told(&notice.body)?;
        let told: Told = serde_json::from_str(&told).map_err(|_| NoticeError::Garbled)?;
        if told.mer_ptc_id != self.merchant.0 {
            return Err(NoticeError::Foreign);
        }
        match told.tran_type.as_str() {
            "PAY" => told.receipt(&self.merchant).map(Heard::Receipt),
            // What the bank calls a refund's notice is not known: a query tells what became of it.
            other => Ok(Heard::Other { event: short(other, 32) }),
        }
    }

    fn thanks(&self, _: &Heard) -> Words {
        let result = r#"{"biz_state":"S","rsp_code":"0000","rsp_msg":"success"}"#;
        let body = self.taken.get_or_init(|| self.signed_result(result)).clone();
        Words { status: 200, content_type: "application/json", body }
    }

    /// Whether the bank looks at the status or at the body is not known: both say no.
    fn refusal(&self, kind: FaultKind) -> Words {
        let status = match kind {
            FaultKind::Stranger | FaultKind::Forbidden => 401,
            FaultKind::Invalid | FaultKind::Missing | FaultKind::Conflict => 400,
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => 503,
        };
        let result = r#"{"biz_state":"F","rsp_code":"9999","rsp_msg":"fail"}"#;
        let body = self.refused.get_or_init(|| self.signed_result(result)).clone();
        Words { status, content_type: "application/json", body }
    }
}

impl fmt::Debug for Bocom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bocom({})", self.merchant.0)
    }
}
