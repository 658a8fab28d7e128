use super::{NOW, Pair, at, keys, now, ours};
use channel::{ChannelError, Checkout};
use domain::{ChannelKind, Fault, Order, Outcome, Scene, WalletUser, Way};
use form_urlencoded::Serializer;
use http::{Request, Response};
use sandbox::How;
use serde_json::Value;
use std::collections::BTreeMap;

const BACK: &str = "https://pay.example.edu.cn/api/return/wechat";

impl Pair {
    /// What a browser sees at `url` of the bank.
    fn page(&self, url: &str, second: i64) -> Response<Vec<u8>> {
        let path =
            url.split_once("://").map_or(url, |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
        let path = path.split('#').next().unwrap_or_default();
        let request = Request::get(path).body(Vec::new()).expect("a request");
        self.bank(|bank| bank.answer(&request, at(second))).answer.expect("an answer")
    }

    fn entrance(&self) -> String {
        let wechat = self.channels.wallet(ChannelKind::Wechat).expect("offered");
        wechat.entrance(Scene::Wechat, BACK, "st8").expect("an entrance")
    }

    /// The code that the wallet gives to a browser at `second`.
    fn code(&self, second: i64) -> String {
        let answer = self.page(&self.entrance(), second);
        assert_eq!(answer.status(), 303);
        let to = answer.headers()["location"].to_str().expect("text").to_owned();
        let code = to.strip_prefix(&format!("{BACK}?code=")).expect("back with a code");
        code.strip_suffix("&state=st8").expect("the state, too").to_owned()
    }

    /// Who WeChat says that the browser with these `cookies` is.
    async fn holder(&self, cookies: &str) -> WalletUser {
        let url = self.entrance();
        let path = url.split_once("://").and_then(|it| it.1.split_once('/')).expect("a path").1;
        let path = format!("/{}", path.split('#').next().expect("an address"));
        let request = Request::get(path).header("cookie", cookies).body(Vec::new());
        let answer = self.bank(|bank| bank.answer(&request.expect("a request"), now())).answer;
        let answer = answer.expect("an answer");
        let to = answer.headers()["location"].to_str().expect("text");
        let code = to.split_once("code=").and_then(|it| it.1.split_once('&')).expect("a code").0;
        let wechat = self.channels.wallet(ChannelKind::Wechat).expect("offered");
        wechat.identify(code).await.expect("a user")
    }

    async fn order_inside(&self) -> Order {
        let wechat = self.channels.wallet(ChannelKind::Wechat).expect("offered");
        let user = wechat.identify(&self.code(NOW)).await.expect("a user");
        Order { wallet_user: Some(user), ..ours(Scene::Wechat) }
    }
}

#[tokio::test]
async fn a_payer_inside_wechat_is_asked_for_by_name_and_pays() {
    let pair = Pair::new();
    let order = pair.order_inside().await;
    let checkout = pair.channels.place(&order).await.expect("placed");
    let Checkout::Wallet { params } = checkout else { panic!("{checkout:?}") };

    let page = pair.page(&wallet(&params), NOW);

    // The bank's wallet believes the signature and shows its cashier.
    assert_eq!(page.status(), 303, "{}", String::from_utf8_lossy(page.body()));
    let to = page.headers()["location"].to_str().expect("text");
    assert!(to.starts_with("https://wx.test/cashier/"), "{to}");
    let number = order.number().to_string();
    let told = pair.bank(|bank| bank.pay(&number, How::Pay, now())).expect("open");
    let (parts, body) = pair.bank(|bank| bank.notice(&told[0], now())).into_parts();
    assert!(parts.uri.path().ends_with("/api/notify/wechat") && !body.is_empty());
    assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
}

fn wallet(params: &BTreeMap<String, String>) -> String {
    format!("/wallet?{}", Serializer::new(String::new()).extend_pairs(params).finish())
}

#[tokio::test]
async fn the_wallet_refuses_what_the_merchant_did_not_sign() {
    let pair = Pair::new();
    let order = pair.order_inside().await;
    let Ok(Checkout::Wallet { params }) = pair.channels.place(&order).await else {
        panic!("placed")
    };
    let changed = |name: &str, value: &str| {
        let mut params = params.clone();
        params.insert(name.to_owned(), value.to_owned());
        pair.page(&wallet(&params), NOW).status().as_u16()
    };
    assert_eq!(changed("package", "prepay_id=wx000000000"), 403);
    assert_eq!(changed("timeStamp", &(NOW + 1).to_string()), 403);
    assert_eq!(changed("signType", "MD5"), 403);
    assert_eq!(changed("paySign", "AAAA"), 403);
    assert_eq!(pair.page(&wallet(&params), NOW + 301).status(), 403, "an old page");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_five_minutes() {
    let pair = Pair::new();
    let wechat = pair.channels.wallet(ChannelKind::Wechat).expect("offered");
    let spent = |error: ChannelError| assert_eq!(error.code(), "wallet-code-spent");
    let code = pair.code(NOW);

    assert!(wechat.identify(&code).await.is_ok());
    spent(wechat.identify(&code).await.expect_err("used"));
    spent(wechat.identify("never").await.expect_err("not given"));
    spent(wechat.identify(&pair.code(NOW - 301)).await.expect_err("old"));
    assert!(wechat.identify(&pair.code(NOW - 300)).await.is_ok());
}

#[test]
fn the_wallets_page_opens_for_the_exact_address_only() {
    let (pair, url) = (Pair::new(), Pair::new().entrance());
    let status = |from: &str, to: &str| {
        assert!(url.contains(from), "{from}");
        pair.page(&url.replace(from, to), NOW).status().as_u16()
    };
    assert_eq!(status("snsapi_base", "snsapi_base"), 303);
    assert_eq!(
        status("response_type=code&scope=snsapi_base", "scope=snsapi_base&response_type=code"),
        400
    );
    assert_eq!(status("appid=wx", "appid=wy"), 400);
    assert_eq!(status("https%3A", "ftp%3A"), 400);
    assert_eq!(status("state=st8", "state=s%20t"), 400);
}

#[tokio::test]
async fn a_wrong_secret_of_the_official_account_is_refused() {
    let mut account = keys().account();
    account["app_secret"] = Value::from("f".repeat(32));
    let pair = Pair::with(&account, now);
    let wechat = pair.channels.wallet(ChannelKind::Wechat).expect("offered");
    let error = wechat.identify(&pair.code(NOW)).await.expect_err("refused");
    assert!(matches!(error, ChannelError::Refused { status: 200, code, .. } if code == "40125"));
}

#[tokio::test]
async fn somebody_of_another_official_account_cannot_be_asked() {
    let pair = Pair::new();
    let mut order = pair.order_inside().await;
    order.wallet_user = Some(domain::WalletUser::new("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
    let error = pair.channels.place(&order).await.expect_err("not known");
    assert!(
        matches!(error, ChannelError::Refused { status: 400, code, .. } if code == "PARAM_ERROR")
    );
}

#[tokio::test]
async fn one_number_is_of_one_product() {
    let pair = Pair::new();
    let mut order = pair.order_inside().await;
    pair.channels.place(&order).await.expect("placed");
    (order.scene, order.way) = (Scene::Pc, Way::Qr);
    let error = pair.channels.place(&order).await.expect_err("the number is used");
    assert!(
        matches!(error, ChannelError::Refused { status: 403, code, .. } if code == "OUT_TRADE_NO_USED")
    );
}

#[tokio::test]
async fn each_browser_plays_the_telephone_that_it_chose() {
    let pair = Pair::new();
    let chosen = pair.page("/telephone?number=2", NOW);
    let cookie = chosen.headers()["set-cookie"].to_str().expect("text").split(';').next();
    for wrong in ["", "?number=0", "?number=100", "?number=x"] {
        assert_eq!(pair.page(&format!("/telephone{wrong}"), NOW).status(), 400, "{wrong}");
    }

    let first = pair.holder("a=b").await;
    let second = pair.holder(&format!("a=b; {}", cookie.expect("a cookie"))).await;

    assert!(first != second, "they hold two telephones");
    assert!(first == pair.holder("sandbox-telephone=none").await, "without a choice, the first");
    let order = Order { wallet_user: Some(second), ..ours(Scene::Wechat) };
    assert!(pair.channels.place(&order).await.is_ok(), "each of them can pay");
}
