use super::Alipay;
use super::call::{Answer, read};
use super::wire::{AskBack, Back, GiveBack, GivenBack, instant};
use crate::{ChannelError, Doubt, text};
use domain::{Order, Refund, Refunded, Returned};

impl Alipay {
    /// Longest `refund_reason`, in bytes.
    const REASON_MAX: usize = 256;

    /// The refusals after which a refund will never be, under any circumstances of ours.
    const NEVER: [&str; 7] = [
        "TRADE_HAS_CLOSE",
        "TRADE_HAS_FINISHED",
        "TRADE_NOT_ALLOW_REFUND",
        "NOT_ALLOW_PARTIAL_REFUND",
        "REASON_TRADE_BEEN_FREEZEN",
        "REASON_TRADE_REFUND_FEE_ERR",
        "REFUND_AMT_NOT_EQUAL_TOTAL",
    ];

    /// Gives back what `refund` says. A repeat moves nothing and says so, which is why everything
    /// but a plain yes is looked up.
    pub(super) async fn give_back(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        let number = order.number();
        let reason = refund.reason.trim();
        let ask = GiveBack {
            out_trade_no: number,
            trade_no: &refund.receipt.transaction.0,
            out_request_no: refund.number().to_string(),
            refund_amount: refund.amount.to_string(),
            refund_reason: &reason[..reason.floor_char_boundary(Self::REASON_MAX)],
        };
        match self.say("alipay.trade.refund", &ask).await? {
            Answer::Yes(said) => {
                let given: GivenBack = read(&said)?;
                if given.out_trade_no != number.to_string() {
                    return Err(Doubt::Garbled(None).into());
                }
                if given.fund_change.as_deref() == Some("Y") {
                    return given.done(refund);
                }
                // They took it and moved nothing: done before, or not done yet.
                let known = self.given_back(order, refund).await?;
                Ok(if known == Refunded::Absent { Refunded::Pending } else { known })
            }
            // Its amount is not the one that this number once had: somebody changed our books.
            Answer::No(refusal) if refusal.says(&["DISCORDANT_REPEAT_REQUEST"]) => {
                Err(refusal.refused())
            }
            // What is refused now may have been done before.
            Answer::No(refusal) => match self.given_back(order, refund).await? {
                Refunded::Absent if refusal.says(&Self::NEVER) => {
                    Ok(Refunded::Failed { code: refusal.into_code() })
                }
                // Such as too little money in our account: the same number goes back another day,
                // and a new one beside it would be a second refund.
                Refunded::Absent => Err(refusal.refused()),
                known @ (Refunded::Done(_) | Refunded::Pending | Refunded::Failed { .. }) => {
                    Ok(known)
                }
            },
        }
    }

    /// What became of `refund`. `Absent` right after asking proves little: ask again for the same.
    pub(super) async fn given_back(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Refunded, ChannelError> {
        let ask = AskBack {
            out_trade_no: order.number(),
            trade_no: &refund.receipt.transaction.0,
            out_request_no: refund.number().to_string(),
            query_options: ["gmt_refund_pay"],
        };
        match self.say("alipay.trade.fastpay.refund.query", &ask).await? {
            Answer::Yes(said) => {
                let back: Back = read(&said)?;
                back.refunded(refund)
            }
            Answer::No(refusal) if refusal.says_absent() => Ok(Refunded::Absent),
            Answer::No(refusal) => Err(refusal.for_good()),
        }
    }
}

impl GivenBack {
    fn done(self, refund: &Refund) -> Result<Refunded, ChannelError> {
        // The sum of all refunds of the trade: less than this one it cannot be.
        let all = self.refund_fee.as_deref().map(text::yuan).transpose();
        if all.map_err(Doubt::Unproved)?.is_some_and(|it| it < refund.amount) {
            return Err(Doubt::Garbled(None).into());
        }
        done(refund, self.gmt_refund_pay.as_deref())
    }
}

impl Back {
    fn refunded(self, refund: &Refund) -> Result<Refunded, ChannelError> {
        let Some(status) = self.refund_status else { return Ok(Refunded::Absent) };
        let amount = self.refund_amount.as_deref().map(text::yuan).transpose();
        let amount = amount.map_err(Doubt::Unproved)?;
        let this = self.out_request_no == Some(refund.number().to_string());
        if !this || amount != Some(refund.amount) {
            return Err(Doubt::Garbled(None).into());
        }
        if status == "REFUND_SUCCESS" {
            done(refund, self.gmt_refund_pay.as_deref())
        } else {
            Ok(Refunded::Pending)
        }
    }
}

/// The provider has no number of its own for a refund.
fn done(refund: &Refund, said_at: Option<&str>) -> Result<Refunded, ChannelError> {
    let at = said_at.filter(|it| !it.is_empty()).map(instant).transpose();
    let at = at.map_err(Doubt::Unproved)?;
    Ok(Refunded::Done(Returned { refund: String::new(), amount: refund.amount, at }))
}
