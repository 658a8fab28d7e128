use super::{Wechat, beijing, shown};
use crate::bank::{Announcement, Desk, Flaw, SignedBy};
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
    let Announcement { number, payment, flaw, .. } = announcement;
    let trade = desk.ledger.trade(number).expect("an announcement is of an order");
    let notify_url = trade.notify_url.clone();
    let mut shown = shown::transaction(trade, Some(payment), &bank.account, now);
    if *flaw == Flaw::Foreign {
        shown["mchid"] = json!("1900000001");
    }
    let body = envelope(bank, desk, &shown, now).to_string().into_bytes();
    let serial = match bank.signed_by {
        SignedBy::Either if desk.random.coin() => &bank.account.certificate_serial,
        SignedBy::Certificate => &bank.account.certificate_serial,
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

fn envelope(bank: &Wechat, desk: &mut Desk, shown: &Value, now: Timestamp) -> Value {
    let nonce = desk.random.letters(12);
    let id = format!("EV-{}", desk.random.digits(20));
    let ciphertext = bank.seal.seals(shown.to_string().as_bytes(), &nonce, "transaction");
    json!({
        "id": id,
        "create_time": beijing(now),
        "resource_type": "encrypt-resource",
        "event_type": "TRANSACTION.SUCCESS",
        "summary": "支付成功",
        "resource": {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": ciphertext,
            "associated_data": "transaction",
            "nonce": nonce,
        },
    })
}
