use super::asks::{
    Asked, Call, CloseAsk, PlaceAsk, QueryAsk, QueryRefundAsk, RefundAsk, Refusal, RequireAsk,
    beijing, fen, instant, yuan,
};
use super::{Bocom, Done, Keys};
use crate::bank::{Desk, Payment, Refund, RefundState, Trade};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What can be asked for with `require_fields`.
const FACTS: [&str; 5] =
    ["bank_tran_no", "third_party", "third_party_tran_no", "open_id", "sub_openid"];

impl Bocom {
    pub(super) fn place(
        &self,
        desk: &mut Desk,
        call: Call,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let ask: PlaceAsk = asked.as_ask(&self.account)?;
        let until = self.fits(&ask, call, now)?;
        let said = format!("{} {}", call.code(), asked.body);
        let base = desk.base_url.clone();
        let trade = if let Some(trade) = desk.ledger.trade(&ask.pay_mer_tran_no) {
            if trade.said != said {
                return Err(Refusal::new("MPNG0409", "商户订单号重复"));
            }
            if !trade.open(now) {
                return Err(Refusal::new("MPNG0410", "订单已支付或已关闭"));
            }
            trade
        } else {
            let code = desk.random.letters(16);
            let sys_order_no = desk.random.digits(24);
            let (encrypted, notify_url) = match ask.notify_url.split_once('@') {
                Some((_, url)) => (true, url.to_owned()),
                None => (false, ask.notify_url),
            };
            desk.ledger.open(Trade {
                number: ask.pay_mer_tran_no,
                product: call.code().to_owned(),
                said,
                code,
                description: ask.tran_content,
                total: fen(&ask.total_amount).expect("just checked"),
                notify_url,
                return_url: ask.jump_url,
                opened: now,
                placed: now,
                until,
                closed: None,
                more: json!({
                    "date": ask.mer_trade_date,
                    "scene": ask.tran_scene,
                    "encrypted": encrypted,
                    "require": names(&ask.require_fields),
                    "sys_order_no": sys_order_no,
                }),
                payments: Vec::new(),
                refunds: Vec::new(),
            })
        };
        let code = &trade.code;
        let shown = if call == Call::Page {
            json!({ "redirect_url": format!("{base}/mpng/cashier?t={code}") })
        } else {
            json!({
                "pay_mer_tran_no": trade.number,
                "shop_id": "",
                "display_code_text": format!("https://qr.sandbox.invalid/{code}"),
            })
        };
        Ok(Done::Yes(shown))
    }

    /// Until when the order can be paid, if every field is as the bank wants it.
    fn fits(&self, ask: &PlaceAsk, call: Call, now: Timestamp) -> Result<Timestamp, Refusal> {
        let number = &ask.pay_mer_tran_no;
        let plain = number.bytes().all(|it| it.is_ascii_alphanumeric());
        let hosted = call == Call::Page;
        let scene = if hosted { &*self.account.page_scene } else { "B2C-API-DISPLAYCODE" };
        let url = match ask.notify_url.split_once('@') {
            Some((app, url)) if app == self.account.app_id => url,
            Some(_) => "",
            None => &ask.notify_url,
        };
        let opened = format!("{}{}", ask.mer_trade_date, ask.mer_trade_time);
        let opened = instant(&opened, "%Y%m%d%H%M%S");
        let until = instant(&ask.valid_period, "%Y%m%d%H%M%S");
        let known = ask.require_fields.iter().all(|it| FACTS.contains(&it.require_field.as_str()));
        let checks = [
            ("pay_mer_tran_no", (8..=32).contains(&number.len()) && plain),
            ("mer_trade_date", opened.is_some_and(|it| now.duration_since(it).as_hours() < 24)),
            ("total_amount", fen(&ask.total_amount).is_some()),
            ("currency", ask.currency == "CNY"),
            ("location", matches!(ask.location.as_str(), "ONLINE" | "OFFLINE")),
            ("tran_scene", ask.tran_scene == scene),
            ("tran_content", (1..=128).contains(&ask.tran_content.len())),
            ("notify_url", callable(url)),
            ("jump_url", ask.jump_url.is_some() == hosted),
            ("jump_url", ask.jump_url.as_deref().is_none_or(callable)),
            ("require_fields", known),
        ];
        if let Some((name, _)) = checks.iter().find(|(_, fine)| !fine) {
            return Err(Refusal::wrong(name));
        }
        until.filter(|it| *it > now).ok_or_else(|| Refusal::wrong("valid_period"))
    }

    pub(super) fn query(
        &self,
        desk: &Desk,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let ask: QueryAsk = asked.as_ask(&self.account)?;
        let number = &ask.pay_mer_tran_no;
        let trade = known(desk, number, &ask.mer_trade_date, Some(&ask.tran_scene))?;
        let mut shown = json!({
            "pay_mer_tran_no": trade.number,
            "currency": "CNY",
            "total_amount": yuan(trade.total),
            "refunded_amt": yuan(trade.refunded()),
            "tran_state_code": "",
            "tran_state_msg": "",
            "pay_detail_info": [],
        });
        let (state, status) = match trade.payments.first() {
            Some(payment) => {
                shown["total_amount"] = json!(yuan(payment.amount));
                shown["buyer_pay_amount"] = json!(yuan(payment.amount));
                shown["sys_order_no"] = trade.more["sys_order_no"].clone();
                shown["require_values"] = values(payment, &names(&ask.require_fields));
                ("SUCCESS", "PAIED")
            }
            None if trade.open(now) => ("PROCESS", "INITIAL"),
            None => ("FAILURE", "CLOSED"),
        };
        shown["tran_state"] = json!(state);
        shown["order_status"] = json!(status);
        Ok(Done::Yes(shown))
    }

    pub(super) fn close(
        &self,
        desk: &mut Desk,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let ask: CloseAsk = asked.as_ask(&self.account)?;
        let own = &ask.close_mer_tran_no;
        if !(8..=32).contains(&own.len()) || desk.ledger.trade(own).is_some() {
            return Err(Refusal::wrong("close_mer_tran_no"));
        }
        let number = known(desk, &ask.pay_mer_tran_no, &ask.mer_trade_date, None)?.number.clone();
        let trade = desk.ledger.trade_mut(&number).expect("just found");
        if !trade.payments.is_empty() {
            return Err(Refusal::new("MPNG0410", "订单已支付"));
        }
        trade.closed.get_or_insert(now);
        Ok(Done::Yes(json!({})))
    }

    pub(super) fn refund(
        &self,
        desk: &mut Desk,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let ask: RefundAsk = asked.as_ask(&self.account)?;
        let date = &ask.mer_trade_date;
        let trade = known(desk, &ask.pay_mer_tran_no, date, Some(&ask.tran_scene))?;
        let (number, total) = (trade.number.clone(), yuan(trade.total));
        let own = &ask.refund_mer_tran_no;
        let decided = format!("{}{}", ask.mer_refund_date, ask.mer_refund_time);
        let amount = fen(&ask.amount).filter(|_| ask.currency == "CNY");
        let amount = amount.ok_or_else(|| Refusal::wrong("amount"))?;
        let fine = (8..=32).contains(&own.len())
            && instant(&decided, "%Y%m%d%H%M%S").is_some()
            && !ask.tran_content.is_empty();
        if !fine {
            return Err(Refusal::wrong("refund_mer_tran_no, mer_refund_date, tran_content"));
        }
        let payment = trade.payments.first().cloned();
        let payment = payment.ok_or_else(|| Refusal::new("MPNG0411", "订单未支付"))?;
        // Money goes back by the order, whichever of its payments brought it.
        let left = trade.paid().saturating_sub(trade.refunded());
        if desk.refund_now(own, now).is_some() {
            return Err(Refusal::new("MPNG0409", "退款单号重复"));
        }
        if amount > left {
            return Err(Refusal::new("MPNG0412", "退款金额超过可退金额"));
        }
        let url = ask.notify_url.split_once('@').map_or(&*ask.notify_url, |(_, url)| url);
        let refund = Refund {
            number: own.clone(),
            id: format!("R{}", desk.random.digits(22)),
            payment: payment.id,
            amount,
            asked: now,
            state: RefundState::Pending,
            settled: None,
            said: ask.mer_refund_date.clone(),
            notify_url: Some(url.to_owned()),
        };
        let refund = desk.refund(&number, refund, now);
        let done = refund.state == RefundState::Done;
        let shown = json!({
            "refund_order_no": refund.id,
            "refund_amount": yuan(refund.amount),
            "done_refund_amount": yuan(if done { amount } else { 0 }),
            "total_amount": total,
            "channel_type": "WECHAT",
        });
        Ok(if done { Done::Yes(shown) } else { Done::Later(shown) })
    }

    pub(super) fn query_refund(
        &self,
        desk: &mut Desk,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let ask: QueryRefundAsk = asked.as_ask(&self.account)?;
        let refund = desk.refund_now(&ask.refund_mer_tran_no, now).ok_or_else(absent)?;
        let scene = desk.ledger.payment(&refund.payment).map(|(trade, _)| &trade.more["scene"]);
        if refund.said != ask.mer_refund_date || *scene.unwrap_or(&Value::Null) != ask.tran_scene {
            return Err(absent());
        }
        let state = match refund.state {
            RefundState::Pending => "PROCESS",
            RefundState::Done => "SUCCESS",
            RefundState::Failed => "FAILURE",
        };
        let settled = refund.settled.map(|it| beijing(it, "%Y%m%d%H%M%S"));
        Ok(Done::Yes(json!({
            "tran_state": state,
            "refund_mer_tran_no": refund.number,
            "refund_order_no": refund.id,
            "refund_amount": yuan(refund.amount),
            "final_time": settled,
        })))
    }
}

/// What was asked for of a payment's facts.
pub(super) fn values(payment: &Payment, wanted: &[String]) -> Value {
    let mut values = json!({ "payment_info": null, "refund_info": null });
    for name in wanted {
        values[name] = match name.as_str() {
            "bank_tran_no" => json!(payment.id),
            "third_party" => json!("WECHAT"),
            "third_party_tran_no" => json!(format!("4200{}", payment.id)),
            _ => Value::Null,
        };
    }
    values
}

/// The order that `number` names, of that day and that scene: another day is another order.
fn known<'a>(
    desk: &'a Desk,
    number: &str,
    date: &str,
    scene: Option<&str>,
) -> Result<&'a Trade, Refusal> {
    let trade = desk.ledger.trade(number).filter(|it| it.more["date"] == date);
    let trade = trade.filter(|it| scene.is_none_or(|scene| it.more["scene"] == scene));
    trade.ok_or_else(absent)
}

fn absent() -> Refusal {
    Refusal::new(Keys::ABSENT, "原交易不存在")
}

fn names(fields: &[RequireAsk]) -> Vec<String> {
    fields.iter().map(|it| it.require_field.clone()).collect()
}

fn callable(url: &str) -> bool {
    let here = ["http://127.0.0.1", "http://localhost"].iter().any(|it| url.starts_with(it));
    (url.starts_with("https://") || here) && url.len() <= 255 && url.parse::<http::Uri>().is_ok()
}
