//! The demo school: a handful of invented people, what they owe and what the office announces. All of
//! it comes in as everybody's does, through the office's own doors.

mod people;
mod visits;

pub(crate) use people::DemoPerson;

use std::{
    io,
    path::{Path, PathBuf},
};

use config::{Env, School};
use identity::Chance;
use local::System;
use paycli::{Announcements, Officer, OfficerError, Wanted};
use store::Store;

use crate::{Trouble, home::Home};
use people::{OFFICER_NAME, Outsider};

/// Who can sign in, and the folder that their bills come from.
pub(crate) struct Demo {
    pub(crate) officer: DemoPerson,
    pub(crate) students: Vec<DemoPerson>,
    pub(crate) outsider: Outsider,
    folder: PathBuf,
}

impl Demo {
    /// The demo of `school`: `demo/<id>/`, or that of xust for a school without one.
    pub(crate) fn of(school: &School, home: &Home) -> Result<Self, Trouble> {
        let folder = |id: &str| home.root.join("infra/local/demo").join(id);
        let own = Some(folder(&school.id)).filter(|it| it.exists());
        let folder = own.unwrap_or_else(|| folder("xust"));
        let (students, outsider) = people::read(&folder, school, home)?;
        Ok(Self { officer: DemoPerson::officer(home)?, students, outsider, folder })
    }

    /// Opens the officer's account, brings the files in through the front door with it, and lets some
    /// people enrol. It may be repeated, should it have stopped half-way.
    pub(crate) async fn load(
        &self,
        school: &School,
        system: &System,
        home: &Home,
    ) -> Result<(), Trouble> {
        self.open_office(school, system, home).await?;
        self.announce(system).await?;
        self.import(self.folder.join("arrears.csv"), None, system).await?;
        for (batch, file) in batches(&self.folder)? {
            self.import(file, Some(batch), system).await?;
        }
        visits::make(self, &system.url()).await.map_err(Trouble::new)
    }

    async fn announce(&self, system: &System) -> Result<(), Trouble> {
        let wanted = Announcements {
            file: self.folder.join("catalogue.toml"),
            url: system.url(),
            user: self.officer.user.clone(),
            password: self.officer.password.clone(),
        };
        let announced = paycli::announce(wanted, crate::now(), &mut io::sink()).await;
        announced.map_err(|error| Trouble(format!("the catalogue: {error}")))
    }

    async fn import(
        &self,
        file: PathBuf,
        batch: Option<String>,
        system: &System,
    ) -> Result<(), Trouble> {
        let wanted = Wanted {
            file,
            url: system.url(),
            user: self.officer.user.clone(),
            password: self.officer.password.clone(),
            policy: "all-or-none".to_owned(),
            sheet: None,
            batch,
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
            number: self.officer.user.parse().map_err(Trouble::new)?,
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

/// The batches that people owe something in, and the file of each.
fn batches(folder: &Path) -> Result<Vec<(String, PathBuf)>, Trouble> {
    let files = std::fs::read_dir(folder.join("batches")).map_err(Trouble::new)?;
    let named = |file: PathBuf| Some((file.file_stem()?.to_str()?.to_owned(), file));
    let mut batches: Vec<_> = files.flatten().filter_map(|it| named(it.path())).collect();
    batches.sort();
    Ok(batches)
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
