use super::abc_doubts::signed_query;
use super::{NOW, Pair, at, named, now, refund};
use channel::{ChannelError, Checkout, Closing, Heard, NoticeError, Stated};
use domain::{ChannelKind, Day, Fault, LineKind, Money, Outcome, Refunded, Way};
use http::{Request, StatusCode};
use sandbox::abc::{Abc, BankSide, Keys, MerchantSide};
use sandbox::{How, Misdeed, On, SignedBy, WayBack};
use serde_json::Value;

pub(super) const VECTORS: &str =
    include_str!("../../../../shared/channel/src/abc/vectors/abc_request_response.json");

/// The throwaway keys of the vectors. The bank's next key is the merchant's, since drawing RSA keys
/// takes a test's patience.
pub(super) fn keys() -> Keys {
    let all: Value = serde_json::from_str(VECTORS).expect("JSON");
    let text = |name: &str| all[name].as_str().expect("a text").to_owned();
    let merchant_id = "103880000000001".to_owned();
    Keys {
        merchant: MerchantSide {
            merchant_id: merchant_id.clone(),
            key_pem: text("merchant_key_pem"),
            certificate_pem: text("merchant_cert_pem"),
            bank_certificates: vec![text("bank_cert_pem"), text("merchant_cert_pem")],
            payment_type: "A".to_owned(),
            settle: vec!["Settle".to_owned(), "SettleAliWx".to_owned()],
            ask: Keys::asks(),
        },
        bank: BankSide {
            merchant_id,
            merchant_certificate: text("merchant_cert_pem"),
            key_pem: text("bank_key_pem"),
            next_key_pem: text("merchant_key_pem"),
        },
    }
}

pub(super) fn pair_of(keys: &Keys) -> Pair {
    Pair::new(ChannelKind::Abc, Box::new(Abc::new(keys)), &keys.account())
}

pub(super) fn pair() -> Pair {
    pair_of(&keys())
}

/// A browser opens `url` at the bank.
fn opens(pair: &Pair, url: &str) -> http::Response<Vec<u8>> {
    let path = url.strip_prefix("http://127.0.0.1:1/abc").expect("the bank's page");
    let request = Request::get(path).body(Vec::new()).expect("a request");
    pair.bank(|bank| bank.answer(&request, now())).answer.expect("an answer")
}

#[tokio::test]
async fn an_order_goes_from_the_page_to_the_money() {
    for way in [Way::Page, Way::Qr] {
        let pair = pair();
        let order = pair.order(way);
        assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Absent);
        let checkout = pair.channels.place(&order).await.expect("placed");
        assert_eq!(pair.channels.place(&order).await.expect("placed again"), checkout);
        assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Pending);
        let url = match checkout {
            Checkout::Jump { url } => url,
            Checkout::Qr { content, .. } => content,
            other @ (Checkout::Form { .. } | Checkout::Wallet { .. } | Checkout::None) => {
                panic!("{other:?}")
            }
        };
        assert_eq!(opens(&pair, &url).status(), StatusCode::SEE_OTHER);
        let told = pair.pays(&order, How::Pay);

        let Ok(Heard::Receipt(heard)) = pair.hears(&told[0]) else { panic!("believed") };
        let asked = pair.receipt(&order).await;
        assert_eq!(named(&heard), named(&asked), "one payment has one name");
        assert_eq!((heard.amount, heard.paid_at), (order.total, at(NOW + 5)));
        assert!(matches!(pair.channels.place(&order).await, Err(ChannelError::AlreadyPaid)));
        assert_eq!(pair.channels.close(&order).await.expect("an answer"), Closing::ByItself);
    }
}

#[tokio::test]
async fn the_payer_comes_back_to_the_page_that_thanks_named() {
    let pair = pair();
    let order = pair.placed(Way::Page).await;
    let number = order.number().to_string();
    let told = pair.pays(&order, How::Pay);
    let WayBack::Get(url) = pair.bank(|bank| bank.way_back(&number, now())) else {
        panic!("a page")
    };
    assert_eq!(opens(&pair, &url).status(), StatusCode::OK);
    let heard = pair.hears(&told[0]).expect("believed");
    let words = pair.channels.thanks(ChannelKind::Abc, &heard);
    assert!(pair.bank(|bank| bank.taken(words.status, words.body.as_bytes())));
    let answer = opens(&pair, &url);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let page = format!("https://pay.example.edu.cn/#/pay/{}/result", order.id);
    assert_eq!(answer.headers()["location"], page.as_str());
    assert!(!pair.bank(|bank| bank.taken(200, b"success")));
    assert!(!pair.bank(|bank| bank.taken(503, words.body.as_bytes())));
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let all = Ok(480_000);
    // Written for a form or not is drawn by the bank: each of these is told in both ways.
    for _ in 0..2 {
        assert_eq!(pair().heard(How::Pay).await, [all]);
        assert_eq!(pair().heard(How::PayLess).await, [Ok(479_999)]);
        assert_eq!(pair().heard(How::PayTwice).await, [all, all]);
        assert_eq!(pair().heard(How::Silent).await, []);
        assert_eq!(pair().heard(How::NotifyTwice).await, [all, all]);
        assert_eq!(pair().heard(How::Reordered).await, [all, all]);
        assert_eq!(pair().heard(How::ProbeFirst).await, [Err(NoticeError::Forged), all]);
        // This bank's notices have no time that could be old.
        assert_eq!(pair().heard(How::Stale).await, [all]);
        assert_eq!(pair().heard(How::Forge).await, [Err(NoticeError::Forged)]);
        assert_eq!(pair().heard(How::Foreign).await, [Err(NoticeError::Foreign)]);
    }
}

#[tokio::test]
async fn a_notice_comes_written_for_a_form_and_not() {
    let pair = pair();
    let order = pair.placed(Way::Page).await;
    let told = pair.pays(&order, How::Pay);
    let (mut written, mut raw) = (0, 0);
    for _ in 0..20 {
        let notice = pair.notice(&told[0]);
        let escaped = notice.body.windows(3).any(|it| it == b"%3D" || it == b"%2B");
        if escaped {
            written += 1;
        } else {
            raw += 1;
        }
        assert!(matches!(
            pair.channels.read(ChannelKind::Abc, &notice, now()),
            Ok(Heard::Receipt(_))
        ));
    }
    assert!(written > 0 && raw > 0, "{written} and {raw}");
}

#[tokio::test]
async fn paying_twice_is_two_payments_and_hearing_twice_is_one() {
    let pair = pair();
    let order = pair.placed(Way::Page).await;
    let told = pair.pays(&order, How::PayTwice);
    let name = |place: usize| match pair.hears(&told[place]) {
        Ok(Heard::Receipt(receipt)) => receipt.transaction,
        other => panic!("{other:?}"),
    };
    assert_ne!(name(0), name(1));
    assert_eq!(name(0), name(0));
    assert_eq!(name(0), pair.receipt(&order).await.transaction);
}

#[tokio::test]
async fn one_number_is_one_order() {
    let pair = pair();
    let mut dearer = pair.placed(Way::Page).await;
    dearer.total = Money::from_fen(480_001).expect("an amount");
    // The bank knows the number, unpaid: nothing new was opened, and nothing is decided.
    let error = pair.channels.place(&dearer).await.expect_err("another order, same number");
    assert_eq!(error.code(), "provider-unsure");
    pair.pays(&dearer, How::Silent);
    assert!(matches!(pair.channels.place(&dearer).await, Err(ChannelError::AlreadyPaid)));
}

#[tokio::test]
async fn money_goes_back_once_for_each_number() {
    let pair = pair();
    let order = pair.placed(Way::Page).await;
    pair.pays(&order, How::Silent);
    let receipt = pair.receipt(&order).await;
    let (channels, part) = (&pair.channels, refund(&receipt, 1, 100_000));
    let absent = channels.query_refund(&order, &part).await.expect("an outcome");
    assert_eq!(absent, Refunded::Absent);
    assert_eq!(channels.refund(&order, &part).await.expect("taken"), Refunded::Pending);
    let known = channels.query_refund(&order, &part).await.expect("an outcome");
    assert!(matches!(&known, Refunded::Done(it) if it.amount == part.amount));
    assert_eq!(channels.refund(&order, &part).await.expect("known"), known);
    // Given back or not, the money came.
    assert_eq!(pair.receipt(&order).await, receipt);
    let error = channels.refund(&order, &refund(&receipt, 2, 380_001)).await.expect_err("too much");
    assert_eq!(error.code(), "provider-unsure");

    pair.misbehaves(On::Refund, Misdeed::Pending);
    let rest = refund(&receipt, 3, 380_000);
    assert_eq!(channels.refund(&order, &rest).await.expect("taken"), Refunded::Pending);
    let waits = channels.query_refund(&order, &rest).await.expect("an outcome");
    assert_eq!(waits, Refunded::Pending);
    // The bank looks at it again later, whoever asks.
    let number = rest.number().to_string();
    pair.bank(|bank| bank.answer(&signed_query(&number), at(NOW + 60)));
    let done = channels.query_refund(&order, &rest).await.expect("an outcome");
    assert!(matches!(done, Refunded::Done(_)), "{done:?}");
}

#[tokio::test]
async fn a_day_is_told_when_it_is_over() {
    let pair = pair();
    let bank = pair.channels.at(ChannelKind::Abc).expect("offered");
    let (yesterday, today) = (Day::of(at(NOW - 86_400)), Day::of(now()));
    assert_eq!(bank.statement(today).await.expect("an answer"), Stated::NotYet);
    assert_eq!(bank.statement(yesterday).await.expect("an answer"), Stated::Empty);

    let order = pair.placed(Way::Page).await;
    let number = order.number().to_string();
    pair.bank(|bank| bank.pay(&number, How::Silent, at(NOW - 40_000))).expect("open");
    let receipt = pair.receipt(&order).await;
    let Ok(Stated::Day(statement)) = bank.statement(yesterday).await else { panic!("a day") };
    let lines: Vec<_> = statement.lines.iter().map(|it| (it.kind, it.amount.fen())).collect();
    assert_eq!(lines, [(LineKind::Payment, 480_000)]);
    assert_eq!(statement.lines[0].transaction, receipt.transaction);
    assert_eq!(statement.lines[0].number, number);

    for misdeed in [Misdeed::WrongTotal, Misdeed::Cut, Misdeed::Unsigned, Misdeed::Tampered] {
        pair.misbehaves(On::Statement, misdeed.clone());
        let error = bank.statement(yesterday).await.expect_err("not whole");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
    }
    pair.misbehaves(On::Statement, Misdeed::NotYet);
    assert_eq!(bank.statement(yesterday).await.expect("an answer"), Stated::NotYet);
    pair.misbehaves(On::Statement, Misdeed::MissingLine);
    assert_eq!(bank.statement(yesterday).await.expect("an answer"), Stated::Empty);
}

#[tokio::test]
async fn what_wallets_paid_is_in_the_other_file() {
    let mut keys = keys();
    let pair = pair_of(&keys);
    let order = pair.order(Way::Qr);
    let Ok(Checkout::Qr { content, .. }) = pair.channels.place(&order).await else {
        panic!("a code")
    };
    assert_eq!(opens(&pair, &content).status(), StatusCode::SEE_OTHER);
    let number = order.number().to_string();
    let told = pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW - 40_000))).expect("open");
    assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
    assert_eq!(pair.bank(|bank| bank.way_back(&number, now())), WayBack::None);
    let bank = pair.channels.at(ChannelKind::Abc).expect("offered");
    let yesterday = Day::of(at(NOW - 86_400));
    let Ok(Stated::Day(statement)) = bank.statement(yesterday).await else { panic!("a day") };
    assert_eq!(statement.lines.len(), 1);
    assert_eq!(statement.lines[0].amount, order.total);
    // A school that asks for cards alone does not see it.
    keys.merchant.settle = vec!["Settle".to_owned()];
    let (bank, ledger) = (pair_of(&keys), pair.bank(|bank| bank.kept().clone()));
    bank.bank(|it| it.restore(ledger));
    let cards = bank.channels.at(ChannelKind::Abc).expect("offered");
    assert_eq!(cards.statement(yesterday).await.expect("an answer"), Stated::Empty);
}

#[tokio::test]
async fn the_certificate_changes_in_the_middle() {
    let mut keys = keys();
    for (known, believed) in [(2, true), (1, false)] {
        keys.merchant.bank_certificates.truncate(known);
        let pair = pair_of(&keys);
        let order = pair.placed(Way::Page).await;
        let told = pair.pays(&order, How::Pay);
        assert!(pair.hears(&told[0]).is_ok());
        pair.bank(|bank| bank.rotate(now()));
        assert_eq!(pair.hears(&told[0]).is_ok(), believed);
        assert_eq!(pair.channels.query(&order).await.is_ok(), believed);
        // Over the change, both sign.
        pair.bank(|bank| bank.sign_notices_by(SignedBy::Either));
        let heard = (0..20).filter(|_| pair.hears(&told[0]).is_ok()).count();
        assert!(if believed { heard == 20 } else { (1..20).contains(&heard) }, "{heard}");
    }
}
