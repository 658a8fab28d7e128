//! A bank that the school brings: small signed JSON to a connector that the school, or its bank,
//! writes. `connector/openapi.json` is the whole description, `connector/connector.py` one to
//! start from.

mod call;
mod settings;
mod sign;
mod wire;

#[cfg(test)]
mod tests;

use crate::Refunds;
use crate::{
    Capabilities, Channel, ChannelError, Checkout, Closing, Doubt, Heard, Notice, NoticeError,
    Outside, Places, SettingsError, Stated, Wallet, Words, check, text,
};
use async_trait::async_trait;
use domain::{
    ChannelKind, Day, FaultKind, Merchant, Order, Outcome, Refund, Refunded, Scene, Timestamp, Way,
};
use jiff::ToSpan;
use serde_json::value::RawValue;
use settings::Settings;
use sign::{NONCE, Said, Secrets, header};
use std::fmt;
use wire::{
    About, Became, Booked, Ended, GiveBack, Given, OrderSaid, Payment, Place, Placed, RefundSaid,
    TheDay, Told, returned, statement,
};

/// Our account as the secret describes it.
pub(crate) fn open(
    account: &RawValue,
    places: &Places,
    outside: &Outside,
) -> Result<Box<dyn Channel>, SettingsError> {
    let (settings, secrets) = settings::read(account, places)?;
    let merchant = Merchant(settings.merchant_id.clone());
    let (places, outside) = (places.clone(), outside.clone());
    Ok(Box::new(Bridge { settings, merchant, secrets, places, outside }))
}

/// Our account with a connector.
struct Bridge {
    settings: Settings,
    merchant: Merchant,
    secrets: Secrets,
    places: Places,
    outside: Outside,
}

impl Bridge {
    /// Longest description, in bytes.
    const DESCRIPTION_MAX: usize = 127;

    /// A notice has six short members.
    const NOTICE_MAX: usize = 16 << 10;

    /// Minutes after an order's time in which no ask to await money for it can still be on its way.
    const GRACE_MINUTES: i64 = 5;

    /// What a QR code of a size to be scanned from a screen can hold.
    const CODE_MAX: usize = 1000;

    fn about(&self, order: &Order) -> About<'_> {
        About { merchant: &self.merchant, order: OrderSaid::of(order) }
    }

    async fn ask_refund(
        &self,
        path: &'static str,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        if !self.settings.refunds {
            return Err(ChannelError::NotOffered);
        }
        let (refund_said, wanted) = (RefundSaid::of(refund), refund.amount);
        let About { merchant, order } = self.about(order);
        let given: Given =
            self.say(path, &GiveBack { merchant, order, refund: refund_said }).await?;
        let (number, refunded) = match given {
            Given::Done { number, refund, amount, at } => {
                let returned = returned(refund, amount, at.as_deref()).map_err(Doubt::Unproved)?;
                // A connector that forgot what the number was used for says another's amount.
                if returned.amount != wanted {
                    return Err(Doubt::Garbled(None).into());
                }
                (number, Refunded::Done(returned))
            }
            Given::Pending { number } => (number, Refunded::Pending),
            Given::Failed { number, code } => (number, Refunded::Failed { code }),
            Given::Absent { number } => (number, Refunded::Absent),
        };
        same(&number, &refund.number().to_string())?;
        Ok(refunded)
    }
}

#[async_trait]
impl Channel for Bridge {
    fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    fn capabilities(&self) -> Capabilities {
        let Settings { closes, refunds, statements, .. } = self.settings;
        let refunds = if refunds { Refunds::Asked } else { Refunds::Never };
        Capabilities { pages_ask: true, repeats: true, closes, refunds, statements }
    }

    fn ways(&self, scene: Scene) -> &'static [Way] {
        self.settings.ways.get(&scene).copied().unwrap_or_default()
    }

    fn wallet(&self) -> Option<&dyn Wallet> {
        None
    }

    async fn place(&self, order: &Order) -> Result<Checkout, ChannelError> {
        let ask = Place {
            merchant: &self.merchant,
            order: OrderSaid::of(order),
            payee: &order.payee,
            description: text::description(order, Self::DESCRIPTION_MAX),
            client_ip: &order.client_ip,
            notify_url: self.places.notify_url(ChannelKind::Bridge),
            return_url: self.places.back_url(ChannelKind::Bridge, order.id),
        };
        match (order.way, self.say("/place", &ask).await?) {
            (Way::Qr, Placed::Qr { content }) if (1..=Self::CODE_MAX).contains(&content.len()) => {
                Ok(Checkout::Qr { content, until: order.until })
            }
            (Way::Page, Placed::Jump { url }) if check::address("", "", &url).is_ok() => {
                Ok(Checkout::Jump { url })
            }
            (Way::Qr | Way::Page | Way::Wallet, Placed::Qr { .. } | Placed::Jump { .. }) => {
                Err(Doubt::Garbled(None).into())
            }
        }
    }

    async fn query(&self, order: &Order) -> Result<Outcome, ChannelError> {
        let over = self.outside.clock.now() >= order.until + Self::GRACE_MINUTES.minutes();
        let (number, outcome) = match self.say("/query", &self.about(order)).await? {
            Became::Paid { merchant, number, amount, transaction, paid_at } => {
                let payment =
                    Payment { merchant, number: number.clone(), amount, transaction, paid_at };
                let receipt = payment.receipt(&self.merchant).map_err(Doubt::Unproved)?;
                (number, Outcome::Paid(receipt))
            }
            Became::Pending { number } => (number, Outcome::Pending),
            Became::Closed { number } => (number, Outcome::Closed),
            // One that does not close can never be told of an order that it does not have.
            Became::Absent { number } if over => (number, Outcome::Closed),
            Became::Absent { number } => (number, Outcome::Absent),
        };
        same(&number, &order.number().to_string())?;
        Ok(outcome)
    }

    async fn close(&self, order: &Order) -> Result<Closing, ChannelError> {
        if !self.settings.closes {
            return Ok(Closing::ByItself);
        }
        let (number, closing) = match self.say("/close", &self.about(order)).await? {
            Ended::Closed { number } => (number, Closing::Closed),
            Ended::Paid { number } => (number, Closing::AlreadyPaid),
        };
        same(&number, &order.number().to_string())?;
        Ok(closing)
    }

    async fn refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        match self.ask_refund("/refund", order, refund).await? {
            // It was told just now.
            Refunded::Absent => Err(Doubt::Garbled(None).into()),
            refunded @ (Refunded::Done(_) | Refunded::Pending | Refunded::Failed { .. }) => {
                Ok(refunded)
            }
        }
    }

    async fn query_refund(&self, order: &Order, refund: &Refund) -> Result<Refunded, ChannelError> {
        self.ask_refund("/query-refund", order, refund).await
    }

    async fn statement(&self, day: Day) -> Result<Stated, ChannelError> {
        if !self.settings.statements {
            return Ok(Stated::Unsupported);
        }
        let booked = self.say("/statement", &TheDay { merchant: &self.merchant, day }).await?;
        let otherwise = match booked {
            Booked::NotYet {} => Stated::NotYet,
            Booked::Empty {} | Booked::Day { .. } => Stated::Empty,
        };
        let statement = statement(booked, &self.merchant, day)?;
        Ok(statement.map_or(otherwise, Stated::Day))
    }

    async fn refresh(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    fn read(&self, notice: &Notice, now: Timestamp) -> Result<Heard, NoticeError> {
        if notice.body.len() > Self::NOTICE_MAX {
            return Err(NoticeError::Garbled);
        }
        let nonce = header(&notice.headers, NONCE)?;
        let said = Said { what: notice.method.as_str(), path: "/notice", nonce };
        self.secrets.proved(said, &notice.headers, &notice.body, now)?;
        match serde_json::from_slice(&notice.body).map_err(|_| NoticeError::Garbled)? {
            Told::Paid { merchant, number, amount, transaction, paid_at } => {
                let payment = Payment { merchant, number, amount, transaction, paid_at };
                payment.receipt(&self.merchant).map(Heard::Receipt)
            }
            Told::RefundDone { merchant, .. } | Told::RefundFailed { merchant, .. }
                if merchant != self.merchant.0 =>
            {
                Err(NoticeError::Foreign)
            }
            Told::RefundDone { number, refund, amount, at, .. } => {
                let refunded = Refunded::Done(returned(refund, amount, at.as_deref())?);
                Ok(Heard::Refund { number, refunded })
            }
            Told::RefundFailed { number, code, .. } => {
                Ok(Heard::Refund { number, refunded: Refunded::Failed { code } })
            }
        }
    }

    fn thanks(&self, _: &Heard) -> Words {
        let body = r#"{"state":"taken"}"#.to_owned();
        Words { status: 200, content_type: "application/json", body }
    }

    /// With a failing status the connector sends its notice again.
    fn refusal(&self, kind: FaultKind) -> Words {
        let (status, code) = match kind {
            FaultKind::Stranger | FaultKind::Forbidden => (401, "not-proved"),
            FaultKind::Invalid | FaultKind::Missing | FaultKind::Conflict => (400, "not-clear"),
            FaultKind::TooMany | FaultKind::Unavailable | FaultKind::Broken => (503, "again"),
        };
        let body = format!(r#"{{"code":"{code}"}}"#);
        Words { status, content_type: "application/json", body }
    }
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bridge({})", self.merchant.0)
    }
}

/// An answer about something else is no answer.
fn same(said: &str, number: &str) -> Result<(), Doubt> {
    if said == number { Ok(()) } else { Err(Doubt::Garbled(None)) }
}
