//! Agricultural Bank of China (中国农业银行), `TrustPay`.
//!
//! One address for every call; a JSON text whose exact characters are signed with SHA-1, answered
//! in GBK. The bank's page takes its own cards by its app or by card, and one code takes WeChat,
//! Alipay and the bank's app.
//!
//! What names a payment is the bank's `iRspRef`: notices, detailed queries and statements (as
//! `9014流水号`) tell the same one, so that one payment heard in two ways is one receipt, and two
//! payments for one order are two. A query's answer that has none is unknown rather than a second
//! name for the same money. A school whose bank never tells it there sets `ask.reference` to
//! `order`: then the order's number names the payment everywhere, which is safe as long as the bank
//! takes money for one number once, as it says.
//!
//! **TLS, unconfirmed:** integrators say that the bank's servers need *legacy renegotiation*: they
//! lack RFC 5746, and OpenSSL 3 refuses such servers by default. rustls never renegotiates and, for
//! that reason, neither says nor asks anything of RFC 5746, so it should connect; but it offers
//! only ECDHE suites with AEAD, too. Whether it connects must be tried with the bank's test host
//! before anything else. If it does not, a TLS proxy of the school's own stands between, as
//! `endpoint`.

mod call;
mod certificate;
mod message;
mod settings;
mod statement;
mod wire;

#[cfg(test)]
mod tests;

use crate::Refunds;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Torn, Wallet, Words, account,
};
use async_trait::async_trait;
use call::{Answer, Size};
use domain::{
    ChannelKind, Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Statement,
    Timestamp, Way,
};
use jiff::ToSpan;
use serde_json::value::RawValue;
use settings::{Account, Checked, NAME};
use statement::Wanted;
use std::fmt;
use wire::{GiveBack, Pay, SettleDay};

/// Our account as the secret describes it.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    let account: Account = account::read(NAME, account)?;
    let account = account.check(places, outside)?;
    Ok(Box::new(Abc { account, outside: outside.clone() }))
}

/// Our account with the bank.
struct Abc {
    account: Checked,
    outside: Outside,
}

impl Abc {
    /// Minutes after an order's time for money that the bank's page was at.
    const GRACE_MINUTES: i64 = 5;

    /// Codes with which the bank says that it did not even look at what was asked: a part is
    /// missing, no such merchant, no certificate of the merchant's.
    const NEVER: [&str; 3] = ["AP5324", "APF002", "2302"];
}

fn garbled() -> ChannelError {
    Doubt::Garbled(None).into()
}

#[async_trait]
impl Channel for Abc {
    fn merchant(&self) -> &Merchant {
        &self.account.merchant
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pages_ask: true,
            repeats: false,
            closes: false,
            refunds: Refunds::Asked,
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
        let Checked { payment_type, notify_url, .. } = &self.account;
        let ask = Pay::new(order, payment_type, notify_url);
        let answer = self.say("PayReq", &ask, Size::Small).await?;
        if answer.code() != Answer::YES {
            return Err(self.refused(order, &answer).await);
        }
        let placed = answer.yes()?;
        let amount = placed.get("OrderAmount");
        let same = amount.is_empty() || amount.parse() == Ok(order.total);
        if placed.get("OrderNo") != order.number().to_string() || !same {
            return Err(garbled());
        }
        match order.way {
            Way::Qr => match placed.get("OneQRForAll") {
                // The bank opens the one code for each merchant by hand.
                "" => Err(ChannelError::NotOffered),
                code => Ok(Checkout::Qr { content: code.to_owned(), until: order.until }),
            },
            Way::Page => {
                let url = placed.get("PaymentURL").to_owned();
                let page = url.starts_with("https://") || url.starts_with("http://");
                if page { Ok(Checkout::Jump { url }) } else { Err(garbled()) }
            }
            Way::Wallet => Err(ChannelError::NotOffered),
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        let kind = &self.account.ask.payment_query;
        // What came before the order ended may be out of date once it has.
        let ended = order.until + Self::GRACE_MINUTES.minutes() < self.outside.clock.now();
        let said = match self.ask(kind, order.number().to_string()).await {
            Ok(Some(said)) => said,
            // It cannot be told to take no money: what it does not have by now ends here, or never.
            Ok(None) if ended => return Ok(Outcome::Closed),
            Ok(None) => return Ok(Outcome::Absent),
            // Its codes for that are not published. Nobody was ever shown how to pay this one.
            Err(ChannelError::Unsure(Doubt::Status { status: 200, .. }))
                if ended && order.placed.is_none() =>
            {
                return Ok(Outcome::Closed);
            }
            Err(error) => return Err(error),
        };
        match said.get("Status") {
            // Given back later or not, the money came, and it must be booked before it can go.
            "04" | "05" => {
                let Checked { merchant, ask, .. } = &self.account;
                let receipt = said.receipt(merchant, "OrderAmount", ask);
                Ok(Outcome::Paid(receipt.map_err(Doubt::Unproved)?))
            }
            // Not paid, or not by this card: the payer may try until the order's time is over.
            "01" | "99" if ended => Ok(Outcome::Closed),
            "01" | "99" | "03" => Ok(Outcome::Pending),
            // 02 is the bank's own word for unknown; the rest is nothing that we ask for.
            _ => Err(garbled()),
        }
    }

    /// The bank has no such call: an order ends with its `orderTimeoutDate`.
    async fn close(&self, _: &Order) -> Result<Closing, ChannelError> {
        Ok(Closing::ByItself)
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        let ask = GiveBack::new(order, refund, self.account.ask.refund_time);
        let answer = self.say("Refund", &ask, Size::Small).await?;
        if answer.proved && Self::NEVER.contains(&answer.code()) {
            return Err(answer.refusal());
        }
        if !answer.proved || answer.code() == "EUNKWN" {
            return Err(answer.doubt());
        }
        if answer.code() == Answer::YES {
            let said = answer.yes()?;
            let amount = said.get("TrxAmount");
            let ours = said.get("OrderNo") == order.number().to_string()
                && said.get("NewOrderNo") == refund.number().to_string()
                && (amount.is_empty() || amount.parse() == Ok(refund.amount));
            // Taken or done, the bank says the same: only a query tells.
            return if ours { Ok(Refunded::Pending) } else { Err(garbled()) };
        }
        // A number that it knows already is refused like anything else.
        match self.query_refund(order, refund).await? {
            Refunded::Absent => Err(answer.doubt()),
            known @ (Refunded::Done(_) | Refunded::Pending | Refunded::Failed { .. }) => Ok(known),
        }
    }

    async fn query_refund(&self, _: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        let kind = &self.account.ask.refund_query;
        let Some(said) = self.ask(kind, refund.number().to_string()).await? else {
            return Ok(Refunded::Absent);
        };
        match said.get("Status") {
            "04" => {
                let returned = said.returned().map_err(Doubt::Unproved)?;
                if returned.amount == refund.amount {
                    Ok(Refunded::Done(returned))
                } else {
                    Err(garbled())
                }
            }
            "01" | "03" => Ok(Refunded::Pending),
            "99" => Ok(Refunded::Failed { code: "99".to_owned() }),
            _ => Err(garbled()),
        }
    }

    async fn statement(&self, day: Day) -> Result<Stated, ChannelError> {
        let Checked { merchant, ask, .. } = &self.account;
        let mut lines = Vec::new();
        for &file in &self.account.settle {
            let answer = self.say("Settle", &SettleDay::new(file, day), Size::File).await?;
            let named =
                |codes: &[String]| answer.proved && codes.iter().any(|it| it == answer.code());
            if named(&ask.not_yet_codes) {
                return Ok(Stated::NotYet);
            }
            if named(&ask.empty_codes) {
                continue;
            }
            let wanted = Wanted { file, day, merchant, reference: ask.reference };
            lines.extend(wanted.read(&answer.yes()?).ok_or(Doubt::Torn(Torn::Total))?);
        }
        if lines.is_empty() {
            return Ok(Stated::Empty);
        }
        Ok(Stated::Day(Statement {
            channel: ChannelKind::Abc,
            merchant: merchant.clone(),
            day,
            lines,
        }))
    }

    /// The bank hands its certificates out by hand.
    async fn refresh(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    fn read(&self, notice: &Notice, _: Timestamp) -> Result<Heard, NoticeError> {
        let said = self.told(notice)?;
        let Checked { merchant, ask, .. } = &self.account;
        if said.get("MerchantID") != merchant.0 {
            return Err(NoticeError::Foreign);
        }
        if said.get("ReturnCode") != Answer::YES {
            return Err(NoticeError::Unpaid);
        }
        // The bank has many words for a payment here. That refunds are told is not known; if one
        // is, it must not be taken for money that came.
        let kind = said.get("TrxType");
        if kind.to_ascii_lowercase().contains("refund") {
            return Ok(Heard::Other { event: kind.to_owned() });
        }
        said.receipt(merchant, "Amount", ask).map(Heard::Receipt)
    }

    /// A page with the address to which the bank then sends the payer's browser.
    fn thanks(&self, heard: &Heard) -> Words {
        let public = &self.account.public_url;
        let url = match heard {
            Heard::Receipt(receipt) => format!("{public}/#/pay/{}/result", receipt.number.order),
            Heard::Refund { .. } | Heard::Other { .. } => format!("{public}/"),
        };
        Words {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body: format!("<URL>{url}</URL>"),
        }
    }

    fn refusal(&self, kind: FaultKind) -> Words {
        let status = match kind {
            FaultKind::Stranger | FaultKind::Forbidden => 401,
            FaultKind::Invalid | FaultKind::Missing | FaultKind::Conflict => 400,
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => 503,
        };
        Words { status, content_type: "text/plain", body: "fail".to_owned() }
    }
}

impl fmt::Debug for Abc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Abc({})", self.account.merchant.0)
    }
}
