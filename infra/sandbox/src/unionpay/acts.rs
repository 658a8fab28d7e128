use super::asks::{self, Call, Refusal};
use super::seal::{self, Fields};
use super::wire::{beijing, clearing_day, code, fields, from_beijing, unpaid};
use super::{Unionpay, notices, statement};
use crate::bank::{Desk, Misdeed, Refund, RefundState, Trade};
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// What an ask brings before it is signed.
type Said = Result<Fields, Refusal>;

impl Unionpay {
    /// Does what a merchant asks for, once everything about the ask is in order.
    pub(super) fn act(
        &mut self,
        desk: &mut Desk,
        call: Call,
        ask: &Fields,
        now: Timestamp,
    ) -> Said {
        asks::check(call, ask, (&self.keys, &self.seal), now)?;
        match call {
            Call::Front => Self::place(desk, call, ask, now),
            Call::Code => {
                let code = Self::place(desk, call, ask, now)?.remove("code").unwrap_or_default();
                let url = format!("https://qr.95516.com/00010000/{code}");
                Ok(fields([("respCode", "00"), ("respMsg", "成功[0000000]"), ("qrCode", &url)]))
            }
            Call::Query => self.query(desk, ask, now),
            Call::Refund | Call::Undo => self.give_back(desk, call, ask, now),
            Call::Statement => self.statement(desk, ask, now),
        }
    }

    /// Opens an order. A form that is posted again shows the same page; a code is given once.
    fn place(desk: &mut Desk, call: Call, ask: &Fields, now: Timestamp) -> Said {
        let until = ask.get("payTimeout").and_then(|it| from_beijing(it));
        let until = until.unwrap_or(now + 24.hours());
        if now >= until {
            return Err(Refusal::new("10", "订单已超过支付时间[payTimeout]"));
        }
        let said = seal::text(ask);
        if let Some(trade) = desk.ledger.trade(&ask["orderId"]) {
            let again = call == Call::Front && trade.said == said && trade.open(now);
            return again.then(|| code(trade)).ok_or_else(Refusal::twice);
        }
        if desk.refund_now(&ask["orderId"], now).is_some() {
            return Err(Refusal::twice());
        }
        let code_drawn = desk.random.digits(24);
        let goods = ask.get("riskRateInfo").map_or("银联商户", String::as_str);
        let goods = goods.strip_prefix("{commodityName=").unwrap_or(goods);
        let trade = desk.ledger.open(Trade {
            number: ask["orderId"].clone(),
            product: if call == Call::Front { "front" } else { "qr" }.to_owned(),
            said,
            code: code_drawn,
            description: goods.trim_end_matches('}').to_owned(),
            total: ask["txnAmt"].parse().map_err(|_| Refusal::format("txnAmt"))?,
            notify_url: ask["backUrl"].clone(),
            return_url: ask.get("frontUrl").cloned(),
            opened: now,
            placed: now,
            until,
            closed: None,
            more: json!({
                "txnTime": ask["txnTime"],
                "txnSubType": ask["txnSubType"],
                "bizType": ask["bizType"],
            }),
            payments: Vec::new(),
            refunds: Vec::new(),
        });
        Ok(code(trade))
    }

    /// What became of the transaction that has this number and this time.
    fn query(&self, desk: &mut Desk, ask: &Fields, now: Timestamp) -> Said {
        let (number, time) = (&ask["orderId"], ask["txnTime"].as_str());
        let refund = desk.refund_now(number, now).filter(|it| it.said.starts_with(time));
        let mut said = if let Some(refund) = refund {
            let (trade, _) = desk.ledger.payment(&refund.payment).ok_or_else(Refusal::absent)?;
            notices::of_refund(trade, &refund, &self.keys.merchant_id)
        } else {
            let trade = desk.ledger.trade(number).filter(|it| it.more["txnTime"] == time);
            let trade = trade.ok_or_else(Refusal::absent)?;
            let Some(payment) = trade.payments.first() else {
                return unpaid(trade, now);
            };
            notices::of_payment(trade, payment, &self.keys.merchant_id)
        };
        let mut fate = said["respCode"].clone();
        let mut message = said["respMsg"].clone();
        if desk.misdeed == Misdeed::Pending {
            (fate, message) = ("05".to_owned(), "交易已受理，请稍后查询交易结果".to_owned());
        }
        said.extend(fields([("respCode", "00"), ("respMsg", "成功[0000000]")]));
        said.extend(fields([("origRespCode", &fate), ("origRespMsg", &message)]));
        Ok(said)
    }

    fn give_back(&mut self, desk: &mut Desk, call: Call, ask: &Fields, now: Timestamp) -> Said {
        let number = &ask["orderId"];
        if desk.ledger.trade(number).is_some() || desk.refund_now(number, now).is_some() {
            return Err(Refusal::twice());
        }
        let origin = &ask["origQryId"];
        let Some((trade, payment)) = desk.ledger.payment(origin) else {
            return Err(Refusal::new("35", "原交易不存在或状态不正确"));
        };
        let amount: u64 = ask["txnAmt"].parse().map_err(|_| Refusal::format("txnAmt"))?;
        let counts = |it: &&Refund| it.payment == *origin && it.state != RefundState::Failed;
        let gone: u64 = trade.refunds.iter().filter(counts).map(|it| it.amount).sum();
        if gone == payment.amount {
            return Err(Refusal::new("45", "原交易已被成功退货或已被成功撤销"));
        }
        let today = clearing_day(payment.at, "%Y%m%d") == clearing_day(now, "%Y%m%d");
        let whole = gone == 0 && amount == payment.amount && today;
        if gone + amount > payment.amount || (call == Call::Undo && !whole) {
            return Err(Refusal::new("36", "与原交易信息不符"));
        }
        if ask["bizType"] != trade.more["bizType"] {
            return Err(Refusal::new("36", "与原交易信息不符[bizType]"));
        }
        let order = trade.number.clone();
        let id = format!("{}{}", beijing(now, "%Y%m%d"), desk.random.digits(13));
        let refund = Refund {
            number: number.clone(),
            id: id.clone(),
            payment: origin.clone(),
            amount,
            asked: now,
            state: RefundState::Pending,
            settled: None,
            said: format!("{} {} {}", ask["txnTime"], ask["txnType"], seal::text(ask)),
            notify_url: Some(ask["backUrl"].clone()),
        };
        self.refunds.insert(number.clone());
        let refund = desk.refund(&order, refund, now);
        let mut said = match refund.state {
            RefundState::Pending => fields([("respCode", "05"), ("respMsg", "交易已受理")]),
            RefundState::Done | RefundState::Failed => {
                fields([("respCode", "00"), ("respMsg", "成功[0000000]")])
            }
        };
        said.extend(fields([("txnAmt", &ask["txnAmt"]), ("origQryId", origin), ("queryId", &id)]));
        Ok(said)
    }

    fn statement(&self, desk: &Desk, ask: &Fields, now: Timestamp) -> Said {
        let merchant = &self.keys.merchant_id;
        let made = statement::made(&ask["settleDate"], now);
        let made = made.filter(|_| desk.misdeed != Misdeed::NotYet);
        let file = made.and_then(|day| statement::packed(desk, merchant, &day));
        let (name, content) = file.ok_or_else(|| Refusal::new("98", "文件不存在[9800000]"))?;
        Ok(fields([
            ("respCode", "00"),
            ("respMsg", "成功[0000000]"),
            ("settleDate", &ask["settleDate"]),
            ("fileType", "00"),
            ("fileName", &name),
            ("fileContent", &content),
        ]))
    }
}
