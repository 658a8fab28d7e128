use super::{
    MERCHANT, NOW, OTHER, SECRET, at, notice, notice_of, now, order, paid, paid_notice, signed,
    signed_at, silent, told,
};
use super::{NONCE, SIGNATURE, TIMESTAMP};
use crate::{Heard, Notice, NoticeError};
use domain::{FaultKind, Outcome, Refunded, Way};
use http::{HeaderValue, Method};
use proptest::prelude::*;
use serde_json::json;

#[tokio::test]
async fn a_notice_and_a_query_give_one_payment_one_name() {
    let order = order(Way::Qr);
    let heard = silent().read(&notice_of(&paid_notice(&order)), now()).expect("believed");
    let asked = told(&paid(&order)).query(&order).await.expect("an outcome");
    let (Heard::Receipt(heard), Outcome::Paid(asked)) = (heard, asked) else { panic!("paid") };
    assert_eq!(heard, asked);
}

#[test]
fn a_notice_tells_what_became_of_a_refund() {
    let done = json!({
        "event": "refund-done", "merchant": MERCHANT, "number": "X1", "refund": "R1",
        "amount": 100, "at": "2026-01-01T08:00:00+08:00",
    });
    let Ok(Heard::Refund { number, refunded }) = silent().read(&notice_of(&done), now()) else {
        panic!("a refund")
    };
    assert_eq!(number, "X1");
    assert!(
        matches!(refunded, Refunded::Done(it) if it.amount.fen() == 100 && it.at == Some(at(NOW)))
    );
    let failed =
        json!({ "event": "refund-failed", "merchant": MERCHANT, "number": "X1", "code": "E" });
    let heard = silent().read(&notice_of(&failed), now()).expect("believed");
    let refunded = Refunded::Failed { code: "E".to_owned() };
    assert_eq!(heard, Heard::Refund { number: "X1".to_owned(), refunded });
    for mut notice in [done, failed] {
        notice["merchant"] = json!("school-2");
        assert_eq!(silent().read(&notice_of(&notice), now()), Err(NoticeError::Foreign));
    }
}

#[test]
fn a_notice_is_believed_if_it_was_signed_just_now_with_any_secret() {
    let body = paid_notice(&order(Way::Qr)).to_string().into_bytes();
    let nonce = "n0n0n0n0n0n0n0n0";
    let read = |headers| silent().read(&notice(headers, &body), now());
    assert!(read(signed(OTHER, "POST", "/notice", nonce, &body)).is_ok());
    let told = |second| read(signed_at(second, SECRET, &["POST", "/notice"], nonce, &body));
    assert!(told(NOW - 299).is_ok() && told(NOW + 299).is_ok());
    assert_eq!(told(NOW - 300), Err(NoticeError::Stale));
    assert_eq!(told(NOW + 300), Err(NoticeError::Stale));

    // What was signed as something else is not a notice, though the secret is right.
    for (what, path) in [("POST", "/query"), ("200", "/notice"), ("PUT", "/notice")] {
        let outcome = read(signed(SECRET, what, path, nonce, &body));
        assert_eq!(outcome, Err(NoticeError::Forged), "{what} {path}");
    }
    for name in [TIMESTAMP, NONCE, SIGNATURE] {
        let mut headers = signed(SECRET, "POST", "/notice", nonce, &body);
        headers.remove(name);
        assert_eq!(read(headers), Err(NoticeError::Unsigned), "{name}");
    }
    let headers = signed(SECRET, "POST", "/notice", nonce, &body);
    let get = Notice { method: Method::GET, ..notice(headers, &body) };
    assert_eq!(silent().read(&get, now()), Err(NoticeError::Forged));
}

#[test]
fn no_single_bit_of_a_true_notice_can_be_changed() {
    let us = silent();
    let notice = notice_of(&paid_notice(&order(Way::Qr)));
    assert!(us.read(&notice, now()).is_ok());
    for bit in 0..notice.body.len() * 8 {
        let mut changed = notice.clone();
        changed.body[bit / 8] ^= 1 << (bit % 8);
        assert!(us.read(&changed, now()).is_err(), "bit {bit} of the body");
    }
    for name in [TIMESTAMP, NONCE, SIGNATURE] {
        let value = notice.headers[name].as_bytes();
        for bit in 0..value.len() * 8 {
            let mut flipped = value.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // What cannot stand in a header never arrives.
            let Ok(other) = HeaderValue::from_bytes(&flipped) else { continue };
            let mut changed = notice.clone();
            changed.headers.insert(name, other);
            assert!(us.read(&changed, now()).is_err(), "bit {bit} of {name}");
        }
    }
}

#[test]
fn the_connector_hears_whether_its_notice_is_safe() {
    let us = silent();
    let heard = us.read(&notice_of(&paid_notice(&order(Way::Qr))), now()).expect("believed");
    assert_eq!(us.thanks(&heard).status, 200);
    for (kind, status) in
        [(FaultKind::Stranger, 401), (FaultKind::Invalid, 400), (FaultKind::Unavailable, 503)]
    {
        assert_eq!(us.refusal(kind).status, status);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_signed_bytes_make_reading_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let headers = signed(SECRET, "POST", "/notice", "n0n0n0n0n0n0n0n0", &body);
        prop_assert!(silent().read(&notice(headers, &body), now()).is_err());
    }

    #[test]
    fn no_headers_make_reading_panic(values in proptest::collection::vec("[ -~]{0,70}", 3)) {
        let mut notice = notice_of(&paid_notice(&order(Way::Qr)));
        for (name, value) in [TIMESTAMP, NONCE, SIGNATURE].into_iter().zip(values) {
            notice.headers.insert(name, HeaderValue::from_str(&value).expect("printable"));
        }
        prop_assert!(silent().read(&notice, now()).is_err());
    }
}
