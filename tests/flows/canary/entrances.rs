//! The other ways in, each gone right and wrong with values that are looked for afterwards.

use super::watch::Watch;
use crate::browser::{self, NUMBER, school};
use crate::login::settled;
use crate::registering::{
    OFF_CAMPUS_ID, OFF_CAMPUS_PASSWORD, OFF_CAMPUS_PHONE, form, registers, with,
};
use crate::sso::campus_side::{Traveller, log_out};
use campus::Campus;
use domain::{Purpose, Role};
use serde_json::{Value, json};

async fn posts(campus: &Campus, path: &str, body: Value) {
    browser::Browser::default().post(campus, path, Some(body)).await;
}

/// Registering, once and again and badly; a code to the phone; a security question.
pub(crate) async fn off_campus(watch: &mut Watch) {
    let campus = Campus::with_ways_in("xust", |it| {
        it.phone_codes = true;
        it.security_question = true;
    })
    .await;
    campus.listens();
    let (answer, wrong, fresh) = ("昆仑山下的小镇", "天山脚下的小村", "another-Lantern-9");
    watch.shown("name", "买买提·艾力");
    watch.never("an ID number", OFF_CAMPUS_ID);
    watch.never("a phone number", OFF_CAMPUS_PHONE);
    for password in [OFF_CAMPUS_PASSWORD, fresh] {
        watch.never("a password", password);
    }
    for text in [answer, wrong] {
        watch.never("an answer to a security question", text);
    }
    let right = with(form(&campus), "security", json!({ "question": 2, "answer": answer }));
    for (field, value) in [
        ("name", json!(OFF_CAMPUS_PHONE)),
        ("id_number", json!(OFF_CAMPUS_PHONE)),
        ("phone", json!(OFF_CAMPUS_ID)),
        ("password", json!(OFF_CAMPUS_ID)),
        ("gender", json!(OFF_CAMPUS_ID)),
        ("consent", json!(OFF_CAMPUS_PASSWORD)),
        ("security", json!({ "question": 9, "answer": answer })),
    ] {
        let proof = campus.solves(Purpose::Register);
        registers(&campus, with(with(right.clone(), "proof", proof), field, value)).await;
    }
    assert_eq!(registers(&campus, right.clone()).await.status, 202);
    let again = with(right, "proof", campus.solves(Purpose::Register));
    registers(&campus, again).await;

    let whose = json!({ "user": OFF_CAMPUS_ID, "phone": OFF_CAMPUS_PHONE });
    let with_proof = || with(whose.clone(), "proof", campus.solves(Purpose::Reset));
    posts(&campus, "/api/password/code", with_proof()).await;
    let code = campus.texts().last().expect("a message").code.clone();
    watch.never("a code", &code);
    for security in [wrong, answer] {
        let security = json!({ "question": 2, "answer": security });
        let ask = with(with(with_proof(), "security", security), "fresh", json!(fresh));
        posts(&campus, "/api/password/reset", with(ask, "name", json!("买买提·艾力"))).await;
    }
    for (code, fresh) in [("000000", fresh), (&code, OFF_CAMPUS_PHONE), (&code, fresh)] {
        let ask = with(with(whose.clone(), "code", json!(code)), "fresh", json!(fresh));
        posts(&campus, "/api/password/reset", ask).await;
    }
    watch.looks("off campus", &campus).await;
}

/// Binding the official account; who somebody is there is nobody's business but WeChat's.
pub(crate) async fn official_account(watch: &mut Watch) {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    campus.listens();
    // How every name in the sandbox's account begins.
    watch.never("a name in the official account", "oSandbox");
    assert_eq!(browser.binds(&campus, 1).await.status, 204);
    for (method, path) in [("GET", "/api/me"), ("DELETE", "/api/wechat"), ("GET", "/api/sessions")]
    {
        browser.asks(&campus, method, path, None).await;
    }
    watch.looks("the official account", &campus).await;
}

/// Signing on at the campus, with a ticket that is spent, and off again.
pub(crate) async fn sign_on(watch: &mut Watch) {
    let campus = school("xust", Role::Payer).await;
    campus.listens();
    let mut lin = Traveller::default();
    let there = lin.leaves(&campus, None).await;
    let back = lin.signs_on(&campus, &there, NUMBER);
    let (_, ticket) = back.split_once("ticket=").expect("a ticket");
    let ticket = ticket.split('&').next().expect("its end").to_owned();
    watch.shown("name", "林小满");
    watch.shown("number", NUMBER);
    watch.carried("a ticket", &ticket);
    assert_eq!(lin.returns(&campus, &back).await, "/home");
    for name in ["__Host-at", "__Secure-rt"] {
        watch.never("a token", lin.here.cookie(name).expect("signed in"));
    }
    lin.returns(&campus, &back).await;
    Traveller::default().returns(&campus, &back).await;
    for form in lin.signs_off(&campus) {
        log_out(&campus, &form).await;
    }
    lin.here.get(&campus, "/api/me").await;
    watch.looks("the campus's sign-on", &campus).await;
}
