use super::{BankSide, beijing};
use crate::bank::{Payment, Trade};
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
        let trade_type = match trade.product.as_str() {
            "native" => "NATIVE",
            "h5" => "MWEB",
            _ => "JSAPI",
        };
        set("transaction_id", payment.id.as_str().into());
        set("trade_type", trade_type.into());
        set("bank_type", "OTHERS".into());
        set("success_time", beijing(payment.at).into());
        set("payer", json!({ "openid": "oSandboxPayer000000000000000" }));
        let total = payment.amount;
        let amount = json!({
            "total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY",
        });
        set("amount", amount);
    }
    shown
}

/// Where an order stands, in the provider's word and in Chinese.
fn state(trade: &Trade, payment: Option<&Payment>, now: Timestamp) -> (&'static str, &'static str) {
    if payment.is_some() {
        ("SUCCESS", "支付成功")
    } else if trade.open(now) {
        ("NOTPAY", "订单未支付")
    } else {
        ("CLOSED", "订单已关闭")
    }
}
