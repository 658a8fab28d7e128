use super::super::call::{level, read, to_sign};
use super::super::settings::{Keys, read as settings};
use super::{ANSWERS, REQUESTS, SEALED, account, parsed, places, text};
use crate::{NoticeError, form};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

fn keys() -> Keys {
    let account = RawValue::from_string(account().to_string()).expect("JSON");
    settings(&account, &places()).expect("the vectors' keys work").1
}

fn list<'a>(all: &'a Value, name: &str) -> &'a [Value] {
    let list = all[name].as_array().expect("a list");
    assert!(!list.is_empty());
    list
}

#[test]
fn requests_are_signed_to_the_byte() {
    let (all, keys) = (parsed(REQUESTS), keys());
    for vector in list(&all, "vectors") {
        let params = vector["params"].as_object().expect("fields").iter();
        let mut fields: BTreeMap<_, _> =
            params.map(|(name, value)| (name.clone(), text(value).to_owned())).collect();
        let signed = to_sign(text(&vector["path"]), &fields);
        assert_eq!(signed, text(&vector["string_to_sign"]), "{}", vector["note"]);
        let sign = keys.ours.signs(signed.as_bytes());
        assert_eq!(sign, text(&vector["signature_b64"]), "{}", vector["note"]);

        // The fields stand in another order there; a form has none.
        fields.insert("sign".to_owned(), sign);
        let theirs = form::decode(text(&vector["body_urlencoded"]).as_bytes());
        assert_eq!(theirs.len(), fields.len());
        assert_eq!(theirs.into_iter().collect::<BTreeMap<_, _>>(), fields);
        let ours = form::decode(form::encode(&fields).as_bytes());
        assert_eq!(ours.into_iter().collect::<BTreeMap<_, _>>(), fields);
    }
}

#[test]
fn answers_and_plain_notices_are_believed_as_they_came() {
    let (all, keys) = (parsed(ANSWERS), keys());
    for vector in list(&all, "synthetic") {
        let (body, note) = (text(&vector["raw_body"]).as_bytes(), &vector["note"]);
        let content = if vector["signed_member"] == "rsp_biz_content" {
            keys.answered(body).map(str::to_owned)
        } else {
            keys.told(body)
        };
        match text(&vector["expect"]) {
            "ok" => assert_eq!(content.as_deref(), Ok(text(&vector["signed_text"])), "{note}"),
            _ => assert_eq!(content, Err(NoticeError::Forged), "{note}"),
        }
    }
}

#[test]
fn the_levels_of_every_answer_can_be_read() {
    let all = parsed(ANSWERS);
    for vector in list(&all, "synthetic") {
        if vector["signed_member"] != "rsp_biz_content" {
            continue;
        }
        let content = text(&vector["signed_text"]);
        let code = parsed(content)["rsp_head"]["trans_code"].as_str().expect("a code").to_owned();
        assert!(level(&code, read(content).expect("their answer")).is_ok(), "{}", vector["note"]);
        let other = level("MPNG999999", read(content).expect("their answer"));
        assert!(other.is_err(), "an answer to another call");
    }
}

#[test]
fn encrypted_notices_are_opened() {
    let (all, keys) = (parsed(SEALED), keys());
    for vector in list(&all, "vectors") {
        let told = keys.told(text(&vector["raw_body"]).as_bytes());
        match text(&vector["expect"]) {
            "ok" => assert_eq!(told.as_deref(), Ok(text(&vector["plaintext"]))),
            _ => assert_eq!(told, Err(NoticeError::Forged), "{}", vector["note"]),
        }
    }
}
