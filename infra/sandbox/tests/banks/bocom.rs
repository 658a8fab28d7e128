use super::{NOW, Pair, at, named, now, refund};
use channel::{ChannelError, Checkout, Closing, Heard, NoticeError, Stated};
use domain::{ChannelKind, Fault, Money, Outcome, Refunded, Way};
use http::{Request, StatusCode};
use sandbox::bocom::{BankSide, Bocom, Keys, MerchantSide};
use sandbox::{How, Misdeed, On, WayBack};
use serde_json::Value;

const VECTORS: &str =
    include_str!("../../../../shared/channel/src/bocom/vectors/bocom_request_sign.json");

/// The throwaway keys of the vectors; the bank's next key is one more of them, since drawing RSA
/// keys takes a test's patience.
pub(super) fn keys() -> Keys {
    let all: Value = serde_json::from_str(VECTORS).expect("JSON");
    let text = |name: &str| all[name].as_str().expect("a text").to_owned();
    let next = Keys::draw();
    let (app_id, merchant_id) = ("app201901170913".to_owned(), "110113220593193".to_owned());
    let page_scene = "B2C-CASHIER".to_owned();
    Keys {
        merchant: MerchantSide {
            app_id: app_id.clone(),
            merchant_id: merchant_id.clone(),
            key: text("merchant_private_pkcs8_b64"),
            bank_keys: vec![text("bank_public_spki_b64"), next.merchant.bank_keys[0].clone()],
            page_scene: page_scene.clone(),
            absent_codes: vec!["MPNG0404".to_owned()],
            encrypted_notices: false,
            environment: "production".to_owned(),
        },
        bank: BankSide {
            app_id,
            merchant_id,
            merchant_public: text("merchant_public_spki_b64"),
            key: text("bank_private_pkcs8_b64"),
            next_key: next.bank.key,
            page_scene,
        },
    }
}

pub(super) fn pair_of(keys: &Keys) -> Pair {
    Pair::new(ChannelKind::Bocom, Box::new(Bocom::new(keys)), &keys.account())
}

pub(super) fn pair() -> Pair {
    pair_of(&keys())
}

fn encrypted() -> Pair {
    let mut keys = keys();
    keys.merchant.encrypted_notices = true;
    pair_of(&keys)
}

#[tokio::test]
async fn an_order_goes_from_the_code_to_the_money() {
    for pair in [pair(), encrypted()] {
        let order = pair.order(Way::Qr);
        assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Absent);
        let checkout = pair.channels.place(&order).await.expect("placed");
        assert_eq!(pair.channels.place(&order).await.expect("placed again"), checkout);
        assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Pending);
        let told = pair.pays(&order, How::Pay);

        let Ok(Heard::Receipt(heard)) = pair.hears(&told[0]) else { panic!("believed") };
        let asked = pair.receipt(&order).await;
        assert_eq!(named(&heard), named(&asked), "one payment has one name");
        assert_eq!((heard.amount, heard.paid_at), (order.total, at(NOW + 5)));
        assert!(matches!(checkout, Checkout::Qr { .. }));
        assert!(matches!(pair.channels.place(&order).await, Err(ChannelError::AlreadyPaid)));
    }
}

#[tokio::test]
async fn the_cashier_leads_to_the_bank_and_back() {
    let pair = pair();
    let order = pair.order(Way::Page);
    let number = order.number().to_string();
    let Ok(Checkout::Jump { url }) = pair.channels.place(&order).await else { panic!("a page") };
    let path = url.strip_prefix("http://127.0.0.1:1/bocom").expect("the bank's page");
    let request = Request::get(path).body(Vec::new()).expect("a request");
    let answer = pair.bank(|bank| bank.answer(&request, now())).answer.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    pair.pays(&order, How::Silent);
    let back = pair.bank(|bank| bank.way_back(&number, now()));
    let url = format!("https://pay.example.edu.cn/api/return/bocom/{}", order.id);
    assert_eq!(back, WayBack::Get(url));
    assert_eq!(pair.receipt(&order).await.amount, order.total);
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let all = Ok(480_000);
    for fresh in [pair as fn() -> Pair, encrypted] {
        assert_eq!(fresh().heard(How::Pay).await, [all]);
        assert_eq!(fresh().heard(How::PayLess).await, [Ok(479_999)]);
        assert_eq!(fresh().heard(How::PayTwice).await, [all, all]);
        assert_eq!(fresh().heard(How::Silent).await, []);
        assert_eq!(fresh().heard(How::NotifyTwice).await, [all, all]);
        assert_eq!(fresh().heard(How::Reordered).await, [all, all]);
        assert_eq!(fresh().heard(How::ProbeFirst).await, [Err(NoticeError::Forged), all]);
        // This bank's notices have no time that could be old.
        assert_eq!(fresh().heard(How::Stale).await, [all]);
        assert_eq!(fresh().heard(How::Forge).await, [Err(NoticeError::Forged)]);
        assert_eq!(fresh().heard(How::Foreign).await, [Err(NoticeError::Foreign)]);
    }
}

#[tokio::test]
async fn a_payment_of_another_amount_is_told_as_it_is() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    pair.pays(&order, How::PayLess);
    assert_eq!(pair.receipt(&order).await.amount.fen(), 479_999);
}

#[tokio::test]
async fn a_closed_order_takes_no_money_and_a_paid_one_does_not_close() {
    let pair = pair();
    let order = pair.order(Way::Qr);
    let number = order.number().to_string();
    assert_eq!(pair.channels.close(&order).await.expect("nothing to close"), Closing::Closed);
    pair.channels.place(&order).await.expect("placed");
    assert_eq!(pair.channels.close(&order).await.expect("closed"), Closing::Closed);
    assert_eq!(pair.channels.close(&order).await.expect("closed again"), Closing::Closed);
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Closed);
    assert!(pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW + 9))).is_err());
    assert!(matches!(pair.channels.place(&order).await, Err(ChannelError::Closed)));

    // Money that was on its way all the same.
    pair.bank(|bank| bank.pay(&number, How::Anyway, at(NOW + 10))).expect("late money");
    assert_eq!(pair.channels.close(&order).await.expect("paid"), Closing::AlreadyPaid);
    assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
}

#[tokio::test]
async fn one_number_is_one_order() {
    let pair = pair();
    let mut dearer = pair.placed(Way::Qr).await;
    dearer.total = Money::from_fen(480_001).expect("an amount");
    let error = pair.channels.place(&dearer).await.expect_err("another order, same number");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG0409"));
}

#[tokio::test]
async fn another_day_or_another_scene_is_another_order() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    let mut other = order.clone();
    other.opened = at(NOW - 86_400);
    assert_eq!(pair.channels.query(&other).await.expect("an outcome"), Outcome::Absent);
    let mut other = order.clone();
    other.way = Way::Page;
    assert_eq!(pair.channels.query(&other).await.expect("an outcome"), Outcome::Absent);
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Pending);
}

#[tokio::test]
async fn money_goes_back_once_for_each_number() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    pair.pays(&order, How::Pay);
    let receipt = pair.receipt(&order).await;
    let part = refund(&receipt, 1, 100_000);

    let channels = &pair.channels;
    let absent = channels.query_refund(&order, &part).await.expect("an outcome");
    assert_eq!(absent, Refunded::Absent);
    let first = channels.refund(&order, &part).await.expect("an outcome");
    let Refunded::Done(returned) = &first else { panic!("{first:?}") };
    assert_eq!(returned.amount, part.amount);
    // The bank refuses the number a second time; asked, it knows it.
    assert_eq!(channels.refund(&order, &part).await.expect("an outcome"), first);
    assert_eq!(channels.query_refund(&order, &part).await.expect("an outcome"), first);
    let told = pair.bank(sandbox::Bank::announcements);
    assert_eq!(told.len(), 1);
    assert_eq!(pair.hears(&told[0]), Ok(Heard::Other { event: "REFUND".to_owned() }));

    let more = refund(&receipt, 2, 380_001);
    let failed = channels.refund(&order, &more).await.expect("an outcome");
    assert_eq!(failed, Refunded::Failed { code: "MPNG0412".to_owned() });
    let rest = refund(&receipt, 3, 380_000);
    pair.misbehaves(On::Refund, Misdeed::Pending);
    let pending = channels.refund(&order, &rest).await.expect("an outcome");
    assert_eq!(pending, Refunded::Pending);
    let pending = channels.query_refund(&order, &rest).await.expect("an outcome");
    assert_eq!(pending, Refunded::Pending);
    assert!(matches!(channels.query(&order).await, Ok(Outcome::Paid(_))), "it was paid");
}

#[tokio::test]
async fn the_bank_takes_our_word_that_a_notice_is_safe() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    let told = pair.pays(&order, How::Pay);
    let heard = pair.hears(&told[0]).expect("believed");
    let words = pair.channels.thanks(ChannelKind::Bocom, &heard);
    assert!(pair.bank(|bank| bank.taken(words.status, words.body.as_bytes())));
    let mut other = words.body.clone().into_bytes();
    other[40] ^= 1;
    assert!(!pair.bank(|bank| bank.taken(words.status, &other)), "only as we signed it");
    for kind in [domain::FaultKind::Stranger, domain::FaultKind::Unavailable] {
        let words = pair.channels.refusal(ChannelKind::Bocom, kind);
        assert!(!pair.bank(|bank| bank.taken(words.status, words.body.as_bytes())));
        assert!(!pair.bank(|bank| bank.taken(200, words.body.as_bytes())), "nor by its body");
    }
}

#[tokio::test]
async fn the_bank_changes_its_key_in_the_middle() {
    for pair in [pair(), encrypted()] {
        let order = pair.placed(Way::Qr).await;
        let told = pair.pays(&order, How::NotifyTwice);
        assert!(pair.hears(&told[0]).is_ok());
        pair.bank(|bank| bank.rotate(now()));
        assert!(pair.hears(&told[1]).is_ok());
        assert_eq!(pair.receipt(&order).await.amount, order.total);
    }
    let mut keys = keys();
    keys.merchant.bank_keys.truncate(1);
    let pair = pair_of(&keys);
    pair.bank(|bank| bank.rotate(now()));
    let error = pair.channels.place(&pair.order(Way::Qr)).await.expect_err("an unknown key");
    assert_eq!(error.code(), "provider-unsure");
}

#[tokio::test]
async fn there_is_no_statement() {
    let pair = pair();
    let bank = pair.channels.at(ChannelKind::Bocom).expect("offered");
    let stated = bank.statement("2026-01-01".parse().expect("a day")).await;
    assert_eq!(stated.expect("an answer"), Stated::Unsupported);
}
