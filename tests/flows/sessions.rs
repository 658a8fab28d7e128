//! Sessions that are listed and ended, and what is left of one that ended: nothing, on any route.

use crate::owners::{Holder, PASSWORD, Signed, TABLE, Yard};
use campus::{ADA, Answer, Ask, Mishap, Plan};
use domain::Entrance;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

impl Yard {
    /// What `signed`'s browser gets by `route`, with `path` in place of the route's own if given.
    async fn does(&self, signed: &Signed, route: &str, path: Option<String>) -> Answer {
        self.campus.ask(self.doing(signed, route, path)).await
    }

    fn doing(&self, signed: &Signed, route: &str, path: Option<String>) -> Ask {
        let ask = self.ask(route);
        Ask { cookies: signed.cookies(), path: path.unwrap_or(ask.path.clone()), ..ask }
    }

    /// The sessions that `signed` sees.
    async fn list(&self, signed: &Signed) -> Vec<Value> {
        let answer = self.does(signed, "GET /api/sessions", None).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["sessions"].as_array().expect("a list").clone()
    }

    /// `signed`'s access token opens nothing, and their refresh token nothing more.
    async fn is_out(&self, signed: &Signed, holder: Holder) {
        let before = self.campus.everything().await;
        for (route, ..) in TABLE.iter().filter(|it| it.1.opens_to(holder)) {
            let answer = self.does(signed, route, None).await;
            assert_eq!((answer.status, answer.code()), (401, "signed-out"), "{route}");
        }
        let answer = self.does(signed, "POST /api/session/refresh", None).await;
        assert_eq!((answer.status, answer.code()), (401, "signed-out"), "refresh");
        assert_eq!(self.campus.everything().await, before, "it changed something");
    }

    /// `signed`'s session goes on as if nothing had happened.
    async fn is_in(&self, signed: &Signed) {
        assert_eq!(self.does(signed, "GET /api/me", None).await.status, 200);
        let answer = self.does(signed, "POST /api/session/refresh", None).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
}

/// What ends a session while its access token holds for minutes.
#[derive(Clone, Copy, Debug)]
enum End {
    LogOut,
    ReuseOfItsRefreshToken,
    NewPasswordElsewhere,
    AllButThisOne,
    ThisOne,
}

const ENDS: [End; 5] = [
    End::LogOut,
    End::ReuseOfItsRefreshToken,
    End::NewPasswordElsewhere,
    End::AllButThisOne,
    End::ThisOne,
];

impl End {
    /// It happens to `there`, by the hand of whoever sits `here`.
    async fn happens(self, yard: &Yard, here: &Signed, there: &Signed) {
        let id = format!("/api/sessions/{}", there.session());
        let (by, route, path, status) = match self {
            Self::LogOut => (there, "POST /api/session/logout", None, 204),
            Self::ReuseOfItsRefreshToken => {
                let first = yard.does(there, "POST /api/session/refresh", None).await;
                assert_eq!(first.status, 204, "{}", first.text);
                yard.campus.later(Duration::from_secs(11));
                (there, "POST /api/session/refresh", None, 401)
            }
            Self::NewPasswordElsewhere => (here, "POST /api/password", None, 204),
            Self::AllButThisOne => (here, "DELETE /api/sessions", None, 204),
            Self::ThisOne => (here, "DELETE /api/sessions/{id}", Some(id), 204),
        };
        let answer = yard.does(by, route, path).await;
        assert_eq!(answer.status, status, "{self:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn however_a_session_ends_its_token_opens_nothing_any_more() {
    for end in ENDS {
        let yard = Yard::open().await;
        end.happens(&yard, &yard.ada, &yard.elsewhere).await;

        yard.is_out(&yard.elsewhere, Holder::Payer).await;
        yard.is_in(&yard.ada).await;
        yard.is_in(&yard.ben).await;
    }
}

#[tokio::test]
async fn the_office_is_out_as_well() {
    for end in ENDS {
        let yard = Yard::open().await;
        let there = yard.clerk_elsewhere().await;
        end.happens(&yard, &yard.clerk, &there).await;

        yard.is_out(&there, Holder::Clerk).await;
        yard.is_in(&yard.clerk).await;
    }
}

#[tokio::test]
async fn whoever_only_said_who_they_are_is_out_as_well_and_the_person_sees_them() {
    for end in [End::LogOut, End::ReuseOfItsRefreshToken, End::AllButThisOne, End::ThisOne] {
        let yard = Yard::open().await;
        let guest = yard.comes(Entrance::Identified).await;
        let seen = yard.list(&yard.ada).await;
        let of_guest = seen.iter().filter(|it| it["entrance"] == "identified");
        assert_eq!(of_guest.count(), 1, "{seen:?}");

        end.happens(&yard, &yard.ada, &guest).await;

        yard.is_out(&guest, Holder::Guest).await;
        yard.is_in(&yard.ada).await;
    }
}

#[tokio::test]
async fn the_token_that_a_rotation_gave_ends_with_its_session() {
    let yard = Yard::open().await;
    let answer = yard.does(&yard.elsewhere, "POST /api/session/refresh", None).await;
    let fresh = yard.elsewhere.refreshed(&answer);
    yard.campus.later(Duration::from_secs(11));
    let reused = yard.does(&yard.elsewhere, "POST /api/session/refresh", None).await;
    assert_eq!(reused.status, 401, "{}", reused.text);

    yard.is_out(&fresh, Holder::Payer).await;
}

#[tokio::test]
async fn the_list_is_ones_own_newest_first_and_without_what_is_over() {
    let yard = Yard::open().await;
    yard.campus.later(Duration::from_mins(20));
    let answer = yard.does(&yard.ada, "POST /api/session/refresh", None).await;
    let ada = yard.ada.refreshed(&answer);
    let late = yard.comes(Entrance::Password).await;
    yard.campus.later(Duration::from_mins(9));

    let seen = yard.list(&ada).await;
    let named = |it: &Value| it["id"].as_str().expect("an id").to_owned();
    let expected = [&late, &yard.elsewhere, &yard.ada].map(|it| it.session().to_string());
    assert_eq!(named(&seen[0]), expected[0]);
    let ids: BTreeSet<_> = seen.iter().map(named).collect();
    assert_eq!(ids, expected.into(), "Ben's and the clerk's are not there");
    let here: Vec<_> = seen.iter().filter(|it| it["here"] == true).map(named).collect();
    assert_eq!(here, [ada.session().to_string()]);
    assert_eq!(
        seen[0],
        json!({
            "id": late.session().to_string(), "device": {"system": "android", "app": "wechat"},
            "entrance": "password", "here": false,
            "created": "2026-09-05T01:20:00Z", "seen": "2026-09-05T01:20:00Z",
        })
    );

    // Half an hour without a request: `elsewhere` was never refreshed.
    yard.campus.later(Duration::from_mins(1));
    let ada = ada.refreshed(&yard.does(&ada, "POST /api/session/refresh", None).await);
    let ids: BTreeSet<_> = yard.list(&ada).await.iter().map(named).collect();
    assert_eq!(ids, [ada.session(), late.session()].map(ToString::to_string).into());
}

#[tokio::test]
async fn an_id_that_is_nobodys_or_somebody_elses_ends_nothing_and_leaves_no_row() {
    let yard = Yard::open().await;
    let before = yard.campus.everything().await;
    let bens = yard.ben.session().to_string();
    for id in [bens.as_str(), "AAAAAAAAAAAAAAAA", "________________"] {
        let path = Some(format!("/api/sessions/{id}"));
        let answer = yard.does(&yard.ada, "DELETE /api/sessions/{id}", path).await;
        assert_eq!(answer.status, 204, "{id}: {}", answer.text);
    }
    for id in ["x", "AAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA%23", "%F0%9F%98%80"] {
        let path = Some(format!("/api/sessions/{id}"));
        let answer = yard.does(&yard.ada, "DELETE /api/sessions/{id}", path).await;
        assert_eq!((answer.status, answer.code()), (404, "no-such-session"), "{id}");
    }
    assert_eq!(yard.campus.everything().await, before);
    yard.is_in(&yard.ben).await;

    for _ in 0..2 {
        End::ThisOne.happens(&yard, &yard.ada, &yard.elsewhere).await;
    }
}

#[tokio::test]
async fn a_log_out_beside_a_refresh_wins() {
    for pace in [[1, 5], [5, 1]] {
        let yard = Yard::open().await;
        let plan = |ms| Plan { pace: vec![ms], ..Plan::default() };
        let refresh = yard.doing(&yard.elsewhere, "POST /api/session/refresh", None);
        let log_out = yard.doing(&yard.elsewhere, "POST /api/session/logout", None);
        let (refreshed, left) = tokio::join!(
            yard.campus.call(plan(pace[0]), refresh),
            yard.campus.call(plan(pace[1]), log_out),
        );

        assert_eq!(left.expect("alive").status, 204);
        let refreshed = refreshed.expect("alive");
        let first = pace[0] < pace[1];
        assert_eq!(refreshed.status, if first { 204 } else { 401 }, "{}", refreshed.text);
        yard.is_out(&yard.elsewhere, Holder::Payer).await;
        if first {
            let fresh = yard.elsewhere.refreshed(&refreshed);
            yard.is_out(&fresh, Holder::Payer).await;
        }
        yard.is_in(&yard.ada).await;
    }
}

#[tokio::test]
async fn two_hundred_sessions_end_at_once() {
    let yard = Yard::open().await;
    for _ in 0..198 {
        yard.comes(Entrance::Password).await;
    }
    assert_eq!(yard.list(&yard.ada).await.len(), 200);

    let ended = yard.does(&yard.ada, "DELETE /api/sessions", None).await;

    assert_eq!(ended.status, 204, "{}", ended.text);
    assert_eq!(ended.cost.writes, 5, "199 by 45 at a time");
    assert_eq!(yard.list(&yard.ada).await.len(), 1);
    yard.is_out(&yard.elsewhere, Holder::Payer).await;
    assert_eq!(yard.campus.owed(ADA).await, "6000.00", "the page that reads past all of them");
}

#[tokio::test]
async fn ending_all_others_goes_on_where_it_failed() {
    let yard = Yard::open().await;
    for _ in 0..98 {
        yard.comes(Entrance::Password).await;
    }
    // Whether it is signed in and the sessions are read; then 45, 45 and 9 end.
    let ask = yard.doing(&yard.ada, "DELETE /api/sessions", None);
    let failed = yard.campus.call(Plan::during(4, 9, Mishap::Throttle), ask).await;
    let failed = failed.expect("alive");
    assert_eq!(failed.status, 503, "{}", failed.text);
    assert_eq!(yard.list(&yard.ada).await.len(), 55);

    let ended = yard.does(&yard.ada, "DELETE /api/sessions", None).await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    assert_eq!(yard.list(&yard.ada).await.len(), 1);
}

#[tokio::test]
async fn a_new_password_ends_two_hundred_sessions_too() {
    let yard = Yard::open().await;
    for _ in 0..198 {
        yard.comes(Entrance::Password).await;
    }
    End::NewPasswordElsewhere.happens(&yard, &yard.ada, &yard.elsewhere).await;
    assert_eq!(yard.list(&yard.ada).await.len(), 1);
    let login = json!({ "user": yard.facts.number.expose(), "password": PASSWORD });
    let ask = Ask { body: Some(login.to_string()), ..yard.ask("POST /api/login") };
    assert_eq!(yard.campus.ask(ask).await.status, 401);
}
