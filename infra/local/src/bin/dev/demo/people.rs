use std::{collections::BTreeMap, path::Path};

use config::School;
use domain::{InitialRule, UserRule};
use identity::Chance;
use serde::Deserialize;

use crate::{Trouble, home::Home};

const OFFICER_NUMBER: &str = "CW0001";
pub(super) const OFFICER_NAME: &str = "财务处演示";

/// Somebody of the demo, as a newcomer signs in as them.
pub(crate) struct DemoPerson {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) name: String,
    pub(crate) shows: String,
    /// Projects for which they enrol before anybody looks.
    pub(super) enrols: Vec<String>,
}

/// Somebody from off campus, who registers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outsider {
    pub(crate) name: String,
    pub(super) gender: String,
    pub(crate) id_number: String,
    pub(super) phone: String,
    pub(crate) shows: String,
    /// Drawn at the first start.
    #[serde(default)]
    pub(crate) password: String,
}

/// `people.toml`: who is worth signing in as.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    people: Vec<Known>,
    outsider: Outsider,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    number: String,
    shows: String,
    #[serde(default)]
    enrols: Vec<String>,
}

/// The people of `folder` who are worth signing in as.
pub(super) fn read(
    folder: &Path,
    school: &School,
    home: &Home,
) -> Result<(Vec<DemoPerson>, Outsider), Trouble> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(Trouble::new);
    let File { people, mut outsider } =
        toml::from_str(&text("people.toml")?).map_err(Trouble::new)?;
    let arrears = text("arrears.csv")?;
    // Our own files hold no quoted commas.
    let rows = arrears.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let rows: BTreeMap<&str, Vec<&str>> =
        rows.filter_map(|row| Some((*row.first()?, row))).collect();
    let person = |known: Known| {
        let row = rows.get(known.number.as_str());
        let row = row.ok_or_else(|| Trouble(format!("{} owes nothing", known.number)))?;
        Ok(DemoPerson::student(school, row, known))
    };
    outsider.password = drawn(home, "keys/outsider")?;
    Ok((people.into_iter().map(person).collect::<Result<_, Trouble>>()?, outsider))
}

/// A password that is drawn at the first start and kept with the keys.
fn drawn(home: &Home, place: &str) -> Result<String, Trouble> {
    home.once(place, || hex::encode(Chance::REAL.bytes::<6>()))
}

impl DemoPerson {
    pub(super) fn officer(home: &Home) -> Result<Self, Trouble> {
        Ok(Self {
            user: OFFICER_NUMBER.to_owned(),
            password: drawn(home, "keys/officer")?,
            name: OFFICER_NAME.to_owned(),
            shows: "the finance office".to_owned(),
            enrols: Vec::new(),
        })
    }

    fn student(school: &School, row: &[&str], known: Known) -> Self {
        let cell = |index: usize| row.get(index).copied().unwrap_or_default();
        let (name, id_number) = (cell(1), cell(3));
        let user = match school.login.user {
            UserRule::Number => cell(0),
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
            name: name.to_owned(),
            shows: known.shows,
            enrols: known.enrols,
        }
    }
}
