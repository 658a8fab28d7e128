//! The official account (S8, S9): whoever is in it binds themselves once and is signed in by it.

use crate::login::{Browser, OWN, settled};
use crate::powers::use_their_grants;
use campus::{ADA, Answer, Ask, BEN, Campus, PUBLIC_URL, Plan};
use http::Request;
use serde_json::{Value, json};
use std::time::Duration;

/// WeChat tells the site, in the browser of `telephone`, who holds it: a code.
async fn code(campus: &Campus, telephone: u8) -> Value {
    let way = campus
        .ask(Ask { cookies: Vec::new(), ..campus.says(ADA, "GET", "/api/wechat/entrance", None) })
        .await;
    assert_eq!(way.status, 200, "{}", way.text);
    let entrance = &way.body["entrance"];
    let url = entrance["url"].as_str().expect("an address").split('#').next().expect("an address");
    let cookie = format!("sandbox-telephone={telephone}");
    let request = Request::get(url).header("cookie", cookie).body(Vec::new()).expect("an address");
    let answer = campus.bank_answers(request);
    let back = answer.headers()["location"].to_str().expect("ASCII").to_owned();
    let said = back.strip_prefix(&format!("{PUBLIC_URL}/?code=")).expect("the site's front page");
    let (code, state) = said.split_once("&state=").expect("both come back");
    assert_eq!(entrance["state"], state, "what the site compares");
    json!({ "code": code })
}

impl Browser {
    pub(crate) async fn binds(&mut self, campus: &Campus, telephone: u8) -> Answer {
        let code = code(campus, telephone).await;
        self.asks(campus, "POST", "/api/wechat", Some(&code)).await
    }

    async fn unbinds(&mut self, campus: &Campus) -> Answer {
        self.asks(campus, "DELETE", "/api/wechat", None).await
    }

    async fn enters(&mut self, campus: &Campus, telephone: u8) -> Answer {
        let code = code(campus, telephone).await;
        self.asks(campus, "POST", "/api/wechat/enter", Some(&code)).await
    }

    async fn me(&mut self, campus: &Campus) -> Answer {
        self.asks(campus, "GET", "/api/me", None).await
    }
}

/// A browser in which `id`, beside ADA, is signed in.
async fn other(campus: &Campus, id: &str) -> Browser {
    let facts = campus.admits(id).await;
    let tail = facts.id_number.as_ref().expect("an ID number").expose()[12..].to_owned();
    let mut browser = Browser::default();
    browser.logs_in(campus, facts.number.expose(), &tail).await;
    let fresh = json!({ "fresh": OWN });
    assert_eq!(browser.asks(campus, "POST", "/api/password", Some(&fresh)).await.status, 204);
    browser
}

#[tokio::test]
async fn whoever_binds_is_signed_in_by_the_official_account() {
    let campus = Campus::open().await;
    let (facts, mut browser) = settled(&campus).await;
    let stranger = Browser::default().enters(&campus, 1).await;
    assert_eq!((stranger.status, stranger.code()), (401, "not-bound"));
    assert_eq!(browser.me(&campus).await.body["wechat"], json!(false));

    assert_eq!(browser.binds(&campus, 1).await.status, 204);
    assert_eq!(browser.binds(&campus, 1).await.status, 204, "once more is no harm");

    assert_eq!(browser.me(&campus).await.body["wechat"], json!(true));
    let mut phone = Browser::default();
    let entered = phone.enters(&campus, 1).await;
    assert_eq!((entered.status, &entered.body["next"]), (200, &json!("home")), "{}", entered.text);
    assert_eq!(phone.me(&campus).await.body["name"], json!(facts.name.expose()));
    let sessions = browser.asks(&campus, "GET", "/api/sessions", None).await;
    assert!(sessions.text.contains("\"wechat\""), "{}", sessions.text);
    assert_eq!(
        Browser::default().enters(&campus, 2).await.code(),
        "not-bound",
        "another telephone"
    );
}

#[tokio::test]
async fn no_table_holds_who_somebody_is_in_the_official_account() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    browser.binds(&campus, 7).await;
    Browser::default().enters(&campus, 7).await;
    let everything = campus.everything().await;
    assert!(everything.contains("WECHAT") && !everything.contains("oSandbox"));
}

#[tokio::test]
async fn a_code_serves_once_and_nobody_makes_one_up() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    browser.binds(&campus, 1).await;
    let spent = code(&campus, 1).await;
    let enter = "/api/wechat/enter";
    assert_eq!(Browser::default().asks(&campus, "POST", enter, Some(&spent)).await.status, 200);
    let late = code(&campus, 1).await;
    campus.later(Duration::from_mins(6));

    for body in [
        spent,
        late,
        json!({ "code": "" }),
        json!({ "code": "oSandbox0001" }),
        json!({ "code": "a&openid=b" }),
    ] {
        for path in [enter, "/api/wechat"] {
            let answer = browser.clone().asks(&campus, "POST", path, Some(&body)).await;
            assert_eq!((answer.status, answer.code()), (422, "wallet-code-spent"), "{path} {body}");
        }
    }
    for body in [json!({}), json!({ "openid": "o" }), json!({ "code": "c", "openid": "o" })] {
        let answer = Browser::default().asks(&campus, "POST", enter, Some(&body)).await;
        assert_eq!((answer.status, answer.code()), (422, "malformed-body"), "{body}");
    }
}

#[tokio::test]
async fn one_user_of_the_account_is_one_person() {
    let campus = Campus::open().await;
    let (_, mut ada) = settled(&campus).await;
    let mut ben = other(&campus, BEN).await;
    assert_eq!(ada.binds(&campus, 1).await.status, 204);
    let before = campus.everything().await;

    let taken = ben.binds(&campus, 1).await;

    assert_eq!((taken.status, taken.code()), (409, "bound-elsewhere"));
    assert_eq!(campus.everything().await, before);
    assert_eq!(ada.unbinds(&campus).await.status, 204);
    assert_eq!(ben.binds(&campus, 1).await.status, 204, "it is free again");
}

#[tokio::test]
async fn of_two_who_bind_one_user_at_once_exactly_one_does() {
    let campus = Campus::open().await;
    let (_, ada) = settled(&campus).await;
    let ben = other(&campus, BEN).await;
    for pace in [[5_u64, 5, 5, 5, 5, 5], [1, 9, 1, 9, 1, 9]] {
        let ask = async |browser: &Browser| {
            let body = code(&campus, 3).await;
            Ask {
                cookies: browser.sent("/api/wechat"),
                ..campus.says(ADA, "POST", "/api/wechat", Some(&body))
            }
        };
        let plan = Plan { pace: pace.to_vec(), ..Plan::fair() };
        let (one, two) = (ask(&ada).await, ask(&ben).await);
        let (one, two) = tokio::join!(campus.call(plan, one), campus.call(Plan::fair(), two));
        let mut statuses = [one.expect("alive").status, two.expect("alive").status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
        for mut browser in [ada.clone(), ben.clone()] {
            browser.unbinds(&campus).await;
        }
    }
    let rows = campus.everything().await;
    assert!(!rows.contains("WECHAT"), "nothing is left of it");
}

#[tokio::test]
async fn another_telephone_takes_the_place_of_the_one_before() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    browser.binds(&campus, 1).await;
    let mut old = Browser::default();
    old.enters(&campus, 1).await;

    assert_eq!(browser.binds(&campus, 2).await.status, 204);

    assert_eq!(old.me(&campus).await.code(), "signed-out", "the lost telephone is out");
    assert_eq!(old.enters(&campus, 1).await.code(), "not-bound");
    assert_eq!(Browser::default().enters(&campus, 2).await.status, 200);
    assert_eq!(browser.me(&campus).await.status, 200);
}

#[tokio::test]
async fn unbinding_ends_what_began_by_it_and_nothing_else() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    browser.binds(&campus, 1).await;
    let mut phones = [Browser::default(), Browser::default()];
    for phone in &mut phones {
        phone.enters(&campus, 1).await;
    }
    let [mut phone, mut presser] = phones;

    assert_eq!(presser.unbinds(&campus).await.status, 204);

    for out in [&mut phone, &mut presser] {
        assert_eq!(out.me(&campus).await.code(), "signed-out");
        assert_eq!(out.asks(&campus, "POST", "/api/session/refresh", None).await.status, 401);
    }
    assert_eq!(browser.me(&campus).await.body["wechat"], json!(false));
    assert_eq!(Browser::default().enters(&campus, 1).await.code(), "not-bound");
    assert_eq!(browser.unbinds(&campus).await.status, 204, "nothing is bound, and nothing fails");
}

/// A thief at an open computer binds a telephone of their own; the owner chooses another password.
#[tokio::test]
async fn a_new_password_undoes_the_binding() {
    let campus = Campus::open().await;
    let (_, mut owner) = settled(&campus).await;
    owner.clone().binds(&campus, 9).await;
    let mut thief = Browser::default();
    assert_eq!(thief.enters(&campus, 9).await.status, 200);

    let body = json!({ "current": OWN, "fresh": "another-Lantern-9" });
    assert_eq!(owner.asks(&campus, "POST", "/api/password", Some(&body)).await.status, 204);

    assert_eq!(thief.me(&campus).await.code(), "signed-out");
    assert_eq!(thief.enters(&campus, 9).await.code(), "not-bound");
    assert_eq!(owner.me(&campus).await.body["wechat"], json!(false));
}

#[tokio::test]
async fn whoever_may_not_come_in_does_not_by_this_door() {
    let campus = Campus::open().await;
    let (facts, mut browser) = settled(&campus).await;
    browser.binds(&campus, 1).await;
    campus.disables(&facts).await;
    let answer = Browser::default().enters(&campus, 1).await;
    assert_eq!((answer.status, answer.code()), (401, "not-bound"));
}

#[tokio::test]
async fn a_session_that_ended_binds_nothing() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    let stale = browser.clone();
    browser.asks(&campus, "POST", "/api/session/logout", None).await;
    let before = campus.everything().await;

    assert_eq!(stale.clone().binds(&campus, 1).await.code(), "signed-out");
    assert_eq!(stale.clone().unbinds(&campus).await.code(), "signed-out");
    assert_eq!(campus.everything().await, before);
}

#[tokio::test]
async fn made_up_codes_slow_their_address_down() {
    let campus = Campus::open().await;
    let mut asked = 0;
    for made_up in 0..1100 {
        let body = json!({ "code": format!("{made_up:032}") });
        if Browser::default().asks(&campus, "POST", "/api/wechat/enter", Some(&body)).await.status
            == 429
        {
            break;
        }
        asked += 1;
    }
    assert_eq!(asked, 1000);
}

#[tokio::test]
async fn the_doors_of_wechat_have_the_grants_they_need() {
    let campus = Campus::open().await;
    let (_, mut browser) = settled(&campus).await;
    for telephone in [1, 2] {
        browser.binds(&campus, telephone).await;
        Browser::default().enters(&campus, telephone).await;
    }
    let made_up = json!({ "code": "C0DE" });
    browser.clone().asks(&campus, "POST", "/api/wechat/enter", Some(&made_up)).await;
    browser.unbinds(&campus).await;
    use_their_grants(&campus, &["bind-wechat", "enter-wechat"]);
}
