//! The demo school: a handful of invented people whose arrears come in as everybody's do, through
//! the office's import.

mod office;

use aws_lc_rs::digest::{SHA256, digest};
use config::School;
use domain::{InitialRule, UserRule};
use local::System;
use serde_json::{Value, json};

use crate::{Trouble, browser::Browser, home::Home};

/// The size in which the office's page cuts files.
const PIECE_BYTES: usize = 350 << 10;

/// Who can sign in, and the file their bills come from.
pub(crate) struct Demo {
    pub(crate) people: Vec<DemoPerson>,
    file: &'static str,
    name: String,
}

/// One of them.
pub(crate) struct DemoPerson {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) what: String,
}

impl Demo {
    /// The demo of `school`; a school without one of its own borrows that of xust.
    pub(crate) fn of(school: &School) -> Self {
        let file = match school.id.as_str() {
            "wwoc" => include_str!("../../../demo/wwoc.csv"),
            _ => include_str!("../../../demo/xust.csv"),
        };
        let mut people: Vec<DemoPerson> = Vec::new();
        for line in file.lines().skip(1) {
            let person = DemoPerson::of(school, line);
            if people.last().is_none_or(|it| it.user != person.user) {
                people.push(person);
            }
        }
        Self { people, file, name: format!("{}.csv", school.id) }
    }

    /// Brings the demo's bills in through the front door, as the finance office would.
    pub(crate) async fn load(&self, system: &System, home: &Home) -> Result<(), Trouble> {
        let officer = office::open(system, home).await?;
        let mut browser = Browser::at(system.url());
        let ask = json!({"user": officer.user, "password": officer.password});
        browser.post("/api/login", &ask).await?;
        self.import(&mut browser).await
    }

    async fn import(&self, browser: &mut Browser) -> Result<(), Trouble> {
        let bytes = self.file.as_bytes();
        let id = hex::encode(digest(&SHA256, bytes));
        let pieces: Vec<_> = bytes.chunks(PIECE_BYTES).collect();
        for (n, piece) in pieces.iter().enumerate() {
            browser.put(&format!("/api/imports/{id}/pieces/{n}"), piece).await?;
        }
        let mut ask =
            json!({"file_name": self.name, "pieces": pieces.len(), "policy": "all-or-none"});
        let preview = browser.post(&format!("/api/imports/{id}/preview"), &ask).await?;
        if preview["ready"] != true {
            return Err(Trouble(format!("the demo's file is not ready to import: {preview}")));
        }
        ask["from"] = 0.into();
        while !ask["from"].is_null() {
            let applied = browser.post(&format!("/api/imports/{id}/apply"), &ask).await?;
            let refused = applied["refused"].as_array().map_or(0, Vec::len);
            if refused > 0 {
                return Err(Trouble(format!("the demo's file was refused: {applied}")));
            }
            ask["from"] = applied.get("next").cloned().unwrap_or(Value::Null);
        }
        Ok(())
    }
}

impl DemoPerson {
    /// Our own files hold no quoted commas.
    fn of(school: &School, line: &str) -> Self {
        let cells: Vec<_> = line.split(',').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let (number, name, id_number, class) = (cell(0), cell(1), cell(3), cell(6));
        let user = match school.login.user {
            UserRule::Number => number,
            UserRule::IdNumber => id_number,
        };
        let password = match school.login.initial {
            InitialRule::IdTail | InitialRule::Either => {
                id_number.get(id_number.len().saturating_sub(6)..).unwrap_or_default()
            }
            InitialRule::SixZeros => "000000",
        };
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
            what: format!("{name}, {class}"),
        }
    }
}
