//! Alipay's open platform (`gateway.do`, RSA2), for a merchant of its own.

mod bill;
mod call;
mod certificate;
mod cut;
mod keys;
mod notice;
mod place;
mod refund;
mod renew;
mod sign;
mod statement;
mod wire;

#[cfg(test)]
mod tests;

use crate::Refunds;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Wallet, Words, account, check,
};
use async_trait::async_trait;
use call::{Answer, read};
use domain::{
    ChannelKind, Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp, Way,
};
use jiff::SignedDuration;
use keys::{Account, Environment, Keys, QrContract, refusal};
use renew::Seldom;
use serde_json::value::RawValue;
use std::fmt;
use wire::{Closed, Named, Place, State, Trade};

/// Opens the account that `account` describes: `{"app_id": …, "seller_id": …, "app_key_pem": …,
/// "mode": {"public_key": pem} | {"certificates": {"app": pem, "alipay": pem, "root": pem}},
/// "environment": "production" | "sandbox", "qr_contract": "order-code" | "face-to-face"}`, the
/// last of which may be left out.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    let account = account::read("Alipay", account)?;
    Ok(Box::new(Alipay::new(&account, places.clone(), outside.clone())?))
}

/// Our account with Alipay.
struct Alipay {
    app_id: String,
    merchant: Merchant,
    /// The one address of all calls.
    gateway: String,
    qr_contract: QrContract,
    places: Places,
    keys: Keys,
    /// When it was last asked by which certificate the provider signs, and when for that one.
    looked: Seldom,
    renewed: Seldom,
    outside: Outside,
}

impl Alipay {
    const KIND: ChannelKind = ChannelKind::Alipay;

    /// A trade begins when its page is opened or its code scanned. So long after the order's time
    /// none can begin any more, whatever their clock shows.
    const GRACE: SignedDuration = SignedDuration::from_secs(60);

    /// Our account, if its settings and keys can work.
    fn new(account: &Account, places: Places, outside: Outside) -> Result<Self, SettingsError> {
        let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        if !(1..=32).contains(&account.app_id.len()) || !digits(&account.app_id) {
            return Err(refusal("app_id is digits, 32 at most"));
        }
        let seller = &account.seller_id;
        if seller.len() != 16 || !seller.starts_with("2088") || !digits(seller) {
            return Err(refusal("seller_id is 16 digits that begin with 2088"));
        }
        let real = match account.environment {
            Environment::Production => "https://openapi.alipay.com",
            Environment::Sandbox => "https://openapi-sandbox.dl.alipaydev.com",
        };
        let gateway = format!("{}/gateway.do", places.provider(Self::KIND, real));
        let notify_url = places.notify_url(Self::KIND);
        check::address("Alipay", "gateway", &gateway)?;
        check::address("Alipay", "notify_url", &notify_url)?;
        if notify_url.len() > 256 || notify_url.contains('?') {
            return Err(refusal("notify_url has no query and 256 characters at most"));
        }
        Ok(Self {
            app_id: account.app_id.clone(),
            merchant: Merchant(seller.clone()),
            gateway,
            qr_contract: account.qr_contract,
            keys: Keys::new(account, outside.clock.now())?,
            places,
            looked: Seldom::default(),
            renewed: Seldom::default(),
            outside,
        })
    }

    /// The order was opened with this account, so that this account can speak of it.
    fn ours(&self, order: &Order) -> Result<(), ChannelError> {
        if order.merchant == self.merchant { Ok(()) } else { Err(ChannelError::OtherMerchant) }
    }
}

#[async_trait]
impl Channel for Alipay {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pages_ask: false,
            repeats: true,
            closes: true,
            refunds: Refunds::Asked,
            statements: true,
        }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        match scene {
            Scene::Pc => &[Way::Qr, Way::Page],
            Scene::Mobile | Scene::Alipay => &[Way::Page],
            // The one opens no page of the other.
            Scene::Wechat => &[],
        }
    }

    fn wallet(&self) -> Option<&dyn Wallet> {
        None
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        self.ours(order)?;
        if !self.ways(order.scene).contains(&order.way) {
            return Err(ChannelError::NotOffered);
        }
        // Nobody is asked before a page is opened, so nobody else would say so.
        if self.outside.clock.now() >= order.until {
            return Ok(Checkout::None);
        }
        match (order.way, order.scene) {
            (Way::Qr, _) => self.code(order).await,
            (Way::Page, Scene::Pc) => {
                let ask = Self::ask(order, "FAST_INSTANT_TRADE_PAY");
                Ok(self.page(order, "alipay.trade.page.pay", &ask))
            }
            (Way::Page, Scene::Mobile | Scene::Alipay) => {
                let back = self.places.back_url(Self::KIND, order.id);
                let ask = Place { quit_url: Some(back), ..Self::ask(order, "QUICK_WAP_WAY") };
                Ok(self.page(order, "alipay.trade.wap.pay", &ask))
            }
            (Way::Page, Scene::Wechat) | (Way::Wallet, _) => Err(ChannelError::NotOffered),
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        self.ours(order)?;
        let number = order.number();
        let trade: Trade =
            match self.say("alipay.trade.query", &Named { out_trade_no: number }).await? {
                Answer::Yes(said) => read(&said)?,
                Answer::No(refusal) if refusal.says_absent() => return Ok(Outcome::Absent),
                Answer::No(refusal) => return Err(refusal.for_good()),
            };
        if trade.out_trade_no != number.to_string() {
            return Err(Doubt::Garbled(None).into());
        }
        let paid = trade.send_pay_date.as_deref().is_some_and(|it| !it.is_empty());
        match trade.state {
            State::WaitBuyerPay => Ok(Outcome::Pending),
            State::TradeClosed if !paid => Ok(Outcome::Closed),
            // Closed because all of it was given back: the money came, and must be booked first.
            State::TradeSuccess | State::TradeFinished | State::TradeClosed => {
                let receipt = trade.payment().receipt(&self.merchant);
                Ok(Outcome::Paid(receipt.map_err(Doubt::Unproved)?))
            }
        }
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        self.ours(order)?;
        let number = order.number();
        let refusal = match self.say("alipay.trade.close", &Named { out_trade_no: number }).await? {
            Answer::Yes(said) => {
                let closed: Closed = read(&said)?;
                let other = closed.out_trade_no.is_some_and(|it| it != number.to_string());
                return if other { Err(Doubt::Garbled(None).into()) } else { Ok(Closing::Closed) };
            }
            Answer::No(refusal) => refusal,
        };
        if refusal.says_absent() {
            // Who holds the page or the code can still begin the trade, until its time is over.
            let over = self.outside.clock.now() >= order.until + Self::GRACE;
            return Ok(if over { Closing::Closed } else { Closing::ByItself });
        }
        let other_state =
            ["TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS"];
        if refusal.says(&other_state) {
            // Paid or closed already: they say only that it does not wait for a payer.
            return match self.query(order).await? {
                Outcome::Paid(_) => Ok(Closing::AlreadyPaid),
                Outcome::Closed => Ok(Closing::Closed),
                Outcome::Pending | Outcome::Absent => Err(Doubt::Garbled(None).into()),
            };
        }
        match refusal.for_good() {
            ChannelError::AlreadyPaid => Ok(Closing::AlreadyPaid),
            ChannelError::Closed => Ok(Closing::Closed),
            error @ (ChannelError::Unsure(_)
            | ChannelError::Refused { .. }
            | ChannelError::OtherMerchant
            | ChannelError::CodeSpent
            | ChannelError::NotOffered) => Err(error),
        }
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.ours(order)?;
        self.give_back(order, refund).await
    }

    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.ours(order)?;
        self.given_back(order, refund).await
    }

    async fn statement(&self, day: Day) -> Result<Stated, ChannelError> {
        self.stated(day).await
    }

    async fn refresh(&self) -> Result<(), ChannelError> {
        self.look().await
    }

    fn read(&self, notice: &Notice, _now: Timestamp) -> Result<Heard, NoticeError> {
        self.hear(notice)
    }

    /// These seven letters and nothing else.
    fn thanks(&self, _heard: &Heard) -> Words {
        Words { status: 200, content_type: "text/plain", body: "success".to_owned() }
    }

    /// Whatever is not `success` brings the notice again.
    fn refusal(&self, kind: FaultKind) -> Words {
        let status = match kind {
            FaultKind::Stranger | FaultKind::Forbidden => 401,
            FaultKind::Invalid | FaultKind::Missing | FaultKind::Conflict => 400,
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => 503,
        };
        Words { status, content_type: "text/plain", body: "fail".to_owned() }
    }
}

impl fmt::Debug for Alipay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alipay({})", self.merchant.0)
    }
}
