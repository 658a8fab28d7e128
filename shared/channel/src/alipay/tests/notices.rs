use super::{APP, Provider, SELLER, account, certified, now, opened, order, receipt};
use crate::{Channel, Heard, Notice, NoticeError, Wire};
use domain::{FaultKind, Refunded, Scene, Way};
use http::{HeaderMap, Method};

fn notice(body: Vec<u8>) -> Notice {
    Notice { method: Method::POST, query: String::new(), headers: HeaderMap::new(), body }
}

fn fields(change: &[(&str, &str)]) -> Vec<(String, String)> {
    let number = order(Scene::Pc, Way::Qr).number().to_string();
    let plain = [
        ("app_id", APP),
        ("buyer_logon_id", "159****5620"),
        ("charset", "utf-8"),
        ("gmt_payment", "2026-01-01 08:00:00"),
        ("notify_id", "2026010100222080000055611445967830"),
        ("notify_time", "2026-01-01 08:00:01"),
        ("notify_type", "trade_status_sync"),
        ("out_trade_no", &number),
        ("seller_id", SELLER),
        ("sign_type", "RSA2"),
        ("subject", "西安科技大学 学费+住宿费 100% & more=1"),
        ("total_amount", "6000.00"),
        ("trade_no", "2026010122001401010000000001"),
        ("trade_status", "TRADE_SUCCESS"),
    ];
    let changed = change.iter().map(|(name, _)| *name);
    let kept = plain.into_iter().filter(|(name, _)| !changed.clone().any(|it| it == *name));
    let all = kept.chain(change.iter().copied().filter(|(_, value)| *value != "-"));
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A notice that the provider signed; a field that is `-` is left out.
pub(super) fn told(change: &[(&str, &str)]) -> Notice {
    told_by(&Provider::new(), change)
}

/// The same, signed by another key.
pub(super) fn told_by(provider: &Provider, change: &[(&str, &str)]) -> Notice {
    let fields = fields(change);
    let fields: Vec<_> = fields.iter().map(|(name, it)| (name.as_str(), it.as_str())).collect();
    notice(provider.tells(&fields))
}

fn heard(change: &[(&str, &str)]) -> Result<Heard, NoticeError> {
    account().read(&told(change), now())
}

#[test]
fn a_true_notice_becomes_a_receipt() {
    let expected = Heard::Receipt(receipt(&order(Scene::Pc, Way::Qr)));
    assert_eq!(heard(&[]), Ok(expected.clone()));
    // Paid as well, and past the time in which it can be given back.
    assert_eq!(heard(&[("trade_status", "TRADE_FINISHED")]), Ok(expected.clone()));
    assert_eq!(heard(&[("refund_fee", "0.00")]), Ok(expected.clone()));
    let closed = opened(&certified(), Wire::direct(|_| None), super::NOW).expect("an account");
    assert_eq!(closed.read(&told(&[]), now()), Ok(expected));
}

#[test]
fn a_notice_and_a_query_tell_the_same_receipt() {
    let trade: super::super::wire::Trade =
        serde_json::from_value(super::paid(&order(Scene::Pc, Way::Qr))).expect("a trade");
    let queried = trade.payment().receipt(&account().merchant);
    assert_eq!(heard(&[]), queried.map(Heard::Receipt));
}

#[test]
fn a_short_sum_is_still_money_that_arrived() {
    let Ok(Heard::Receipt(receipt)) = heard(&[("total_amount", "0.01")]) else { panic!("money") };
    assert_eq!(receipt.amount.fen(), 1);
}

#[test]
fn somebody_elses_money_is_foreign() {
    for field in ["app_id", "seller_id"] {
        for other in ["2088000000000000", "", "-"] {
            assert_eq!(heard(&[(field, other)]), Err(NoticeError::Foreign), "{field} {other}");
        }
    }
    assert_eq!(heard(&[("out_trade_no", "T20260101000001")]), Err(NoticeError::Foreign));
}

#[test]
fn what_cannot_be_read_is_garbled() {
    for (field, other) in [
        ("total_amount", "6e3"),
        ("total_amount", "6000.001"),
        ("total_amount", "-1.00"),
        ("total_amount", "-"),
        ("gmt_payment", "yesterday"),
        ("gmt_payment", "-"),
        ("trade_no", "-"),
        ("trade_status", "trade_success"),
        ("trade_status", "TRADE_SHIPPED"),
        ("trade_status", "-"),
        ("notify_type", "-"),
        ("out_trade_no", "-"),
    ] {
        assert_eq!(heard(&[(field, other)]), Err(NoticeError::Garbled), "{field} {other}");
    }
    let mut get = told(&[]);
    get.method = Method::GET;
    assert_eq!(account().read(&get, now()), Err(NoticeError::Garbled));
    let long = notice(vec![b'a'; 1 << 17]);
    assert_eq!(account().read(&long, now()), Err(NoticeError::Garbled));
}

#[test]
fn a_notice_of_a_refund_is_no_second_payment() {
    let back = [("refund_fee", "400.00"), ("gmt_refund", "2026-01-02 09:00:00.123")];
    let numbered = [back[0], back[1], ("out_biz_no", "R1")];
    let pending = Heard::Refund { number: "R1".to_owned(), refunded: Refunded::Pending };
    assert_eq!(heard(&numbered), Ok(pending.clone()));
    let closed = [numbered[0], numbered[1], numbered[2], ("trade_status", "TRADE_CLOSED")];
    assert_eq!(heard(&closed), Ok(pending));
    // Without our number there is nothing to look up; it is still no payment.
    for one in [back[0], back[1]] {
        assert!(matches!(heard(&[one]), Ok(Heard::Other { .. })));
    }
}

#[test]
fn what_moves_no_money_is_heard_and_nothing_more() {
    for status in ["WAIT_BUYER_PAY", "TRADE_CLOSED"] {
        let event = status.to_owned();
        assert_eq!(heard(&[("trade_status", status)]), Ok(Heard::Other { event }));
    }
    let event = "open_app_auth_notify".to_owned();
    assert_eq!(heard(&[("notify_type", "open_app_auth_notify")]), Ok(Heard::Other { event }));
}

#[test]
fn a_weaker_signature_is_not_believed_because_it_says_so() {
    for kind in ["RSA", "rsa2", "", "-"] {
        assert_eq!(heard(&[("sign_type", kind)]), Err(NoticeError::Forged), "{kind}");
    }
}

#[test]
fn what_is_not_signed_is_not_believed() {
    assert_eq!(account().read(&notice(Vec::new()), now()), Err(NoticeError::Unsigned));
    let unsigned = b"app_id=2021000000000001&trade_status=TRADE_SUCCESS&sign_type=RSA2".to_vec();
    assert_eq!(account().read(&notice(unsigned), now()), Err(NoticeError::Unsigned));
    // Signed by us: whoever stole our key is not the provider.
    let fields = fields(&[]);
    let mut all: std::collections::BTreeMap<_, _> = fields.into_iter().collect();
    all.remove("sign_type");
    let pairs: Vec<_> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = account().keys.own.signs(pairs.join("&").as_bytes());
    all.insert("sign".to_owned(), sign);
    all.insert("sign_type".to_owned(), "RSA2".to_owned());
    let forged = notice(crate::form::encode(&all).into_bytes());
    assert_eq!(account().read(&forged, now()), Err(NoticeError::Forged));
}

#[test]
fn a_field_that_stands_there_twice_is_garbled() {
    for more in ["&total_amount=1.00", "&sign=x", "&total_amount=6000.00"] {
        let mut twice = told(&[]);
        twice.body.extend_from_slice(more.as_bytes());
        assert_eq!(account().read(&twice, now()), Err(NoticeError::Garbled), "{more}");
    }
}

/// They leave open whether a field without a value is signed.
#[test]
fn fields_without_a_value_may_be_signed_or_not() {
    assert!(heard(&[("body", "")]).is_ok());
    let mut later = told(&[]);
    later.body.extend_from_slice(b"&body=");
    assert!(account().read(&later, now()).is_ok());
}

#[test]
fn they_want_to_hear_seven_letters() {
    let us = account();
    let thanks = us.thanks(&heard(&[]).expect("heard"));
    assert_eq!((thanks.status, thanks.body.as_str()), (200, "success"));
    assert_eq!(thanks.content_type, "text/plain");
    for kind in [FaultKind::Stranger, FaultKind::Invalid, FaultKind::Unavailable] {
        let refusal = us.refusal(kind);
        assert!(refusal.status >= 400 && refusal.body == "fail");
    }
}
