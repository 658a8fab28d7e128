use super::{OPENID, opened, outside, places, provider, reached_by, secret, unsigned};
use crate::wechat::Wechat;
use crate::{Channel, ChannelError, Places, Wallet, Wire};
use domain::{Fault, FaultKind, Scene, Way};
use serde_json::json;

const BACK: &str = "https://pay.example.edu.cn/api/return?to=a&b=1";

async fn identified(status: u16, body: &str) -> Result<String, ChannelError> {
    let (wire, _) = provider(vec![unsigned(status, body)]);
    reached_by(wire).identify("C0DE").await.map(|user| user.as_str().to_owned())
}

#[test]
fn the_entrance_asks_who_the_payer_is_in_their_order_of_words() {
    let us = super::account();
    let url = us.entrance(Scene::Wechat, BACK, "st8").expect("an entrance");
    assert_eq!(
        url,
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxd678efh567hg6787\
         &redirect_uri=https%3A%2F%2Fpay.example.edu.cn%2Fapi%2Freturn%3Fto%3Da%26b%3D1\
         &response_type=code&scope=snsapi_base&state=st8#wechat_redirect"
    );
    for scene in [Scene::Pc, Scene::Mobile, Scene::Alipay] {
        assert_eq!(us.entrance(scene, BACK, "st8"), None);
    }
    let here = Places { sandbox: Some("http://127.0.0.1:8001".to_owned()), ..places() };
    let us = Wechat::new(secret(), &here, outside(Wire::direct(|_| None))).expect("it works");
    let url = us.entrance(Scene::Wechat, BACK, "st8").expect("an entrance");
    assert!(url.starts_with("http://127.0.0.1:8001/wechat/connect/oauth2/authorize?appid="));
}

#[tokio::test]
async fn without_the_official_accounts_secret_nobody_pays_inside_wechat() {
    let mut secret = secret();
    secret.app_secret = None;
    let us = opened(secret, Wire::direct(|_| panic!("nothing is asked")));
    assert_eq!(us.ways(Scene::Wechat), [] as [Way; 0]);
    assert_eq!(us.entrance(Scene::Wechat, BACK, "st8"), None);
    assert!(matches!(us.identify("C0DE").await, Err(ChannelError::NotOffered)));
}

#[tokio::test]
async fn a_code_becomes_the_payers_name_in_the_wallet() {
    let said = json!({ "access_token": "t", "expires_in": 7200, "openid": OPENID, "scope": "s" });
    let (wire, asked) = provider(vec![unsigned(200, &said.to_string())]);

    let user = reached_by(wire).identify("C0/E").await.expect("a user");

    assert_eq!(user.as_str(), OPENID);
    let asked = asked.lock().expect("one thread");
    assert_eq!(
        asked[0].uri(),
        "https://api.weixin.qq.com/sns/oauth2/access_token?appid=wxd678efh567hg6787\
         &secret=0123456789abcdef0123456789abcdef&code=C0%2FE&grant_type=authorization_code"
    );
    // Nothing of the payment's keys goes there.
    assert!(!asked[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn errors_come_with_status_200_and_mean_different_things() {
    let error = |code: i64| json!({ "errcode": code, "errmsg": "…" }).to_string();
    for code in [40029, 40163, 41008, 42003] {
        let said = identified(200, &error(code)).await.expect_err("a spent code");
        assert_eq!((said.kind(), said.code()), (FaultKind::Invalid, "wallet-code-spent"));
    }
    let said = identified(200, &error(-1)).await.expect_err("busy");
    assert_eq!(said.code(), "provider-unsure");
    let said = identified(200, &error(40125)).await.expect_err("a wrong secret");
    assert_eq!((said.kind(), said.code()), (FaultKind::Broken, "provider-refused"));
    for unclear in ["", "{}", "<html>", r#"{"openid":""}"#, r#"{"openid":"a b"}"#] {
        let said = identified(200, unclear).await.expect_err("unclear");
        assert_eq!(said.code(), "provider-unsure", "{unclear}");
    }
    let said = identified(502, "").await.expect_err("no answer");
    assert_eq!(said.code(), "provider-unsure");
}

#[tokio::test]
async fn what_cannot_be_a_code_is_not_asked_about() {
    let us = reached_by(Wire::direct(|_| panic!("nothing is asked")));
    for code in [String::new(), "x".repeat(129)] {
        let said = us.identify(&code).await.expect_err("no code");
        assert_eq!(said.code(), "wallet-code-spent");
    }
}
