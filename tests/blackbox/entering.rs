use crate::stage::Stage;
use crate::student::Student;
use crate::web;
use http::StatusCode;

#[tokio::test]
async fn nobody_sees_anything_before_signing_in() {
    let stage = Stage::open().await;
    let order = "/api/orders/01K8ZZZZZZZZZZZZZZZZZZZZZZ";
    let close = format!("{order}/close");
    let check = format!("{order}/check");
    let doors = [
        ("GET", "/api/me"),
        ("GET", "/api/arrears"),
        ("GET", "/api/orders?period=all"),
        ("GET", "/api/payments?period=all"),
        ("GET", order),
        ("PUT", order),
        ("POST", &close),
        ("POST", &check),
        ("POST", "/api/session/refresh"),
    ];
    for (method, path) in doors {
        let ask = stage.request(method, path).header("sec-fetch-site", "same-origin");
        let ask = ask.header("x-pay-csrf", "1").header("content-type", "application/json");
        let answer = web::send(ask.body("{}".to_owned()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", answer.body);
        assert_eq!(answer.body["code"], "signed-out", "{method} {path}");
    }
}

#[tokio::test]
async fn the_first_password_is_good_for_choosing_another_one_only() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;

    assert_eq!(lin.get("/api/me").await.body["name"], "林小满");
    assert_eq!(lin.comes_back().await.body["next"], "home");
    assert_eq!(lin.signs_in_with("000000").await.body["code"], "wrong-credentials");
}

#[tokio::test]
async fn a_session_is_renewed_and_ends() {
    let stage = Stage::open().await;
    let mut lin = Student::signed_in(&stage, "4800.00").await;

    let nothing = serde_json::json!({});
    let renewed = lin.post("/api/session/refresh", &nothing).await;
    assert_eq!(renewed.status, StatusCode::NO_CONTENT, "{}", renewed.body);
    assert_eq!(lin.owed().await, "4800.00");

    let ended = lin.post("/api/session/logout", &nothing).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT, "{}", ended.body);
    assert_eq!(lin.get("/api/arrears").await.status, StatusCode::UNAUTHORIZED);
}
