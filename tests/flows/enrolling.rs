//! Enrolling (S50-S62): from the public list to a paid seat, and everything that can be wrong on the
//! way. What becomes of it is in `enrolled.rs`; seats, and those who want the same one, in `seats.rs`.

use crate::browser::Browser;
use campus::{ADA, Answer, Campus};
use domain::catalogue::{FormField, FormFieldKind, Project, Tier};
use domain::{BillId, OrderNumber};
use serde_json::{Value, json};
use std::time::Duration;

/// An examination at three prices, with a form.
pub(crate) fn exam(quota: Option<u32>) -> Project {
    let tier = |id: &str, label: &str, price: &str| Tier {
        id: id.parse().expect("a slug"),
        label: label.to_owned(),
        price: price.parse().expect("an amount"),
    };
    let field = |id: &str, label: &str, required, kind| FormField {
        id: id.parse().expect("a slug"),
        label: label.to_owned(),
        hint: String::new(),
        required,
        kind,
    };
    let options = ["雁塔校区", "临潼校区"].map(str::to_owned).into();
    Project {
        tiers: vec![
            tier("full", "四级", "30.00"),
            tier("half", "减半", "15.00"),
            tier("none", "免费", "0.00"),
        ],
        form: vec![
            field("campus", "校区", true, FormFieldKind::Choice { options }),
            field("wish", "座位要求", false, FormFieldKind::Text { max: 20 }),
            field("day", "日期", false, FormFieldKind::Date),
        ],
        ..campus::project("cet", quota)
    }
}

pub(crate) fn says(tier: &str) -> Value {
    json!({ "tier": tier, "phone": "13800001234", "answers": { "campus": "雁塔校区" } })
}

/// What `id` hears who wants the tier called `tier`.
pub(crate) async fn enrols(campus: &Campus, id: &str, tier: &str) -> Answer {
    campus.ask(campus.says(id, "PUT", "/api/enrolments/cet", Some(&says(tier)))).await
}

pub(crate) async fn wants_to_pay(campus: &Campus, id: &str) -> Answer {
    campus.presses(id, "/api/enrolments/cet/pay").await
}

pub(crate) async fn cancels(campus: &Campus, id: &str) -> Answer {
    campus.ask(campus.says(id, "DELETE", "/api/enrolments/cet", None)).await
}

/// Where `id`'s enrolment stands, or nothing if there is none.
pub(crate) async fn standing(campus: &Campus, id: &str) -> String {
    let seen = campus.sees(id, "/api/enrolments/cet").await;
    seen.body["enrolment"]["state"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn fee() -> BillId {
    BillId::of_project(&"cet".parse().expect("a slug"))
}

/// `id` presses 交费 and opens an order for `amount`.
pub(crate) async fn opens_an_order(campus: &Campus, id: &str, amount: &str) -> OrderNumber {
    let due = wants_to_pay(campus, id).await;
    assert_eq!((due.status, &due.body["bill"]["owed"]), (200, &json!(amount)), "{}", due.text);
    campus.opens(id, &[(&fee(), amount)]).await
}

#[tokio::test]
async fn from_the_public_list_to_a_paid_seat() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(2))).await;
    let mut stranger = Browser::default();
    let seen = stranger.get(&campus, "/api/projects").await;
    assert_eq!((seen.status, &seen.body["signed"]), (200, &json!(false)), "{}", seen.text);
    let shown = &seen.body["projects"][0];
    assert_eq!(
        (&shown["id"], &shown["left"], &shown["mine"]),
        (&json!("cet"), &json!(2), &Value::Null)
    );
    let said = ["department", "title", "content"].map(|it| &shown[it]);
    assert_eq!(said, ["教务处", "大学英语四级", "**请核对信息**"]);
    let prices = shown["tiers"].as_array().expect("a list").iter();
    let prices: Vec<_> = prices.map(|it| (&it["label"], &it["price"])).collect();
    assert_eq!(json!(prices), json!([["四级", "30.00"], ["减半", "15.00"], ["免费", "0.00"]]));
    // The pop-up login, and the same page again.
    campus.admits(ADA).await;
    let base = campus.sees(ADA, "/api/enrolments/cet").await;
    assert_eq!(
        (&base.body["name"], &base.body["enrolment"]),
        (&json!(format!("林{ADA}")), &Value::Null)
    );
    assert_eq!(base.body["phone"], Value::Null, "none is on file");

    let enrolled = enrols(&campus, ADA, "full").await;
    assert_eq!((enrolled.status, &enrolled.body["enrolment"]["state"]), (200, &json!("unpaid")));
    let mine = campus.sees(ADA, "/api/enrolments/cet").await;
    assert_eq!(mine.body["phone"], "138****1234");
    assert!(!mine.text.contains("13800001234"), "{}", mine.text);
    assert_eq!(mine.body["answers"], json!({ "campus": "雁塔校区" }));
    assert_eq!(mine.body["project"]["left"], 1);
    // The pencil: another answer, the phone stays; another price.
    let change = json!({ "tier": "half", "answers": { "campus": "临潼校区", "wish": " 靠窗 " } });
    let changed = campus.ask(campus.says(ADA, "PUT", "/api/enrolments/cet", Some(&change))).await;
    assert_eq!(
        (changed.status, &changed.body["enrolment"]["price"]),
        (200, &json!("15.00")),
        "{}",
        changed.text
    );
    let mine = campus.sees(ADA, "/api/enrolments/cet").await;
    assert_eq!(
        (&mine.body["phone"], &mine.body["answers"]["wish"]),
        (&json!("138****1234"), &json!("靠窗"))
    );

    let order = opens_an_order(&campus, ADA, "15.00").await;
    let paying = campus.sees(ADA, "/api/enrolments").await;
    let line = &paying.body["enrolments"][0];
    assert_eq!(
        (&line["state"], &line["order"]),
        (&json!("paying"), &json!(order.order.to_string()))
    );
    campus.is_paid(order).await;
    campus.settles().await;

    assert_eq!(standing(&campus, ADA).await, "enrolled");
    assert_eq!(campus.owed(ADA).await, "0.00", "it never was an arrear");
    campus.later(Duration::from_hours(20));
    assert_eq!(standing(&campus, ADA).await, "enrolled", "the seat is kept for good");
    let found = campus.sees(ADA, "/api/projects?status=enrolled").await;
    let mine = &found.body["projects"][0]["mine"];
    assert_eq!(
        (&mine["state"], &mine["order"]),
        (&json!("enrolled"), &json!(order.order.to_string())),
        "the way to the proof"
    );
    assert_eq!(found.body["projects"][0]["left"], 1);
}

#[tokio::test]
async fn the_list_is_searched_by_department_by_status_and_by_time() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(None)).await;
    let other = Project { department: "体育部".to_owned(), ..campus::project("swim", None) };
    campus.announces_project(other).await;
    let coming = Project { window: campus::window(2, 9), ..campus::project("later", None) };
    campus.announces_project(coming).await;
    assert_eq!(enrols(&campus, ADA, "none").await.status, 200);
    let found = async |path: &str| {
        let seen = campus.sees(ADA, path).await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.text);
        let projects = seen.body["projects"].as_array().expect("a list").iter();
        projects.map(|it| it["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("/api/projects").await.len(), 2);
    assert_eq!(found("/api/projects?phase=all").await.len(), 3);
    assert_eq!(found("/api/projects?department=%E4%BD%93%E8%82%B2%E9%83%A8").await, ["swim"]);
    assert_eq!(found("/api/projects?status=enrolled").await, ["cet"]);
    assert_eq!(found("/api/projects?status=open&phase=all").await, ["swim", "later"]);
    let departments = campus.sees(ADA, "/api/projects").await.body["departments"].clone();
    assert_eq!(departments, json!(["体育部", "教务处"]));

    let mut stranger = Browser::default();
    let refused = stranger.get(&campus, "/api/projects?status=enrolled").await;
    assert_eq!((refused.status, refused.code()), (401, "signed-out"));
    for bad in ["?status=x", "?phase=x", "?year=1"] {
        let refused = stranger.get(&campus, &format!("/api/projects{bad}")).await;
        assert_eq!((refused.status, refused.code()), (422, "malformed-query"), "{bad}");
    }
    for (path, code) in
        [("/api/projects/none", "no-such-project"), ("/api/projects/X", "not-a-project-name")]
    {
        assert_eq!(stranger.get(&campus, path).await.code(), code);
    }
    assert_eq!(stranger.get(&campus, "/api/projects/swim").await.body["mine"], Value::Null);
}

/// What Ada hears who says `body`.
async fn tells(campus: &Campus, body: &Value) -> Answer {
    campus.ask(campus.says(ADA, "PUT", "/api/enrolments/cet", Some(body))).await
}

/// `body` with another value at `pointer`.
fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (above, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(above).expect("an object")[name] = value;
    body
}

#[tokio::test]
async fn what_does_not_fit_the_form_is_named_and_changes_nothing() {
    let campus = Campus::open().await;
    campus.admits(ADA).await;
    campus.announces_project(exam(Some(2))).await;
    let before = campus.everything().await;
    let good = says("full");
    let long = "x".repeat(21);
    for (pointer, value, field) in [
        ("/tier", json!("other"), "tier: not-an-option"),
        ("/phone", json!(null), "phone: required"),
        ("/phone", json!("12345"), "phone: not-a-phone"),
        ("/answers", json!({}), "answers.campus: required"),
        ("/answers/campus", json!("别处"), "answers.campus: not-an-option"),
        ("/answers/wish", json!(long), "answers.wish: too-long"),
        ("/answers/wish", json!("a\u{7}"), "answers.wish: unseen"),
        ("/answers/day", json!("2026-02-30"), "answers.day: not-a-day"),
        ("/answers/more", json!("x"), "answers.more: unknown-field"),
    ] {
        let body = with(&good, pointer, value);
        let refused = tells(&campus, &body).await;
        let heard = (refused.status, refused.wrong_field());
        assert_eq!(heard, (422, field.to_owned()), "{}", refused.text);
    }
    let huge = with(&good, "/answers/wish", json!("宽".repeat(3_500_000)));
    assert_eq!(tells(&campus, &huge).await.code(), "body-too-long");
    for body in [
        json!({}),
        json!({ "tier": "full", "answers": [], "x": 1 }),
        json!({ "tier": 1, "answers": {} }),
    ] {
        let refused = tells(&campus, &body).await;
        assert_eq!(refused.code(), "malformed-body", "{}", refused.text);
    }
    assert_eq!(campus.everything().await, before);

    // A script is a text like any other: it comes back as it was typed, and pages escape it.
    let script = with(&good, "/answers/wish", json!("<script>1"));
    assert_eq!(tells(&campus, &script).await.status, 200);
    let mine = campus.sees(ADA, "/api/enrolments/cet").await;
    assert_eq!(mine.body["answers"]["wish"], "<script>1");
}
