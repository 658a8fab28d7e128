//! Seats of projects: taken, kept and given back by one condition each.

use crate::commit::{built, update};
use crate::row::{self, Item, Key, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use domain::{PersonId, ProjectId, SeatEnd, SeatPlace, Shard, Timestamp, Vacancy};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What stands for [`SeatEnd::Kept`]: later than every clock.
const KEPT: i64 = i64::MAX;

/// One row of a project's seats. Its holders are a map, so that one condition tells whether a seat
/// is somebody's, and `size` whether the row is full.
#[derive(Deserialize)]
struct ShardRow {
    cap: u32,
    holders: BTreeMap<PersonId, i64>,
}

impl Store {
    /// All seats of `project` (strong read).
    pub async fn seats(&self, project: &ProjectId) -> Result<Vec<Shard>, StoreError> {
        self.seat_rows(project, true).await
    }

    /// The same as they were a moment ago, for who only looks: half the price, and from any replica.
    pub async fn seats_lately(&self, project: &ProjectId) -> Result<Vec<Shard>, StoreError> {
        self.seat_rows(project, false).await
    }

    async fn seat_rows(&self, project: &ProjectId, strong: bool) -> Result<Vec<Shard>, StoreError> {
        let mut shards = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.reference)
                .consistent_read(strong)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(row::seats(project)))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                shards.push(shard(item)?);
            }
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(shards);
            }
        }
    }

    /// The write by which `person` gets that seat, or keeps it, until `end`; or nothing is written.
    pub(crate) fn take_seat(
        &self,
        (place, vacancy): (&SeatPlace, Vacancy),
        person: PersonId,
        end: SeatEnd,
    ) -> Result<TransactWriteItem, StoreError> {
        let seat = self.seat_update(place, person).expression_attribute_values(":end", ends(end));
        let seat = match vacancy {
            Vacancy::Own => seat
                .update_expression("SET holders.#me = :end")
                .condition_expression("attribute_exists(holders.#me)"),
            Vacancy::Empty => seat
                .update_expression("SET holders.#me = :end")
                .condition_expression("attribute_not_exists(holders.#me) AND size(holders) < cap"),
            Vacancy::Lapsed(gone, was) => seat
                .update_expression("SET holders.#me = :end REMOVE holders.#gone")
                .condition_expression(
                    "attribute_not_exists(holders.#me) AND holders.#gone = :was \
                     AND size(holders) <= cap",
                )
                .expression_attribute_names("#gone", gone.to_string())
                .expression_attribute_values(":was", number(was.as_second())),
        };
        built(seat.build(), update)
    }

    pub(crate) fn seat_update(&self, place: &SeatPlace, person: PersonId) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.tables.reference)
            .set_key(Some(Key::seats(&place.project, place.shard).item()))
            .expression_attribute_names("#me", person.to_string())
    }
}

type UpdateBuilder = aws_sdk_dynamodb::types::builders::UpdateBuilder;

fn ends(end: SeatEnd) -> AttributeValue {
    number(match end {
        SeatEnd::Until(until) => until.as_second(),
        SeatEnd::Kept => KEPT,
    })
}

fn shard(item: Item) -> Result<Shard, StoreError> {
    let number = item.get("sk").and_then(|it| it.as_s().ok()?.parse().ok());
    let number = number.ok_or(StoreError::Nonsense("a seat row's key"))?;
    let row: ShardRow = row::read(item)?;
    let end = |(person, end)| match end {
        KEPT => Ok((person, SeatEnd::Kept)),
        until => {
            let until = Timestamp::from_second(until);
            Ok((person, SeatEnd::Until(until.map_err(|_| StoreError::Nonsense("a seat's end"))?)))
        }
    };
    let holders = row.holders.into_iter().map(end).collect::<Result<_, StoreError>>()?;
    Ok(Shard { number, cap: row.cap, holders })
}
