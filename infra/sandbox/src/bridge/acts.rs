use super::Bridge;
use super::asks::{AboutAsk, DayAsk, OrderAsk, PlaceAsk, RefundAsk, Refusal};
use crate::bank::{Desk, Misdeed, Payment, Refund, RefundState, Trade};
use jiff::{Timestamp, tz};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Said = Result<Value, Refusal>;

const UNCLEAR: Refusal = Refusal(422, "not-described");

impl Bridge {
    pub(super) fn place(&self, desk: &mut Desk, body: &[u8], now: Timestamp) -> Said {
        let ask: PlaceAsk = read(body)?;
        self.ours(&ask.merchant, Some(&ask.order))?;
        let texts = [&ask.payee, &ask.description, &ask.client_ip];
        let urls = [&ask.notify_url, &ask.return_url];
        let fine = texts.iter().all(|it| !it.is_empty())
            && ask.description.len() <= 127
            && urls.iter().all(|it| it.starts_with("http") && it.parse::<http::Uri>().is_ok());
        if !fine {
            return Err(UNCLEAR);
        }
        let said = String::from_utf8_lossy(body).into_owned();
        let base = desk.base_url.clone();
        let OrderAsk { number, amount, way, until, .. } = ask.order;
        let trade = if let Some(trade) = desk.ledger.trade(&number) {
            if trade.said != said {
                return Err(Refusal(409, "number-used"));
            }
            match trade.state(now) {
                "open" => trade,
                "paid" => return Err(Refusal(409, "paid")),
                _ => return Err(Refusal(409, "closed")),
            }
        } else {
            let code = desk.random.letters(16);
            desk.ledger.open(Trade {
                number,
                product: way,
                said,
                code,
                description: ask.description,
                total: amount,
                notify_url: ask.notify_url,
                return_url: Some(ask.return_url),
                opened: now,
                placed: now,
                until,
                closed: None,
                more: Value::Null,
                payments: Vec::new(),
                refunds: Vec::new(),
            })
        };
        let url = format!("{base}/page/{}", trade.code);
        Ok(if trade.product == "qr" {
            json!({ "kind": "qr", "content": url })
        } else {
            json!({ "kind": "jump", "url": url })
        })
    }

    pub(super) fn query(&self, desk: &Desk, body: &[u8], now: Timestamp) -> Said {
        let ask: AboutAsk = read(body)?;
        self.ours(&ask.merchant, Some(&ask.order))?;
        let number = &ask.order.number;
        let Some(trade) = desk.ledger.trade(number) else {
            return Ok(json!({ "state": "absent", "number": number }));
        };
        if let Some(payment) = trade.payments.first() {
            let mut shown = payment_shown("state", trade, payment);
            shown["merchant"] = json!(self.merchant);
            return Ok(shown);
        }
        let state = if trade.open(now) { "pending" } else { "closed" };
        Ok(json!({ "state": state, "number": number }))
    }

    pub(super) fn close(&self, desk: &mut Desk, body: &[u8], now: Timestamp) -> Said {
        let ask: AboutAsk = read(body)?;
        self.ours(&ask.merchant, Some(&ask.order))?;
        let number = &ask.order.number;
        let state = match desk.ledger.trade_mut(number) {
            Some(trade) if !trade.payments.is_empty() => "paid",
            Some(trade) => {
                trade.closed.get_or_insert(now);
                "closed"
            }
            None => "closed",
        };
        Ok(json!({ "state": state, "number": number }))
    }

    pub(super) fn refund(&self, desk: &mut Desk, body: &[u8], now: Timestamp) -> Said {
        let ask: RefundAsk = read(body)?;
        self.ours(&ask.merchant, Some(&ask.order))?;
        let wanted = &ask.refund;
        if wanted.amount == 0 || wanted.reason.is_empty() || wanted.opened < ask.order.opened {
            return Err(UNCLEAR);
        }
        let said = String::from_utf8_lossy(body).into_owned();
        if let Some(refund) = desk.refund_now(&wanted.number, now) {
            let same = refund.said == said;
            return if same { Ok(refund_shown(&refund)) } else { Err(Refusal(409, "number-used")) };
        }
        let failed =
            |code: &str| json!({ "state": "failed", "number": wanted.number, "code": code });
        let Some((trade, payment)) = desk.ledger.payment(&wanted.transaction) else {
            return Ok(failed("not-paid"));
        };
        if trade.number != ask.order.number {
            return Ok(failed("other-order"));
        }
        let counts = |it: &&Refund| it.payment == payment.id && it.state != RefundState::Failed;
        let given: u64 = trade.refunds.iter().filter(counts).map(|it| it.amount).sum();
        if given + wanted.amount > payment.amount {
            return Ok(failed("more-than-paid"));
        }
        let refund = Refund {
            number: wanted.number.clone(),
            id: String::new(),
            payment: payment.id.clone(),
            amount: wanted.amount,
            asked: now,
            state: RefundState::Pending,
            settled: None,
            said,
            notify_url: Some(trade.notify_url.clone()),
        };
        let refund = Refund { id: format!("R{}", desk.random.digits(20)), ..refund };
        Ok(refund_shown(&desk.refund(&ask.order.number, refund, now)))
    }

    pub(super) fn query_refund(&self, desk: &mut Desk, body: &[u8], now: Timestamp) -> Said {
        let ask: RefundAsk = read(body)?;
        self.ours(&ask.merchant, Some(&ask.order))?;
        let number = &ask.refund.number;
        let refund = desk.refund_now(number, now);
        let absent = json!({ "state": "absent", "number": number });
        Ok(refund.map_or(absent, |it| refund_shown(&it)))
    }

    pub(super) fn statement(&self, desk: &Desk, body: &[u8]) -> Said {
        let ask: DayAsk = read(body)?;
        self.ours(&ask.merchant, None)?;
        if desk.misdeed == Misdeed::NotYet {
            return Ok(json!({ "state": "not-yet" }));
        }
        let mut lines = Vec::new();
        for trade in desk.ledger.trades() {
            lines.extend(trade.payments.iter().map(|it| payment_line(trade, it)));
            let done = trade.refunds.iter().filter(|it| it.state == RefundState::Done);
            lines.extend(done.map(|it| refund_line(trade, it)));
        }
        lines.retain(|it| it["at"].as_str().is_some_and(|at| at.starts_with(&ask.day)));
        if desk.misdeed == Misdeed::MissingLine {
            lines.pop();
        }
        if lines.is_empty() {
            return Ok(json!({ "state": "empty" }));
        }
        let sum = |kind: &str| {
            let of_kind = lines.iter().filter(|it| it["kind"] == kind);
            of_kind.filter_map(|it| it["amount"].as_u64()).sum::<u64>()
        };
        let more = u64::from(matches!(desk.misdeed, Misdeed::WrongTotal | Misdeed::WrongHash));
        Ok(json!({
            "state": "day",
            "merchant": self.merchant,
            "day": ask.day,
            "payments": sum("payment") + more,
            "refunds": sum("refund"),
            "lines": lines,
        }))
    }

    fn ours(&self, merchant: &str, order: Option<&OrderAsk>) -> Result<(), Refusal> {
        let fits = merchant == self.merchant && order.is_none_or(OrderAsk::fits);
        if fits { Ok(()) } else { Err(UNCLEAR) }
    }
}

/// A payment, said under the name `tag` as an answer or a notice.
pub(super) fn payment_shown(tag: &str, trade: &Trade, payment: &Payment) -> Value {
    let mut shown = json!({
        "number": trade.number,
        "amount": payment.amount,
        "transaction": payment.id,
        "paid_at": beijing(payment.at),
    });
    shown[tag] = json!("paid");
    shown
}

/// A refund, as a notice says it.
pub(super) fn refund_told(refund: &Refund) -> Value {
    if refund.state == RefundState::Failed {
        return json!({ "event": "refund-failed", "number": refund.number, "code": "failed" });
    }
    json!({
        "event": "refund-done",
        "number": refund.number,
        "refund": refund.id,
        "amount": refund.amount,
        "at": refund.settled.map(beijing),
    })
}

fn refund_shown(refund: &Refund) -> Value {
    let number = &refund.number;
    match refund.state {
        RefundState::Pending => json!({ "state": "pending", "number": number }),
        RefundState::Failed => json!({ "state": "failed", "number": number, "code": "failed" }),
        RefundState::Done => json!({
            "state": "done",
            "number": number,
            "refund": refund.id,
            "amount": refund.amount,
            "at": refund.settled.map(beijing),
        }),
    }
}

fn payment_line(trade: &Trade, payment: &Payment) -> Value {
    json!({
        "kind": "payment",
        "number": trade.number,
        "transaction": payment.id,
        "amount": payment.amount,
        "fee": payment.amount * 6 / 10_000,
        "at": beijing(payment.at),
    })
}

fn refund_line(trade: &Trade, refund: &Refund) -> Value {
    json!({
        "kind": "refund",
        "number": trade.number,
        "refund": refund.number,
        "transaction": refund.payment,
        "amount": refund.amount,
        "fee": 0,
        "at": beijing(refund.settled.unwrap_or(refund.asked)),
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| UNCLEAR)
}

fn beijing(instant: Timestamp) -> String {
    let zoned = instant.to_zoned(tz::offset(8).to_time_zone());
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
