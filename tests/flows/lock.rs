//! The lock between the CDN and the functions: whoever asks the gateway past it is refused.

use aws_lc_rs::digest::{SHA256, digest};
use campus::{ADA, Ask, Campus};

const KEY: &str = "the key that the CDN shows";

fn hash(key: &str) -> [u8; 32] {
    digest(&SHA256, key.as_bytes()).as_ref().try_into().expect("32 bytes")
}

fn showing(ask: &Ask, key: &str) -> Ask {
    let mut ask = ask.clone();
    ask.headers.push(("x-pay-origin".to_owned(), key.to_owned()));
    ask
}

#[tokio::test]
async fn nobody_comes_in_past_the_cdn_providers_included() {
    let mut campus = Campus::open().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, crate::TUITION, "4800.00").await;
    let order = campus.opens(ADA, &[(&tuition, "4800.00")]).await;
    let told = campus.pays(order, sandbox::How::Pay).expect("an order that can be paid");
    let notice = campus.notice(&told[0]);
    campus.threshold.locks = vec![hash("the key before"), hash(KEY)];

    let asks = [
        campus.says(ADA, "GET", "/api/arrears", None),
        campus.says(ADA, "POST", "/api/login", Some(&serde_json::json!({}))),
        campus.says(ADA, "GET", &format!("/api/return/wechat/{order}"), None),
        notice.clone(),
    ];
    let before = campus.everything().await;
    for ask in &asks {
        for ask in [ask.clone(), showing(ask, "another key")] {
            let answer = campus.ask(ask).await;
            assert_eq!((answer.status, answer.code()), (403, "past-the-door"), "{}", answer.text);
            assert_eq!(answer.cost, campus::Cost::default(), "nothing is asked of anybody");
        }
        for key in ["the key before", KEY] {
            assert_ne!(campus.ask(showing(ask, key)).await.code(), "past-the-door");
        }
    }
    assert_ne!(campus.everything().await, before, "the notice was heard");
    campus.settles().await;
    campus.threshold.locks.clear();
    assert_eq!(campus.owed(ADA).await, "0.00");
}
