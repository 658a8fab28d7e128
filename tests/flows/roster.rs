//! Who enrolled, as a file for the office.

use crate::enrolling::{cancels, enrols, exam, opens_an_order};
use campus::{ADA, BEN, CHEN, Campus};
use domain::Role;
use serde_json::json;
use std::time::Duration;

const PATH: &str = "/api/office/projects/cet/roster";

#[tokio::test]
async fn the_office_reads_who_enrolled_how_to_reach_them_and_who_paid() {
    let campus = Campus::open().await;
    campus.announces_project(exam(Some(5))).await;
    for id in [ADA, BEN, CHEN] {
        campus.admits(id).await;
        campus.later(Duration::from_secs(1));
        assert_eq!(enrols(&campus, id, "full").await.status, 200);
    }
    let formula = json!({
        "tier": "half", "phone": "+86 139-0000-5678",
        "answers": { "campus": "临潼校区", "wish": "=1+1,\"x\"" },
    });
    campus.ask(campus.says(BEN, "PUT", "/api/enrolments/cet", Some(&formula))).await;
    let order = opens_an_order(&campus, ADA, "30.00").await;
    campus.is_paid(order).await;
    campus.settles().await;
    cancels(&campus, CHEN).await;
    campus.later(Duration::from_hours(1));

    let file = campus.office("GET", PATH, None).await;

    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"cet.csv\""));
    let lines: Vec<_> = file.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", file.text);
    assert_eq!(
        lines[0],
        "\u{feff}学号/工号,姓名,证件号,手机号,报名档次,价格,状态,报名时间,最后修改,校区,座位要求,日期"
    );
    assert!(lines[1].starts_with(&format!("2103{ADA},林{ADA},610")), "{}", lines[1]);
    assert!(lines[1].contains(",13800001234,四级,30.00,已报名,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",雁塔校区,,"), "{}", lines[1]);
    assert!(lines[2].contains(",13900005678,减半,15.00,已过期,"), "{}", lines[2]);
    assert!(lines[2].ends_with(",临潼校区,\"'=1+1,\"\"x\"\"\","), "{}", lines[2]);
    for ours in ["cache-control", "x-content-type-options"] {
        assert!(file.header(ours).is_some(), "{ours}");
    }
}

#[tokio::test]
async fn a_long_roster_is_read_whole_and_an_empty_one_is_a_head() {
    let campus = Campus::open().await;
    campus.announces_project(exam(None)).await;
    let empty = campus.office("GET", PATH, None).await;
    assert_eq!(empty.text.lines().count(), 1);
    for number in 0..120 {
        let id = format!("K{number:05}");
        campus.admits_as(&id, Role::Payer, number + 1).await;
        assert_eq!(enrols(&campus, &id, "none").await.status, 200);
    }
    let file = campus.office("GET", PATH, None).await;
    assert_eq!(file.text.lines().count(), 121);
    let other = campus.office("GET", "/api/office/projects/none/roster", None).await;
    assert_eq!((other.status, other.code()), (404, "no-such-project"));
}
