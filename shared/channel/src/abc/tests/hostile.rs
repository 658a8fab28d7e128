use super::{Bank, NOTICES, account, form, now, order, paid, parsed, text};
use crate::Channel;
use crate::abc::call::{Answer, order_of};
use crate::abc::certificate;
use crate::abc::message::{Envelope, fields};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Way;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

static US: LazyLock<crate::abc::Abc> = LazyLock::new(account);

/// The bank's notice, unpacked, as bytes; every part of it, the unsigned ones too.
#[test]
fn no_single_bit_of_a_true_notice_can_be_changed() {
    let number = order(Way::Page).number().to_string();
    let packed = Bank::new().tells(&paid(&number));
    let xml = STANDARD.decode(&packed).expect("base64");
    assert!(US.read(&form(&packed), now()).is_ok());
    for bit in 0..xml.len() * 8 {
        let changed = form(&STANDARD.encode(flipped(&xml, bit)));
        assert!(US.read(&changed, now()).is_err(), "bit {bit}");
    }
}

#[test]
fn no_single_bit_of_the_vectors_notice_can_be_changed() {
    let vectors = parsed(NOTICES);
    let xml = STANDARD.decode(text(&vectors["vectors"][0]["msg_param"])).expect("base64");
    assert!(US.proved(&Envelope::of_notice(&xml).expect("an envelope")).is_ok());
    for bit in 0..xml.len() * 8 {
        let changed = flipped(&xml, bit);
        let held = Envelope::of_notice(&changed).is_some_and(|it| US.proved(&it).is_ok());
        assert!(!held, "bit {bit}");
    }
}

/// A form has several spellings of the same text (`%2b`, `%2B`), so what is compared is what is
/// believed: a changed body says the same receipt, or nothing.
#[test]
fn no_single_bit_of_the_form_changes_what_is_believed() {
    let number = order(Way::Page).number().to_string();
    let notice = form(&Bank::new().tells(&paid(&number)));
    let heard = US.read(&notice, now()).expect("a receipt");
    let mut same = 0;
    for bit in 0..notice.body.len() * 8 {
        let mut changed = notice.clone();
        changed.body = flipped(&notice.body, bit);
        if let Ok(other) = US.read(&changed, now()) {
            assert_eq!(other, heard, "bit {bit}");
            let was = char::from(notice.body[bit / 8]);
            assert!(
                was.is_ascii_alphabetic() && notice.body[..bit / 8].ends_with(b"%")
                    || notice.body[..(bit / 8).saturating_sub(1)].ends_with(b"%")
            );
            same += 1;
        }
    }
    assert!(same < 64, "{same}");
}

/// An answer whose `MSG` stands between blanks has no bit that could be another, either.
#[test]
fn no_single_bit_of_a_true_answer_can_be_changed() {
    let facts = json!({ "ReturnCode": "0000", "ErrorMessage": "交易成功", "OrderNo": "A1" });
    let body = Bank::new().says(&facts);
    let body = body.trim_ascii_end();
    let yes = |body: &[u8]| US.answer(body).ok().and_then(|it: Answer| it.yes().ok()).is_some();
    assert!(yes(body));
    for bit in 0..body.len() * 8 {
        assert!(!yes(&flipped(body, bit)), "bit {bit}");
    }
}

/// Characters whose second byte looks like JSON's own signs.
#[test]
fn characters_that_look_like_braces_are_characters() {
    for words in ["\u{8A3B}", "誠", "乗|{}", "乢\\\"乣", "銃{鋋}"] {
        let facts = json!({ "ReturnCode": "0000", "ErrorMessage": words });
        let said = US.answer(&Bank::new().says(&facts)).expect("an answer").yes().expect("worked");
        assert_eq!(said.get("ErrorMessage"), words);
    }
    let backslash: Vec<u8> = [b"\"".as_slice(), &[0x81, 0x5C], b"\""].concat();
    let body = [br#"{"MSG":{"Message":{"A":"#, &*backslash, b"}}}"].concat();
    let envelope = Envelope::of_answer(&body).expect("an envelope");
    assert_eq!(envelope.message, [br#"{"A":"#, &*backslash, b"}"].concat());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Envelope::of_notice(&bytes).is_none());
        let _ = (Envelope::of_answer(&bytes), fields(&bytes));
        prop_assert!(US.answer(&bytes).is_err());
        let mut notice = form("");
        notice.body.clone_from(&bytes);
        prop_assert!(US.read(&notice, now()).is_err());
        prop_assert!(US.read(&form(&STANDARD.encode(&bytes)), now()).is_err());
    }

    #[test]
    fn nothing_like_json_makes_reading_panic(text in "[{}\\[\\]\",:\\\\aMSGesg 乗銃]{0,80}") {
        let bytes = super::gbk(&text);
        let _ = US.answer(&bytes);
        let inside = [br#"{"MSG":{"Message":"#, &*bytes, b"}}"].concat();
        if let Ok(answer) = US.answer(&inside) {
            prop_assert!(!answer.proved);
        }
    }

    #[test]
    fn nothing_like_xml_makes_reading_panic(text in "(<MSG>|<Message>|</Message>|<TrxResponse>|</TrxResponse>|<A>|</A>|<|>|&|中){0,20}") {
        let _ = fields(&super::gbk(&text));
        prop_assert!(US.read(&form(&Bank::new().tells_xml(&text)), now()).is_err());
    }

    #[test]
    fn no_signed_order_makes_reading_panic(text in "\\PC{0,60}") {
        let order = STANDARD.encode(super::gbk(&text));
        let facts = json!({ "ReturnCode": "0000", "Order": order, "DetailRecords": text });
        let said = US.answer(&Bank::new().says(&facts)).expect("an answer").yes().expect("worked");
        let _ = order_of(&said);
    }

    #[test]
    fn no_certificate_makes_reading_panic(der in proptest::collection::vec(any::<u8>(), 0..200)) {
        let deep = [&[0x30, 0x81, 0xC8, 0x30, 0x81, 0xC0], &*der].concat();
        for der in [&der, &deep] {
            let _ = (certificate::not_after(der), certificate::key(der));
        }
    }
}
