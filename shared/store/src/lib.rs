//! The tables, and the only code that names a key or a condition.
//!
//! **Invariant:** what must not be half done is one transaction, and its refusals have names.
//! **Invariant:** money decisions use strong reads and no index.
//! **Invariant:** nothing is decided here: what is written was decided by `domain`.

mod bills;
mod book;
mod commit;
mod error;
mod history;
mod orders;
mod people;
mod row;

pub use book::Booked;
pub use error::StoreError;
pub use history::Page;
pub use people::{PersonFate, PersonWrite};

/// The tables of one school.
#[derive(Clone, Debug)]
pub struct Store {
    client: aws_sdk_dynamodb::Client,
    tables: Tables,
}

/// The names of the four tables: apart by retention and by who may touch them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// People, bills, orders: by person.
    pub core: String,
    /// Credentials, sessions, throttles.
    pub auth: String,
    /// Money that could not be booked, files on their way in.
    pub inbox: String,
    /// What is the same for everybody: fees, batches, projects, news.
    pub reference: String,
}

impl Store {
    pub fn new(client: aws_sdk_dynamodb::Client, tables: Tables) -> Self {
        Self { client, tables }
    }
}
