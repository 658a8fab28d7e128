use super::Wechat;
use super::call::Answer;
use super::wire::{Close, Trade, TradeState};
use crate::{ChannelError, Closing, Doubt};
use domain::{Order, Outcome};
use http::{Method, StatusCode};

impl Wechat {
    /// What became of `order`, by our number of it.
    pub(super) async fn asked(&self, order: &Order) -> Result<Outcome, ChannelError> {
        let number = order.number();
        let path = format!(
            "/v3/pay/transactions/out-trade-no/{number}?mchid={}",
            self.settings.merchant_id
        );
        let Some(trade) = self.trade(&path).await? else { return Ok(Outcome::Absent) };
        if trade.out_trade_no != number.to_string() {
            return Err(Doubt::Garbled(None).into());
        }
        self.outcome(trade)
    }

    async fn trade(&self, path: &str) -> Result<Option<Trade>, ChannelError> {
        match self.say(&Method::GET, path, "").await? {
            Answer::Yes(body) => Ok(Some(super::read(&body)?)),
            Answer::No(StatusCode::NOT_FOUND, refusal) if refusal.says_absent() => Ok(None),
            Answer::No(status, refusal) => Err(refusal.final_at(status)),
        }
    }

    fn outcome(&self, trade: Trade) -> Result<Outcome, ChannelError> {
        match trade.state {
            // Given back later or not, the money came, and it must be booked before it can go.
            TradeState::Success | TradeState::Refund => {
                let receipt = trade.receipt(&self.settings.app_id, &self.merchant);
                Ok(Outcome::Paid(receipt.map_err(Doubt::Unproved)?))
            }
            TradeState::Notpay | TradeState::Userpaying | TradeState::Accept => {
                Ok(Outcome::Pending)
            }
            TradeState::Closed | TradeState::Revoked | TradeState::Payerror => Ok(Outcome::Closed),
        }
    }

    /// Asks for an end of `order`.
    pub(super) async fn shut(&self, order: &Order) -> Result<Closing, ChannelError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", order.number());
        let ask = super::body(&Close { mchid: &self.merchant.0 });
        match self.say(&Method::POST, &path, &ask).await? {
            Answer::Yes(_) => Ok(Closing::Closed),
            // What they never heard of, nobody can pay.
            Answer::No(StatusCode::NOT_FOUND, refusal) if refusal.says_absent() => {
                Ok(Closing::Closed)
            }
            Answer::No(_, refusal) if refusal.says_paid() => Ok(Closing::AlreadyPaid),
            Answer::No(_, refusal) if refusal.says_closed() => Ok(Closing::Closed),
            Answer::No(status, refusal) => Err(refusal.final_at(status)),
        }
    }
}
