use crate::server::{Browser, Server, installed, location, now, provider, query};
use axum::Router;
use axum::body::Bytes;
use axum::routing::any;
use serde_json::json;
use sso::{Brought, Kind, Next, Provider, Shown, SsoError, Subject, Trip};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const NUMBER: &str = "21030101";
const PASSWORD: &str = "of somebody at the campus";

/// A campus with one student, and a service that hears when it ends what it began.
struct Campus {
    server: Server,
    back: String,
    told: mpsc::UnboundedReceiver<Bytes>,
}

impl Campus {
    async fn open() -> Self {
        let (hears, told) = mpsc::unbounded_channel();
        let hear = move |body: Bytes| {
            let hears = hears.clone();
            async move {
                // The test may be over.
                let _ = hears.send(body);
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let service = format!("http://{}/api/sso/return", listener.local_addr().expect("bound"));
        let routes = Router::new().route("/api/sso/return", any(hear));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let student = json!({
            "username": NUMBER, "password": PASSWORD, "first_name": "张", "last_name": "三",
        });
        let given = json!({ "service": service, "people": [student] });
        let python = installed(".tools/sso/bin/python");
        let server = Server::start(python, "tests/peers/python/campus.py", Some(&given)).await;
        Self { server, back: service, told }
    }

    fn provider(&self, kind: Kind, number: &str) -> Provider {
        provider(kind, &self.server.url, number, &self.back)
    }
}

/// A trip to the campus and back, without the end of it.
async fn travels(provider: &Provider, browser: &mut Browser) -> (Trip, String) {
    let begun = provider.begin(Next::of(None), &drawn(), now()).await.expect("begun");
    let page = browser.get(&begun.url).await;
    if page.status() == 302 {
        return (begun.trip, location(&page));
    }
    let text = String::from_utf8(page.into_body()).expect("a page");
    let mark = "name=\"csrfmiddlewaretoken\" value=\"";
    let token = text.split_once(mark).expect("a form").1.split('"').next().expect("a value");
    let (_, service) = form_urlencoded::parse(query(&begun.url).as_bytes()).next().expect("one");
    let form = [
        ("csrfmiddlewaretoken", token),
        ("service", &*service),
        ("username", NUMBER),
        ("password", PASSWORD),
    ];
    let answer = browser.posts(&begun.url, &form).await;
    (begun.trip, location(&answer))
}

fn drawn() -> sso::Drawn {
    let mut drawn = [0; 64];
    let bits = now().as_nanosecond().to_le_bytes();
    drawn[..16].copy_from_slice(&bits);
    drawn
}

async fn proves(provider: &Provider, trip: &Trip, back: &str) -> Result<Subject, SsoError> {
    let brought = Brought::read(query(back))?;
    provider.prove(trip, &brought, None, now()).await
}

#[tokio::test]
async fn both_versions_vouch_for_a_student_and_the_third_says_more() {
    let campus = Campus::open().await;
    let mut browser = Browser::open();
    for (kind, number) in [(Kind::Cas2, "user"), (Kind::Cas3, "user"), (Kind::Cas3, "username")] {
        let provider = campus.provider(kind.clone(), number);
        let (trip, back) = travels(&provider, &mut browser).await;
        assert!(back.starts_with(&format!("{}?state=", campus.back)), "{back}");
        let subject = proves(&provider, &trip, &back).await;
        let subject = subject.unwrap_or_else(|error| panic!("{kind:?} {number}: {error}"));
        assert_eq!(subject.number.expose(), NUMBER);
        assert!(subject.ticket.is_some());
    }
}

#[tokio::test]
async fn a_name_in_chinese_arrives_whole_and_is_no_number() {
    let campus = Campus::open().await;
    let provider = campus.provider(Kind::Cas3, "full_name");
    let mut browser = Browser::open();
    let (trip, back) = travels(&provider, &mut browser).await;
    let error = proves(&provider, &trip, &back).await.expect_err("a name");
    assert!(matches!(error, SsoError::NotANumber), "{error}: bytes that are not read as UTF-8");
    let lacking = campus.provider(Kind::Cas3, "XGH");
    let (trip, back) = travels(&lacking, &mut browser).await;
    let error = proves(&lacking, &trip, &back).await.expect_err("no such attribute");
    assert_eq!(error.shown(), Shown::Broken, "{error}");
}

#[tokio::test]
async fn a_ticket_is_taken_once() {
    let campus = Campus::open().await;
    for kind in [Kind::Cas2, Kind::Cas3] {
        let provider = campus.provider(kind, "user");
        let (trip, back) = travels(&provider, &mut Browser::open()).await;
        proves(&provider, &trip, &back).await.expect("vouched for");
        let error = proves(&provider, &trip, &back).await.expect_err("a replay");
        assert!(matches!(error, SsoError::Refused("INVALID_TICKET")), "{error}");
    }
}

#[tokio::test]
async fn a_ticket_is_for_one_service_and_tried_elsewhere_it_is_spent() {
    let campus = Campus::open().await;
    let provider = campus.provider(Kind::Cas3, "user");
    let mut browser = Browser::open();
    let (trip, back) = travels(&provider, &mut browser).await;
    // This server compares services without their query, so the other one has another path.
    let elsewhere = format!("{}/elsewhere", campus.back);
    let other = crate::server::provider(Kind::Cas3, &campus.server.url, "user", &elsewhere);
    let error = proves(&other, &trip, &back).await.expect_err("another service's");
    assert!(matches!(error, SsoError::Refused("INVALID_SERVICE")), "{error}");
    let error = proves(&provider, &trip, &back).await.expect_err("spent");
    assert!(matches!(error, SsoError::Refused("INVALID_TICKET")), "{error}");

    let (trip, back) = travels(&provider, &mut browser).await;
    let (other, _) = travels(&provider, &mut browser).await;
    let error = proves(&provider, &other, &back).await.expect_err("another trip's");
    assert!(matches!(error, SsoError::Foreign), "{error}");
    let (start, _) = back.split_once("ticket=").expect("a ticket");
    let made_up = format!("{start}ticket=ST-1795321309-madeup");
    let error = proves(&provider, &trip, &made_up).await.expect_err("made up");
    assert_eq!(error.shown(), Shown::Refused, "{error}");
}

#[tokio::test]
async fn a_log_out_names_the_ticket_that_began_it() {
    let mut campus = Campus::open().await;
    let provider = campus.provider(Kind::Cas3, "user");
    let mut browser = Browser::open();
    let (trip, back) = travels(&provider, &mut browser).await;
    let subject = proves(&provider, &trip, &back).await.expect("vouched for");

    let left = browser.get(&format!("{}/logout", campus.server.url)).await;
    assert!(left.status().is_success() || left.status().is_redirection(), "{}", left.status());
    let told = campus.told.recv().await.expect("it tells");
    let ticket = sso::logout(&told).expect("a log-out");
    assert_eq!(Some(ticket), subject.ticket);
}
