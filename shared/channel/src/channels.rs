use crate::account::Accounts;
use crate::asked::asked;
use crate::{
    Chance, Channel, ChannelError, Checkout, Closing, Heard, Notice, NoticeError, Outside, Places,
    Refunds, SettingsError, Stated, Wallet, Words, abc, alipay, bocom, bridge, unionpay, wechat,
};
use domain::{
    ChannelKind, Clock, Day, Fault, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene,
    Timestamp, WalletUser, Way,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use trail::Call;

/// Reads a channel's part of the secret and opens the account that it describes, checked.
type Open = fn(&RawValue, &Places, &Outside) -> Result<Box<dyn Channel>, SettingsError>;

/// How an account with each provider is opened. A new bank is a folder, a kind and a line here.
const fn opener(kind: ChannelKind) -> Open {
    match kind {
        ChannelKind::Wechat => wechat::open,
        ChannelKind::Alipay => alipay::open,
        ChannelKind::Unionpay => unionpay::open,
        ChannelKind::Bocom => bocom::open,
        ChannelKind::Abc => abc::open,
        ChannelKind::Bridge => bridge::open,
    }
}

/// The channels of one school.
#[derive(Debug)]
pub struct Channels {
    open: BTreeMap<ChannelKind, Box<dyn Channel>>,
    /// Where the site is, for payers who come back to it.
    site: String,
    chance: Chance,
}

/// Where a payer inside a wallet has to go once, so that the wallet says who they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Entrance {
    /// It brings the payer back to the site's front page with `?code=…&state=…`.
    pub url: String,
    /// What must come back with the code: a code without it was asked for by somebody else.
    pub state: String,
}

impl Channels {
    /// The channels that a secret describes: `{"wechat": {…}, "alipay": {…}}`, the parts as each
    /// channel's folder says. Keys that cannot work are refused here with a sentence.
    pub fn of_secret(
        json: &[u8],
        places: &Places,
        outside: &Outside,
    ) -> Result<Self, SettingsError> {
        let (channels, refused) = Self::those_that_open(json, places, outside)?;
        refused.into_iter().next().map_or(Ok(channels), |(_, sentence)| Err(sentence))
    }

    /// The same, without the accounts that are refused: a certificate that ran out overnight must
    /// not keep the other channels from their money.
    fn those_that_open(
        json: &[u8],
        places: &Places,
        outside: &Outside,
    ) -> Result<(Self, Vec<(ChannelKind, SettingsError)>), SettingsError> {
        let (mut open, mut refused) = (BTreeMap::new(), Vec::new());
        for (kind, account) in Accounts::read(json)?.0 {
            match opener(kind)(&account, places, outside) {
                Ok(channel) => drop(open.insert(kind, channel)),
                Err(sentence) => refused.push((kind, sentence)),
            }
        }
        let site = places.public_url.trim_end_matches('/').to_owned();
        Ok((Self { open, site, chance: outside.chance }, refused))
    }

    /// How a secret becomes channels, for whoever keeps the secret and reads it again now and then.
    /// An account that is refused is logged and left out; if none opens, nothing does.
    pub fn reader(
        places: Places,
        clock: Clock,
    ) -> impl Fn(&[u8]) -> Result<Self, SettingsError> + Send + Sync + 'static {
        let outside = Outside::real(clock);
        move |json| {
            let (channels, refused) = Self::those_that_open(json, &places, &outside)?;
            for (kind, sentence) in &refused {
                tracing::error!(channel = kind.slug(), "a channel is left out: {sentence}");
            }
            match refused.into_iter().next() {
                Some((_, sentence)) if channels.open.is_empty() => Err(sentence),
                Some(_) | None => Ok(channels),
            }
        }
    }

    /// The channel of `kind`, if the school has an account there.
    pub fn get(&self, kind: ChannelKind) -> Option<&dyn Channel> {
        self.open.get(&kind).map(Box::as_ref)
    }

    /// All channels of the school.
    pub fn iter(&self) -> impl Iterator<Item = (ChannelKind, &dyn Channel)> {
        self.open.iter().map(|(kind, channel)| (*kind, channel.as_ref()))
    }

    /// The channel of `kind`.
    pub fn at(&self, kind: ChannelKind) -> Result<&dyn Channel, ChannelError> {
        self.get(kind).ok_or(ChannelError::NotOffered)
    }

    /// Where a payer at `scene` first has to go, if some wallet there wants it.
    pub fn entrance(&self, scene: Scene) -> Option<Entrance> {
        let (state, back) = (self.chance.nonce(), format!("{}/", self.site));
        let mut wallets = self.iter().filter_map(|(_, it)| it.wallet());
        let url = wallets.find_map(|it| it.entrance(scene, &back, &state))?;
        Some(Entrance { url, state })
    }

    /// Who brought `code` from the entrance of the official account, and whose account that is.
    pub async fn identify(&self, code: &str) -> Result<(&Merchant, WalletUser), ChannelError> {
        let kind = ChannelKind::Wechat;
        let (account, wallet) = (self.at(kind)?, self.wallet(kind)?);
        Ok((account.merchant(), wallet.identify(code).await?))
    }

    /// The wallet of `kind`.
    pub fn wallet(&self, kind: ChannelKind) -> Result<&dyn Wallet, ChannelError> {
        self.at(kind)?.wallet().ok_or(ChannelError::NotOffered)
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
        let placed = self.of(order)?.place(order);
        // Where a page is made here, nobody was asked who could fail.
        if self.asks(order) {
            asked(order.channel, Call::Place, placed).await
        } else {
            placed.await
        }
    }

    /// What placing `order` brought before, where its provider says it only once.
    pub fn kept(order: &Order) -> Option<Checkout> {
        order.placed.as_deref().and_then(|it| serde_json::from_str(it).ok())
    }

    /// Whether placing `order` asks its provider anything.
    pub fn asks(&self, order: &Order) -> bool {
        order.way != Way::Page || self.of(order).is_ok_and(|it| it.capabilities().pages_ask)
    }

    /// What of `checkout` has to be kept with `order`, because its provider says it only once.
    pub fn keeps(&self, order: &Order, checkout: &Checkout) -> Option<String> {
        let once = self.of(order).is_ok_and(|it| !it.capabilities().repeats);
        let text = || serde_json::to_string(checkout).expect("texts are JSON");
        (once && order.placed.is_none()).then(text)
    }

    /// What became of `order`, as its provider sees it now.
    pub async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        asked(order.channel, Call::Query, self.of(order)?.query(order)).await
    }

    /// Asks the order's provider to take no more money for it.
    pub async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        asked(order.channel, Call::Close, self.of(order)?.close(order)).await
    }

    /// Asks the order's provider to give back what `refund` says.
    pub async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        let channel = self.of(order)?;
        if channel.capabilities().refunds == Refunds::Never {
            return Ok(Refunded::Failed { code: "refunds-not-offered".to_owned() });
        }
        asked(order.channel, Call::Refund, channel.refund(order, refund)).await
    }

    /// What became of `refund`, of a payment for `order`.
    pub async fn query_refund(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        let channel = self.of(order)?;
        if channel.capabilities().refunds == Refunds::Never {
            return Ok(Refunded::Absent);
        }
        asked(order.channel, Call::QueryRefund, channel.query_refund(order, refund)).await
    }

    /// All that the provider of `kind` booked for us on `day`.
    pub async fn statement(&self, kind: ChannelKind, day: Day) -> Result<Stated, ChannelError> {
        asked(kind, Call::Statement, self.at(kind)?.statement(day)).await
    }

    /// Fetches the keys of `kind`'s provider that can be fetched, if that is due. One that cannot be
    /// reached is no error: what it signs with a key that we lack is refused, and comes again.
    pub async fn refresh(&self, kind: ChannelKind) {
        let Some(channel) = self.get(kind) else { return };
        if let Err(error) = channel.refresh().await {
            tracing::warn!(
                channel = kind.slug(),
                code = error.code(),
                "its keys cannot be fetched: {error}"
            );
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

#[cfg(test)]
mod tests {
    use super::Channels;
    use crate::{Outside, Places};
    use domain::{ChannelKind, Clock, Timestamp};
    use serde_json::json;

    fn clock() -> Clock {
        Clock::new(|| Timestamp::from_second(1_790_000_000).expect("in range"))
    }

    fn places() -> Places {
        Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None }
    }

    /// An account whose key is `key`, and one that can never work.
    fn secret(key: &str) -> Vec<u8> {
        let bridge = json!({
            "base_url": "https://connector.example.edu.cn", "merchant_id": "school-1",
            "secrets": [key], "ways": { "pc": ["qr"] },
            "closes": true, "refunds": true, "statements": false,
        });
        json!({ "bridge": bridge, "wechat": { "app_id": "wx" } }).to_string().into_bytes()
    }

    #[test]
    fn an_account_that_is_refused_does_not_keep_the_others_out() {
        let key = "k".repeat(32);
        let channels = Channels::reader(places(), clock())(&secret(&key)).expect("one works");
        assert!(channels.get(ChannelKind::Bridge).is_some());
        assert!(channels.get(ChannelKind::Wechat).is_none());

        let strict = Channels::of_secret(&secret(&key), &places(), &Outside::real(clock()));
        let sentence = strict.expect_err("who deploys hears of it").to_string();
        assert!(sentence.starts_with("WeChat Pay"), "{sentence}");
    }

    #[test]
    fn where_no_account_works_nothing_starts() {
        let refused = Channels::reader(places(), clock())(&secret("short"));
        assert!(refused.is_err());
    }
}
