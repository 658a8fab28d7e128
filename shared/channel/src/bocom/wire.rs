use crate::{NoticeError, text};
use domain::{
    ChannelKind, Merchant, Money, Order, OrderNumber, Receipt, RefundNumber, Timestamp, Transaction,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// `biz_content` of every call.
#[derive(Serialize)]
pub(super) struct Biz<'a, T> {
    pub(super) req_head: RequestHead,
    pub(super) req_body: &'a T,
}

#[derive(Serialize)]
pub(super) struct RequestHead {
    pub(super) trans_time: String,
    pub(super) version: &'static str,
}

/// MPNG210001 (a code) and MPNG210003 (the hosted cashier).
#[derive(Serialize)]
pub(super) struct Place<'a> {
    pub(super) mer_ptc_id: &'a str,
    pub(super) mer_trade_date: String,
    pub(super) mer_trade_time: String,
    pub(super) pay_mer_tran_no: OrderNumber,
    pub(super) total_amount: Money,
    pub(super) currency: &'static str,
    pub(super) location: &'static str,
    pub(super) tran_scene: &'a str,
    pub(super) tran_content: String,
    pub(super) valid_period: String,
    pub(super) notify_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) jump_url: Option<String>,
    pub(super) require_fields: [RequireField; 3],
}

/// A fact that the bank says in notices and queries only if it is asked for.
#[derive(Serialize)]
pub(super) struct RequireField {
    require_field: &'static str,
}

/// What is asked for with each order. `bank_tran_no` names the payment, see [`Values`].
pub(super) const REQUIRED: [RequireField; 3] = [
    RequireField { require_field: "bank_tran_no" },
    RequireField { require_field: "third_party" },
    RequireField { require_field: "third_party_tran_no" },
];

/// MPNG020702.
#[derive(Serialize)]
pub(super) struct Query<'a> {
    pub(super) mer_ptc_id: &'a str,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: OrderNumber,
    pub(super) tran_scene: &'a str,
    pub(super) require_fields: [RequireField; 3],
}

/// MPNG020705.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the bank's")]
pub(super) struct Close<'a> {
    pub(super) mer_ptc_id: &'a str,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: OrderNumber,
    pub(super) close_mer_tran_no: String,
}

/// MPNG020701.
#[derive(Serialize)]
pub(super) struct GiveBack<'a> {
    pub(super) mer_ptc_id: &'a str,
    pub(super) amount: Money,
    pub(super) currency: &'static str,
    pub(super) mer_trade_date: String,
    pub(super) pay_mer_tran_no: OrderNumber,
    pub(super) refund_mer_tran_no: RefundNumber,
    pub(super) mer_refund_date: String,
    pub(super) mer_refund_time: String,
    pub(super) tran_scene: &'a str,
    pub(super) tran_content: String,
    pub(super) notify_url: &'a str,
}

/// MPNG020703.
#[derive(Serialize)]
pub(super) struct QueryRefund<'a> {
    pub(super) mer_ptc_id: &'a str,
    pub(super) refund_mer_tran_no: RefundNumber,
    pub(super) mer_refund_date: String,
    pub(super) tran_scene: &'a str,
}

/// `rsp_biz_content` of every answer.
#[derive(Deserialize)]
pub(super) struct Said<'a> {
    pub(super) biz_state: String,
    pub(super) rsp_code: Option<String>,
    pub(super) rsp_msg: Option<String>,
    pub(super) rsp_head: Option<Head>,
    #[serde(borrow)]
    pub(super) rsp_body: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
pub(super) struct Head {
    pub(super) trans_code: Option<String>,
    pub(super) response_code: Option<String>,
    pub(super) response_status: Option<String>,
    pub(super) response_time: Option<String>,
    pub(super) response_msg: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PlacedCode {
    pub(super) pay_mer_tran_no: Option<String>,
    pub(super) display_code_text: String,
}

#[derive(Deserialize)]
pub(super) struct PlacedPage {
    pub(super) pay_mer_tran_no: Option<String>,
    pub(super) redirect_url: String,
}

/// Where a payment or a refund stands. A state that is not here is an error, never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum TranState {
    Process,
    Success,
    Failure,
}

/// The answer to a query. An unpaid order lacks most of this.
#[derive(Deserialize)]
pub(super) struct Trade {
    pub(super) tran_state: TranState,
    pub(super) pay_mer_tran_no: Option<String>,
    mer_ptc_id: Option<String>,
    total_amount: Option<String>,
    currency: Option<String>,
    require_values: Option<Values>,
}

/// What was asked for with [`REQUIRED`].
///
/// `bank_tran_no` is the payment's number for us. A notice has no `sys_order_no` and an order has
/// none before it is paid; this number is said by notices and queries alike, so one payment has
/// one name however we hear of it. Where it is missing nothing is booked: another name for the
/// same money could book it twice.
#[derive(Deserialize)]
pub(super) struct Values {
    bank_tran_no: Option<String>,
}

/// `notify_biz_content`.
#[derive(Deserialize)]
pub(super) struct Told {
    pub(super) tran_type: String,
    pub(super) mer_ptc_id: String,
    mer_tran_no: Option<String>,
    tran_state: Option<TranState>,
    final_time: Option<String>,
    total_amount: Option<String>,
    currency: Option<String>,
    require_values: Option<Values>,
}

/// The answer to a refund.
#[derive(Deserialize)]
pub(super) struct GivenBack {
    pub(super) refund_order_no: Option<String>,
    pub(super) refund_amount: Option<String>,
    refund_mer_tran_no: Option<String>,
    tran_state: Option<TranState>,
    tran_state_code: Option<String>,
}

impl Trade {
    /// The receipt of a paid order, if the money is ours. The bank does not say when it took it:
    /// somewhere between placing and now, and never after the order's time, when it takes none.
    pub(super) fn receipt(
        self,
        order: &Order,
        seen: Timestamp,
        said_at: String,
    ) -> Result<Receipt, NoticeError> {
        let us = &order.merchant;
        if self.mer_ptc_id.is_some_and(|it| it != us.0) {
            return Err(NoticeError::Foreign);
        }
        Ok(Receipt {
            channel: ChannelKind::Bocom,
            merchant: us.clone(),
            transaction: transaction(self.require_values)?,
            number: order.number(),
            amount: amount(self.total_amount, self.currency.as_deref())?,
            paid_at: seen.min(order.until).max(order.opened),
            said_at,
            heard: None,
        })
    }
}

impl Told {
    /// The receipt of a payment that a notice tells, if the money is ours.
    pub(super) fn receipt(self, us: &Merchant) -> Result<Receipt, NoticeError> {
        let missing = NoticeError::Garbled;
        match self.tran_state.ok_or(missing)? {
            TranState::Success => {}
            TranState::Process | TranState::Failure => return Err(NoticeError::Unpaid),
        }
        let number = self.mer_tran_no.ok_or(missing)?;
        let said_at = self.final_time.ok_or(missing)?;
        Ok(Receipt {
            channel: ChannelKind::Bocom,
            merchant: us.clone(),
            transaction: transaction(self.require_values)?,
            number: number.parse().map_err(|_| NoticeError::Foreign)?,
            amount: amount(self.total_amount, self.currency.as_deref())?,
            paid_at: text::from_beijing(&said_at, "%Y%m%d%H%M%S")?,
            said_at,
            heard: None,
        })
    }
}

impl GivenBack {
    /// Whether this speaks of `number`, as far as it says.
    pub(super) fn is_of(&self, number: &RefundNumber) -> bool {
        self.refund_mer_tran_no.as_ref().is_none_or(|it| *it == number.to_string())
    }

    /// Where the refund stands, and the bank's code for why.
    pub(super) fn state(&self) -> (Option<TranState>, String) {
        (self.tran_state, self.tran_state_code.clone().unwrap_or_default())
    }
}

fn transaction(values: Option<Values>) -> Result<Transaction, NoticeError> {
    let number = values.and_then(|it| it.bank_tran_no).filter(|it| !it.is_empty());
    number.map(Transaction).ok_or(NoticeError::Garbled)
}

fn amount(said: Option<String>, currency: Option<&str>) -> Result<Money, NoticeError> {
    if currency.is_some_and(|it| it != "CNY") {
        return Err(NoticeError::Foreign);
    }
    text::yuan(&said.ok_or(NoticeError::Garbled)?)
}
