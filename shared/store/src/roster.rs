//! Everybody who is enrolled for a project, read in batches.

use crate::enrolments::{Enrollee, enrolled};
use crate::listed::Fresh;
use crate::row::{self, Item, Key, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::{BillId, PersonId, ProjectId};
use futures::future::try_join_all;
use std::collections::BTreeMap;
use std::time::Duration;

/// People whose rows one batch reads: three rows each, of a hundred at most.
const BATCH: usize = 33;

/// Batches that are read at once.
const AT_ONCE: usize = 8;

/// Times that a batch which came in parts is asked for its rest.
const PARTS_MAX: u32 = 6;

impl Store {
    /// Everybody who is enrolled for `project`, with their enrolment for it and its bill.
    ///
    /// Not one moment's picture: who enrols or leaves meanwhile may be in it or not.
    pub async fn roster(&self, project: &ProjectId) -> Result<Vec<Enrollee>, StoreError> {
        let lines = row::rosters(project).map(|part| self.roster_part(part));
        let people = try_join_all(lines).await?.concat();
        let mut roster = Vec::new();
        let batches: Vec<_> = people.chunks(BATCH).collect();
        for batches in batches.chunks(AT_ONCE) {
            let read = try_join_all(batches.iter().map(|it| self.enrolled(project, it))).await?;
            roster.extend(read.into_iter().flatten());
        }
        Ok(roster)
    }

    /// The people on one part of a roster.
    async fn roster_part(&self, part: String) -> Result<Vec<PersonId>, StoreError> {
        let mut people = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.core)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(&part))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for line in page.items.unwrap_or_default() {
                let person = line.get("sk").and_then(|it| it.as_s().ok()?.parse().ok());
                people.push(person.ok_or(StoreError::Nonsense("a line of a roster"))?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(people);
            }
        }
    }

    /// Those of `people` who are still enrolled.
    async fn enrolled(
        &self,
        project: &ProjectId,
        people: &[PersonId],
    ) -> Result<Vec<Enrollee>, StoreError> {
        let bill = BillId::of_project(project);
        let rows =
            |it: &PersonId| [Key::person(*it), Key::bill(*it, &bill), Key::enrolment(*it, project)];
        let keys = people.iter().flat_map(rows).map(Key::item).collect();
        let mut theirs: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        for item in self.core_rows(keys, Fresh::Lately).await? {
            let pk = item.get("pk").and_then(|it| it.as_s().ok()).cloned();
            theirs.entry(pk.unwrap_or_default()).or_default().push(item);
        }
        let read = theirs.into_values().map(|rows| enrolled(rows.into_iter()));
        let read: Vec<_> = read.collect::<Result<_, _>>()?;
        Ok(read.into_iter().filter(|it| !it.enrolments.is_empty()).collect())
    }

    /// The rows at `keys`, a hundred at most, in any order.
    pub(crate) async fn core_rows(
        &self,
        keys: Vec<Item>,
        fresh: Fresh,
    ) -> Result<Vec<Item>, StoreError> {
        let table = &self.tables.core;
        let (mut keys, mut rows) = (keys, Vec::new());
        for part in 0..PARTS_MAX {
            let wanted = KeysAndAttributes::builder()
                .set_keys(Some(keys))
                .consistent_read(fresh == Fresh::Now)
                .build()?;
            let answer = self.client.batch_get_item().request_items(table, wanted).send().await?;
            rows.extend(answer.responses.unwrap_or_default().remove(table).unwrap_or_default());
            let left = answer.unprocessed_keys.unwrap_or_default().remove(table);
            keys = left.map(|it| it.keys).unwrap_or_default();
            if keys.is_empty() {
                return Ok(rows);
            }
            tokio::time::sleep(Duration::from_millis(20 << part)).await;
        }
        Err(StoreError::Unavailable("a batch came in parts again and again".into()))
    }
}
