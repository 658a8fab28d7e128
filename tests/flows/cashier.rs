//! The choice at the cashier: what is offered where, what is closed or down, and the way back.

use crate::TUITION;
use campus::{ADA, Ask, Campus};
use domain::{BillId, ChannelKind};
use sandbox::{Fault, Misdeed, On};
use serde_json::{Value, json};
use std::time::Duration;

async fn campus() -> (Campus, BillId) {
    let campus = Campus::open().await;
    campus.enrols(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

/// What is offered at `scene`: each channel with its state and ways.
async fn offered(campus: &Campus, scene: &str) -> Vec<String> {
    let answer = campus.sees(ADA, &format!("/api/channels?scene={scene}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let ways = |it: &Value| {
        let ways = it.as_array().expect("ways").iter().map(text);
        ways.collect::<Vec<_>>().join("+")
    };
    let channels = answer.body["channels"].as_array().expect("channels").iter();
    channels
        .map(|it| format!("{} {} {}", text(&it["kind"]), text(&it["state"]), ways(&it["ways"])))
        .collect()
}

fn asks(tuition: &BillId, more: &Value) -> Value {
    let mut ask = json!({
        "lines": [{ "bill": tuition, "amount": "4800.00" }],
        "channel": "wechat", "scene": "pc", "way": "qr",
    });
    for (name, value) in more.as_object().expect("fields") {
        ask[name] = value.clone();
    }
    ask
}

/// The wallet lets the payer in and sends them back; what it put into the address.
fn enters(campus: &Campus, url: &str) -> (String, String) {
    let request = http_get(url);
    let answer = campus.bank_answers(request);
    assert!(answer.status().is_redirection(), "the wallet sends the payer back");
    let back = answer.headers()["location"].to_str().expect("ASCII").to_owned();
    assert!(back.starts_with(campus::PUBLIC_URL), "{back}");
    let query = back.split_once('?').expect("a query").1.split('#').next().expect("a query");
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|it| it.split_once('='));
        pairs.find(|it| it.0 == name).map(|it| it.1.to_owned()).expect("both come back")
    };
    (value("code"), value("state"))
}

fn http_get(url: &str) -> http::Request<Vec<u8>> {
    let url = url.split('#').next().expect("an address");
    http::Request::get(url).body(Vec::new()).expect("an address")
}

#[tokio::test]
async fn each_place_is_offered_what_leads_from_there() {
    let (campus, _) = campus().await;

    let pc = offered(&campus, "pc").await;
    assert_eq!(
        pc,
        ["wechat open qr", "bocom open qr+page", "unionpay open page+qr", "alipay open qr+page"]
    );
    let mobile = offered(&campus, "mobile").await;
    assert_eq!(
        mobile,
        ["wechat open page", "bocom open page", "unionpay open page", "alipay open page"]
    );
    let wechat = offered(&campus, "wechat").await;
    assert_eq!(
        (wechat[0].as_str(), wechat[3].as_str()),
        ("wechat open wallet", "alipay elsewhere ")
    );
    let alipay = offered(&campus, "alipay").await;
    assert_eq!((alipay[0].as_str(), alipay[3].as_str()), ("wechat elsewhere ", "alipay open page"));
}

#[tokio::test]
async fn a_stranger_and_a_place_that_is_none_are_refused() {
    let (campus, _) = campus().await;
    let ask = Ask { method: "GET", path: "/api/channels?scene=pc".to_owned(), ..Ask::default() };
    assert_eq!(campus.ask(ask).await.status, 401);
    for wrong in ["/api/channels", "/api/channels?scene=moon", "/api/channels?scene=pc&x=1"] {
        assert_eq!(campus.sees(ADA, wrong).await.status, 422, "{wrong}");
    }
}

/// S40: inside WeChat the payer is let in once, and pays by the wallet's script.
#[tokio::test]
async fn inside_wechat_the_payer_is_known_by_the_wallet() {
    let (campus, tuition) = campus().await;
    let choice = campus.sees(ADA, "/api/channels?scene=wechat").await;
    let entrance = &choice.body["entrance"];
    let (code, state) = enters(&campus, entrance["url"].as_str().expect("an address"));
    assert_eq!(entrance["state"], state);

    let wallet = json!({ "scene": "wechat", "way": "wallet", "wallet_code": code });
    let order = campus.draws_order_id();
    let ask = || campus.ordering(ADA, order, &asks(&tuition, &wallet));
    let placed = campus.ask(ask()).await;
    assert_eq!(placed.status, 201, "{}", placed.text);
    let checkout = &placed.body["checkout"];
    assert_eq!(
        (&checkout["kind"], &checkout["params"]["signType"]),
        (&json!("wallet"), &json!("RSA"))
    );
    assert!(!placed.text.contains("openid"), "who they are to the wallet stays here");

    // The code is spent, and the same order is shown all the same.
    let again = campus.ask(ask()).await;
    assert_eq!(
        (again.status, &again.body["checkout"]["kind"]),
        (201, &json!("wallet")),
        "{}",
        again.text
    );
    let number = domain::OrderNumber { order, payer: ADA.parse().expect("a person") };
    campus.is_paid(number).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

#[tokio::test]
async fn a_way_that_is_not_offered_is_refused_by_its_name() {
    let (campus, tuition) = campus().await;
    let refused = [
        (json!({ "scene": "mobile", "way": "qr" }), "way: way-not-offered"),
        (json!({ "scene": "wechat", "channel": "alipay", "way": "page" }), "way: way-not-offered"),
        (json!({ "scene": "wechat", "way": "wallet" }), "wallet_code: wallet-code-refused"),
        (
            json!({ "scene": "wechat", "way": "wallet", "wallet_code": "drawn-by-nobody" }),
            "wallet_code: wallet-code-refused",
        ),
        (json!({ "channel": "abc", "way": "page" }), "channel: channel-not-offered"),
    ];
    for (more, field) in refused {
        let order = campus.draws_order_id();
        let answer = campus.ask(campus.ordering(ADA, order, &asks(&tuition, &more))).await;
        assert_eq!((answer.status, answer.wrong_field().as_str()), (422, field), "{}", answer.text);
    }
    assert!(campus.books().await.orders.is_empty(), "nothing was opened");
    assert!(campus.messages().is_empty());
}

/// R51: five unanswered orders pause a provider; the others go on, and one order tries it again.
#[tokio::test]
async fn a_provider_that_does_not_answer_is_paused_and_then_tried_by_one() {
    let (campus, tuition) = campus().await;
    campus.bank(|bank| {
        let fault = Misdeed::LostAsk;
        bank.misbehave(Fault { on: Some(On::Place), times: 5, fault, slow_ms: 0 });
    });
    let order = campus.draws_order_id();
    let place = || campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({}))));
    for _ in 0..5 {
        assert_eq!(place().await.code(), "provider-unsure");
    }

    let paused = place().await;
    assert_eq!((paused.status, paused.code()), (503, "channel-down"), "{}", paused.text);
    assert_eq!(paused.header("retry-after"), Some("30"));
    assert_eq!(paused.cost.provider, 0, "nobody waits for a provider that does not answer");
    assert_eq!(offered(&campus, "pc").await[..2], ["wechat down qr", "bocom open qr+page"]);

    campus.later(Duration::from_secs(31));
    let tried = place().await;
    assert_eq!(tried.status, 201, "{}", tried.text);
    assert_eq!(offered(&campus, "pc").await[0], "wechat open qr");
}

/// A page whose address is made here says nothing of the provider: it goes on, and ends no pause.
#[tokio::test]
async fn a_page_that_asks_nobody_neither_waits_for_a_pause_nor_ends_it() {
    let (campus, tuition) = campus().await;
    let place = |more: Value| {
        let order = campus.draws_order_id();
        campus.ask(campus.ordering(ADA, order, &asks(&tuition, &more)))
    };
    campus.bank_of(ChannelKind::Alipay, |bank| {
        bank.misbehave(Fault {
            on: Some(On::Place),
            times: 5,
            fault: Misdeed::LostAsk,
            slow_ms: 0,
        });
    });
    let order = campus.draws_order_id();
    let code = json!({ "channel": "alipay" });
    for _ in 0..5 {
        let ask = campus.ordering(ADA, order, &asks(&tuition, &code));
        assert_eq!(campus.ask(ask).await.code(), "provider-unsure");
    }
    assert_eq!(offered(&campus, "pc").await[3], "alipay down qr+page");

    campus.later(Duration::from_secs(31));
    campus.closes(domain::OrderNumber { order, payer: ADA.parse().expect("a person") }).await;
    campus.later(Duration::from_hours(2));
    campus.chases().await;
    let paused = campus.store.breaker(ChannelKind::Alipay).await.expect("a read");
    let placed = place(json!({ "channel": "alipay", "way": "page" })).await;
    assert_eq!((placed.status, placed.cost.provider), (201, 0), "{}", placed.text);
    let after = campus.store.breaker(ChannelKind::Alipay).await.expect("a read");
    assert!(paused.is_some() && paused == after, "the pause is as it was");
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_pauses_nothing() {
    let (campus, tuition) = campus().await;
    campus.bank(|bank| {
        let fault = Misdeed::Reject { status: 403, code: "NO_AUTH".to_owned() };
        bank.misbehave(Fault { on: Some(On::Place), times: 6, fault, slow_ms: 0 });
    });
    let order = campus.draws_order_id();
    for _ in 0..6 {
        let answer = campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({})))).await;
        assert_eq!(answer.code(), "provider-refused", "{}", answer.text);
    }
    assert_eq!(offered(&campus, "pc").await[0], "wechat open qr");
}

/// The code that a provider gave once is kept, and shown again whether it answers or not.
#[tokio::test]
async fn a_pause_takes_no_code_away_from_a_payer_who_has_it() {
    let (campus, tuition) = campus().await;
    let order = campus.draws_order_id();
    let place =
        || campus.ask(campus.ordering(ADA, order, &asks(&tuition, &json!({ "channel": "bocom" }))));
    let first = place().await;
    assert_eq!(first.status, 201, "{}", first.text);
    fails(&campus, ChannelKind::Bocom).await;

    let again = place().await;
    assert_eq!((again.status, again.cost.provider), (201, 0), "{}", again.text);
    assert_eq!(again.body["checkout"], first.body["checkout"]);
    assert_eq!(offered(&campus, "pc").await[1], "bocom down qr+page", "it did not answer anybody");
}

/// A provider fails as often as it may before it is paused.
async fn fails(campus: &Campus, kind: ChannelKind) {
    for time in 0..5 {
        let was = campus.store.breaker(kind).await.expect("a read");
        let becomes = domain::Breaker::failed(was.as_ref(), campus.now());
        let moved = campus.store.move_breaker(kind, was.as_ref(), &becomes).await;
        assert!(moved.expect("a write"), "{time}");
    }
}

/// While a provider is paused, what became of its money is asked and told as ever.
#[tokio::test]
async fn a_pause_keeps_nobodys_money_waiting() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    fails(&campus, ChannelKind::Wechat).await;
    assert_eq!(offered(&campus, "pc").await[0], "wechat down qr");

    campus.is_paid(order).await;
    campus.settles().await;
    assert_eq!(campus.owed(ADA).await, "0.00");
}

#[tokio::test]
async fn of_two_who_write_a_breaker_one_is_told_to_look_again() {
    let (campus, _) = campus().await;
    let failed = domain::Breaker::failed(None, campus.now());
    let write = || campus.store.move_breaker(ChannelKind::Abc, None, &failed);
    assert!(write().await.expect("a write"));
    assert!(!write().await.expect("a write"), "somebody else was first");
    campus.store.forget_breaker(ChannelKind::Abc).await.expect("a write");
    assert!(campus.store.breakers().await.expect("a read").is_empty());
}

/// What a browser brings back from a provider is not believed: it only finds the page that watches.
#[tokio::test]
async fn a_payer_who_comes_back_lands_on_the_page_that_watches() {
    let (campus, tuition) = campus().await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    for method in ["GET", "POST"] {
        let path = format!("/api/return/unionpay/{}?trade_status=TRADE_SUCCESS", order.order);
        let body = (method == "POST").then(|| "respCode=00&orderId=x".to_owned());
        let headers = vec![("sec-fetch-site".to_owned(), "cross-site".to_owned())];
        let ask = Ask { method, path, headers, body, ..Ask::default() };
        let answer = campus.ask(ask).await;
        let page = format!("{}/#/pay/{}/result", campus::PUBLIC_URL, order.order);
        assert_eq!((answer.status, answer.header("location")), (303, Some(page.as_str())));
        assert_eq!((answer.cost.reads, answer.cost.writes, answer.cost.messages), (0, 0, 0));
    }
    assert_eq!(campus.state(order).await, "open");
    let ask = Ask { method: "GET", path: "/api/return/unionpay/x".to_owned(), ..Ask::default() };
    assert_eq!(campus.ask(ask).await.status, 422);
}
