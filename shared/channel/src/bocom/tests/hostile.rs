use super::notices::encrypted;
use super::{bank, heard, now, order, paid, paid_notice, raw, saying, sealed, silent, told};
use crate::{Channel, NoticeError};
use domain::Way;
use proptest::prelude::*;

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// Every bit of `body`, changed alone, is refused by `us`.
fn no_bit_may_change(us: &dyn Channel, body: &[u8]) {
    assert!(us.read(&heard(body.to_vec()), now()).is_ok());
    for bit in 0..body.len() * 8 {
        let outcome = us.read(&heard(flipped(body, bit)), now());
        assert!(outcome.is_err(), "bit {bit} of {}", String::from_utf8_lossy(body));
    }
}

#[test]
fn no_single_bit_of_a_true_notice_can_be_changed() {
    let us = silent();
    // Compact, as the bank writes: a blank between two members means nothing, so it may change.
    let content = paid_notice(&order(Way::Qr)).to_string();
    let plain = sealed("notify_biz_content", &content).replacen(": ", ":", 1).replace('\n', "");
    no_bit_may_change(&*us, plain.as_bytes());
    no_bit_may_change(&*us, encrypted(content.as_bytes()).as_bytes());
}

#[tokio::test]
async fn no_single_bit_of_a_true_answer_can_be_changed() {
    let order = order(Way::Qr);
    let answer = super::yes(&paid(&order));
    let body = String::from_utf8(answer.body().clone()).expect("text");
    let body = body.replacen(": ", ":", 1).replace('\n', "");
    let asked = async |bytes: Vec<u8>| {
        bank(saying(vec![raw(200, &String::from_utf8_lossy(&bytes))]).0).query(&order).await
    };
    assert!(asked(body.clone().into_bytes()).await.is_ok());
    for bit in (0..body.len() * 8).step_by(5) {
        assert!(asked(flipped(body.as_bytes(), bit)).await.is_err(), "bit {bit}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for open in ["[", "{\"a\":"] {
        let deep = open.repeat(20_000);
        for body in [deep.clone(), format!("{{\"notify_biz_content\":{deep}")] {
            let outcome = silent().read(&heard(body.into_bytes()), now());
            assert_eq!(outcome, Err(NoticeError::Garbled));
        }
    }
}

#[test]
fn a_notice_longer_than_any_is_not_read() {
    let mut content = paid_notice(&order(Way::Qr));
    content["mer_memo"] = serde_json::json!("x".repeat(70_000));
    assert_eq!(silent().read(&told(&content), now()), Err(NoticeError::Garbled));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_reading_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(silent().read(&heard(body), now()).is_err());
    }

    #[test]
    fn no_signed_contents_make_reading_panic(inside in "\\PC{0,200}") {
        let content = serde_json::Value::String(inside).to_string();
        let body = sealed("notify_biz_content", &content);
        prop_assert!(silent().read(&heard(body.into_bytes()), now()).is_err());
    }

    #[test]
    fn no_encrypted_contents_make_reading_panic(
        inside in proptest::collection::vec(any::<u8>(), 0..200)
    ) {
        prop_assert!(silent().read(&heard(encrypted(&inside).into_bytes()), now()).is_err());
    }

    #[test]
    fn braces_and_quotes_in_texts_are_cut_rightly(memo in "[{}\\[\\]\",:\\\\a學é]{0,60}") {
        let mut content = paid_notice(&order(Way::Qr));
        content["mer_memo"] = serde_json::Value::String(memo);
        prop_assert!(silent().read(&told(&content), now()).is_ok());
    }

    #[test]
    fn no_signed_answer_makes_reading_panic(inside in "\\PC{0,200}", shape in 0..4) {
        let text = serde_json::Value::String(inside);
        let head = r#""rsp_head":{"response_status":"S"}"#;
        let content = match shape {
            0 => text.to_string(),
            1 => format!("{{\"biz_state\":{text}}}"),
            2 => format!("{{\"biz_state\":\"S\",{head},\"rsp_body\":{text}}}"),
            _ => format!("{{\"biz_state\":\"S\",{head},\"rsp_body\":{{\"tran_state\":{text}}}}}"),
        };
        let answer = || raw(200, &sealed("rsp_biz_content", &content));
        let order = order(Way::Qr);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let us = bank(saying(vec![answer(), answer(), answer()]).0);
            prop_assert!(us.query(&order).await.is_err());
            prop_assert!(us.place(&order).await.is_err());
            prop_assert!(us.query_refund(&order, &super::refund(&order)).await.is_err());
            Ok(())
        })?;
    }
}
