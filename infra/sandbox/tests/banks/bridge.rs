use super::{NOW, Pair, Tamper, at, named, now, refund, status};
use channel::{ChannelError, Checkout, Closing, Heard, NoticeError, Stated};
use domain::{ChannelKind, Day, Fault, LineKind, Money, Outcome, Refunded, Way};
use http::Request;
use sandbox::bridge::{Bridge, Keys};
use sandbox::{How, Misdeed, On, WayBack};

fn pair() -> Pair {
    pair_of(&Keys::draw())
}

fn pair_of(keys: &Keys) -> Pair {
    Pair::new(ChannelKind::Bridge, Box::new(Bridge::new(keys)), &keys.account())
}

fn day() -> Day {
    Day::of(now())
}

#[tokio::test]
async fn an_order_goes_from_the_page_to_the_money() {
    let pair = pair();
    let order = pair.order(Way::Page);
    let number = order.number().to_string();
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Absent);
    let Ok(Checkout::Jump { url }) = pair.channels.place(&order).await else { panic!("a page") };
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Pending);
    let path = url.strip_prefix("http://127.0.0.1:1/bridge").expect("the connector's page");
    let request = Request::get(path).body(Vec::new()).expect("a request");
    assert_eq!(status(pair.bank(|bank| bank.answer(&request, now())).answer), 303);
    let told = pair.pays(&order, How::Pay);

    let Ok(Heard::Receipt(heard)) = pair.hears(&told[0]) else { panic!("believed") };
    let asked = pair.receipt(&order).await;
    assert_eq!(heard, asked);
    assert_eq!((named(&heard), heard.paid_at), (named(&asked), at(NOW + 5)));
    let back = pair.bank(|bank| bank.way_back(&number, now()));
    assert!(matches!(back, WayBack::Get(url) if url.ends_with(&order.id.to_string())));
    assert!(matches!(pair.channels.place(&order).await, Err(ChannelError::AlreadyPaid)));
    assert_eq!(pair.channels.close(&order).await.expect("paid"), Closing::AlreadyPaid);
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let all = Ok(480_000);
    assert_eq!(pair().heard(How::Pay).await, [all]);
    assert_eq!(pair().heard(How::PayLess).await, [Ok(479_999)]);
    assert_eq!(pair().heard(How::PayTwice).await, [all, all]);
    assert_eq!(pair().heard(How::ProbeFirst).await, [Err(NoticeError::Forged), all]);
    assert_eq!(pair().heard(How::Stale).await, [Err(NoticeError::Stale)]);
    assert_eq!(pair().heard(How::Forge).await, [Err(NoticeError::Forged)]);
    assert_eq!(pair().heard(How::Foreign).await, [Err(NoticeError::Foreign)]);
}

#[tokio::test]
async fn a_closed_order_takes_no_money() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    let number = order.number().to_string();
    assert_eq!(pair.channels.close(&order).await.expect("closed"), Closing::Closed);
    assert_eq!(pair.channels.close(&order).await.expect("closed again"), Closing::Closed);
    assert_eq!(pair.channels.query(&order).await.expect("an outcome"), Outcome::Closed);
    assert!(matches!(pair.channels.place(&order).await, Err(ChannelError::Closed)));
    assert!(pair.bank(|bank| bank.pay(&number, How::Pay, at(NOW + 9))).is_err());
    let mut dearer = order.clone();
    dearer.total = Money::from_fen(480_001).expect("an amount");
    let error = pair.channels.place(&dearer).await.expect_err("another order, same number");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "number-used"));
}

#[tokio::test]
async fn money_goes_back_once_for_each_number() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    pair.pays(&order, How::Silent);
    let receipt = pair.receipt(&order).await;
    let part = refund(&receipt, 1, 100_000);
    let channels = &pair.channels;
    let absent = channels.query_refund(&order, &part).await.expect("an outcome");
    assert_eq!(absent, Refunded::Absent);
    let first = channels.refund(&order, &part).await.expect("an outcome");
    assert!(matches!(&first, Refunded::Done(it) if it.amount == part.amount));
    assert_eq!(channels.refund(&order, &part).await.expect("an outcome"), first);
    let told = pair.bank(sandbox::Bank::announcements);
    let Ok(Heard::Refund { number, refunded }) = pair.hears(&told[0]) else { panic!("a refund") };
    assert_eq!((number, refunded), (part.number().to_string(), first));
    let more = channels.refund(&order, &refund(&receipt, 2, 380_001)).await.expect("an outcome");
    assert!(matches!(more, Refunded::Failed { .. }));
    pair.misbehaves(On::Refund, Misdeed::Pending);
    let rest = channels.refund(&order, &refund(&receipt, 3, 380_000)).await.expect("an outcome");
    assert_eq!(rest, Refunded::Pending);

    let connector = channels.at(ChannelKind::Bridge).expect("offered");
    let Ok(Stated::Day(statement)) = connector.statement(day()).await else { panic!("a day") };
    let lines: Vec<_> = statement.lines.iter().map(|it| (it.kind, it.amount.fen())).collect();
    assert_eq!(lines, [(LineKind::Payment, 480_000), (LineKind::Refund, 100_000)]);
}

#[tokio::test]
async fn a_statement_that_is_not_whole_is_none() {
    let pair = pair();
    let connector = pair.channels.at(ChannelKind::Bridge).expect("offered");
    assert_eq!(connector.statement(day()).await.expect("an answer"), Stated::Empty);
    let order = pair.placed(Way::Qr).await;
    pair.pays(&order, How::Silent);
    pair.misbehaves(On::Statement, Misdeed::NotYet);
    assert_eq!(connector.statement(day()).await.expect("an answer"), Stated::NotYet);
    for misdeed in [Misdeed::WrongTotal, Misdeed::Cut, Misdeed::Unsigned] {
        pair.misbehaves(On::Statement, misdeed.clone());
        let error = connector.statement(day()).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
    }
    assert!(matches!(connector.statement(day()).await, Ok(Stated::Day(_))));
}

#[tokio::test]
async fn whatever_goes_wrong_is_unknown_and_asking_again_helps() {
    for misdeed in [
        Misdeed::LostAsk,
        Misdeed::LostAnswer,
        Misdeed::ErrorBefore,
        Misdeed::ErrorAfter,
        Misdeed::Accepted,
        Misdeed::TooMany,
        Misdeed::Unsigned,
        Misdeed::Probe,
        Misdeed::Tampered,
        Misdeed::Reject { status: 409, code: "paid".to_owned() },
    ] {
        let pair = pair();
        let order = pair.order(Way::Qr);
        pair.misbehaves(On::Place, misdeed.clone());
        let error = pair.channels.place(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        pair.channels.place(&order).await.expect("placed");
        pair.pays(&order, How::Silent);
        let part = refund(&pair.receipt(&order).await, 1, 100);
        pair.misbehaves(On::Refund, misdeed.clone());
        assert!(pair.channels.refund(&order, &part).await.is_err(), "{misdeed:?}");
        let again = pair.channels.refund(&order, &part).await.expect("an outcome");
        assert!(matches!(again, Refunded::Done(_)), "{misdeed:?}");
        let number = order.number().to_string();
        let given = pair.bank(|bank| bank.trade(&number).expect("it is there").refunded());
        assert_eq!(given, 100, "{misdeed:?}");
    }
}

#[tokio::test]
async fn the_secret_changes_in_the_middle() {
    let keys = Keys::draw();
    let pair = pair_of(&keys);
    let order = pair.placed(Way::Qr).await;
    let told = pair.pays(&order, How::NotifyTwice);
    assert!(pair.hears(&told[0]).is_ok());
    pair.bank(|bank| bank.rotate(now()));
    assert!(pair.hears(&told[1]).is_ok());
    assert_eq!(pair.receipt(&order).await.amount, order.total);
}

#[tokio::test]
async fn the_connector_believes_nobody() {
    type Change = fn(&mut Request<Vec<u8>>);
    let with = |name: &'static str, value: &'static str| {
        move |it: &mut Request<Vec<u8>>| {
            it.headers_mut().insert(name, value.parse().expect("a value"));
        }
    };
    let old = with("bridge-timestamp", "1767225300");
    let nonce = with("bridge-nonce", "0123456789abcdef");
    let seal = with("bridge-signature", "00");
    let body: Change = |it| *it.body_mut() = b"{}".to_vec();
    let path: Change = |it| *it.uri_mut() = "/close".parse().expect("a path");
    let method: Change = |it| *it.method_mut() = http::Method::PUT;
    let changes: [Box<Tamper>; 6] = [
        Box::new(old),
        Box::new(nonce),
        Box::new(seal),
        Box::new(body),
        Box::new(path),
        Box::new(method),
    ];
    for change in changes {
        let keys = Keys::draw();
        let provider = Box::new(Bridge::new(&keys));
        let pair = Pair::tampered(ChannelKind::Bridge, provider, &keys.account(), change);
        let order = pair.order(Way::Qr);
        assert!(pair.channels.place(&order).await.is_err());
        assert!(pair.bank(|bank| bank.trade(&order.number().to_string()).is_none()));
    }
}

#[tokio::test]
async fn a_question_that_was_heard_is_not_heard_again() {
    let keys = Keys::draw();
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keeps = kept.clone();
    let keep = move |it: &mut Request<Vec<u8>>| {
        *keeps.lock().expect("one thread") = Some(it.clone());
    };
    let provider = Box::new(Bridge::new(&keys));
    let pair = Pair::tampered(ChannelKind::Bridge, provider, &keys.account(), Box::new(keep));
    pair.placed(Way::Qr).await;
    let request = kept.lock().expect("one thread").clone().expect("said");
    assert_eq!(status(pair.bank(|bank| bank.answer(&request, now())).answer), 401);
}
