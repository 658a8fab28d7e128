//! 缴费凭证: printed for whoever paid, and checked by whoever holds it.

mod paper;
mod returned;

use crate::owners::Yard;
use campus::{ADA, Answer, Ask, BEN, Campus, PUBLIC_URL};
use domain::{OrderId, OrderNumber, PersonId, ProofMark};
use identity::{Facts, Voucher};
use paper::Paper;
use serde_json::json;
use std::collections::BTreeSet;

/// Ada paid for her room and her books, in one order.
async fn paid(campus: &Campus) -> OrderNumber {
    let room = campus.owes_whole(ADA, "2026-2027/住宿费", "1200.00").await;
    let books = campus.owes_whole(ADA, "2025-2026/教材费", "486.35").await;
    let order = campus.opens(ADA, &[(&room, "1200.00"), (&books, "486.35")]).await;
    campus.is_paid(order).await;
    campus.settles().await;
    order
}

async fn prints(campus: &Campus, id: &str, order: OrderId) -> Answer {
    campus.sees(id, &format!("/api/orders/{order}/proof")).await
}

/// What somebody hears who holds a paper and is not signed in.
async fn checks(campus: &Campus, token: &str) -> Answer {
    let path = format!("/api/proofs/{token}");
    campus.ask(Ask { method: "GET", path, ..Ask::default() }).await
}

fn id_number(facts: &Facts) -> &str {
    facts.id_number.as_ref().expect("everybody here has one").expose()
}

#[tokio::test]
async fn a_paper_says_what_was_paid_and_by_whom() {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    let order = paid(&campus).await;

    let answer = prints(&campus, ADA, order.order).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    let name = format!("attachment; filename=\"payment-{}.pdf\"", order.order);
    assert_eq!(answer.header("content-disposition"), Some(&*name));
    assert!(answer.bytes.len() < 200_000, "{} bytes", answer.bytes.len());

    let shown = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await.body;
    let said = Paper::read(&answer.bytes).said;
    let number = order.to_string();
    for line in [
        &*campus.school.name,
        "缴费凭证",
        facts.name.expose(),
        facts.number.expose(),
        &campus.school.payee,
        "微信支付",
        &number,
        shown["transaction"].as_str().expect("a number"),
        "住宿费",
        "2026-2027",
        "1,200.00",
        "教材费",
        "2025-2026",
        "486.35",
        "人民币壹仟陆佰捌拾陆元叁角伍分",
        "¥1,686.35",
    ] {
        assert!(said.iter().any(|it| it == line), "{line} is not in {said:?}");
    }
    let all = said.concat();
    assert!(all.contains("本凭证不是发票，也不是非税收入票据。"), "{all}");
    assert!(!all.contains(id_number(&facts)), "an ID number is on a paper");
    assert!(!all.contains('\u{FFFD}'), "a glyph stands for nothing");
}

#[tokio::test]
async fn the_same_payment_is_the_same_paper_whenever_it_is_printed() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let order = paid(&campus).await.order;
    let first = prints(&campus, ADA, order).await;
    campus.later(std::time::Duration::from_hours(24 * 30));
    assert!(first.bytes == prints(&campus, ADA, order).await.bytes);
}

#[tokio::test]
async fn whoever_holds_the_paper_checks_it_and_learns_less_than_it_says() {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    let order = paid(&campus).await;
    let paper = Paper::read(&prints(&campus, ADA, order.order).await.bytes);
    let shown = campus.sees(ADA, &format!("/api/orders/{}", order.order)).await.body;
    assert_eq!(paper.check, format!("{PUBLIC_URL}/#/check/{}", paper.token()));

    let answer = checks(&campus, paper.token()).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = &answer.body;
    assert_eq!(told["school"], campus.school.name);
    assert_eq!(told["payee"], campus.school.payee);
    assert_eq!(told["number"], order.to_string());
    assert_eq!(told["name"], "林**");
    assert_eq!((&told["paid"], &told["stands"]), (&json!("1686.35"), &json!("1686.35")));
    assert_eq!((&told["standing"], &told["changed"]), (&json!("whole"), &json!(false)));
    assert_eq!((&told["returned"], &told["going"]), (&json!("0.00"), &json!("0.00")));
    assert_eq!(told["returns"], json!([]));
    assert_eq!(told["payments"][0]["paid_at"], shown["paid_at"]);
    assert_eq!(told["payments"][0]["channel"], "wechat");
    let line = json!({
        "item": "教材费", "year": "2025-2026", "amount": "486.35", "returned": "0.00",
    });
    assert!(told["lines"].as_array().expect("lines").contains(&line), "{}", answer.text);
    for secret in [
        facts.name.expose(),
        facts.number.expose(),
        id_number(&facts),
        shown["transaction"].as_str().expect("a number"),
    ] {
        assert!(!answer.text.contains(secret), "{}", answer.text);
        assert!(!paper.token().contains(secret));
    }
}

#[tokio::test]
async fn only_whoever_paid_has_a_paper_and_only_of_what_is_paid() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.admits(BEN).await;
    let order = paid(&campus).await.order;
    let tuition = campus.owes_whole(ADA, "2026-2027/学费", "4800.00").await;
    let open = campus.opens(ADA, &[(&tuition, "4800.00")]).await;

    let refused = |answer: Answer| (answer.status, answer.code().to_owned());
    let no_such_order = (404, "no-such-order".to_owned());
    let not_paid = (409, "not-paid".to_owned());
    assert_eq!(refused(prints(&campus, BEN, order).await), no_such_order);
    assert_eq!(refused(prints(&campus, ADA, OrderId::from_bits(5)).await), no_such_order);
    assert_eq!(refused(prints(&campus, ADA, open.order).await), not_paid);
    campus.closes(open).await;
    assert_eq!(refused(prints(&campus, ADA, open.order).await), not_paid);
    let answer = campus.sees(ADA, "/api/orders/nonsense/proof").await;
    assert_eq!(refused(answer), (422, "not-an-order-id".to_owned()));
}

#[tokio::test]
async fn a_session_that_ended_prints_nothing() {
    let yard = Yard::open().await;
    let route = "GET /api/orders/{id}/proof";
    let ask = Yard::by(&yard.ask(route), Some(&yard.elsewhere.access));
    assert_eq!(yard.campus.ask(ask.clone()).await.status, 200);
    let out = yard.ask("POST /api/session/logout");
    let out = Ask { cookies: yard.elsewhere.cookies(), ..out };
    assert_eq!(yard.campus.ask(out).await.status, 204);

    let answer = yard.campus.ask(ask).await;
    assert_eq!((answer.status, answer.code()), (401, "signed-out"));
}

#[tokio::test]
async fn a_token_that_is_not_ours_proves_nothing_and_asks_no_table() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let order = paid(&campus).await;
    let paper = Paper::read(&prints(&campus, ADA, order.order).await.bytes);
    let token = paper.token().to_owned();
    let number = order.to_string();
    let swapped = OrderNumber { payer: PersonId::from_bits(1), ..order }.to_string();
    let mut flipped = token.clone().into_bytes();
    flipped[50] ^= 1;

    let mut told = BTreeSet::new();
    for wrong in [
        "x",
        &number,
        &token[..61],
        &format!("{token}A"),
        &token.to_lowercase(),
        &format!("{swapped}{}", &token[32..]),
        &format!("{number}{}{}", "A".repeat(8), &token[40..]),
        &format!("{number}{}", "A".repeat(30)),
        &String::from_utf8(flipped).expect("ASCII"),
        "%E5%87%AD%E8%AF%81",
    ] {
        let answer = checks(&campus, wrong).await;
        assert_eq!((answer.status, answer.code()), (404, "proof-unknown"), "{wrong}");
        assert_eq!(answer.cost.reads, 0, "{wrong}");
        told.insert(answer.body["title"].to_string() + &answer.body["errors"].to_string());
    }
    assert_eq!(told.len(), 1, "one answer for all: {told:?}");
    assert_eq!(checks(&campus, &token).await.status, 200);
}

#[tokio::test]
async fn our_own_token_proves_nothing_of_an_order_that_is_not_paid() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes_whole(ADA, "2026-2027/学费", "4800.00").await;
    let open = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let written = |order| {
        campus.keys.vouchers.write(Voucher { order, mark: ProofMark([0; ProofMark::BYTES]) })
    };
    let token = written(open);
    let check = async || checks(&campus, &token).await.code().to_owned();

    assert_eq!(check().await, "proof-unknown", "open");
    campus.closes(open).await;
    assert_eq!(check().await, "proof-unknown", "closed");
    let nothing = OrderNumber { order: OrderId::from_bits(5), ..open };
    let nothing = checks(&campus, &written(nothing)).await;
    assert_eq!((nothing.status, nothing.code()), (404, "proof-unknown"));
}
