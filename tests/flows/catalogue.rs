//! The office announces batches, living fees, projects and news: right, again, wrong, and two at once.

use crate::powers::use_their_grants;
use campus::{ADA, Answer, Campus, Mishap, Plan, window};
use domain::{ProjectId, Shard};
use serde_json::{Value, json};

const SCRIPT: &str = "<script>alert('缴费')</script>";

fn batch() -> Value {
    json!({
        "title": "教材费", "department": "教务处", "note": "", "window": window(-1, 24),
    })
}

fn living() -> Value {
    json!({
        "title": "宿舍电费", "note": "按房间充值", "open": true,
        "target": { "is": "room", "buildings": ["6", "7"] },
        "amount": {
            "is": "free", "min": "10.00", "max": "500.00", "step": "10.00",
            "suggestions": ["50.00", "100.00"],
        },
    })
}

fn project() -> Value {
    json!({
        "title": "大学英语四级", "department": "教务处", "content": "**须知**",
        "window": window(-1, 24), "audience": "school", "quota": 200, "minutes_to_pay": 30,
        "tiers": [{ "id": "cet-4", "label": "四级", "price": "30.00" }],
        "form": [{
            "id": "half", "label": "场次", "hint": "", "required": true,
            "kind": { "is": "choice", "options": ["上午", "下午"] },
        }],
    })
}

fn news() -> Value {
    json!({
        "title": "缴费通知", "body": "# 通知\n\n请按时缴费。", "pinned": true,
        "from": window(-1, 1).opens, "until": null,
    })
}

/// Every kind of thing, by the path under which it is announced.
fn kinds() -> [(&'static str, Value); 4] {
    [("batches", batch()), ("living", living()), ("projects", project()), ("news", news())]
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).expect("there") = value;
    body
}

async fn puts(campus: &Campus, kind: &str, body: &Value) -> Answer {
    campus.office("PUT", &format!("/api/office/{kind}/autumn"), Some(body)).await
}

async fn catalogue(campus: &Campus) -> Value {
    let seen = campus.office("GET", "/api/office/catalogue", None).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    seen.body
}

#[tokio::test]
async fn what_is_announced_is_there_and_again_takes_its_own_place() {
    let campus = Campus::open().await;
    for (kind, body) in kinds() {
        for _ in 0..2 {
            let answer = puts(&campus, kind, &body).await;
            assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{kind}");
        }
        let mut expected = body.clone();
        expected["id"] = json!("autumn");
        if kind == "projects" {
            expected["taken"] = json!(0);
        }
        assert_eq!(catalogue(&campus).await[kind], json!([expected]));

        let renamed = with(&body, "/title", json!(SCRIPT));
        assert_eq!(puts(&campus, kind, &renamed).await.status, 204);
        let seen = catalogue(&campus).await;
        assert_eq!(seen[kind].as_array().map(Vec::len), Some(1));
        assert_eq!(seen[kind][0]["title"], SCRIPT, "a text is a text");
    }

    for _ in 0..2 {
        let gone = campus.office("DELETE", "/api/office/news/autumn", None).await;
        assert_eq!(gone.status, 204, "{}", gone.text);
    }
    assert_eq!(catalogue(&campus).await["news"], json!([]));
}

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_written() {
    let campus = Campus::open().await;
    campus.was_written();
    let (earlier, later) = (json!(window(-2, 0).opens), json!(window(30, 31).opens));
    let tier = json!({ "id": "a", "label": "一", "price": "1.00" });
    for (kind, pointer, value, field) in [
        ("batches", "/title", json!(""), "title: missing"),
        ("batches", "/title", json!("费".repeat(61)), "title: too-long"),
        ("batches", "/note", json!("\u{0}"), "note: unseen"),
        ("batches", "/window/opens", later.clone(), "window.closes: ends-before-it-begins"),
        ("living", "/target/buildings", json!(["6", "6"]), "target.buildings: twice"),
        ("living", "/target", json!({ "is": "card", "digits": 2 }), "target.digits: out-of-range"),
        ("living", "/amount/step", json!("0.00"), "amount.step: zero"),
        ("living", "/amount/min", json!("600.00"), "amount.max: below-min"),
        ("living", "/amount/suggestions", json!(["55.00"]), "amount.suggestions: not-admitted"),
        ("projects", "/quota", json!(0), "quota: out-of-range"),
        ("projects", "/minutes_to_pay", json!(1), "minutes_to_pay: out-of-range"),
        ("projects", "/tiers", json!([]), "tiers: too-few"),
        ("projects", "/tiers", json!([tier, tier]), "tiers: twice"),
        ("projects", "/form/0/label", json!("\n"), "form[0].label: missing"),
        ("projects", "/form/0/kind/options", json!([]), "form[0].kind.options: too-few"),
        ("news", "/body", json!("字".repeat(20_001)), "body: too-long"),
        ("news", "/until", earlier.clone(), "until: ends-before-it-begins"),
    ] {
        let bodies = kinds();
        let body = bodies.iter().find(|it| it.0 == kind).map(|it| with(&it.1, pointer, value));
        let answer = puts(&campus, kind, &body.expect("a kind")).await;
        assert_eq!((answer.status, answer.code()), (422, "wrong-fields"), "{}", answer.text);
        assert_eq!(answer.wrong_field(), field, "{}", answer.text);
    }
    assert!(!campus.was_written());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_its_field() {
    let campus = Campus::open().await;
    campus.was_written();
    for (kind, pointer, value, field) in [
        ("batches", "/window", json!({ "opens": "soon" }), "window.opens: malformed"),
        ("batches", "/title", json!(["教材费"]), "title: malformed"),
        ("living", "/open", json!("yes"), "open: malformed"),
        ("living", "/amount", json!({ "is": "any" }), "amount.is: malformed"),
        ("projects", "/quota", json!(-1), "quota: malformed"),
        ("projects", "/quota", json!(1.5), "quota: malformed"),
        ("projects", "/tiers/0/price", json!("-1"), "tiers[0].price: malformed"),
        ("projects", "/tiers/0/id", json!("A/B"), "tiers[0].id: malformed"),
        ("projects", "/audience", json!("nobody"), "audience: malformed"),
        ("news", "/from", json!(5), "from: malformed"),
    ] {
        let bodies = kinds();
        let body = bodies.iter().find(|it| it.0 == kind).map(|it| with(&it.1, pointer, value));
        let answer = puts(&campus, kind, &body.expect("a kind")).await;
        assert_eq!((answer.status, answer.code()), (422, "malformed-body"), "{}", answer.text);
        assert_eq!(answer.wrong_field(), field, "{}", answer.text);
    }
    for (kind, mut body) in kinds() {
        body["id"] = json!("another");
        let named = puts(&campus, kind, &body).await;
        assert_eq!(named.wrong_field(), "id: unknown", "the path names it: {}", named.text);
        for id in ["Autumn", "2026", "a%2Fb", "a%23", "%E7%A7%8B", &"a".repeat(41)] {
            let path = format!("/api/office/{kind}/{id}");
            let answer = campus.office("PUT", &path, Some(&body)).await;
            assert!(answer.code().starts_with("not-a-"), "{path}: {}", answer.text);
        }
    }
    assert!(!campus.was_written());
}

#[tokio::test]
async fn ten_megabytes_are_not_read() {
    let campus = Campus::open().await;
    campus.was_written();
    for (kind, body) in kinds() {
        let huge = with(&body, "/title", json!("费".repeat(3 << 20)));
        let answer = puts(&campus, kind, &huge).await;
        assert_eq!((answer.status, answer.code()), (422, "body-too-long"), "{kind}");
    }
    assert!(!campus.was_written());
}

#[tokio::test]
async fn a_student_announces_nothing() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.was_written();
    for (kind, body) in kinds() {
        let path = format!("/api/office/{kind}/autumn");
        let answer = campus.ask(campus.says(ADA, "PUT", &path, Some(&body))).await;
        assert_eq!((answer.status, answer.code()), (403, "wrong-role"), "{kind}");
    }
    assert_eq!(campus.sees(ADA, "/api/office/catalogue").await.status, 403);
    assert!(!campus.was_written());
}

/// What the rows of the project's seats give together.
async fn seats(campus: &Campus) -> (usize, u32) {
    let id: ProjectId = "autumn".parse().expect("a slug");
    let rows = campus.store.seats(&id).await.expect("read");
    (rows.len(), rows.iter().map(|it: &Shard| it.cap).sum())
}

async fn saves(campus: &Campus, quota: Value) {
    let answer = puts(campus, "projects", &with(&project(), "/quota", quota)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

#[tokio::test]
async fn the_rows_of_seats_add_up_to_the_quota() {
    let campus = Campus::open().await;
    for (quota, rows) in [(3, 3), (200, 16), (16, 16), (10_000, 90), (1, 90)] {
        saves(&campus, json!(quota)).await;
        assert_eq!(seats(&campus).await, (rows, quota));
    }
    saves(&campus, Value::Null).await;
    assert_eq!(seats(&campus).await.1, 0, "without a quota no seat is given");
    assert_eq!(catalogue(&campus).await["projects"][0]["taken"], Value::Null);

    let late = puts(&campus, "projects", &project()).await;
    assert_eq!((late.status, late.code()), (422, "wrong-fields"), "{}", late.text);
    assert_eq!(late.wrong_field(), "quota: quota-too-late", "who enrolled since has no seat");
}

#[tokio::test]
async fn two_who_save_at_once_leave_the_seats_of_one() {
    for meanwhile in [5_u32, 40, 3000] {
        let campus = Campus::open().await;
        saves(&campus, json!(20)).await;
        let id: ProjectId = "autumn".parse().expect("a slug");
        let slow = campus.store.kept_project(&id).await.expect("read");

        saves(&campus, json!(meanwhile)).await;

        let mine = slow.project.clone().expect("announced");
        let mine = domain::catalogue::Checked::of(mine).expect("sound");
        let written = campus.store.put_project(&mine, &slow, campus.now()).await;
        assert!(matches!(written, Err(store::StoreError::Raced)), "{written:?}");
        assert_eq!(seats(&campus).await.1, meanwhile);
    }
}

#[tokio::test]
async fn wherever_saving_dies_the_seats_are_those_of_the_project() {
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter, Mishap::LostAnswer, Mishap::Conflict] {
        for call in 1..6 {
            let campus = Campus::open().await;
            saves(&campus, json!(20)).await;
            let body = with(&project(), "/quota", json!(300));
            let ask = campus.office_says("PUT", "/api/office/projects/autumn", Some(&body));
            let plan = Plan::at(call, mishap).if_it_comes_to_that();
            let _ = campus.call(plan, ask).await;

            let quota = catalogue(&campus).await["projects"][0]["quota"].as_u64();
            let (_, given) = seats(&campus).await;
            assert_eq!(quota, Some(u64::from(given)), "{mishap:?} at {call}");
        }
    }
}

#[tokio::test]
async fn what_is_offered_needs_all_its_grants() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    for (kind, body) in kinds() {
        puts(&campus, kind, &body).await;
    }
    saves(&campus, json!(300)).await;
    catalogue(&campus).await;
    campus.office("DELETE", "/api/office/news/autumn", None).await;
    for path in ["/api/fees", "/api/news"] {
        assert_eq!(campus.sees(ADA, path).await.status, 200);
    }
    use_their_grants(&campus, &["edit-catalogue", "list-fees", "list-news"]);
}
