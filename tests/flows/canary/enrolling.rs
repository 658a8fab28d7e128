//! What people say who enrol: a way to reach them, and answers to whatever the office asks.

use super::watch::Watch;
use crate::enrolling::{exam, opens_an_order};
use campus::{ADA, BEN, Campus, Mishap, Plan};
use serde_json::{Value, json};

const PATH: &str = "/api/enrolments/cet";

/// Enrolling, badly and well, while tables fail; the pencil, 交费, paying, the office's file, leaving.
pub(crate) async fn enrolling(watch: &mut Watch) {
    let campus = Campus::open().await;
    let facts = campus.admits(ADA).await;
    campus.admits(BEN).await;
    campus.announces_project(exam(Some(3))).await;
    campus.listens();
    let (phone, typed, answer, wrong) =
        ("13907654321", "+86 139-0765-4321", "靠窗第三排谢谢", "不存在的校区名称");
    watch.shown("name", facts.name.expose());
    watch.shown("an answer to the form", answer);
    watch.never("a phone number as it was typed", typed);
    watch.never("a wrong answer to the form", wrong);
    watch.never("an ID number", facts.id_number.as_ref().expect("an ID number").expose());
    let says = |campus_name: &str, wish: Value| json!({ "tier": "full", "phone": typed, "answers": { "campus": campus_name, "wish": wish } });
    for body in [
        says(wrong, json!(answer)),
        says("雁塔校区", json!([answer])),
        json!({ "tier": typed, "phone": [typed], "answers": { "campus": answer } }),
        json!({ "tier": "full", "phone": wrong, "answers": { "wish": typed.repeat(9) } }),
    ] {
        let refused = campus.ask(campus.says(ADA, "PUT", PATH, Some(&body))).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    let body = says("雁塔校区", json!(answer));
    for plan in [Plan::at(4, Mishap::LostAnswer), Plan::during(1, 9, Mishap::Throttle)] {
        campus.call(plan, campus.says(ADA, "PUT", PATH, Some(&body))).await;
    }
    for id in [ADA, BEN] {
        assert_eq!(campus.ask(campus.says(id, "PUT", PATH, Some(&body))).await.status, 200);
        for path in [PATH, "/api/enrolments", "/api/projects?phase=all"] {
            let seen = campus.sees(id, path).await;
            assert!(!seen.text.contains(phone), "{path}: {}", seen.text);
        }
    }
    let order = opens_an_order(&campus, ADA, "30.00").await;
    campus.is_paid(order).await;
    campus.settles().await;
    campus.ask(campus.says(BEN, "DELETE", PATH, None)).await;
    // The one place in which the number is whole.
    watch.shown("a phone number in the office's file", phone);
    let file = campus.office("GET", "/api/office/projects/cet/roster", None).await;
    assert!(file.text.contains(phone) && file.text.contains(answer), "{}", file.text);
    watch.looks("enrolling", &campus).await;
}
