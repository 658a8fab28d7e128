use super::telephone::Telephone;
use super::{BankSide, beijing};
use crate::bank::{Payment, Refund, RefundState, Trade};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The transaction object of a query and a notice.
pub(super) fn transaction(
    trade: &Trade,
    payment: Option<&Payment>,
    account: &BankSide,
    now: Timestamp,
) -> Value {
    let mut shown = json!({
        "appid": account.app_id,
        "mchid": account.merchant_id,
        "out_trade_no": trade.number,
    });
    let mut set = |name: &str, value: Value| shown[name] = value;
    let (state, words) = state(trade, payment, now);
    set("trade_state", state.into());
    set("trade_state_desc", words.into());
    set("amount", json!({ "total": trade.total, "currency": "CNY" }));
    if let Some(attach) = trade.more["attach"].as_str() {
        set("attach", attach.into());
    }
    if let Some(payment) = payment {
        set("transaction_id", payment.id.as_str().into());
        set("trade_type", trade_type(trade).into());
        set("bank_type", "OTHERS".into());
        set("success_time", beijing(payment.at).into());
        set("payer", json!({ "openid": payer(trade, account) }));
        let total = payment.amount;
        let amount = json!({
            "total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY",
        });
        set("amount", amount);
    }
    shown
}

/// Who pays: whoever was named, or the one who scans codes on this machine.
pub(super) fn payer(trade: &Trade, account: &BankSide) -> String {
    let named = trade.more["openid"].as_str();
    named.map_or_else(|| account.openid(Telephone::default()), str::to_owned)
}

/// How an order is paid, in the provider's word.
pub(super) fn trade_type(trade: &Trade) -> &'static str {
    match trade.product.as_str() {
        "native" => "NATIVE",
        "h5" => "MWEB",
        _ => "JSAPI",
    }
}

/// Where an order stands, in the provider's word and in Chinese.
fn state(trade: &Trade, payment: Option<&Payment>, now: Timestamp) -> (&'static str, &'static str) {
    let back = |it: &Refund| it.state != RefundState::Failed;
    if payment.is_some() && trade.refunds.iter().any(back) {
        ("REFUND", "转入退款")
    } else if payment.is_some() {
        ("SUCCESS", "支付成功")
    } else if trade.open(now) {
        ("NOTPAY", "订单未支付")
    } else {
        ("CLOSED", "订单已关闭")
    }
}
