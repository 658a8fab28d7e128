use super::{MERCHANT, NOW, Provider, at, notice, now, order, paid, refund, us, us_testing, with};
use crate::{Channel, Heard, Notice, NoticeError};
use domain::{
    ChannelKind, FaultKind, Merchant, Money, Receipt, Refunded, Returned, Scene, Transaction, Way,
};

#[track_caller]
fn check(changes: &[(&'static str, &str)], expected: NoticeError) {
    let said = with(paid(&order(Scene::Pc, Way::Page)), changes);
    let heard = us().read(&Provider::by("cert_prod_cn").notifies(said), now());
    assert_eq!(heard, Err(expected), "{changes:?}");
}

#[test]
fn a_true_notice_becomes_a_receipt() {
    let order = order(Scene::Pc, Way::Page);

    let heard = us().read(&Provider::by("cert_prod_cn").notifies(paid(&order)), now());

    let receipt = Receipt {
        channel: ChannelKind::Unionpay,
        merchant: Merchant(MERCHANT.to_owned()),
        transaction: Transaction("202612312350005811018".to_owned()),
        number: order.number(),
        amount: Money::from_fen(600_000).expect("an amount"),
        // Asked for in the old year, paid in the new.
        paid_at: at(NOW + 660),
        said_at: "0101000100".to_owned(),
        heard: None,
    };
    assert_eq!(heard, Ok(Heard::Receipt(receipt)));
}

#[test]
fn a_success_that_they_note_something_about_is_a_success() {
    let said = with(paid(&order(Scene::Pc, Way::Page)), &[("respCode", "A6")]);
    let heard = us().read(&Provider::by("cert_prod_cn").notifies(said), now());
    assert!(matches!(heard, Ok(Heard::Receipt(_))), "{heard:?}");
}

#[test]
fn a_short_sum_is_still_money_that_arrived() {
    let said = with(paid(&order(Scene::Pc, Way::Page)), &[("txnAmt", "000000599999")]);
    let heard = us().read(&Provider::by("cert_prod_cn").notifies(said), now());
    let Ok(Heard::Receipt(receipt)) = heard else { panic!("{heard:?}") };
    assert_eq!(receipt.amount.fen(), 599_999);
}

#[test]
fn somebody_elses_money_is_foreign() {
    check(&[("merId", "777290058110098")], NoticeError::Foreign);
    check(&[("merId", "")], NoticeError::Foreign);
    check(&[("currencyCode", "840")], NoticeError::Foreign);
    check(&[("orderId", "SF2026092100000001")], NoticeError::Foreign);
}

#[test]
fn what_does_not_say_that_money_came_brings_none() {
    check(&[("respCode", "05")], NoticeError::Unpaid);
    check(&[("respCode", "64")], NoticeError::Unpaid);
    check(&[("respCode", "")], NoticeError::Garbled);
    check(&[("txnType", "")], NoticeError::Garbled);
    for amount in ["", "-1", "1.00", "1e3", "10000000000000"] {
        check(&[("txnAmt", amount)], NoticeError::Garbled);
    }
    check(&[("queryId", "")], NoticeError::Garbled);
}

/// Answers are signed too. One to an ask for a code says 00: that there is a code; it has no time of
/// payment. One to a query says 00: that it found the payment, whatever became of that.
#[test]
fn an_answer_that_is_sent_back_as_a_notice_is_no_payment() {
    check(&[("origRespCode", "05")], NoticeError::Garbled);
    check(&[("origRespCode", "00")], NoticeError::Garbled);
    check(&[("origRespCode", "05"), ("txnType", "04")], NoticeError::Garbled);
    check(&[("traceTime", ""), ("txnSubType", "07")], NoticeError::Garbled);
    check(&[("traceTime", "1331235000")], NoticeError::Garbled);
}

#[test]
fn other_transactions_move_no_money_here() {
    let said = with(paid(&order(Scene::Pc, Way::Page)), &[("txnType", "02")]);
    let heard = us().read(&Provider::by("cert_prod_cn").notifies(said), now());
    assert_eq!(heard, Ok(Heard::Other { event: "txnType 02".to_owned() }));
}

#[test]
fn a_refund_is_told_from_a_payment() {
    let order = order(Scene::Pc, Way::Page);
    let number = refund(&order).number().to_string();
    let said = |kind: &str, code: &str| {
        let changes = [
            ("txnType", kind),
            ("respCode", code),
            ("orderId", number.as_str()),
            ("txnAmt", "100000"),
        ];
        us().read(&Provider::by("cert_prod_cn").notifies(with(paid(&order), &changes)), now())
    };
    let heard = |refunded| Ok(Heard::Refund { number: number.clone(), refunded });
    let done = Refunded::Done(Returned {
        refund: "202612312350005811018".to_owned(),
        amount: Money::from_fen(100_000).expect("an amount"),
        at: Some(at(NOW + 660)),
    });
    assert_eq!(said("04", "00"), heard(done.clone()));
    assert_eq!(said("31", "00"), heard(done));
    assert_eq!(said("04", "36"), heard(Refunded::Failed { code: "36".to_owned() }));
    assert_eq!(said("04", "05"), heard(Refunded::Pending));
}

/// A gateway of ours or of others may hang a query on the address: it was never signed.
#[test]
fn only_the_body_counts() {
    let said = Provider::by("cert_prod_cn").notifies(paid(&order(Scene::Pc, Way::Page)));
    let with_query = Notice { query: "txnAmt=1&respCode=05".to_owned(), ..said.clone() };
    assert_eq!(us().read(&with_query, now()), us().read(&said, now()));

    let merged = [said.body.as_slice(), b"&school=1"].concat();
    assert_eq!(us().read(&notice(merged), now()), Err(NoticeError::Forged));
    let twice = [said.body.as_slice(), b"&txnAmt=1"].concat();
    assert_eq!(us().read(&notice(twice), now()), Err(NoticeError::Garbled));
}

/// `a=1&b=2` as one field would have the same text under the signature.
#[test]
fn fields_cannot_be_cut_otherwise() {
    let said = Provider::by("cert_prod_cn").notifies(paid(&order(Scene::Pc, Way::Page)));
    let body = String::from_utf8(said.body).expect("a form");
    let mut pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    pairs.sort();
    let place = pairs.iter().position(|(name, _)| name == "currencyCode").expect("a field");
    let (name, value) = pairs.remove(place);
    let before = &mut pairs[place - 1].1;
    *before = format!("{before}&{name}={value}");
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    assert_eq!(us().read(&notice(body.into_bytes()), now()), Err(NoticeError::Garbled));
}

#[test]
fn what_is_not_signed_is_not_believed() {
    let said = |changes| {
        let said = with(paid(&order(Scene::Pc, Way::Page)), changes);
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        us().read(&notice(pairs.into_bytes()), now())
    };
    assert_eq!(said(&[]), Err(NoticeError::Unsigned));
    assert_eq!(said(&[("signature", "AAAA")]), Err(NoticeError::Unsigned));
    let pem = &Provider::by("cert_prod_cn").certificate;
    let certificate = [("signPubKeyCert", pem.as_str())];
    assert_eq!(said(&certificate), Err(NoticeError::Unsigned));
    let both = [("signPubKeyCert", pem.as_str()), ("signature", "AAAA")];
    assert_eq!(said(&both), Err(NoticeError::Forged));
    assert_eq!(us().read(&notice(Vec::new()), now()), Err(NoticeError::Unsigned));
}

#[test]
fn the_status_tells_them_whether_to_come_again() {
    let us = us_testing();
    let words = us.thanks(&Heard::Other { event: String::new() });
    assert_eq!((words.status, words.body.as_str()), (200, "ok"));
    assert_eq!(us.refusal(FaultKind::Stranger).status, 400);
    assert_eq!(us.refusal(FaultKind::Unavailable).status, 503);
}
