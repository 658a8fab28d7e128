//! The choice at the cashier: what is offered where, what is closed or down, and the way back.

use crate::TUITION;
use crate::channels::at_the_cashier;
use campus::{ADA, Ask, Campus};
use domain::{BillId, ChannelKind, Order, Scene, Way};
use serde_json::{Value, json};

pub(crate) async fn campus() -> (Campus, BillId) {
    campus_of("xust").await
}

async fn campus_of(school: &'static str) -> (Campus, BillId) {
    let campus = Campus::of(school).await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    (campus, tuition)
}

/// What is offered at `scene`: each channel with its state and ways.
pub(crate) async fn offered(campus: &Campus, scene: &str) -> Vec<String> {
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

pub(crate) fn asks(tuition: &BillId, more: &Value) -> Value {
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
pub(crate) fn enters(campus: &Campus, url: &str) -> (String, String) {
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

/// S35 to S39: the channels of B's manual in its order, each way of them to the end on a PC.
#[tokio::test]
async fn wwoc_is_offered_what_its_manual_shows_and_each_way_of_it_pays() {
    let campus = Campus::of("wwoc").await;
    campus.admits(ADA).await;
    let pc = offered(&campus, "pc").await;
    assert_eq!(pc, ["alipay open qr+page", "wechat open qr", "abc open page+qr"]);
    let wechat = offered(&campus, "wechat").await;
    assert_eq!(wechat, ["alipay elsewhere ", "wechat open wallet", "abc open page"]);

    for (year, kind, way, expected) in [
        ("2023-2024", ChannelKind::Alipay, Way::Qr, "qr"),
        ("2024-2025", ChannelKind::Wechat, Way::Qr, "qr"),
        ("2025-2026", ChannelKind::Abc, Way::Page, "jump"),
        ("2026-2027", ChannelKind::Abc, Way::Qr, "qr"),
    ] {
        let tuition = campus.owes(ADA, &format!("{year}/学费"), "4800.00").await;
        let order = at_the_cashier(&campus, &tuition, (kind, Scene::Pc, way, expected)).await;
        campus.is_paid(order).await;
        campus.settles().await;
        assert_eq!(campus.state(order).await, "paid", "{kind} {way:?}");
        assert_eq!(campus.owed(ADA).await, "0.00", "{kind} {way:?}");
    }
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
    let (campus, tuition) = campus_of("wwoc").await;
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

/// The payer closes the order in another tab while the first is still placing it.
#[tokio::test]
async fn a_code_that_comes_for_a_closed_order_is_neither_kept_nor_shown() {
    let (campus, tuition) = campus().await;
    let number = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let order = campus.store.order(number).await.expect("a read").expect("opened");
    let kept = |placed: &str| Order { placed: Some(placed.to_owned()), ..order.clone() };
    assert!(campus.store.keep_placed(&kept("first")).await.expect("a write"));
    assert_eq!(campus.closes(number).await.status, 200);

    assert!(!campus.store.keep_placed(&kept("late")).await.expect("a write"));
    let closed = campus.store.order(number).await.expect("a read").expect("closed");
    assert_eq!(closed.placed.as_deref(), Some("first"));
    let ask = campus.ordering(ADA, number.order, &asks(&tuition, &json!({})));
    assert_eq!(campus.ask(ask).await.body["checkout"]["kind"], "none");
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
