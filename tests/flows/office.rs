//! The finance office at its desk, with a file to bring in.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campus::{Answer, Ask, Campus};
use domain::{PersonId, Role, UserName};
use serde_json::{Value, json};

/// Pieces far smaller than the page's, so that small files have several.
pub(crate) const PIECE: usize = 4000;

pub(crate) const HEAD: &str = "学号,姓名,性别,身份证号,学年,收费项目,应缴,减免,已缴,允许部分缴费";

pub(crate) struct Office<'a> {
    pub(crate) campus: &'a Campus,
}

/// A file on its way in.
pub(crate) struct Import {
    pub(crate) id: String,
    pub(crate) ask: Value,
}

impl Office<'_> {
    pub(crate) fn ask(
        &self,
        method: &'static str,
        path: String,
        body: Option<String>,
        kind: &str,
    ) -> Ask {
        let token = self.campus.token(PersonId::from_bits(1), Role::Office);
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Ask {
            method,
            path,
            headers: vec![
                header("x-pay-csrf", "1"),
                header("sec-fetch-site", "same-origin"),
                header("content-type", kind),
            ],
            cookies: vec![format!("__Host-at={token}")],
            body,
            binary: kind == "application/octet-stream",
        }
    }

    pub(crate) async fn sends(&self, file: &[u8]) -> Import {
        let id = hex::encode(digest(&SHA256, file).as_ref());
        let pieces: Vec<&[u8]> = file.chunks(PIECE).collect();
        for (nth, piece) in pieces.iter().enumerate() {
            let path = format!("/api/imports/{id}/pieces/{nth}");
            let body = STANDARD.encode(piece);
            let ask = self.ask("PUT", path, Some(body), "application/octet-stream");
            let answer = self.campus.ask(ask).await;
            assert_eq!(answer.status, 204, "{}", answer.text);
        }
        let ask = json!({ "file_name": "欠费.csv", "pieces": pieces.len(), "policy": "good-rows" });
        Import { id, ask }
    }

    pub(crate) fn posts(&self, import: &Import, verb: &str) -> Ask {
        let path = format!("/api/imports/{}/{verb}", import.id);
        self.ask("POST", path, Some(import.ask.to_string()), "application/json")
    }

    pub(crate) async fn previews(&self, import: &Import) -> Answer {
        self.campus.ask(self.posts(import, "preview")).await
    }

    pub(crate) async fn applies(&self, import: &Import) -> Answer {
        self.campus.ask(self.posts(import, "apply")).await
    }

    pub(crate) async fn brings_in(&self, file: &[u8]) -> [u64; 4] {
        let import = self.sends(file).await;
        counts(&self.applies(&import).await)
    }
}

/// Created, changed, unchanged, refused.
#[track_caller]
pub(crate) fn counts(applied: &Answer) -> [u64; 4] {
    assert_eq!(applied.status, 200, "{}", applied.text);
    assert_eq!(applied.body["next"], Value::Null);
    let refused = applied.body["refused"].as_array().expect("a list").len();
    let count = |name: &str| applied.body[name].as_u64().expect("a number");
    [count("created"), count("changed"), count("unchanged"), refused as u64]
}

pub(crate) async fn person(campus: &Campus, number: &str) -> Option<PersonId> {
    let user = UserName::Number(number.parse().expect("a number"));
    let login = campus.keys.vault.login(&user);
    campus.store.people_by_login(&[login]).await.expect("read")[0]
}

pub(crate) fn two_students(due: &str, paid: &str) -> Vec<u8> {
    let rows = [
        format!("2301000001,李丽,女,61011320060313900x,2026-2027,学费,{due},0,{paid},是"),
        "2301000001,李丽,女,61011320060313900X,2026-2027,住宿费,1200.00,0,0,是".to_owned(),
        "2301000002,赵佳曦,女,370682200708179702,2026-2027,学费,4800.00,0,0,是".to_owned(),
    ];
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}
