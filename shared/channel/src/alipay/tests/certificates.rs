use super::super::certificate::Certificate;
use super::{KEYS, NOW, at, opened, order, paid, parsed, plain, provider, said, settings, text};
use crate::rsa::SigningKey;
use crate::{Channel, ChannelError, Doubt, Heard, NoticeError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Outcome, Scene, Way};
use http::Response;
use serde_json::{Value, json};

const QUERY: &str = "alipay_trade_query_response";
const DOWNLOAD: &str = "alipay_open_app_alipaycert_download_response";

fn vector() -> Value {
    parsed(include_str!("../vectors/renewal.json"))
}

fn account() -> Value {
    let vector = vector();
    let mut settings = settings();
    settings["mode"] = json!({ "certificates": {
        "app": vector["app"], "alipay": vector["alipay"], "root": vector["root"],
    } });
    settings
}

/// The provider after it took a new key.
struct Renewed {
    key: SigningKey,
    pem: String,
    sn: String,
}

impl Renewed {
    fn to(name: &str) -> Self {
        let new = &vector()[name];
        let pem = text(&new["pem"]).to_owned();
        let sn = Certificate::all(&pem).expect("certificates")[0].sn.clone();
        Self { key: SigningKey::from_pem(text(&new["key"])).expect("a key"), pem, sn }
    }

    fn answers(&self, name: &str, said: &Value) -> Response<Vec<u8>> {
        let said = said.to_string();
        let (sn, sign) = (&self.sn, self.key.signs(said.as_bytes()));
        plain(&format!(r#"{{"{name}":{said},"alipay_cert_sn":"{sn}","sign":"{sign}"}}"#))
    }

    fn query(&self) -> Response<Vec<u8>> {
        self.answers(QUERY, &paid(&order(Scene::Pc, Way::Qr)))
    }

    fn download(&self) -> Response<Vec<u8>> {
        let content = STANDARD.encode(&self.pem);
        let said = json!({ "code": "10000", "msg": "Success", "alipay_cert_content": content });
        self.answers(DOWNLOAD, &said)
    }
}

#[tokio::test]
async fn a_new_certificate_is_fetched_once_when_an_answer_names_it() {
    let new = Renewed::to("next");
    let (wire, asked) = provider(vec![new.query(), new.download(), new.query()]);
    let us = opened(&account(), wire, NOW).expect("an account");
    let order = order(Scene::Pc, Way::Qr);

    for _ in 0..2 {
        let outcome = us.query(&order).await.expect("an outcome");
        assert!(matches!(outcome, Outcome::Paid(_)));
    }

    let asked = asked.lock().expect("one thread");
    let methods: Vec<_> = asked.iter().map(|it| said(it)["method"].clone()).collect();
    let download = "alipay.open.app.alipaycert.download";
    assert_eq!(methods, ["alipay.trade.query", download, "alipay.trade.query"]);
    let ask = said(&asked[1])["biz_content"].clone();
    assert_eq!(ask, format!(r#"{{"alipay_cert_sn":"{}"}}"#, new.sn));
    assert_eq!(said(&asked[0])["app_cert_sn"].len(), 32);
}

/// Notices do not name the certificate: who only reads them looks now and then.
#[tokio::test]
async fn a_look_now_and_then_finds_the_certificate_that_signs_notices() {
    let new = Renewed::to("next");
    let absent = json!({ "code": "40004", "msg": "…", "sub_code": "ACQ.TRADE_NOT_EXIST" });
    let (wire, asked) = provider(vec![new.answers(QUERY, &absent), new.download()]);
    let us = opened(&account(), wire, NOW).expect("an account");
    let notice = super::notices::told_by(&super::Provider(new.key), &[]);
    assert_eq!(us.read(&notice, super::now()), Err(NoticeError::UnknownKey));

    us.refresh().await.expect("it looks");
    us.refresh().await.expect("not so soon again");

    assert!(matches!(us.read(&notice, super::now()), Ok(Heard::Receipt(_))));
    assert_eq!(asked.lock().expect("one thread").len(), 2);
    let by_keys = super::reached_by(crate::Wire::direct(|_| panic!("nobody is asked")));
    by_keys.refresh().await.expect("nothing to look for");
}

#[tokio::test]
async fn a_certificate_that_is_not_theirs_is_not_learnt() {
    for name in ["stranger", "expired", "other_root", "no_issuer"] {
        let new = Renewed::to(name);
        let (wire, _) = provider(vec![new.query(), new.download()]);
        let us = opened(&account(), wire, NOW).expect("an account");
        let error = us.query(&order(Scene::Pc, Way::Qr)).await.expect_err("not believed");
        let unknown = ChannelError::Unsure(Doubt::Unproved(NoticeError::UnknownKey));
        assert_eq!(error.to_string(), unknown.to_string(), "{name}");
        assert!(us.keys.lacks(&new.sn), "{name}");
    }
}

#[tokio::test]
async fn who_delivers_a_certificate_must_have_its_key() {
    let (new, other) = (Renewed::to("next"), Renewed::to("stranger"));
    let thief = Renewed { key: other.key, ..Renewed::to("next") };
    let (wire, _) = provider(vec![new.query(), thief.download()]);
    let us = opened(&account(), wire, NOW).expect("an account");
    assert!(us.query(&order(Scene::Pc, Way::Qr)).await.is_err());
    assert!(us.keys.lacks(&new.sn));
}

#[tokio::test]
async fn a_certificate_that_is_not_to_be_had_is_not_asked_for_all_the_time() {
    let new = Renewed::to("next");
    let gone = || plain(r#"{"error_response":{"code":"40002","msg":"…","sub_code":"isv.x"}}"#);
    let (wire, asked) = provider(vec![new.query(), gone(), new.query(), new.query()]);
    let us = opened(&account(), wire, NOW).expect("an account");
    for _ in 0..3 {
        let error = us.query(&order(Scene::Pc, Way::Qr)).await.expect_err("not believed");
        let unknown = Doubt::Unproved(NoticeError::UnknownKey);
        assert!(
            matches!(&error, ChannelError::Unsure(it) if it.to_string() == unknown.to_string())
        );
    }
    assert_eq!(asked.lock().expect("one thread").len(), 4);
}

#[test]
fn a_certificate_says_when_its_time_is() {
    let file = text(&parsed(KEYS)["alipay_cert_mode"]["app_cert_pem"]).to_owned();
    let certificate = &Certificate::all(&file).expect("a certificate")[0];
    assert_eq!(certificate.not_before.to_string(), "2024-01-01T00:00:00Z");
    assert_eq!(certificate.not_after.to_string(), "2044-01-01T00:00:00Z");
    assert!(certificate.valid(at(NOW)) && !certificate.valid(certificate.not_after));
}
