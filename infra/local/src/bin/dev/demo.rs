//! The demo school: a handful of invented people whose arrears come in as everybody's do, through
//! the office's import.

use std::{io, path::PathBuf};

use config::{Env, School};
use domain::{InitialRule, UserRule};
use identity::Chance;
use local::System;
use paycli::{Officer, OfficerError, Wanted};
use store::Store;

use crate::{Trouble, home::Home};

const OFFICER_NUMBER: &str = "CW0001";
const OFFICER_NAME: &str = "财务处演示";

/// Who can sign in, and the file their bills come from.
pub(crate) struct Demo {
    pub(crate) officer: DemoPerson,
    pub(crate) students: Vec<DemoPerson>,
    file: PathBuf,
}

/// One of them.
#[derive(PartialEq)]
pub(crate) struct DemoPerson {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) what: String,
}

impl Demo {
    /// The demo of `school`: `demo/<id>.csv`, or that of xust for a school without one.
    pub(crate) fn of(school: &School, home: &Home) -> Result<Self, Trouble> {
        let file = |id: &str| home.root.join("infra/local/demo").join(format!("{id}.csv"));
        let own = Some(file(&school.id)).filter(|it| it.exists());
        let file = own.unwrap_or_else(|| file("xust"));
        let text = std::fs::read_to_string(&file).map_err(Trouble::new)?;
        let mut students: Vec<_> =
            text.lines().skip(1).map(|line| DemoPerson::student(school, line)).collect();
        students.dedup();
        Ok(Self { officer: DemoPerson::officer(home)?, students, file })
    }

    /// Opens the officer's account and brings the file in through the front door with it.
    pub(crate) async fn load(
        &self,
        school: &School,
        system: &System,
        home: &Home,
    ) -> Result<(), Trouble> {
        self.open_office(school, system, home).await?;
        let wanted = Wanted {
            file: self.file.clone(),
            url: system.url(),
            user: self.officer.user.clone(),
            password: self.officer.password.clone(),
            policy: "all-or-none".to_owned(),
            sheet: None,
            mapping: Vec::new(),
            items: Vec::new(),
        };
        let mut said = Vec::new();
        let imported = paycli::import(wanted, || Ok::<_, io::Error>(true), &mut said).await;
        imported.map_err(|error| Trouble(format!("{error}\n{}", String::from_utf8_lossy(&said))))
    }

    async fn open_office(
        &self,
        school: &School,
        system: &System,
        home: &Home,
    ) -> Result<(), Trouble> {
        let officer = Officer {
            number: OFFICER_NUMBER.parse().map_err(Trouble::new)?,
            name: OFFICER_NAME.parse().map_err(Trouble::new)?,
            password: Some(self.officer.password.clone()),
        };
        let keys = home.sign_in(&school.id).await?;
        let store = store(system)?;
        match paycli::add(&store, &keys, school.login, officer, Chance::REAL).await {
            // An earlier start came this far, and its password is the one that was kept.
            Ok(_) | Err(OfficerError::Taken) => Ok(()),
            Err(error) => Err(Trouble(format!("the officer's account: {error}"))),
        }
    }
}

impl DemoPerson {
    /// The password is drawn at the first start and kept with the keys.
    fn officer(home: &Home) -> Result<Self, Trouble> {
        let password = home.once("keys/officer", || hex::encode(Chance::REAL.bytes::<6>()))?;
        let user = OFFICER_NUMBER.to_owned();
        Ok(Self { user, password, what: format!("{OFFICER_NAME} (office)") })
    }

    /// Our own files hold no quoted commas.
    fn student(school: &School, line: &str) -> Self {
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
        let (user, password) = (user.to_owned(), password.to_owned());
        Self { user, password, what: format!("{name} {class}") }
    }
}

fn store(system: &System) -> Result<Store, Trouble> {
    let env = Env::of(&[
        ("AWS_REGION", "cn-north-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb_url()),
    ]);
    let tables = ["CoreTable", "AuthTable", "InboxTable", "RefTable"].map(str::to_owned);
    Ok(Store::new(env.dynamodb().map_err(Trouble::new)?, tables))
}
