use crate::account::Accounts;
use crate::{
    Channel, ChannelError, Checkout, Closing, Heard, Notice, NoticeError, Outside, Places,
    SettingsError, Words, bocom, wechat,
};
use domain::{ChannelKind, Clock, Fault, FaultKind, Order, Outcome, Refund, Refunded, Timestamp};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Reads a channel's part of the secret and opens the account that it describes, checked.
type Open = fn(&RawValue, &Places, &Outside) -> Result<Box<dyn Channel>, SettingsError>;

/// How an account with each provider is opened. A new bank is a folder, a kind and a line here.
fn opener(kind: ChannelKind) -> Option<Open> {
    match kind {
        ChannelKind::Wechat => Some(wechat::open),
        ChannelKind::Bocom => Some(bocom::open),
        ChannelKind::Alipay
        | ChannelKind::Unionpay
        | ChannelKind::Abc
        | ChannelKind::Bridge => None,
    }
}

/// The channels of one school.
#[derive(Debug, Default)]
pub struct Channels(BTreeMap<ChannelKind, Box<dyn Channel>>);

impl Channels {
    /// The channels that a secret describes: `{"wechat": {…}, "alipay": {…}}`, the parts as each
    /// channel's folder says. Keys that cannot work are refused here with a sentence.
    pub fn of_secret(
        json: &[u8],
        places: &Places,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        let mut channels = BTreeMap::new();
        for (kind, account) in Accounts::read(json)?.0 {
            let open = opener(kind)
                .ok_or_else(|| SettingsError(format!("there is no channel {kind} here")))?;
            channels.insert(kind, open(&account, places, outside)?);
        }
        Ok(Self(channels))
    }

    /// How a secret becomes channels, for whoever keeps the secret and reads it again now and then.
    pub fn reader(
        places: Places,
        clock: Clock,
    ) -> impl Fn(&[u8]) -> Result<Self, SettingsError> + Send + Sync + 'static {
        let outside = Outside::real(clock);
        move |json| Self::of_secret(json, &places, &outside)
    }

    /// The channel of `kind`, if the school has an account there.
    pub fn get(&self, kind: ChannelKind) -> Option<&dyn Channel> {
        self.0.get(&kind).map(Box::as_ref)
    }

    /// All channels of the school.
    pub fn iter(&self) -> impl Iterator<Item = (ChannelKind, &dyn Channel)> {
        self.0.iter().map(|(kind, channel)| (*kind, channel.as_ref()))
    }

    /// The channel of `kind`.
    pub fn at(&self, kind: ChannelKind) -> Result<&dyn Channel, ChannelError> {
        self.get(kind).ok_or(ChannelError::NotOffered)
    }

    /// The channel through which `order` is paid, by the account with which it was opened.
    fn of(&self, order: &Order) -> Result<&dyn Channel, ChannelError> {
        let channel = self.at(order.channel)?;
        if *channel.merchant() == order.merchant {
            Ok(channel)
        } else {
            Err(ChannelError::OtherMerchant)
        }
    }

    /// Asks the order's provider to await money for it.
    pub async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        self.of(order)?.place(order).await
    }

    /// What became of `order`, as its provider sees it now.
    pub async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        self.of(order)?.query(order).await
    }

    /// Asks the order's provider to take no more money for it.
    pub async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        self.of(order)?.close(order).await
    }

    /// Asks the order's provider to give back what `refund` says.
    pub async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.of(order)?.refund(order, refund).await
    }

    /// What became of `refund`, of a payment for `order`.
    pub async fn query_refund(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        self.of(order)?.query_refund(order, refund).await
    }

    /// Fetches the providers' keys that can be fetched. One that cannot be reached does not keep
    /// the others from it: what it signs with a key that we lack is refused, and comes again.
    pub async fn refresh(&self) {
        for (kind, channel) in self.iter() {
            if let Err(error) = channel.refresh().await {
                tracing::warn!(
                    channel = kind.slug(),
                    code = error.code(),
                    "its keys cannot be fetched: {error}"
                );
            }
        }
    }

    /// What `notice`, heard at `now` on the address of `kind`, proves.
    pub fn read(
        &self,
        kind: ChannelKind,
        notice: &Notice,
        now: Timestamp,
    ) -> Result<Heard, NoticeError> {
        self.get(kind).ok_or(NoticeError::NotOffered)?.read(notice, now)
    }

    /// What the provider of `kind` wants to hear once `heard` is safe with us.
    pub fn thanks(&self, kind: ChannelKind, heard: &Heard) -> Words {
        self.get(kind).map_or_else(nobody, |channel| channel.thanks(heard))
    }

    /// What the provider of `kind` wants to hear if we did not take its notice because of `fault`.
    pub fn refusal(&self, kind: ChannelKind, fault: FaultKind) -> Words {
        self.get(kind).map_or_else(nobody, |channel| channel.refusal(fault))
    }
}

/// What somebody hears who tells us about a channel that the school does not have.
fn nobody() -> Words {
    Words { status: 404, content_type: "text/plain", body: "fail".to_owned() }
}
