use crate::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    AddressIndex, BatchId, BillId, BrowserId, ChannelKind, CodePlace, Day, Gate, LivingId,
    LoginIndex, Merchant, NewsId, OrderId, PersonId, ProjectId, PuzzleId, Receipt, ReceiptKey,
    RefundNumber, SessionId, TicketHash, Timestamp,
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
/// | inbox | payment    | `DAY#{channel}#{merchant}#{day}#{a person's last character}` | `PAY#{transaction}` |
/// | inbox | refund     | `DAY#{channel}#{merchant}#{day}#{a person's last character}` | `REFUND#{number}` |
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

/// Begins the sort key of every entry of a person's ledger.
pub(crate) const ENTRIES: &str = "ENTRY#";

/// The first sort key after all entries.
pub(crate) const ENTRIES_END: &str = "ENTRY$";

/// Where all money lies of which something is still to be decided.
pub(crate) const DISPUTES: &str = "DISPUTES";

/// Where all refunds lie of which the last word is not said.
pub(crate) const REFUNDS: &str = "REFUNDS";

/// Begins the sort key of every session of a person.
pub(crate) const SESSIONS: &str = "SESSION#";

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

    pub(crate) fn credential(login: &LoginIndex) -> Self {
        Self { pk: format!("LOGIN#{login}"), sk: "CREDENTIAL".to_owned() }
    }

    pub(crate) fn wechat(person: PersonId) -> Self {
        Self { pk: partition(person), sk: "WECHAT".to_owned() }
    }

    pub(crate) fn ticket(ticket: &TicketHash) -> Self {
        Self { pk: format!("SSO#{ticket}"), sk: "SESSION".to_owned() }
    }

    pub(crate) fn session(person: PersonId, session: &SessionId) -> Self {
        Self { pk: partition(person), sk: format!("{SESSIONS}{session}") }
    }

    pub(crate) fn failures(login: &LoginIndex, gate: Gate) -> Self {
        Self { pk: format!("THROTTLE#{login}"), sk: named(gate).to_owned() }
    }

    pub(crate) fn failures_of_pair(login: &LoginIndex, gate: Gate, from: &AddressIndex) -> Self {
        Self { pk: format!("THROTTLE#{login}"), sk: format!("{}#FROM#{from}", named(gate)) }
    }

    pub(crate) fn failures_in(login: &LoginIndex, gate: Gate, browser: &BrowserId) -> Self {
        Self { pk: format!("THROTTLE#{login}"), sk: format!("{}#IN#{browser}", named(gate)) }
    }

    /// One row for each quarter of an hour: what a campus mistypes adds up over a day.
    pub(crate) fn failures_from(address: &AddressIndex, gate: Gate, quarter: i64) -> Self {
        Self { pk: format!("THROTTLE#{address}"), sk: format!("{}#{quarter}", named(gate)) }
    }

    /// The answer to the security question of whoever signs in by `login`.
    pub(crate) fn security(login: &LoginIndex) -> Self {
        Self { pk: format!("LOGIN#{login}"), sk: "SECURITY".to_owned() }
    }

    pub(crate) fn consent(person: PersonId, version: &str) -> Self {
        Self { pk: partition(person), sk: format!("CONSENT#{version}") }
    }

    /// That the office put somebody back to their first password.
    pub(crate) fn reset(person: PersonId, at: Timestamp) -> Self {
        Self { pk: partition(person), sk: format!("RESET#{at}") }
    }

    pub(crate) fn code(place: &CodePlace) -> Self {
        Self { pk: format!("CODE#{place}"), sk: "SENT".to_owned() }
    }

    /// How many codes were asked for on that day (days since 1970).
    pub(crate) fn codes_asked(place: &CodePlace, day: i64) -> Self {
        Self { pk: format!("CODE#{place}"), sk: format!("ASKED#{day}") }
    }

    pub(crate) fn puzzle(puzzle: &PuzzleId) -> Self {
        Self { pk: format!("PUZZLE#{puzzle}"), sk: "SPENT".to_owned() }
    }

    /// One entry of the ledger of `person`.
    pub(crate) fn entry(person: PersonId, seq: u32) -> Self {
        Self { pk: partition(person), sk: format!("{ENTRIES}{seq:08}") }
    }

    pub(crate) fn dispute(receipt: &ReceiptKey) -> Self {
        Self { pk: format!("RECEIPT#{}", named_money(receipt)), sk: "DISPUTE".to_owned() }
    }

    pub(crate) fn open_dispute(receipt: &ReceiptKey) -> Self {
        Self { pk: DISPUTES.to_owned(), sk: named_money(receipt) }
    }

    pub(crate) fn refund(number: RefundNumber) -> Self {
        Self { pk: format!("REFUND#{number}"), sk: "REFUND".to_owned() }
    }

    pub(crate) fn open_refund(number: RefundNumber) -> Self {
        Self { pk: REFUNDS.to_owned(), sk: number.to_string() }
    }

    /// What a provider did on `day`: the payment `receipt`, or the `refund` of some of it.
    pub(crate) fn on_day(receipt: &Receipt, refund: Option<RefundNumber>, day: Day) -> Self {
        let sk = match refund {
            Some(number) => format!("REFUND#{number}"),
            None => format!("PAY#{}", receipt.transaction.0),
        };
        let last = last(receipt.number.payer);
        Self { pk: day_part(receipt.channel, &receipt.merchant, day, last), sk }
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

    /// Where the reconciliation of `day` stands.
    pub(crate) fn report(channel: ChannelKind, day: Day) -> Self {
        Self { pk: reports(channel), sk: day.to_string() }
    }

    /// A piece of the report that was made at that instant.
    pub(crate) fn report_piece(of: (ChannelKind, Day, Timestamp), nth: u32) -> Self {
        Self { pk: report_pieces(of.0, of.1, of.2), sk: format!("{nth:05}") }
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

fn named(gate: Gate) -> &'static str {
    match gate {
        Gate::Login => "LOGIN",
        Gate::Identify => "IDENTIFY",
        Gate::Register => "REGISTER",
        Gate::Reset => "RESET",
        Gate::Wechat => "WECHAT",
    }
}

/// Where all that is a person's lies.
pub(crate) fn partition(person: PersonId) -> String {
    format!("PERSON#{person}")
}

/// What a payment is called in keys.
fn named_money(receipt: &ReceiptKey) -> String {
    let ReceiptKey { channel, merchant, transaction } = receipt;
    format!("{channel}#{}#{}", merchant.0, transaction.0)
}

/// The last character of an id; ids are drawn, so that each is as frequent as any other.
fn last(person: PersonId) -> char {
    person.to_string().chars().last().expect("an id has six characters")
}

/// Where one part of what a provider did on a day lies.
fn day_part(channel: ChannelKind, merchant: &Merchant, day: Day, last: char) -> String {
    format!("DAY#{channel}#{}#{day}#{last}", merchant.0)
}

/// Where all parts of that lie: a minute in which everybody pays writes to all of them alike.
pub(crate) fn day_parts(
    channel: ChannelKind,
    merchant: &Merchant,
    day: Day,
) -> impl Iterator<Item = String> {
    PersonId::CHARACTERS.chars().map(move |last| day_part(channel, merchant, day, last))
}

/// Where all days of a channel lie.
pub(crate) fn reports(channel: ChannelKind) -> String {
    format!("REPORT#{channel}")
}

/// Where the report of a day lies that was made at that instant.
pub(crate) fn report_pieces(channel: ChannelKind, day: Day, made: Timestamp) -> String {
    format!("REPORT#{channel}#{day}#{made}")
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
