//! Every channel, from the choice at the cashier to a bill that is paid, each against a provider
//! that speaks its own wire.

use crate::TUITION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campus::{ADA, Answer, Ask, Campus};
use domain::{BillId, ChannelKind, OrderNumber, Scene, Way};
use sandbox::{Announcement, Flaw, How};
use serde_json::{Value, json};
use std::time::Duration;

/// Every way to pay that needs no entrance: from where, how, and what the browser does next.
const WAYS: [(ChannelKind, Scene, Way, &str); 17] = [
    (ChannelKind::Wechat, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Wechat, Scene::Mobile, Way::Page, "jump"),
    (ChannelKind::Alipay, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Alipay, Scene::Pc, Way::Page, "jump"),
    (ChannelKind::Alipay, Scene::Mobile, Way::Page, "jump"),
    (ChannelKind::Alipay, Scene::Alipay, Way::Page, "jump"),
    (ChannelKind::Unionpay, Scene::Pc, Way::Page, "form"),
    (ChannelKind::Unionpay, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Unionpay, Scene::Mobile, Way::Page, "form"),
    (ChannelKind::Bocom, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Bocom, Scene::Mobile, Way::Page, "jump"),
    (ChannelKind::Bocom, Scene::Wechat, Way::Page, "jump"),
    (ChannelKind::Abc, Scene::Pc, Way::Page, "jump"),
    (ChannelKind::Abc, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Abc, Scene::Mobile, Way::Page, "jump"),
    (ChannelKind::Bridge, Scene::Pc, Way::Qr, "qr"),
    (ChannelKind::Bridge, Scene::Mobile, Way::Page, "jump"),
];

async fn campus() -> (Campus, BillId) {
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

fn body(tuition: &BillId, kind: ChannelKind, scene: Scene, way: Way) -> Value {
    let lines = json!([{ "bill": tuition, "amount": "4800.00" }]);
    json!({ "lines": lines, "channel": kind, "scene": scene, "way": way })
}

/// An order by this way whose payer has come as far as the provider's cashier.
pub(crate) async fn at_the_cashier(
    campus: &Campus,
    tuition: &BillId,
    (kind, scene, way, expected): (ChannelKind, Scene, Way, &str),
) -> OrderNumber {
    let order = campus.draws_order_id();
    let answer = campus.ask(campus.ordering(ADA, order, &body(tuition, kind, scene, way))).await;
    assert_eq!(answer.status, 201, "{kind} {scene:?} {way:?}: {}", answer.text);
    assert_eq!(answer.body["checkout"]["kind"], expected, "{kind} {scene:?} {way:?}");
    assert_eq!(answer.body["order"]["way"], json!(way));
    campus.goes(&answer.body["checkout"]);
    OrderNumber { order, payer: ADA.parse().expect("a person") }
}

/// The first way of each kind.
pub(crate) fn one_way_each() -> impl Iterator<Item = (ChannelKind, Scene, Way, &'static str)> {
    ChannelKind::ALL
        .into_iter()
        .map(|kind| *WAYS.iter().find(|way| way.0 == kind).expect("every channel has a way"))
}

fn paid(campus: &Campus, order: OrderNumber, how: How) -> Vec<Announcement> {
    campus.pays(order, how).unwrap_or_else(|error| panic!("{order} at the cashier: {error:?}"))
}

fn is_thanked(kind: ChannelKind, answer: &Answer) {
    assert_eq!(answer.status, 200, "{kind}: {}", answer.text);
    let cost = &answer.cost;
    assert_eq!((cost.reads, cost.writes, cost.messages, cost.provider), (0, 0, 1, 0), "{kind}");
}

#[tokio::test]
async fn a_bill_is_paid_by_every_way_and_no_notice_touches_a_table() {
    for way in WAYS {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;

        for announcement in paid(&campus, order, How::Pay) {
            is_thanked(way.0, &campus.hears(&announcement).await);
        }
        campus.settles().await;

        assert_eq!(campus.owed(ADA).await, "0.00", "{way:?}");
        assert_eq!(campus.state(order).await, "paid", "{way:?}");
    }
}

/// The gateway hands over a form, and whatever it does not know as text, in base64.
#[tokio::test]
async fn a_notice_may_come_in_base64() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;
        let told = paid(&campus, order, How::Pay).remove(0);
        let notice = campus.notice(&told);
        let body = notice.body.as_ref().map(|it| STANDARD.encode(it));
        let notice = Ask { binary: true, body, ..notice };
        is_thanked(way.0, &campus.ask(notice).await);
        campus.settles().await;
    }
}

/// R1, and the receipt's key: told twice and asked for besides, it is one payment.
#[tokio::test]
async fn a_notice_and_an_answer_name_the_same_payment() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;

        for announcement in paid(&campus, order, How::NotifyTwice) {
            is_thanked(way.0, &campus.hears(&announcement).await);
        }
        let asked = campus.checks(order).await;
        assert_eq!(asked.body["provider"], "paid", "{way:?}: {}", asked.text);
        campus.settles().await;

        let books = campus.books().await;
        assert!(books.disputes.is_empty(), "{way:?}: {:?}", books.disputes);
        assert_eq!(campus.owed(ADA).await, "0.00", "{way:?}");
    }
}

/// R5, R6: what is forged, or about somebody else's money, is refused and changes nothing.
#[tokio::test]
async fn what_is_not_the_providers_or_not_ours_is_refused() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;
        let true_word = paid(&campus, order, How::Pay).remove(0);
        for flaw in [Flaw::Forged, Flaw::Foreign] {
            let told = Announcement { flaw, ..true_word.clone() };
            let answer = campus.hears(&told).await;
            assert!(!campus.takes(&told, &answer), "{way:?} {flaw:?}: {}", answer.text);
            assert!(campus.receipts().is_empty(), "{way:?} {flaw:?}");
        }
        is_thanked(way.0, &campus.hears(&true_word).await);
        campus.settles().await;
    }
}

/// A notice with one letter changed is not believed, whichever letter it is.
#[tokio::test]
async fn a_notice_changed_on_its_way_is_not_believed() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;
        let told = paid(&campus, order, How::Pay).remove(0);
        let notice = campus.notice(&told);
        let text = notice.body.clone().expect("a body");
        for place in (0..text.len()).step_by(text.len() / 40 + 1) {
            if !text.is_char_boundary(place) || !text.is_char_boundary(place + 1) {
                continue;
            }
            let letter = if &text[place..=place] == "A" { "B" } else { "A" };
            let changed = [&text[..place], letter, &text[place + 1..]].concat();
            let answer = campus.ask(Ask { body: Some(changed), ..notice.clone() }).await;
            let believed = !campus.receipts().is_empty();
            assert!(!believed, "{way:?}: with {letter} at {place}: {}", answer.text);
        }
    }
}

/// R4: a fen too little is not booked as if it were all, nor lost: by this school's rule it goes on
/// the bill, which owes the fen.
#[tokio::test]
async fn another_amount_is_a_dispute() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;
        for announcement in paid(&campus, order, How::PayLess) {
            is_thanked(way.0, &campus.hears(&announcement).await);
        }
        campus.settles().await;

        let books = campus.books().await;
        let disputed: Vec<_> = books.disputes.iter().map(|it| it.receipt.amount.fen()).collect();
        assert_eq!(disputed, [479_999], "{way:?}");
        assert_eq!(campus.owed(ADA).await, "0.01", "{way:?}");
    }
}

#[tokio::test]
async fn a_notice_that_is_lost_is_asked_for() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;
        paid(&campus, order, How::Silent);

        campus.later(Duration::from_secs(5));
        campus.chases().await;
        campus.settles().await;

        assert_eq!(campus.state(order).await, "paid", "{way:?}");
    }
}

/// R26: query, close, query; and what cannot be closed says so and ends by itself.
#[tokio::test]
async fn an_order_that_nobody_pays_ends_by_its_providers_own_rule() {
    for way in one_way_each() {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await;

        let closed = campus.closes(order).await;
        if closed.status == 409 {
            assert_eq!(closed.code(), "closes-by-itself", "{way:?}: {}", closed.text);
            assert!(closed.header("retry-after").is_some(), "{way:?}");
            assert_eq!(campus.state(order).await, "open", "{way:?}");
            for _ in 0..150 {
                campus.later(Duration::from_mins(1));
                campus.chases().await;
            }
        }
        assert_eq!(campus.state(order).await, "closed", "{way:?}: {}", closed.text);
        assert!(campus.pays(order, How::Pay).is_err(), "{way:?}");
        let home = campus.sees(ADA, "/api/arrears").await;
        assert!(home.body["bills"][0]["held_by"].is_null(), "{way:?}: {}", home.text);
    }
}

/// R23: the browser asks again, with the same words, and gets the same order.
#[tokio::test]
async fn placing_again_is_harmless() {
    for way in WAYS {
        let (campus, tuition) = campus().await;
        let order = at_the_cashier(&campus, &tuition, way).await.order;
        let again = campus.ordering(ADA, order, &body(&tuition, way.0, way.1, way.2));
        campus.later(Duration::from_secs(20));
        let answer = campus.ask(again).await;
        assert_eq!(answer.status, 201, "{way:?}: {}", answer.text);
        assert_eq!(answer.body["checkout"]["kind"], way.3, "{way:?}");
        campus.goes(&answer.body["checkout"]);
    }
}
