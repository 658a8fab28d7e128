//! The key table: every row of every table, and rows as values.

mod money;
mod signing;

pub(crate) use money::{
    DISPUTES, ENTRIES, ENTRIES_END, REFUNDS, day_parts, report_pieces, reports,
};
pub(crate) use signing::SESSIONS;

use crate::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    BatchId, BillId, ChannelKind, LivingId, NewsId, OrderId, PersonId, ProjectId, SessionId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Every row of every table.
///
/// | table | row        | pk                                          | sk                 |
/// |-------|------------|---------------------------------------------|--------------------|
/// | core  | person     | `PERSON#{person}`                           | `ABOUT`            |
/// | core  | absence    | `PERSON#{person}`                           | `ABSENT#{session}` |
/// | core  | guests     | `PERSON#{person}`                           | `ABSENT#guests`    |
/// | core  | bill       | `PERSON#{person}`                           | `BILL#{year/item}` |
/// | core  | enrolment  | `PERSON#{person}`                           | `ENROL#{project}`  |
/// | core  | entry      | `PERSON#{person}`                           | `ENTRY#{00000001}` |
/// | core  | order      | `PERSON#{person}`                           | `ORDER#{order}`    |
/// | core  | roster     | `ROSTER#{project}#{a person's last character}` | `{person}`      |
/// | auth  | credential | `LOGIN#{blind index}`                       | `CREDENTIAL`       |
/// | auth  | binding    | `PERSON#{person}`                           | `WECHAT`           |
/// | auth  | session    | `PERSON#{person}`                           | `SESSION#{family}` |
/// | auth  | ticket     | `SSO#{sha-256}`                             | `SESSION`          |
/// | auth  | failures   | `THROTTLE#{blind index}`                    | `{gate}`           |
/// | auth  | failures   | `THROTTLE#{blind index}`                    | `{gate}#FROM#{blind index of an address}` |
/// | auth  | failures   | `THROTTLE#{blind index}`                    | `{gate}#IN#{known browser}` |
/// | auth  | failures   | `THROTTLE#{blind index of an address}`      | `{gate}#{quarter}` |
/// | auth  | answer     | `LOGIN#{blind index}`                       | `SECURITY`         |
/// | auth  | consent    | `PERSON#{person}`                           | `CONSENT#{version}`|
/// | auth  | reset      | `PERSON#{person}`                           | `RESET#{instant}`  |
/// | auth  | code       | `CODE#{place}`                              | `SENT`             |
/// | auth  | codes      | `CODE#{place}`                              | `ASKED#{day}`      |
/// | auth  | puzzle     | `PUZZLE#{puzzle}`                           | `SPENT`            |
/// | inbox | dispute    | `RECEIPT#{channel}#{merchant}#{transaction}`| `DISPUTE`          |
/// | inbox | undecided  | `DISPUTES`                                  | `{channel}#{merchant}#{transaction}` |
/// | inbox | refund     | `REFUND#{number}`                           | `REFUND`           |
/// | inbox | unfinished | `REFUNDS`                                   | `{number}`         |
/// | inbox | payment    | `DAY#{channel}#{merchant}#{day}#{part by transaction}` | `PAY#{transaction}` |
/// | inbox | refund     | `DAY#{channel}#{merchant}#{day}#{part by transaction}` | `REFUND#{number}` |
/// | inbox | piece      | `IMPORT#{sha-256}`                          | `PIECE#{00000}`    |
/// | ref   | day        | `REPORT#{channel}`                          | `{day}`            |
/// | ref   | its report | `REPORT#{channel}#{day}#{instant}`          | `{00000}`          |
/// | ref   | breaker    | `CHANNELS`                                  | `{channel}`        |
/// | ref   | batch      | `BATCHES`                                   | `{batch}`          |
/// | ref   | living fee | `LIVING`                                    | `{fee}`            |
/// | ref   | project    | `PROJECTS`                                  | `{project}`        |
/// | ref   | news       | `NEWS`                                      | `{news}`           |
/// | ref   | seats      | `SEATS#{project}`                           | `{00000}`          |
///
/// `ABOUT`, `ABSENT#`, `BILL#` and `ENROL#` stand next to each other, so that one query reads a person,
/// which of their sessions were ended lately, their bills, and what they enrolled for.
///
/// A project's roster lies in 32 partitions, one for each last character of people's ids, which are
/// drawn: a whole school that enrols in one minute writes to all of them alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

/// Begins the sort key of every session of a person that was ended lately.
pub(crate) const ABSENT: &str = "ABSENT#";

/// The first sort key after all bills: `$` follows `#`.
pub(crate) const BILLS_END: &str = "BILL$";

/// The first sort key after all enrolments.
pub(crate) const ENROLMENTS_END: &str = "ENROL$";

/// Where every channel's breaker lies, so that one query shows them all.
pub(crate) const BREAKERS: &str = "CHANNELS";

/// Where everything of one kind lies that the office announces.
pub(crate) const BATCHES: &str = "BATCHES";
pub(crate) const LIVING: &str = "LIVING";
pub(crate) const PROJECTS: &str = "PROJECTS";
pub(crate) const NEWS: &str = "NEWS";

/// How often a project was saved: who saves it next must have read that.
pub(crate) const VERSION: &str = "version";

impl Key {
    pub(crate) fn person(person: PersonId) -> Self {
        Self { pk: partition(person), sk: "ABOUT".to_owned() }
    }

    pub(crate) fn absence(person: PersonId, session: &SessionId) -> Self {
        Self { pk: partition(person), sk: format!("{ABSENT}{session}") }
    }

    /// No session is called that: their ids are longer.
    pub(crate) fn guests_away(person: PersonId) -> Self {
        Self { pk: partition(person), sk: format!("{ABSENT}guests") }
    }

    pub(crate) fn bill(person: PersonId, bill: &BillId) -> Self {
        Self { pk: partition(person), sk: format!("BILL#{bill}") }
    }

    pub(crate) fn order(person: PersonId, order: OrderId) -> Self {
        Self { pk: partition(person), sk: format!("ORDER#{order}") }
    }

    pub(crate) fn enrolment(person: PersonId, project: &ProjectId) -> Self {
        Self { pk: partition(person), sk: format!("ENROL#{project}") }
    }

    /// The line of `person` in the roster of `project`.
    pub(crate) fn roster(project: &ProjectId, person: PersonId) -> Self {
        let sk = person.to_string();
        Self { pk: roster(project, last(person)), sk }
    }

    pub(crate) fn piece(import: &str, number: u32) -> Self {
        Self { pk: format!("IMPORT#{import}"), sk: format!("PIECE#{number:05}") }
    }

    pub(crate) fn batch(batch: &BatchId) -> Self {
        Self { pk: BATCHES.to_owned(), sk: batch.to_string() }
    }

    pub(crate) fn living(fee: &LivingId) -> Self {
        Self { pk: LIVING.to_owned(), sk: fee.to_string() }
    }

    pub(crate) fn project(project: &ProjectId) -> Self {
        Self { pk: PROJECTS.to_owned(), sk: project.to_string() }
    }

    pub(crate) fn news(news: &NewsId) -> Self {
        Self { pk: NEWS.to_owned(), sk: news.to_string() }
    }

    /// One row of a project's seats.
    pub(crate) fn seats(project: &ProjectId, shard: u16) -> Self {
        Self { pk: seats(project), sk: format!("{shard:05}") }
    }

    pub(crate) fn breaker(channel: ChannelKind) -> Self {
        Self { pk: BREAKERS.to_owned(), sk: channel.to_string() }
    }

    /// Whether `item` is the row at this key.
    pub(crate) fn is_of(&self, item: &Item) -> bool {
        let is = |name: &str, value| item.get(name).is_some_and(|it| it.as_s() == Ok(value));
        is("pk", &self.pk) && is("sk", &self.sk)
    }

    /// This key as a row's two key attributes.
    pub(crate) fn item(self) -> Item {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk)),
            ("sk".to_owned(), AttributeValue::S(self.sk)),
        ])
    }

    /// The row at this key that says `value`.
    pub(crate) fn row(self, value: &impl Serialize) -> Result<Item, StoreError> {
        let mut item: Item = serde_dynamo::to_item(value)?;
        item.extend(self.item());
        Ok(item)
    }
}

/// Where all that is a person's lies.
pub(crate) fn partition(person: PersonId) -> String {
    format!("PERSON#{person}")
}

/// The last character of an id; ids are drawn, so that each is as frequent as any other.
fn last(person: PersonId) -> char {
    person.to_string().chars().last().expect("an id has six characters")
}

/// Where one part of the roster of a project lies.
fn roster(project: &ProjectId, last: char) -> String {
    format!("ROSTER#{project}#{last}")
}

/// Where all parts of the roster of a project lie.
pub(crate) fn rosters(project: &ProjectId) -> impl Iterator<Item = String> {
    PersonId::CHARACTERS.chars().map(move |last| roster(project, last))
}

/// Where all seats of a project lie.
pub(crate) fn seats(project: &ProjectId) -> String {
    format!("SEATS#{project}")
}

pub(crate) fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    Ok(serde_dynamo::from_item(item)?)
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they just made")]
pub(crate) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they just made")]
pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
