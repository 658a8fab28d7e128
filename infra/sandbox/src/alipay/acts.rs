use super::Alipay;
use super::asks::{Ask, AskBack, AskBill, AskCertificate, Call, GiveBack, Named, Refusal};
use super::bill::file;
use super::placing::{begun, code, expires, place};
use super::words::{beijing, in_yuan, yuan};
use crate::bank::{Desk, Misdeed, Payment, Refund, RefundState, Trade};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

impl Alipay {
    pub(super) fn act(
        &mut self,
        desk: &mut Desk,
        ask: &Ask,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        match ask.call {
            Call::Precreate => Ok(code(&place(desk, ask, &self.keys.seller_id, now)?)),
            Call::PagePay | Call::WapPay => {
                let trade = place(desk, ask, &self.keys.seller_id, now)?;
                Ok(json!({ "code": trade.code }))
            }
            Call::Query => {
                let named: Named = ask.content()?;
                let (trade, payment) =
                    find(desk, named.trade_no.as_deref(), named.out_trade_no.as_deref())?;
                Ok(shown(trade, payment, now))
            }
            Call::Close => close(desk, &ask.content()?, now),
            Call::Refund => self.refund(desk, &ask.content()?, now),
            Call::QueryRefund => query_refund(desk, &ask.content()?, now),
            Call::Bill => self.bill(desk, &ask.content()?, now),
            Call::Certificate => self.certificate(&ask.content()?),
        }
    }

    fn refund(&self, desk: &mut Desk, ask: &GiveBack, now: Timestamp) -> Result<Value, Refusal> {
        let (trade, payment) = find(desk, ask.trade_no.as_deref(), ask.out_trade_no.as_deref())?;
        let payment =
            payment.ok_or_else(|| Refusal::acq("TRADE_STATUS_ERROR", "交易状态不合法"))?.clone();
        let amount = yuan(&ask.refund_amount).filter(|it| *it > 0);
        let amount = amount.ok_or_else(|| Refusal::parameter("refund_amount"))?;
        let reason = ask.refund_reason.as_deref().unwrap_or_default();
        if reason.chars().count() > 256 {
            return Err(Refusal::parameter("refund_reason"));
        }
        let number = match &ask.out_request_no {
            Some(number) if (1..=64).contains(&number.len()) => number.clone(),
            None if amount == payment.amount => trade.number.clone(),
            Some(_) | None => {
                return Err(Refusal::acq("REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额与订单金额不一致"));
            }
        };
        let order = trade.number.clone();
        if let Some(before) = trade.refunds.iter().find(|it| it.number == number) {
            if before.amount != amount || before.payment != payment.id {
                return Err(Refusal::acq("DISCORDANT_REPEAT_REQUEST", "请求信息不一致"));
            }
            return Ok(given_back(trade, &payment, "N"));
        }
        let back = refunded(trade, &payment);
        if back == payment.amount {
            return Err(Refusal::acq("TRADE_HAS_CLOSE", "交易已经关闭"));
        }
        if back + amount > payment.amount {
            return Err(Refusal::acq("REASON_TRADE_REFUND_FEE_ERR", "退款金额无效"));
        }
        if desk.misdeed == Misdeed::Fail {
            return Err(Refusal::acq("TRADE_NOT_ALLOW_REFUND", "交易不允许退款"));
        }
        let told = Some(trade.notify_url.clone());
        let refund = Refund {
            number,
            id: String::new(),
            payment: payment.id.clone(),
            amount,
            asked: now,
            state: RefundState::Pending,
            settled: None,
            said: ask.refund_amount.clone(),
            notify_url: told.filter(|it| self.tells_refunds && !it.is_empty()),
        };
        let refund = desk.refund(&order, refund, now);
        let trade = desk.ledger.trade(&order).expect("just refunded");
        Ok(given_back(trade, &payment, if refund.state == RefundState::Done { "Y" } else { "N" }))
    }

    fn bill(&mut self, desk: &mut Desk, ask: &AskBill, now: Timestamp) -> Result<Value, Refusal> {
        if ask.bill_type != "trade" {
            return Err(Refusal::new("40004", "TYPE_NOT_SUPPORTED"));
        }
        if desk.misdeed == Misdeed::NotYet {
            return Err(Refusal::new("40004", "BILL_NOT_EXIST"));
        }
        let file = file(desk, &self.keys.seller_id, &ask.bill_date, now)?;
        let token = desk.random.letters(32);
        self.links.open(&token, file, now);
        let url = format!("{}/bill/{token}", desk.base_url);
        Ok(json!({ "code": "10000", "msg": "Success", "bill_download_url": url }))
    }

    fn certificate(&self, ask: &AskCertificate) -> Result<Value, Refusal> {
        let all = [&self.keys.first, &self.keys.second];
        let found = all.into_iter().find(|it| it.sn == ask.alipay_cert_sn);
        let found = found.filter(|_| self.keys.certified);
        let found = found.ok_or_else(|| Refusal::parameter("alipay_cert_sn"))?;
        let content = STANDARD.encode(&found.certificate_pem);
        Ok(json!({ "code": "10000", "msg": "Success", "alipay_cert_content": content }))
    }
}

/// The order that is asked about, and the payment. The provider's number goes before ours.
fn find<'a>(
    desk: &'a Desk,
    trade_no: Option<&str>,
    out_trade_no: Option<&str>,
) -> Result<(&'a Trade, Option<&'a Payment>), Refusal> {
    if let Some(id) = trade_no {
        let (trade, payment) = desk.ledger.payment(id).ok_or_else(Refusal::absent)?;
        return Ok((trade, Some(payment)));
    }
    let number = out_trade_no.ok_or_else(|| Refusal::parameter("out_trade_no"))?;
    let trade = desk.ledger.trade(number).filter(|it| begun(it)).ok_or_else(Refusal::absent)?;
    Ok((trade, trade.payments.first()))
}

/// Fen given back of a payment, or on their way back.
pub(super) fn refunded(trade: &Trade, payment: &Payment) -> u64 {
    let counts = |it: &&Refund| it.payment == payment.id && it.state != RefundState::Failed;
    trade.refunds.iter().filter(counts).map(|it| it.amount).sum()
}

/// Where a trade stands, in the provider's word.
pub(super) fn status(trade: &Trade, payment: Option<&Payment>, now: Timestamp) -> &'static str {
    match payment {
        Some(payment) if refunded(trade, payment) == payment.amount => "TRADE_CLOSED",
        Some(_) => "TRADE_SUCCESS",
        None if trade.open(now) => "WAIT_BUYER_PAY",
        None => "TRADE_CLOSED",
    }
}

fn shown(trade: &Trade, payment: Option<&Payment>, now: Timestamp) -> Value {
    let total = payment.map_or(trade.total, |it| it.amount);
    let mut shown = json!({
        "code": "10000",
        "msg": "Success",
        "out_trade_no": trade.number,
        "trade_status": status(trade, payment, now),
        "total_amount": in_yuan(total),
        "buyer_logon_id": "159****5620",
        "buyer_user_id": "2088101117955611",
        "point_amount": "0.00",
    });
    if let Some(payment) = payment {
        let amount = in_yuan(payment.amount);
        shown["trade_no"] = payment.id.as_str().into();
        shown["send_pay_date"] = beijing(payment.at).into();
        shown["receipt_amount"] = amount.as_str().into();
        shown["buyer_pay_amount"] = amount.as_str().into();
        shown["fund_bill_list"] = json!([{ "amount": amount, "fund_channel": "ALIPAYACCOUNT" }]);
    } else {
        shown["time_expire"] = expires(trade).into();
    }
    shown
}

fn close(desk: &mut Desk, ask: &Named, now: Timestamp) -> Result<Value, Refusal> {
    let (trade, payment) = find(desk, ask.trade_no.as_deref(), ask.out_trade_no.as_deref())?;
    if payment.is_some() || !trade.open(now) {
        return Err(Refusal::acq("REASON_TRADE_STATUS_INVALID", "交易状态不合法"));
    }
    let number = trade.number.clone();
    let trade = desk.ledger.trade_mut(&number).expect("just found");
    trade.closed = Some(now);
    Ok(json!({ "code": "10000", "msg": "Success", "out_trade_no": number }))
}

fn given_back(trade: &Trade, payment: &Payment, change: &str) -> Value {
    json!({
        "code": "10000",
        "msg": "Success",
        "out_trade_no": trade.number,
        "trade_no": payment.id,
        "buyer_logon_id": "159****5620",
        "fund_change": change,
        // The sum of all, not this one.
        "refund_fee": in_yuan(refunded(trade, payment)),
    })
}

fn query_refund(desk: &mut Desk, ask: &AskBack, now: Timestamp) -> Result<Value, Refusal> {
    let (trade, _) = find(desk, ask.trade_no.as_deref(), ask.out_trade_no.as_deref())?;
    let (order, total) = (trade.number.clone(), trade.total);
    let known = trade.refunds.iter().any(|it| it.number == ask.out_request_no);
    let refund = known.then(|| desk.refund_now(&ask.out_request_no, now)).flatten();
    let mut shown = json!({ "code": "10000", "msg": "Success" });
    // What it does not know, or not yet, it says nothing of; that is no refusal.
    let Some(refund) = refund.filter(|it| it.state == RefundState::Done) else { return Ok(shown) };
    shown["out_trade_no"] = order.into();
    shown["trade_no"] = refund.payment.as_str().into();
    shown["out_request_no"] = refund.number.as_str().into();
    shown["refund_amount"] = in_yuan(refund.amount).into();
    shown["total_amount"] = in_yuan(total).into();
    shown["refund_status"] = "REFUND_SUCCESS".into();
    if let Some(at) =
        refund.settled.filter(|_| ask.query_options.iter().any(|it| it == "gmt_refund_pay"))
    {
        shown["gmt_refund_pay"] = beijing(at).into();
    }
    Ok(shown)
}
