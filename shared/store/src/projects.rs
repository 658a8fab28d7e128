//! Projects as the office announces them, with the seats that they give.

use crate::catalogue::announced;
use crate::commit::{Refusal, built, put, update};
use crate::row::{Key, VERSION, number};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use domain::catalogue::{Checked, Project};
use domain::{ProjectId, Shard, Timestamp, spread};
use std::collections::HashMap;

/// A project as it is kept at one moment, and the seats that it gives.
#[derive(Debug)]
pub struct KeptProject {
    /// Nothing, if none of that name was announced yet.
    pub project: Option<Project>,
    pub seats: Vec<Shard>,
    version: u64,
}

/// A transaction holds a hundred writes: all rows of seats, and the project.
const _: () = assert!(Shard::MOST < 100);

impl Store {
    /// The project called `id` and its seats (strong reads).
    pub async fn kept_project(&self, id: &ProjectId) -> Result<KeptProject, StoreError> {
        let read = self.client.get_item().table_name(&self.tables.reference).consistent_read(true);
        let found = read.set_key(Some(Key::project(id).item())).send().await?.item;
        let version = found.as_ref().map_or(Ok(0), |row| {
            let version = row.get(VERSION).and_then(|it| it.as_n().ok()?.parse().ok());
            version.ok_or(StoreError::Nonsense("a project's version"))
        })?;
        let project = found.map(announced).transpose()?;
        // After the version: who saved meanwhile is noticed when it is written.
        let seats = self.seats(id).await?;
        Ok(KeptProject { project, seats, version })
    }

    /// Announces `project` in the place of `was`, and spreads its seats anew, or does nothing at
    /// all. [`StoreError::Raced`]: somebody saved it meanwhile; read and decide again.
    ///
    /// Nobody but this changes how many seats a row may give, and each saving counts the version up:
    /// so the rows add up to the quota whatever people take meanwhile. Who has a seat keeps it, and a
    /// row that comes to hold more than it may give gives no more.
    pub async fn put_project(
        &self,
        project: &Checked<Project>,
        was: &KeptProject,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let rows = spread(&was.seats, project.quota.unwrap_or(0), now);
        let mut writes = vec![self.project_put(project, was.version)?];
        for (place, row) in rows.iter().enumerate() {
            match was.seats.get(place) {
                None => writes.push(self.new_row(&project.id, row)?),
                Some(before) if before.cap == row.cap => {}
                Some(_) => writes.push(self.other_cap(&project.id, row)?),
            }
        }
        self.commit(writes).await.map_err(Refusal::raced)
    }

    fn project_put(
        &self,
        project: &Checked<Project>,
        was: u64,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut row = Key::project(&project.id).row(&**project)?;
        row.insert(VERSION.to_owned(), number(was + 1));
        let saved = Put::builder().table_name(&self.tables.reference).set_item(Some(row));
        let saved = if was == 0 {
            saved.condition_expression("attribute_not_exists(pk)")
        } else {
            saved
                .condition_expression("#version = :was")
                .expression_attribute_names("#version", VERSION)
                .expression_attribute_values(":was", number(was))
        };
        built(saved.build(), put)
    }

    fn new_row(&self, project: &ProjectId, row: &Shard) -> Result<TransactWriteItem, StoreError> {
        let mut item = Key::seats(project, row.number).item();
        item.insert("cap".to_owned(), number(row.cap));
        item.insert("holders".to_owned(), AttributeValue::M(HashMap::new()));
        let new = Put::builder().table_name(&self.tables.reference).set_item(Some(item));
        built(new.condition_expression("attribute_not_exists(pk)").build(), put)
    }

    /// A row that may give more or fewer seats than before.
    fn other_cap(&self, project: &ProjectId, row: &Shard) -> Result<TransactWriteItem, StoreError> {
        let key = Key::seats(project, row.number).item();
        let other = Update::builder()
            .table_name(&self.tables.reference)
            .set_key(Some(key))
            .update_expression("SET cap = :cap")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":cap", number(row.cap));
        built(other.build(), update)
    }
}
