use super::{NOW, Pair, form, later, notice, now, order};
use channel::{ChannelError, Checkout, Closing, Heard, NoticeError};
use domain::{Outcome, Timestamp, Way};
use sandbox::{How, PayError, SignedBy, WayBack};

/// Fen of what the platform hears of each announcement, or why it believes nothing.
async fn heard(how: How) -> Vec<Result<u64, NoticeError>> {
    let pair = Pair::new();
    let order = pair.at_the_cashier().await;
    let fen = |heard| {
        let Heard::Receipt(receipt) = heard else { panic!("{heard:?}") };
        assert_eq!(receipt.number, order.number());
        receipt.amount.fen()
    };
    pair.pays(&order, how).iter().map(|it| pair.hears(it).map(fen)).collect()
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let all = Ok(480_000);
    assert_eq!(heard(How::Pay).await, [all]);
    assert_eq!(heard(How::PayLess).await, [Ok(479_999)]);
    assert_eq!(heard(How::PayTwice).await, [all, all]);
    assert_eq!(heard(How::Silent).await, []);
    assert_eq!(heard(How::NotifyTwice).await, [all, all]);
    assert_eq!(heard(How::NotifyLate).await, [all]);
    assert_eq!(heard(How::Reordered).await, [all, all]);
    // A notice by another company, by a certificate that ran out, and one that was altered.
    assert_eq!(heard(How::ProbeFirst).await, [Err(NoticeError::UnknownKey), all]);
    assert_eq!(heard(How::Stale).await, [Err(NoticeError::Stale)]);
    assert_eq!(heard(How::Forge).await, [Err(NoticeError::Forged)]);
    assert_eq!(heard(How::Foreign).await, [Err(NoticeError::Foreign)]);
}

#[tokio::test]
async fn a_form_leads_to_the_cashier_and_back() {
    let pair = Pair::new();
    let order = order(Way::Page);
    let fields = form(pair.us().place(&order).await.expect("placed"));

    let page = pair.posts(&fields);
    let location = page.headers()["location"].to_str().expect("an address").to_owned();
    assert!(location.starts_with("https://up.test/cashier/"), "{location}");
    assert!(location.contains("%2Fapi%2Freturn%2Funionpay%2F"), "{location}");
    let again = pair.posts(&fields);
    assert_eq!(again.headers()["location"], location, "the same page");

    later(60);
    let told = pair.pays(&order, How::Pay);
    let heard = pair.hears(&told[0]).expect("believed");
    let number = order.number().to_string();
    let WayBack::Post { url, fields: brought } = pair.bank(|bank| bank.way_back(&number, now()))
    else {
        panic!("a form")
    };
    assert_eq!(url, fields["frontUrl"]);
    // What the browser brings is as good as a notice, if somebody reads it.
    assert_eq!(pair.us().read(&notice(&brought), now()), Ok(heard.clone()));

    let Heard::Receipt(receipt) = heard else { panic!("a receipt") };
    assert_eq!(receipt.amount, order.total);
    assert_eq!(receipt.paid_at, Timestamp::from_second(NOW + 60).expect("in range"));
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Paid(receipt));
    let page = pair.posts(&fields);
    assert_eq!(page.status(), 200, "a page that says no");
    assert!(String::from_utf8_lossy(page.body()).contains("[12]"));
    let twice = pair.bank(|bank| bank.pay(&number, How::Pay, now()));
    assert_eq!(twice, Err(PayError::NotOpen));
}

#[tokio::test]
async fn who_never_came_is_awaited_and_then_not() {
    let pair = Pair::new();
    let (came, never) = (pair.at_the_cashier().await, order(Way::Page));
    for order in [&came, &never] {
        assert_eq!(pair.us().query(order).await.expect("an outcome"), Outcome::Pending);
        assert_eq!(pair.us().close(order).await.expect("an answer"), Closing::ByItself);
    }
    later(20 * 60 - 1);
    assert_eq!(pair.us().query(&came).await.expect("an outcome"), Outcome::Pending);
    later(1);
    for order in [&came, &never] {
        assert_eq!(pair.us().query(order).await.expect("an outcome"), Outcome::Closed);
        assert_eq!(pair.us().close(order).await.expect("an answer"), Closing::Closed);
    }
    // Money that was on its way is still money.
    pair.pays(&came, How::Anyway);
    let outcome = pair.us().query(&came).await.expect("an outcome");
    assert!(matches!(outcome, Outcome::Paid(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_code_is_given_once_and_paid() {
    let pair = Pair::new();
    let order = order(Way::Qr);
    let placed = pair.us().place(&order).await.expect("placed");
    let Checkout::Qr { content, until } = placed else { panic!("{placed:?}") };
    assert!(content.starts_with("https://qr.95516.com/"), "{content}");
    assert_eq!(until, order.until);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Pending);
    let again = pair.us().place(&order).await;
    assert!(matches!(again, Err(ChannelError::Unsure(_))), "{again:?}");

    let told = pair.pays(&order, How::Pay);
    assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
    let number = order.number().to_string();
    assert_eq!(pair.bank(|bank| bank.way_back(&number, now())), WayBack::None);
    let again = pair.us().place(&order).await;
    assert!(matches!(again, Err(ChannelError::AlreadyPaid)), "{again:?}");
}

#[tokio::test]
async fn a_code_that_nobody_scanned_runs_out() {
    let pair = Pair::new();
    let order = order(Way::Qr);
    pair.us().place(&order).await.expect("placed");
    later(16 * 60);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Pending);
    later(4 * 60);
    assert_eq!(pair.us().query(&order).await.expect("an outcome"), Outcome::Closed);
}

/// Nobody tells us that they changed it: the new certificate comes with the next message.
#[tokio::test]
async fn another_certificate_signs_from_one_message_to_the_next() {
    let pair = Pair::new();
    let (order, receipt) = pair.paid().await;
    for _ in 0..3 {
        pair.bank(|bank| bank.rotate(now()));
        let outcome = pair.us().query(&order).await.expect("an outcome");
        assert_eq!(outcome, Outcome::Paid(receipt.clone()));
    }
    let mut certificates = Vec::new();
    for signed_by in [SignedBy::PublicKey, SignedBy::Certificate, SignedBy::Either] {
        let pair = Pair::new();
        pair.bank(|bank| bank.sign_notices_by(signed_by));
        let order = pair.at_the_cashier().await;
        let told = pair.pays(&order, How::Pay);
        for _ in 0..8 {
            let notice = pair.tells(&told[0]);
            assert!(pair.us().read(&notice, now()).is_ok());
            let mut pairs = form_urlencoded::parse(&notice.body).into_owned();
            certificates.extend(pairs.find(|(name, _)| name == "signPubKeyCert"));
        }
    }
    certificates.sort();
    certificates.dedup();
    assert_eq!(certificates.len(), 2);
}

#[tokio::test]
async fn the_bank_is_content_with_what_the_platform_says() {
    let pair = Pair::new();
    let (_, receipt) = pair.paid().await;
    let words = pair.us().thanks(&Heard::Receipt(receipt));
    assert!(pair.bank(|bank| bank.taken(words.status, words.body.as_bytes())));
    let refusal = pair.us().refusal(domain::FaultKind::Stranger);
    assert!(!pair.bank(|bank| bank.taken(refusal.status, refusal.body.as_bytes())));
}
