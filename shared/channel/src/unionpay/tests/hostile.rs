use super::super::message::Message;
use super::{Provider, notice, now, order, paid, us};
use crate::{Channel, Heard};
use domain::{Scene, Way};
use proptest::prelude::*;

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// A form can say one thing in two ways: `%2F` is `%2f`. Whatever was flipped, nothing else than
/// what they said is ever heard.
#[test]
fn no_single_bit_of_a_true_notice_can_be_changed() {
    let us = us();
    let said = Provider::by("cert_prod_cn").notifies(paid(&order(Scene::Pc, Way::Page)));
    let heard = us.read(&said, now());
    assert!(matches!(heard, Ok(Heard::Receipt(_))), "{heard:?}");
    let mut same = 0;
    for bit in 0..said.body.len() * 8 {
        let changed = flipped(&said.body, bit);
        let now_heard = us.read(&notice(changed.clone()), now());
        if now_heard.is_ok() {
            let fields = |body: &[u8]| Message::of_form(body).map(|it| it.to_sign());
            assert_eq!(fields(&changed), fields(&said.body), "bit {bit}");
            assert_eq!(now_heard, heard, "bit {bit}");
            same += 1;
        }
    }
    // The second digits of escapes with a letter, and nothing else.
    assert!(same < 200, "{same}");
}

#[test]
fn no_single_bit_of_a_true_answer_can_be_changed() {
    let us = us();
    let said = Provider::by("cert_prod_cn").answers(paid(&order(Scene::Pc, Way::Page)));
    let believed = |body: &[u8]| {
        Message::of_answer(body).is_some_and(|it| us.trust.proved(&it, now()).is_ok())
    };
    assert!(believed(said.body()));
    for bit in 0..said.body().len() * 8 {
        assert!(!believed(&flipped(said.body(), bit)), "bit {bit}");
    }
}

#[test]
fn an_answer_is_cut_as_they_cut_it() {
    let check = |body: &str, expected: &[(&str, &str)]| {
        let read = Message::of_answer(body.as_bytes()).expect("fields");
        for (name, value) in expected {
            assert_eq!(read.text(name), Some(*value), "{name} of {body}");
        }
        let text = String::from_utf8(read.to_sign()).expect("text");
        let cut = expected.iter().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(text, cut.collect::<Vec<_>>().join("&"), "{body}");
    };
    check("b=2&a=1", &[("a", "1"), ("b", "2")]);
    check("{b=2&a=1}", &[("a", "1"), ("b", "2")]);
    check("a={x=1&y=2}&b=3", &[("a", "{x=1&y=2}"), ("b", "3")]);
    check("a=[x=1&{y]&b=3", &[("a", "[x=1&{y]"), ("b", "3")]);
    check("a=x{y&z}w&b=3", &[("a", "x{y&z}w"), ("b", "3")]);
    check("a={x&{y}&b=3", &[("a", "{x&{y}"), ("b", "3")]);
    check("a=b=c==&d=%41+B", &[("a", "b=c=="), ("d", "%41+B")]);
    check("a=1\r\n2\r\n&b=3", &[("a", "1\r\n2\r\n"), ("b", "3")]);
    for body in ["a", "a=1&b", "=1", "a b=1", "a=1&a=1", "名=1"] {
        assert!(Message::of_answer(body.as_bytes()).is_none(), "{body}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_reading_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(us().read(&notice(body.clone()), now()).is_err());
        let _ = Message::of_answer(&body).map(|it| it.to_sign());
    }

    #[test]
    fn no_form_makes_reading_panic(pairs in proptest::collection::vec(("[a-zA-Z0-9]{0,9}", "\\PC{0,40}"), 0..12)) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(pairs).finish();
        prop_assert!(us().read(&notice(body.into_bytes()), now()).is_err());
    }

    /// Signed properly, so that reading gets as far as it can.
    #[test]
    fn no_contents_make_reading_panic(
        kind in "0[0-4]|31", code in "00|A6|[0-9]{2}", amount in "[0-9+-.]{0,14}", time in "[0-9]{0,14}"
    ) {
        let changes = [
            ("txnType", kind.as_str()), ("respCode", &code), ("txnAmt", &amount), ("traceTime", &time),
        ];
        let said = super::with(paid(&order(Scene::Pc, Way::Page)), &changes);
        let heard = us().read(&Provider::by("cert_prod_cn").notifies(said), now());
        if let Ok(Heard::Receipt(receipt)) = heard {
            prop_assert!(kind == "01" && (code == "00" || code == "A6"));
            prop_assert_eq!(amount.parse(), Ok(receipt.amount.fen()));
        }
    }
}
