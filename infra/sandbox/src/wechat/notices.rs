use super::{Wechat, beijing, refunds, shown};
use crate::bank::{Announcement, Desk, Flaw, RefundState, SignedBy};
use http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The request that tells `announcement` to the merchant.
pub(super) fn of(
    bank: &Wechat,
    desk: &mut Desk,
    announcement: &Announcement,
    now: Timestamp,
) -> Request<Vec<u8>> {
    let Announcement { number, payment, refund, flaw, .. } = announcement;
    let trade = desk.ledger.trade(number).expect("an announcement is of an order");
    let merchant = &bank.account.merchant_id;
    let (mut shown, event) = match refund {
        None => {
            let mut shown = shown::transaction(trade, Some(payment), &bank.account, now);
            // A notice of a payment never speaks of what was given back since.
            shown["trade_state"] = json!("SUCCESS");
            (shown, Event { kind: "transaction", name: "TRANSACTION.SUCCESS", words: "支付成功" })
        }
        Some(refund) => {
            let (name, words) = match refund.state {
                RefundState::Failed => ("REFUND.CLOSED", "退款关闭"),
                RefundState::Done | RefundState::Pending => ("REFUND.SUCCESS", "退款成功"),
            };
            let told = refunds::told(number, payment, refund, merchant);
            (told, Event { kind: "refund", name, words })
        }
    };
    let refund_url = refund.as_ref().and_then(|it| it.notify_url.clone());
    let notify_url = refund_url.unwrap_or_else(|| trade.notify_url.clone());
    if *flaw == Flaw::Foreign {
        shown["mchid"] = json!("1900000001");
    }
    let body = envelope(bank, desk, &event, &shown, now).to_string().into_bytes();
    let serial = match bank.signed_by {
        SignedBy::Either if desk.random.coin() => bank.certificate_serial(),
        SignedBy::Certificate => bank.certificate_serial(),
        SignedBy::PublicKey | SignedBy::Either => &bank.account.public_key_id,
    };
    let second = if *flaw == Flaw::Stale { now.as_second() - 301 } else { now.as_second() };
    let nonce = desk.random.hex(32);
    let mut headers = bank.seal.headers(&body, serial, second, &nonce);
    match flaw {
        Flaw::Forged => {
            // Properly made, but over other bytes: what a thief of an old notice could do.
            headers = bank.seal.headers(b"{}", serial, second, &nonce);
        }
        Flaw::Probe => {
            let signature = headers["wechatpay-signature"].to_str().unwrap_or_default();
            let wrong = probe(signature);
            headers.insert("wechatpay-signature", wrong);
        }
        Flaw::None | Flaw::Stale | Flaw::Foreign => {}
    }
    let mut request = Request::post(notify_url).body(body).expect("a checked address");
    *request.headers_mut() = headers;
    request
}

/// A wrong signature as the provider makes them on purpose: base64 that fails.
pub(super) fn probe(signature: &str) -> http::HeaderValue {
    let tail = signature.get(20..).unwrap_or_default();
    format!("WECHATPAY/SIGNTEST/x{tail}").parse().expect("base64 stands in a header")
}

/// What a notice is about, in the provider's words.
struct Event {
    kind: &'static str,
    name: &'static str,
    words: &'static str,
}

fn envelope(bank: &Wechat, desk: &mut Desk, event: &Event, shown: &Value, now: Timestamp) -> Value {
    let nonce = desk.random.letters(12);
    let id = format!("EV-{}", desk.random.digits(20));
    let ciphertext = bank.seal.seals(shown.to_string().as_bytes(), &nonce, event.kind);
    json!({
        "id": id,
        "create_time": beijing(now),
        "resource_type": "encrypt-resource",
        "event_type": event.name,
        "summary": event.words,
        "resource": {
            "original_type": event.kind,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": ciphertext,
            "associated_data": event.kind,
            "nonce": nonce,
        },
    })
}
