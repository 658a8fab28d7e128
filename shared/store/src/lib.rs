//! The tables, and the only code that names a key or a condition.
//!
//! **Invariant:** what must not be half done is one transaction, and its refusals have names.
//! **Invariant:** money decisions use strong reads and no index.
//! **Invariant:** nothing is decided here: what is written was decided by `domain`.

mod around;
mod audit;
mod auth;
mod bills;
mod book;
mod breakers;
mod catalogue;
mod commit;
mod days;
mod disputes;
mod enrolments;
mod error;
mod guests;
mod history;
mod ledger;
mod listed;
mod orders;
mod people;
mod presence;
mod projects;
mod refunds;
mod reports;
mod roster;
mod row;
mod seats;
mod unraced;

pub use audit::Moneys;
pub use auth::{Going, Registered, Registrant};
pub use book::Booked;
pub use days::DayRow;
pub use disputes::OpenDispute;
pub use enrolments::Enrollee;
pub use error::StoreError;
pub use history::{Forgotten, Page, Place};
pub use orders::Opened;
pub use people::{PersonFate, PersonWrite};
pub use projects::KeptProject;
pub use refunds::OpenRefund;
pub use unraced::unraced;

/// The tables of one school.
#[derive(Clone, Debug)]
pub struct Store {
    client: aws_sdk_dynamodb::Client,
    tables: Tables,
}

/// The names of the four tables: apart by retention and by who may touch them.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    /// People, bills, orders: by person.
    pub(crate) core: String,
    /// Credentials, sessions, throttles.
    pub(crate) auth: String,
    /// Money that could not be booked, files on their way in.
    pub(crate) inbox: String,
    /// What the whole school shares.
    pub(crate) reference: String,
}

impl Store {
    /// The tables called core, auth, inbox and ref, in that order.
    pub fn new(client: aws_sdk_dynamodb::Client, names: [String; 4]) -> Self {
        let [core, auth, inbox, reference] = names;
        Self { client, tables: Tables { core, auth, inbox, reference } }
    }

    /// Opens the connection while start-up's processor time is free. What comes back, a refusal
    /// too, is nobody's business: the first request finds the connection open.
    pub async fn warm(&self) {
        let nobody = || row::text("NOBODY");
        let read = self.client.get_item().table_name(&self.tables.core);
        let _ = read.key("pk", nobody()).key("sk", nobody()).send().await;
    }
}
