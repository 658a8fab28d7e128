//! Whatever anybody sends, the platform does not break.

use crate::TUITION;
use campus::{ADA, Campus};
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{1,6}(\\.[0-9]{0,3})?".prop_map(Value::from),
        Just(json!(TUITION)),
        Just(json!("wechat")),
        Just(json!("pc")),
    ];
    let name = prop_oneof![
        Just("lines".to_owned()),
        Just("bill".to_owned()),
        Just("amount".to_owned()),
        Just("channel".to_owned()),
        Just("scene".to_owned()),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_the_platform_does_not_break(bodies in prop::collection::vec(any_json(), 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let campus = Campus::open().await;
            campus.admits(ADA).await;
            campus.owes(ADA, TUITION, "5500.00").await;
            for body in bodies {
                let answer = campus.ask(campus.ordering(ADA, campus.draws_order_id(), &body)).await;
                assert!(answer.status < 500, "{body}: {}", answer.text);
                let path = format!("/api/orders?{}", form_urlencoded::byte_serialize(body.to_string().as_bytes()).collect::<String>());
                let answer = campus.sees(ADA, &path).await;
                assert!(answer.status < 500, "{path}: {}", answer.text);
            }
        });
    }
}
