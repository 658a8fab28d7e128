use super::{Pair, jump, later, now, order};
use channel::{Checkout, Closing, Heard, NoticeError};
use domain::{Outcome, Scene, Way};
use sandbox::{How, SignedBy, WayBack};

#[tokio::test]
async fn a_code_makes_no_trade_before_it_is_scanned() {
    for pair in Pair::both() {
        let (us, order) = (pair.us(), order(Scene::Pc, Way::Qr));
        let Checkout::Qr { content, until } = us.place(&order).await.expect("placed") else {
            panic!("a code")
        };
        assert_eq!(until, order.until);
        let code = content.strip_prefix("https://qr.alipay.com/").expect("their address");
        assert_eq!(us.query(&order).await.expect("absent"), Outcome::Absent);
        assert_eq!(us.close(&order).await.expect("open"), Closing::ByItself);
        // Nobody closed it: it is scanned, and then it waits.
        assert_eq!(pair.gets(&format!("https://ali.test/qr/{code}")).status(), 303);
        assert_eq!(us.query(&order).await.expect("open"), Outcome::Pending);

        let told = pair.pays(&order, How::Pay);
        let Ok(Heard::Receipt(receipt)) = pair.hears(&told[0]) else { panic!("a receipt") };
        assert_eq!((receipt.number, receipt.amount), (order.number(), order.total));
        assert_eq!(us.query(&order).await.expect("paid"), Outcome::Paid(receipt));
        let number = order.number().to_string();
        assert_eq!(pair.bank(|bank| bank.way_back(&number, now())), WayBack::None);
    }
}

#[tokio::test]
async fn a_page_makes_the_trade_when_it_is_opened_and_not_before() {
    for pair in Pair::both() {
        for scene in [Scene::Pc, Scene::Mobile, Scene::Alipay] {
            later(60);
            let (us, order) = (pair.us(), order(scene, Way::Page));
            let url = jump(us.place(&order).await.expect("placed"));
            assert!(pair.trade(&order).is_none());
            assert_eq!(us.query(&order).await.expect("absent"), Outcome::Absent);

            let answer = pair.gets(&url);
            let to = answer.headers()["location"].to_str().expect("an address");
            assert!(answer.status() == 303 && to.starts_with("https://ali.test/cashier/"), "{to}");
            assert_eq!(us.query(&order).await.expect("open"), Outcome::Pending);
            // The payer looks again: the same order, not another.
            assert_eq!(pair.gets(&url).headers()["location"], to);

            let told = pair.pays(&order, How::Pay);
            let Ok(Heard::Receipt(receipt)) = pair.hears(&told[0]) else { panic!("a receipt") };
            assert_eq!(us.query(&order).await.expect("paid"), Outcome::Paid(receipt));
            assert_eq!(us.close(&order).await.expect("paid"), Closing::AlreadyPaid);
            // A second look shows a page of theirs, not the cashier.
            assert_eq!(pair.gets(&url).headers()["content-type"], "text/html;charset=GBK");
        }
    }
}

#[tokio::test]
async fn the_payer_comes_back_with_something_that_proves_nothing() {
    let pair = Pair::new();
    let order = pair.at_the_cashier(Scene::Mobile).await;
    pair.pays(&order, How::Pay);
    let number = order.number().to_string();
    let WayBack::Get(url) = pair.bank(|bank| bank.way_back(&number, now())) else {
        panic!("an address")
    };
    let (page, query) = url.split_once('?').expect("a query");
    assert_eq!(page, format!("https://pay.example.edu.cn/api/return/alipay/{}", order.id));
    assert!(query.contains("method=alipay.trade.wap.pay.return") && query.contains("sign="));
    assert!(!query.contains("trade_status"));
}

#[tokio::test]
async fn an_order_that_waits_is_closed_and_stays_so() {
    for pair in Pair::both() {
        let (us, order) = (pair.us(), pair.at_the_cashier(Scene::Pc).await);
        assert_eq!(us.close(&order).await.expect("closed"), Closing::Closed);
        assert_eq!(us.close(&order).await.expect("closed before"), Closing::Closed);
        assert_eq!(us.query(&order).await.expect("closed"), Outcome::Closed);
        let number = order.number().to_string();
        assert!(pair.bank(|bank| bank.pay(&number, How::Pay, now())).is_err());
        // Money that was on its way nevertheless.
        let told = pair.pays(&order, How::Anyway);
        assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
        assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
    }
}

#[tokio::test]
async fn an_order_ends_with_its_time_whether_its_page_was_opened_or_not() {
    let pair = Pair::new();
    let (us, opened) = (pair.us(), pair.at_the_cashier(Scene::Pc).await);
    later(1);
    let unopened = order(Scene::Pc, Way::Page);
    let url = jump(us.place(&unopened).await.expect("placed"));
    later(15 * 60);
    assert_eq!(us.query(&opened).await.expect("over"), Outcome::Closed);
    assert_eq!(us.query(&unopened).await.expect("absent"), Outcome::Absent);
    assert_eq!(us.close(&unopened).await.expect("just over"), Closing::ByItself);
    assert_eq!(us.place(&unopened).await.expect("nothing"), Checkout::None);
    // Who kept the address is too late as well.
    let page = pair.gets(&url);
    assert_eq!(page.headers()["content-type"], "text/html;charset=GBK");
    assert!(pair.trade(&unopened).is_none());
    later(60);
    assert_eq!(us.close(&unopened).await.expect("over"), Closing::Closed);
}

#[tokio::test]
async fn whatever_a_payer_does_is_told_as_it_is() {
    for pair in Pair::both() {
        let us = pair.us();
        let at = async || {
            later(60);
            pair.at_the_cashier(Scene::Pc).await
        };
        let less = at().await;
        let told = pair.pays(&less, How::PayLess);
        let Ok(Heard::Receipt(receipt)) = pair.hears(&told[0]) else { panic!("a receipt") };
        assert_eq!(receipt.amount.fen(), less.total.fen() - 1);
        assert_eq!(us.query(&less).await.expect("paid"), Outcome::Paid(receipt));

        let twice = at().await;
        let told = pair.pays(&twice, How::NotifyTwice);
        assert_eq!(pair.hears(&told[0]), pair.hears(&told[1]));

        let two = at().await;
        let told = pair.pays(&two, How::Reordered);
        let heard = told.iter().map(|it| pair.hears(it).expect("heard"));
        let [Heard::Receipt(second), Heard::Receipt(first)] = &heard.collect::<Vec<_>>()[..] else {
            panic!("two receipts")
        };
        assert_ne!(first.transaction, second.transaction);

        let silent = at().await;
        assert!(pair.pays(&silent, How::Silent).is_empty());
        assert!(matches!(us.query(&silent).await, Ok(Outcome::Paid(_))));

        // There is no such thing as a notice that is too old.
        let stale = at().await;
        let told = pair.pays(&stale, How::Stale);
        assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
    }
}

#[tokio::test]
async fn who_is_not_the_provider_or_not_about_us_is_not_believed() {
    for (pair, unproved) in
        Pair::both().into_iter().zip([NoticeError::UnknownKey, NoticeError::Forged])
    {
        let order = pair.at_the_cashier(Scene::Pc).await;
        let forged = pair.pays(&order, How::Forge);
        assert_eq!(pair.hears(&forged[0]), Err(unproved));
        let foreign = pair.pays(&order, How::Foreign);
        assert_eq!(pair.hears(&foreign[0]), Err(NoticeError::Foreign));
        assert_eq!(pair.us().query(&order).await.expect("open"), Outcome::Pending);
        let probed = pair.pays(&order, How::ProbeFirst);
        assert_eq!(pair.hears(&probed[0]), Err(unproved));
        assert!(matches!(pair.hears(&probed[1]), Ok(Heard::Receipt(_))));
    }
}

#[tokio::test]
async fn seven_letters_end_the_telling_and_nothing_else_does() {
    let pair = Pair::new();
    let order = pair.at_the_cashier(Scene::Pc).await;
    let told = pair.pays(&order, How::Pay);
    let heard = pair.hears(&told[0]).expect("heard");
    let thanks = pair.us().thanks(&heard);
    let refusal = pair.us().refusal(domain::FaultKind::Stranger);
    pair.bank(|bank| {
        assert!(bank.taken(thanks.status, thanks.body.as_bytes()));
        assert!(!bank.taken(refusal.status, refusal.body.as_bytes()));
        assert!(!bank.taken(200, b"success\n") && !bank.taken(200, b"\"success\""));
        assert_eq!(bank.resends().iter().sum::<u64>(), 87_840);
    });
}

#[tokio::test]
async fn the_provider_takes_a_new_key_in_mid_flow() {
    let pair = Pair::new();
    let (us, order) = (pair.us(), pair.at_the_cashier(Scene::Pc).await);
    let told = pair.pays(&order, How::Pay);
    pair.bank(|bank| bank.rotate(now()));
    // A notice does not name the new certificate; who reads it looks for one, and reads again.
    assert_eq!(pair.hears(&told[0]), Err(NoticeError::UnknownKey));
    us.refresh().await.expect("it looks");
    assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
    assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))));
    // Over the change notices come by either.
    pair.bank(|bank| bank.sign_notices_by(SignedBy::Either));
    for _ in 0..8 {
        assert!(matches!(pair.hears(&told[0]), Ok(Heard::Receipt(_))));
    }

    // By an answer it is found without looking.
    let pair = Pair::new();
    let order = pair.at_the_cashier(Scene::Pc).await;
    pair.bank(|bank| bank.rotate(now()));
    assert_eq!(pair.us().query(&order).await.expect("open"), Outcome::Pending);

    // By public keys nobody can know but by hand.
    let pair = Pair::by_keys();
    let order = pair.at_the_cashier(Scene::Pc).await;
    pair.bank(|bank| bank.rotate(now()));
    assert!(pair.us().query(&order).await.is_err());
    pair.bank(|bank| bank.rotate(now()));
    assert_eq!(pair.us().query(&order).await.expect("open"), Outcome::Pending);
}
