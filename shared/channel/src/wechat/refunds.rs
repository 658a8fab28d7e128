use super::Wechat;
use super::call::Answer;
use super::wire::{RefundAmount, RefundAsk, RefundNotice, RefundSaid, RefundState};
use crate::{ChannelError, Doubt, Heard, NoticeError};
use domain::{Order, Refund, Refunded, Returned};
use http::{Method, StatusCode};

impl Wechat {
    /// Longest `reason`. They say "80 characters"; in bytes it fits whatever they count.
    const REASON_MAX: usize = 80;

    /// The refusals after which a refund will never be, under any circumstances of ours.
    const NEVER: [&str; 2] = ["TRADE_OVERDUE", "USER_ACCOUNT_ABNORMAL"];

    /// Asks for a refund. A refusal may be of words that changed, or of a refund that is there
    /// already: what counts is what they have under our number.
    pub(super) async fn give_back(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        self.ours(order, refund)?;
        let ask = super::body(&RefundAsk {
            transaction_id: &refund.receipt.transaction.0,
            out_refund_no: refund.number(),
            reason: reason(&refund.reason),
            notify_url: &self.settings.notify_url,
            amount: RefundAmount {
                refund: refund.amount.fen(),
                total: refund.receipt.amount.fen(),
                currency: "CNY",
            },
        });
        let answer = self.say(&Method::POST, "/v3/refund/domestic/refunds", &ask).await?;
        let (status, refusal) = match answer {
            Answer::Yes(body) => return super::read::<RefundSaid>(&body)?.about(refund),
            Answer::No(status, refusal) => (status, refusal),
        };
        match self.look(refund).await? {
            Refunded::Absent if Self::NEVER.contains(&refusal.code.as_str()) => {
                Ok(Refunded::Failed { code: refusal.code })
            }
            // Such as too little money in our account: the same number goes back another day.
            Refunded::Absent => Err(refusal.final_at(status)),
            there @ (Refunded::Done(_) | Refunded::Pending | Refunded::Failed { .. }) => Ok(there),
        }
    }

    /// What became of a refund that was asked for.
    pub(super) async fn given_back(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        self.ours(order, refund)?;
        self.look(refund).await
    }

    async fn look(&self, refund: &Refund) -> Result<Refunded, ChannelError> {
        let path = format!("/v3/refund/domestic/refunds/{}", refund.number());
        match self.say(&Method::GET, &path, "").await? {
            Answer::Yes(body) => super::read::<RefundSaid>(&body)?.about(refund),
            Answer::No(StatusCode::NOT_FOUND, refusal) if refusal.says_no_resource() => {
                Ok(Refunded::Absent)
            }
            Answer::No(status, refusal) => Err(refusal.final_at(status)),
        }
    }

    /// The money came to this account, for this order.
    fn ours(&self, order: &Order, refund: &Refund) -> Result<(), ChannelError> {
        let receipt = &refund.receipt;
        let ours = receipt.merchant == self.merchant && receipt.number == order.number();
        if ours { Ok(()) } else { Err(ChannelError::OtherMerchant) }
    }
}

impl RefundSaid {
    /// What they say of `refund`, if it is `refund` that they speak of.
    fn about(self, refund: &Refund) -> Result<Refunded, ChannelError> {
        let same = self.out_refund_no == refund.number().to_string()
            && self.transaction_id == refund.receipt.transaction.0
            && self.amount.refund == refund.amount.fen()
            && self.amount.total == refund.receipt.amount.fen()
            && self.amount.currency.as_deref().is_none_or(|it| it == "CNY");
        if !same {
            return Err(Doubt::Garbled(None).into());
        }
        let Self { status, refund_id, success_time, amount, .. } = self;
        let refunded = status.means(refund_id, amount.refund, success_time.as_deref());
        Ok(refunded.map_err(Doubt::Unproved)?)
    }
}

impl RefundState {
    fn means(
        self,
        refund: String,
        fen: u64,
        success_time: Option<&str>,
    ) -> Result<Refunded, NoticeError> {
        let garbled = NoticeError::Garbled;
        match self {
            Self::Success => {
                let at = success_time.map(str::parse).transpose().map_err(|_| garbled)?;
                let amount = domain::Money::from_fen(fen).map_err(|_| garbled)?;
                Ok(Refunded::Done(Returned { refund, amount, at }))
            }
            Self::Processing => Ok(Refunded::Pending),
            // The payer's card is dead. The office says where the money goes; then it goes.
            Self::Abnormal => {
                tracing::warn!(channel = "wechat", refund, "a refund waits for the office");
                Ok(Refunded::Pending)
            }
            Self::Closed => Ok(Refunded::Failed { code: "CLOSED".to_owned() }),
        }
    }

    /// The event whose notices tell this state.
    fn event(self) -> Option<&'static str> {
        match self {
            Self::Success => Some("REFUND.SUCCESS"),
            Self::Abnormal => Some("REFUND.ABNORMAL"),
            Self::Closed => Some("REFUND.CLOSED"),
            Self::Processing => None,
        }
    }
}

impl RefundNotice {
    /// What the notice of an `event` tells of a refund of ours.
    pub(super) fn heard(self, event: &str, merchant: &str) -> Result<Heard, NoticeError> {
        if self.mchid != merchant {
            return Err(NoticeError::Foreign);
        }
        if self.refund_status.event() != Some(event) || self.out_refund_no.is_empty() {
            return Err(NoticeError::Garbled);
        }
        let at = self.success_time.as_deref();
        let refunded = self.refund_status.means(self.refund_id, self.amount.refund, at)?;
        Ok(Heard::Refund { number: self.out_refund_no, refunded })
    }
}

/// Why, as the payer will read it; nothing rather than an empty text.
fn reason(text: &str) -> Option<String> {
    let mut reason: String = text.chars().filter(|it| !it.is_control()).collect();
    reason.truncate(reason.floor_char_boundary(Wechat::REASON_MAX));
    (!reason.trim().is_empty()).then_some(reason)
}
