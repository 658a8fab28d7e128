//! Keys of what signing in needs, and of what limits it.

use super::{Key, partition};
use domain::{
    AddressIndex, BrowserId, CodePlace, Gate, LoginIndex, PersonId, PuzzleId, SessionId,
    TicketHash, Timestamp,
};

/// Begins the sort key of every session of a person.
pub(crate) const SESSIONS: &str = "SESSION#";

/// Where lies what signing in needs, and what limits it.
impl Key {
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
