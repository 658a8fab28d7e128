use super::acts::values;
use super::asks::{beijing, yuan};
use super::seal::Seal;
use super::{Bocom, odd};
use crate::bank::{Announcement, Desk, Flaw};
use http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The request that tells `announcement` to the merchant, in the form that the order's address
/// asked for.
pub(super) fn of(
    bank: &Bocom,
    desk: &mut Desk,
    announcement: &Announcement,
    now: Timestamp,
) -> Request<Vec<u8>> {
    let Announcement { number, flaw, refund, .. } = announcement;
    let trade = desk.ledger.trade(number).expect("an announcement is of an order");
    let url = refund.as_ref().and_then(|it| it.notify_url.clone());
    let url = url.unwrap_or_else(|| trade.notify_url.clone());
    let encrypted = trade.more["encrypted"] == true;
    let content = content(bank, desk, announcement);
    let lied = matches!(flaw, Flaw::Forged | Flaw::Probe);
    let body = if encrypted {
        let mut key = [0; 32];
        key.copy_from_slice(desk.random.letters(32).as_bytes());
        let (hidden, wrapped) = bank.seal.hide(&content.to_string(), key);
        let (id, time) = (desk.random.hex(32), beijing(now, "%Y-%m-%d %H:%M:%S"));
        // These four in this order, and nothing between them: what is signed.
        let told = format!(
            "\"biz_content\":\"{hidden}\",\"msg_id\":\"{id}\",\"timestamp\":\"{time}\",\
             \"encrypt_key\":\"{wrapped}\""
        );
        let sign = bank.seal.sign(if lied { "something else" } else { &told });
        format!("{{{told},\"sign\":\"{sign}\"}}")
    } else {
        let content = odd::spelled(&content, &mut desk.random);
        let sign = bank.seal.sign(if lied { "{}" } else { &content });
        let sign = format!("\"{sign}\"");
        let members = [("notify_biz_content", content.as_str()), ("sign", sign.as_str())];
        odd::object(&members, &mut desk.random)
    };
    Request::post(url)
        .header("content-type", "application/json;charset=UTF-8")
        .body(body.into_bytes())
        .expect("a checked address")
}

fn content(bank: &Bocom, desk: &Desk, announcement: &Announcement) -> Value {
    let Announcement { number, payment, refund, flaw, .. } = announcement;
    let trade = desk.ledger.trade(number).expect("an announcement is of an order");
    let wanted: Vec<String> =
        serde_json::from_value(trade.more["require"].clone()).expect("as it was kept");
    let (amount, time) = match refund {
        Some(refund) => (refund.amount, refund.settled.unwrap_or(refund.asked)),
        None => (payment.amount, payment.at),
    };
    let merchant =
        if *flaw == Flaw::Foreign { "999999999999999" } else { &bank.account.merchant_id };
    json!({
        "notify_url": trade.notify_url,
        "tran_type": if refund.is_some() { "REFUND" } else { "PAY" },
        "mer_tran_no": refund.as_ref().map_or(number, |it| &it.number),
        "tran_state": "SUCCESS",
        "tran_state_code": "",
        "tran_state_msg": "",
        "partner_id": "",
        "mer_ptc_id": merchant,
        "final_time": beijing(time, "%Y%m%d%H%M%S"),
        "total_amount": yuan(amount),
        "buyer_pay_amount": yuan(amount),
        "trd_dsct_amount": "0.00",
        "pay_dsct_amount": "0.00",
        "currency": "CNY",
        "tran_content": trade.description,
        "mer_memo": "a}\"{b,\"sign\":\"zz\"",
        "require_values": values(payment, &wanted),
    })
}

/// Whether the merchant says, signed, that it has the notice.
pub(super) fn acknowledged(seal: &Seal, body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let Some(rest) = text.strip_prefix("{\"rsp_biz_content\":") else { return false };
    let Some((content, sign)) = rest.split_once(",\"sign\":\"") else { return false };
    let Some(sign) = sign.strip_suffix("\"}") else { return false };
    let said: Value = serde_json::from_str(content).unwrap_or_default();
    said["biz_state"] == "S" && seal.by_merchant(content, sign)
}
