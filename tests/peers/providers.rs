//! A peer is the provider: it checks every signature of ours by its own SDK, and signs what it
//! answers and tells by it.

use crate::bank::now;
use crate::orders::{TOTAL, money, order, refund};
use crate::peer::{Peer, Tongue, outside};
use crate::web;
use channel::{Channel, Channels, Checkout, Closing, Heard, NoticeError};
use domain::{ChannelKind, Money, Order, Outcome, Receipt, Refund, Refunded, Scene};
use http::{Request, StatusCode};
use serde_json::json;

#[tokio::test]
async fn wechat_is_understood_by_wechatpay_axios_plugin() {
    lives(Tongue::Node, ChannelKind::Wechat).await;
}

#[tokio::test]
async fn wechat_is_understood_by_wechatpayv3() {
    lives(Tongue::Python, ChannelKind::Wechat).await;
}

#[tokio::test]
async fn alipay_is_understood_by_its_own_sdk() {
    lives(Tongue::Node, ChannelKind::Alipay).await;
}

#[tokio::test]
async fn alipay_is_understood_by_python_alipay_sdk() {
    lives(Tongue::Python, ChannelKind::Alipay).await;
}

#[tokio::test]
async fn unionpay_is_understood_by_a_second_reading_on_openssl() {
    lives(Tongue::Python, ChannelKind::Unionpay).await;
}

/// An order's whole life, and another's that nobody pays.
async fn lives(tongue: Tongue, kind: ChannelKind) {
    let peer = Peer::provider(tongue).await;
    let channels = Channels::of_secret(&peer.secret(kind), &peer.places(), &outside());
    let channels = channels.expect("the platform takes the peer's account");
    let channel = channels.at(kind).expect("an account of this kind");
    channel.refresh().await.expect("keys that can be fetched are");

    let orders = places_in_every_way(&peer, channel, kind).await;
    let (paid, closed) = (&orders[0], &orders[1]);
    let receipt = hears(&peer, channel, paid).await;
    assert_eq!(channel.query(paid).await.expect("an answer"), Outcome::Paid(receipt.clone()));
    gives_back(&peer, channel, paid, &refund(paid, &receipt, 12_345)).await;
    closes(channel, closed).await;

    let verdicts = peer.verdicts(kind).await;
    let refused: Vec<_> = verdicts.iter().filter(|(_, held)| !held).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    for call in calls(kind) {
        let was_heard = verdicts.iter().any(|(said, _)| said.contains(call));
        assert!(was_heard, "nobody said {call}: {verdicts:#?}");
    }
}

/// One order of each kind that the channel offers anywhere, and another one.
async fn places_in_every_way(peer: &Peer, channel: &dyn Channel, kind: ChannelKind) -> Vec<Order> {
    let mut orders = Vec::new();
    for scene in [Scene::Pc, Scene::Pc, Scene::Mobile, Scene::Wechat, Scene::Alipay] {
        for way in channel.ways(scene) {
            let order = order(channel, kind, scene, *way);
            let checkout = channel.place(&order).await.expect("the provider takes the order");
            follows(peer, kind, checkout).await;
            let asked = json!({ "number": order.number().to_string() });
            let asked = peer.does(kind, "asked", &asked).await;
            // Some speak of fen, as a number or a text, and one of yuan.
            let text = asked["txnAmt"].as_str().or(asked["total_amount"].as_str());
            let total = text.map(|it| it.replace('.', ""));
            let total = total.unwrap_or_else(|| asked["amount"]["total"].to_string());
            assert_eq!(total, TOTAL.to_string(), "{asked}");
            orders.push(order);
        }
    }
    assert!(orders.len() > 2, "it is offered nowhere");
    orders
}

/// What the payer's browser does next.
async fn follows(peer: &Peer, kind: ChannelKind, checkout: Checkout) {
    match checkout {
        Checkout::Qr { content, .. } => assert!(content.contains("://"), "{content}"),
        // Somebody else's page needs no look; the peer's own says whether it believes us.
        Checkout::Jump { url } if url.starts_with(&peer.url) => {
            let browser = Request::get(&url).body(String::new()).expect("a request");
            let page = web::send(browser).await;
            assert!(
                page.status == StatusCode::OK && page.body.to_string().contains("10000"),
                "{}",
                page.body
            );
        }
        Checkout::Jump { url } => assert!(url.starts_with("https://"), "{url}"),
        Checkout::Wallet { params } => {
            let taken = peer.does(kind, "takes_wallet", &json!({ "params": params })).await;
            assert_eq!(taken, true, "the wallet refuses {params:?}");
        }
        Checkout::Form { url, fields } => {
            let form =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let browser =
                Request::post(&url).header("content-type", "application/x-www-form-urlencoded");
            let page = web::send(browser.body(form).expect("a request")).await;
            assert_eq!(page.status, StatusCode::OK, "{url}");
        }
        Checkout::None => panic!("the order cannot be paid"),
    }
}

/// Somebody pays `order`: what the notice proves, while what was altered proves nothing.
async fn hears(peer: &Peer, channel: &dyn Channel, order: &Order) -> Receipt {
    let unpaid = channel.query(order).await.expect("an answer");
    assert!(matches!(unpaid, Outcome::Pending | Outcome::Absent), "{unpaid:?}");

    let notice = peer.pays(order.channel, &order.number().to_string()).await;
    let heard = channel.read(&notice, now()).expect("an authentic notice");
    let Heard::Receipt(receipt) = heard else { panic!("{heard:?} is no receipt") };
    assert_eq!((receipt.number, receipt.amount), (order.number(), money(TOTAL)));
    assert_eq!(receipt.merchant, order.merchant);

    // Somewhere in the middle there is text that is signed, whatever the provider.
    let mut altered = notice;
    let middle = altered.body.len() / 2;
    altered.body[middle] = if altered.body[middle] == b'0' { b'1' } else { b'0' };
    let refused = channel.read(&altered, now()).expect_err("it was altered");
    // With certificates, what no known one proves may be by a new one.
    let forged = [NoticeError::Forged, NoticeError::UnknownKey, NoticeError::Garbled];
    assert!(forged.contains(&refused), "{refused:?}");
    receipt
}

/// `refund` is taken once however often it is asked for, is done, and is told by a notice where
/// there is one.
async fn gives_back(peer: &Peer, channel: &dyn Channel, order: &Order, refund: &Refund) {
    for _ in 0..2 {
        let said = channel.refund(order, refund).await.expect("an answer");
        // Some only say that they took it.
        assert!(said == Refunded::Pending || returned(said) == refund.amount);
    }
    let said = channel.query_refund(order, refund).await.expect("an answer");
    assert_eq!(returned(said), refund.amount);
    if channel.capabilities().refunds == channel::Refunds::Told {
        let number = refund.number().to_string();
        let notice = peer.tells_refund(order.channel, &number).await;
        let heard = channel.read(&notice, now()).expect("an authentic notice");
        let Heard::Refund { number: said, refunded } = heard else {
            panic!("{heard:?} is no refund")
        };
        assert_eq!((said, returned(refunded)), (number, refund.amount));
    }
}

#[track_caller]
fn returned(refunded: Refunded) -> Money {
    let Refunded::Done(returned) = refunded else { panic!("not given back: {refunded:?}") };
    returned.amount
}

async fn closes(channel: &dyn Channel, order: &Order) {
    let closing = channel.close(order).await.expect("an answer");
    let outcome = channel.query(order).await.expect("an answer");
    if channel.capabilities().closes {
        assert_eq!((closing, outcome), (Closing::Closed, Outcome::Closed));
    } else {
        assert_eq!(closing, Closing::ByItself);
        assert!(matches!(outcome, Outcome::Pending | Outcome::Absent), "{outcome:?}");
    }
}

/// What must have been said in a whole life.
fn calls(kind: ChannelKind) -> &'static [&'static str] {
    match kind {
        ChannelKind::Wechat => &[
            "POST /v3/pay/transactions/native",
            "POST /v3/pay/transactions/h5",
            "POST /v3/pay/transactions/jsapi",
            "GET /v3/pay/transactions/out-trade-no/",
            "/close",
            "POST /v3/refund/domestic/refunds",
            "GET /v3/refund/domestic/refunds/",
        ],
        ChannelKind::Alipay => &[
            "alipay.trade.precreate",
            "alipay.trade.page.pay",
            "alipay.trade.wap.pay",
            "alipay.trade.query",
            "alipay.trade.close",
            "alipay.trade.refund",
            "alipay.trade.fastpay.refund.query",
        ],
        ChannelKind::Unionpay => &[
            "/gateway/api/frontTransReq.do 01",
            "/gateway/api/backTransReq.do 01",
            "/gateway/api/backTransReq.do 04",
            "/gateway/api/queryTrans.do 00",
        ],
        ChannelKind::Bocom | ChannelKind::Abc | ChannelKind::Bridge => &[],
    }
}
