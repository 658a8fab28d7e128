use super::{
    REQUESTS, SEALED, bank, heard, now, order, paid, paid_notice, parsed, saying, sealed,
    signature, silent, text, told, yes,
};
use crate::rsa::VerifyKey;
use crate::{Heard, NoticeError};
use aws_lc_rs::cipher::{AES_192, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{FaultKind, Outcome, Way};
use serde_json::{Value, json};

/// What the bank does to a notice whose address was told with the application's id before it.
pub(super) fn encrypted(content: &[u8]) -> String {
    let public = parsed(REQUESTS)["merchant_public_spki_b64"].clone();
    let spki = STANDARD.decode(text(&public)).expect("base64");
    let public = PublicEncryptingKey::from_der(&spki).expect("a key");
    let wraps = Pkcs1PublicEncryptingKey::new(public).expect("a key");
    let key = [7; 24];
    let mut wrapped = vec![0; wraps.ciphertext_size()];
    let text = STANDARD.encode(key);
    let wrapped = wraps.encrypt(text.as_bytes(), &mut wrapped).expect("wraps").to_vec();
    let cipher = UnboundCipherKey::new(&AES_192, &key).expect("24 bytes");
    let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).expect("a cipher");
    let mut hidden = content.to_vec();
    let none = EncryptionContext::Iv128(FixedLength::from([0; 16]));
    cipher.less_safe_encrypt(&mut hidden, none).expect("encrypts");
    around(&STANDARD.encode(hidden), &STANDARD.encode(wrapped))
}

fn around(content: &str, key: &str) -> String {
    let signed = format!(
        "\"biz_content\":\"{content}\",\"msg_id\":\"5f0c\",\"timestamp\":\"2026-09-21 10:34:57\",\
         \"encrypt_key\":\"{key}\""
    );
    format!("{{{signed},\"sign\":\"{}\"}}", signature(&signed))
}

fn refused(content: &Value) -> NoticeError {
    silent().read(&told(content), now()).expect_err("refused")
}

#[tokio::test]
async fn a_notice_and_a_query_give_one_payment_one_name() {
    let order = order(Way::Qr);

    let plain = silent().read(&told(&paid_notice(&order)), now()).expect("believed");
    let body = encrypted(paid_notice(&order).to_string().as_bytes()).into_bytes();
    let secret = silent().read(&heard(body), now()).expect("believed");
    let asked = bank(saying(vec![yes(&paid(&order))]).0).query(&order).await.expect("an outcome");

    assert_eq!(plain, secret);
    let (Heard::Receipt(told), Outcome::Paid(asked)) = (plain, asked) else { panic!("it is paid") };
    assert_eq!(told.transaction, asked.transaction);
    assert_eq!((told.channel, &told.merchant), (asked.channel, &asked.merchant));
    assert_eq!((told.number, told.amount), (asked.number, asked.amount));
    assert_eq!(told.paid_at.to_string(), "2026-09-21T02:34:56Z");
    assert_eq!(told.said_at, "20260921103456");
}

#[test]
fn only_our_own_paid_money_is_a_receipt() {
    let order = order(Way::Qr);
    let with = |name: &str, value: Value| {
        let mut content = paid_notice(&order);
        content[name] = value;
        refused(&content)
    };
    assert_eq!(with("mer_ptc_id", json!("999")), NoticeError::Foreign);
    assert_eq!(with("mer_tran_no", json!("SF2026092100000001")), NoticeError::Foreign);
    assert_eq!(with("currency", json!("USD")), NoticeError::Foreign);
    assert_eq!(with("tran_state", json!("FAILURE")), NoticeError::Unpaid);
    assert_eq!(with("tran_state", json!("PROCESS")), NoticeError::Unpaid);
    for (name, value) in [
        ("tran_state", json!("PAID")),
        ("final_time", json!("2026-09-21 10:34:56")),
        ("final_time", Value::Null),
        ("total_amount", json!("5800.001")),
        ("total_amount", Value::Null),
        ("require_values", Value::Null),
        ("require_values", json!({ "bank_tran_no": null, "third_party_tran_no": "42" })),
    ] {
        assert_eq!(with(name, value), NoticeError::Garbled, "{name}");
    }
}

#[test]
fn a_notice_of_another_sort_moves_no_money() {
    let mut content = paid_notice(&order(Way::Qr));
    content["tran_type"] = json!("REFUND");
    let heard = silent().read(&told(&content), now());
    assert_eq!(heard, Ok(Heard::Other { event: "REFUND".to_owned() }));
}

#[test]
fn a_true_notice_of_another_product_is_not_ours() {
    // The vectors' encrypted notices are the wallet product's: true, and not what we asked for.
    for vector in parsed(SEALED)["vectors"].as_array().expect("a list") {
        let notice = heard(text(&vector["raw_body"]).as_bytes().to_vec());
        assert!(silent().read(&notice, now()).is_err());
    }
}

#[test]
fn what_is_encrypted_fails_in_one_way_only() {
    let cases = [
        // Not JSON inside; then a padding, a wrapped key, a base64 that are wrong.
        encrypted(b"no JSON"),
        encrypted(b"\xff\xfe"),
        around("AAAAAAAAAAAAAAAAAAAAAA==", "AAAA"),
        around("zzz", "zzz"),
        around("", ""),
    ];
    for case in cases {
        let outcome = silent().read(&heard(case.clone().into_bytes()), now());
        assert_eq!(outcome, Err(NoticeError::Garbled), "{case}");
    }
}

#[test]
fn nothing_may_stand_beside_what_is_signed() {
    let order = order(Way::Qr);
    let sealed = sealed("notify_biz_content", &paid_notice(&order).to_string());
    let secret = encrypted(paid_notice(&order).to_string().as_bytes());
    let inside = |text: &str| text[1..text.len() - 1].to_owned();
    let twice = format!("{{\"notify_biz_content\":{{}},{}}}", inside(&sealed));
    let both = format!("{{{},\"biz_content\":\"\",\"encrypt_key\":\"\"}}", inside(&sealed));
    let after = format!("{{{},\"msg\":\"\"}}", inside(&secret));
    let before = format!("{{\"msg\":\"\",{}}}", inside(&secret));
    let again = format!("{{{},\"biz_content\":\"\"}}", inside(&secret));
    for body in [twice, both, after, before, again] {
        assert!(silent().read(&heard(body.clone().into_bytes()), now()).is_err(), "{body}");
    }
    // White space is the sender's own affair where nothing is signed.
    let spaced = format!(" {{ {} \n}} ", inside(&sealed));
    assert!(silent().read(&heard(spaced.into_bytes()), now()).is_ok());
}

#[test]
fn a_notice_without_a_signature_is_unsigned() {
    let content = paid_notice(&order(Way::Qr));
    for body in [
        json!({ "notify_biz_content": content }),
        json!({ "notify_biz_content": content, "sign": "" }),
        json!({ "notify_biz_content": content, "sign": null }),
    ] {
        let outcome = silent().read(&heard(body.to_string().into_bytes()), now());
        assert_eq!(outcome, Err(NoticeError::Unsigned));
    }
}

#[test]
fn our_own_key_does_not_speak_for_the_bank() {
    let content = paid_notice(&order(Way::Qr)).to_string();
    let key =
        crate::rsa::SigningKey::from_base64(text(&parsed(REQUESTS)["merchant_private_pkcs8_b64"]));
    let sign = key.expect("our key").signs(content.as_bytes());
    let body = format!("{{\"notify_biz_content\":{content},\"sign\":\"{sign}\"}}");
    let outcome = silent().read(&heard(body.into_bytes()), now());
    assert_eq!(outcome, Err(NoticeError::Forged));
}

#[test]
fn what_the_bank_hears_back_is_signed_by_us() {
    let us = silent();
    let public = parsed(REQUESTS)["merchant_public_spki_b64"].clone();
    let public = VerifyKey::from_base64(text(&public)).expect("our public key");
    let words = |state: &str, words: crate::Words| {
        let parsed = parsed(&words.body);
        assert_eq!(parsed["rsp_biz_content"]["biz_state"], state);
        let signed = words.body.strip_prefix("{\"rsp_biz_content\":").expect("the content first");
        let signed = signed.split_once(",\"sign\":").expect("the sign last").0;
        assert!(public.proves(signed.as_bytes(), text(&parsed["sign"])));
        words.status
    };
    let heard = us.read(&told(&paid_notice(&order(Way::Qr))), now()).expect("believed");
    assert_eq!(words("S", us.thanks(&heard)), 200);
    assert_eq!(us.thanks(&heard), us.thanks(&heard));
    assert_eq!(words("F", us.refusal(FaultKind::Stranger)), 401);
    assert_eq!(words("F", us.refusal(FaultKind::Invalid)), 400);
    assert_eq!(words("F", us.refusal(FaultKind::Unavailable)), 503);
}
