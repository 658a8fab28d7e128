use super::Unionpay;
use super::ask::CLOCK;
use super::message::Message;
use crate::text::{beijing, fen, from_beijing};
use crate::{ChannelError, Doubt, NoticeError};
use domain::{
    ChannelKind, Money, Order, Receipt, Refund, Refunded, Returned, Timestamp, Transaction,
};
use jiff::ToSpan;

/// What a code of theirs means for the transaction that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was done.
    Done,
    /// It may be done, may have been, or is not known: only asking again will tell.
    Open,
    /// It was not done. A payer may still try again, as long as the order lives.
    Failed,
    /// The call was wrong, so that saying it again will not help.
    Wrong,
    /// There is no such transaction.
    Absent,
    /// There already is one with that number and time.
    Twice,
}

impl Fate {
    /// What `code` means. One that is not here means nothing clear.
    pub(super) fn of(code: &str) -> Self {
        match code {
            // A6: the money was taken, and something about it is noted.
            "00" | "A6" => Self::Done,
            "12" => Self::Twice,
            "34" => Self::Absent,
            "10" | "11" | "13" | "14" | "31" | "32" => Self::Wrong,
            "30" | "33" | "35" | "36" | "38" | "40" | "41" | "42" | "45" | "60" | "61" | "62"
            | "63" | "64" | "65" | "66" | "67" | "68" | "69" | "70" | "71" | "72" | "73" | "76"
            | "77" | "78" | "79" | "80" | "01" => Self::Failed,
            // 03, 04, 05: on its way. 02, 37, 39: later. 74, 75: money moved, booking unknown.
            _ => Self::Open,
        }
    }
}

impl Message {
    /// A field that every message of that sort has.
    pub(super) fn said(&self, name: &str) -> Result<&str, NoticeError> {
        self.text(name).ok_or(NoticeError::Garbled)
    }

    /// An error that says what they answered.
    pub(super) fn refused(&self) -> ChannelError {
        let code = self.text("respCode").unwrap_or_default().to_owned();
        match Fate::of(&code) {
            Fate::Wrong | Fate::Failed => {
                let message = self.text("respMsg").unwrap_or_default().to_owned();
                ChannelError::refused(200, code, &message)
            }
            Fate::Done | Fate::Open | Fate::Absent | Fate::Twice => {
                Doubt::Status { status: 200, code }.into()
            }
        }
    }

    /// When they say it happened: month to second, in the year of `asked` or the next.
    fn happened(&self, asked: Timestamp) -> Result<Timestamp, NoticeError> {
        let text = self.said("traceTime")?;
        let year: i16 = beijing(asked, "%Y").parse().map_err(|_| NoticeError::Garbled)?;
        let in_year = |year: i16| from_beijing(&format!("{year}{text}"), CLOCK);
        // A clock that is a little behind must not put it a year ahead.
        match in_year(year) {
            Ok(then) if then >= asked - 24.hours() => Ok(then),
            Ok(_) | Err(_) => in_year(year + 1),
        }
    }

    /// What became of money given back, by `code`.
    pub(super) fn refunded(&self, code: &str) -> Result<Refunded, NoticeError> {
        match Fate::of(code) {
            Fate::Done => {
                let asked = from_beijing(self.said("txnTime")?, CLOCK)?;
                Ok(Refunded::Done(Returned {
                    refund: self.said("queryId")?.to_owned(),
                    amount: fen(self.said("txnAmt")?)?,
                    at: Some(self.happened(asked)?),
                }))
            }
            Fate::Failed => Ok(Refunded::Failed { code: code.to_owned() }),
            Fate::Open | Fate::Wrong | Fate::Twice | Fate::Absent => Ok(Refunded::Pending),
        }
    }

    /// The answer gives back of this payment and not more or less than asked.
    pub(super) fn as_asked(&self, refund: &Refund) -> Result<(), Doubt> {
        let amount: Option<Money> = self.text("txnAmt").and_then(|it| fen(it).ok());
        let origin = self.text("origQryId");
        let same = amount.is_none_or(|it| it == refund.amount)
            && origin.is_none_or(|it| it == refund.receipt.transaction.0);
        if same { Ok(()) } else { Err(Doubt::Garbled(None)) }
    }
}

impl Unionpay {
    /// The answer is about the transaction that was called `number` at `time`, and about ours.
    pub(super) fn about(
        &self,
        message: &Message,
        number: &str,
        time: Timestamp,
    ) -> Result<(), Doubt> {
        let same = |name, value: &str| message.text(name) == Some(value);
        if !same("merId", &self.merchant.0) {
            return Err(Doubt::Unproved(NoticeError::Foreign));
        }
        if same("orderId", number) && same("txnTime", &beijing(time, CLOCK)) {
            Ok(())
        } else {
            Err(Doubt::Garbled(None))
        }
    }

    /// The receipt of a payment that was done. A sum that is not the order's is still money that
    /// arrived: whoever books it sees the difference.
    pub(super) fn receipt(&self, message: &Message) -> Result<Receipt, NoticeError> {
        let ours = message.text("merId") == Some(&self.merchant.0);
        if !ours || message.text("currencyCode") != Some("156") {
            return Err(NoticeError::Foreign);
        }
        let number = message.said("orderId")?.parse().map_err(|_| NoticeError::Foreign)?;
        let asked = from_beijing(message.said("txnTime")?, CLOCK)?;
        Ok(Receipt {
            channel: ChannelKind::Unionpay,
            merchant: self.merchant.clone(),
            transaction: Transaction(message.said("queryId")?.to_owned()),
            number,
            amount: fen(message.said("txnAmt")?)?,
            paid_at: message.happened(asked)?,
            said_at: message.said("traceTime")?.to_owned(),
            heard: None,
        })
    }

    /// The order was opened with this account, so that this account can speak of it.
    pub(super) fn ours(&self, order: &Order) -> Result<(), ChannelError> {
        if order.merchant == self.merchant { Ok(()) } else { Err(ChannelError::OtherMerchant) }
    }
}
