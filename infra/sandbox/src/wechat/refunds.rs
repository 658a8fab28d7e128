use super::asks::{self, Refusal, callable, length};
use super::{Said, beijing};
use crate::bank::{Desk, Payment, Refund, RefundState, Trade};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

/// The body of asking for a refund. A field that is not here is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundAsk {
    transaction_id: Option<String>,
    out_trade_no: Option<String>,
    out_refund_no: String,
    reason: Option<String>,
    notify_url: Option<String>,
    funds_account: Option<String>,
    amount: AmountAsk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountAsk {
    refund: u64,
    total: u64,
    currency: String,
}

/// Partial refunds of one order.
const MOST: usize = 50;

/// `POST /v3/refund/domestic/refunds`.
pub(super) fn ask(desk: &mut Desk, body: &[u8], now: Timestamp) -> Said {
    let whole = asks::json(body)?;
    let said = whole.to_string();
    let ask: RefundAsk = asks::typed(whole)?;
    ask.check()?;
    let (order, payment) = ask.paid(desk).ok_or_else(no_such)?;
    let known = said_before(desk, &ask.out_refund_no).map(|before| before == said);
    match known {
        Some(true) => return look(desk, &ask.out_refund_no, now),
        Some(false) => {
            return Err(Refusal::invalid("订单金额或退款金额与之前请求不一致，请核实后再试"));
        }
        None => {}
    }
    let trade = desk.ledger.trade(&order).expect("a payment is of an order");
    ask.fits(trade, &payment, now)?;
    let day = beijing(now).replace('-', "");
    let refund = Refund {
        number: ask.out_refund_no,
        id: format!("503{}{}", &day[..8], desk.random.digits(18)),
        payment: payment.id.clone(),
        amount: ask.amount.refund,
        asked: now,
        state: RefundState::Pending,
        settled: None,
        said,
        notify_url: ask.notify_url,
    };
    let refund = desk.refund(&order, refund, now);
    if refund.state == RefundState::Failed {
        desk.tell_refund(&order, &refund);
    }
    Ok(Some(shown(&order, &payment, &refund)))
}

/// `GET /v3/refund/domestic/refunds/{number}`.
pub(super) fn look(desk: &mut Desk, number: &str, now: Timestamp) -> Said {
    let refund = desk.refund_now(number, now).ok_or_else(no_such)?;
    let (trade, payment) = desk.ledger.payment(&refund.payment).ok_or_else(no_such)?;
    Ok(Some(shown(&trade.number, payment, &refund)))
}

impl RefundAsk {
    fn check(&self) -> Result<(), Refusal> {
        let number = &self.out_refund_no;
        let number_byte = |it: u8| it.is_ascii_alphanumeric() || b"_-|*@".contains(&it);
        let account = self.funds_account.as_deref();
        let checks = [
            ("/transaction_id", self.transaction_id.is_some() || self.out_trade_no.is_some()),
            ("/out_refund_no", length(number, 64) && number.bytes().all(number_byte)),
            ("/reason", self.reason.as_ref().is_none_or(|it| length(it, 80))),
            ("/notify_url", self.notify_url.as_ref().is_none_or(|it| callable(it))),
            ("/funds_account", account.is_none_or(|it| ["AVAILABLE", "UNSETTLED"].contains(&it))),
            ("/amount/refund", self.amount.refund >= 1),
            ("/amount/total", self.amount.total >= self.amount.refund),
            ("/amount/currency", self.amount.currency == "CNY"),
        ];
        match checks.iter().find(|(_, fine)| !fine) {
            Some((field, _)) => Err(Refusal::field(field)),
            None => Ok(()),
        }
    }

    /// The payment that it is about, and the number of its order.
    fn paid(&self, desk: &Desk) -> Option<(String, Payment)> {
        let (trade, payment) = match (&self.transaction_id, &self.out_trade_no) {
            (Some(id), _) => desk.ledger.payment(id)?,
            (None, Some(number)) => {
                let trade = desk.ledger.trade(number)?;
                (trade, trade.payments.first()?)
            }
            (None, None) => return None,
        };
        let named = self.out_trade_no.as_ref().is_none_or(|it| *it == trade.number);
        named.then(|| (trade.number.clone(), payment.clone()))
    }

    /// Whether so much of `payment` can be given back.
    fn fits(&self, trade: &Trade, payment: &Payment, now: Timestamp) -> Result<(), Refusal> {
        let counts = |it: &&Refund| it.payment == payment.id && it.state != RefundState::Failed;
        let before: u64 = trade.refunds.iter().filter(counts).map(|it| it.amount).sum();
        if self.amount.total != payment.amount {
            return Err(Refusal::invalid("订单总金额与原订单不一致"));
        }
        if before + self.amount.refund > payment.amount {
            return Err(Refusal::invalid("申请退款金额超过订单可退金额"));
        }
        if trade.refunds.len() >= MOST {
            return Err(Refusal::invalid("订单部分退款次数超过50次"));
        }
        // A year, in days: a span of years needs a calendar.
        if now > payment.at + (365 * 24).hours() {
            return Err(Refusal::new(403, "TRADE_OVERDUE", "订单已超过退款期限"));
        }
        Ok(())
    }
}

/// What the refund `number` was asked for with, if it was.
fn said_before(desk: &Desk, number: &str) -> Option<String> {
    let mut refunds = desk.ledger.trades().flat_map(|it| &it.refunds);
    refunds.find(|it| it.number == number).map(|it| it.said.clone())
}

/// The refund object.
fn shown(order: &str, payment: &Payment, refund: &Refund) -> Value {
    let (total, amount) = (payment.amount, refund.amount);
    let mut shown = json!({
        "refund_id": refund.id,
        "out_refund_no": refund.number,
        "transaction_id": refund.payment,
        "out_trade_no": order,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": beijing(refund.asked),
        "status": status(refund.state),
        "funds_account": "AVAILABLE",
        "amount": {
            "total": total,
            "refund": amount,
            "payer_total": total,
            "payer_refund": amount,
            "settlement_refund": amount,
            "settlement_total": total,
            "discount_refund": 0,
            "currency": "CNY",
            "refund_fee": 0,
        },
    });
    if let Some(at) = refund.settled.filter(|_| refund.state == RefundState::Done) {
        shown["success_time"] = beijing(at).into();
    }
    shown
}

/// What a notice of a refund holds: fewer fields, and its state under another name.
pub(super) fn told(order: &str, payment: &Payment, refund: &Refund, merchant: &str) -> Value {
    let shown = shown(order, payment, refund);
    let mut told = json!({ "mchid": merchant, "refund_status": shown["status"] });
    let names =
        ["transaction_id", "out_trade_no", "refund_id", "out_refund_no", "user_received_account"];
    for name in names {
        told[name] = shown[name].clone();
    }
    for name in ["total", "refund", "payer_total", "payer_refund"] {
        told["amount"][name] = shown["amount"][name].clone();
    }
    if let Some(at) = shown.get("success_time") {
        told["success_time"] = at.clone();
    }
    told
}

/// A state in the provider's word.
pub(super) fn status(state: RefundState) -> &'static str {
    match state {
        RefundState::Pending => "PROCESSING",
        RefundState::Done => "SUCCESS",
        RefundState::Failed => "CLOSED",
    }
}

fn no_such() -> Refusal {
    Refusal::new(404, "RESOURCE_NOT_EXISTS", "订单不存在")
}
