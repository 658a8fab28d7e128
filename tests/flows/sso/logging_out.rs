//! The campus ends what it began, and nothing else.

use super::campus_side::{Traveller, ending, log_out, posts};
use crate::browser::{NUMBER, PASSWORD, school, settled};
use crate::powers::use_their_grants;
use campus::Campus;
use domain::Role;

async fn is_in(campus: &Campus, who: &mut Traveller) -> bool {
    let status = who.here.clone().get(campus, "/api/me").await.status;
    assert!(status == 200 || status == 401, "{status}");
    status == 200
}

#[tokio::test]
async fn signing_off_at_the_campus_ends_that_session_and_no_other() {
    let (campus, typed) = settled().await;
    let mut typed = Traveller::of(typed);
    let (mut phone, mut library) = (Traveller::default(), Traveller::default());
    phone.enters(&campus, NUMBER).await;
    library.enters(&campus, NUMBER).await;

    let told = library.signs_off(&campus);
    assert_eq!(told.len(), 1);
    assert_eq!(log_out(&campus, &told[0]).await.status, 204);

    assert!(!is_in(&campus, &mut library).await, "its access token opens nothing any more");
    let refreshed = library.here.refreshes(&campus).await;
    assert_eq!((refreshed.status, refreshed.code()), (401, "signed-out"));
    assert!(is_in(&campus, &mut phone).await);
    assert!(is_in(&campus, &mut typed).await);
    assert_eq!(phone.here.refreshes(&campus).await.status, 204);

    // Told again, nothing more happens.
    let before = campus.everything().await;
    assert_eq!(log_out(&campus, &told[0]).await.status, 204);
    assert_eq!(campus.everything().await, before);
    let again = typed.here.logs_in(&campus, NUMBER, PASSWORD).await;
    assert_eq!(again.status, 200, "the password goes on opening");
}

#[tokio::test]
async fn every_session_that_one_sign_on_began_ends_with_it() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    lin.enters(&campus, NUMBER).await;
    let first = lin.clone();
    let there = lin.leaves(&campus, None).await;
    let back = lin.arrives(&campus, &there).expect("the campus remembers");
    lin.returns(&campus, &back).await;
    assert_ne!(first.here.cookie("__Host-at"), lin.here.cookie("__Host-at"));

    let told = lin.signs_off(&campus);
    assert_eq!(told.len(), 2);
    for form in told {
        assert_eq!(log_out(&campus, &form).await.status, 204);
    }
    for mut session in [first, lin] {
        assert!(!is_in(&campus, &mut session).await);
    }
}

#[tokio::test]
async fn what_nobody_brought_ends_nothing_and_what_is_no_log_out_is_refused() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    lin.enters(&campus, NUMBER).await;
    let before = campus.everything().await;

    for ticket in ["ST-1-madeup", "x", &"A".repeat(5000)] {
        assert_eq!(log_out(&campus, &ending(ticket)).await.status, 204, "{ticket}");
    }
    let long = format!("logoutRequest={}", "A".repeat(17 << 10));
    for (form, code) in [
        (&b"logoutRequest=x"[..], "malformed-body"),
        (b"", "malformed-body"),
        (b"logoutRequest=%3C!DOCTYPE%20x%3E", "malformed-body"),
        (long.as_bytes(), "body-too-long"),
    ] {
        let answer = log_out(&campus, form).await;
        assert_eq!((answer.status, answer.code()), (422, code), "{}", answer.text);
    }
    let json = posts(&campus, "application/json", b"{}").await;
    assert_eq!((json.status, json.code()), (422, "content-type"));

    assert_eq!(campus.everything().await, before, "nothing was written");
    assert!(is_in(&campus, &mut lin).await);
}

#[tokio::test]
async fn who_logged_out_here_stays_out_when_the_campus_tells_of_it_late() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    lin.enters(&campus, NUMBER).await;
    let told = lin.signs_off(&campus);
    let gone = lin.clone();
    assert_eq!(lin.here.post(&campus, "/api/session/logout", None).await.status, 204);

    lin.enters(&campus, NUMBER).await;
    assert_eq!(log_out(&campus, &told[0]).await.status, 204);
    assert!(is_in(&campus, &mut lin).await, "the session after it goes on");
    assert!(!is_in(&campus, &mut gone.clone()).await);
}

/// One whom we know and one whom we do not are signed on, and off again.
#[tokio::test]
async fn single_sign_on_has_the_grants_it_needs() {
    let campus = school("xust", Role::Payer).await;
    for user in [NUMBER, "21030102"] {
        let mut visitor = Traveller::default();
        visitor.enters(&campus, user).await;
        for form in visitor.signs_off(&campus) {
            assert_eq!(log_out(&campus, &form).await.status, 204);
        }
        assert!(!is_in(&campus, &mut visitor).await);
    }

    use_their_grants(&campus, &["enter-sso"]);
}
