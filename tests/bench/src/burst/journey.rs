//! What a student does, what each step costs, and what AWS grants: the model's numbers.

use super::limits::{Micros, SECOND};

const MS: Micros = 1000;

/// Functions that the model knows, each with its environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Function {
    Login,
    Home,
    Ways,
    Order,
    Query,
    Notify,
    Settle,
    Chase,
}

impl Function {
    pub(crate) const ALL: [Self; 8] = [
        Self::Login,
        Self::Home,
        Self::Ways,
        Self::Order,
        Self::Query,
        Self::Notify,
        Self::Settle,
        Self::Chase,
    ];

    pub(crate) fn place(self) -> usize {
        self as usize
    }

    /// Units that one call reads and writes; `tests/flows/units.rs` asserts them of the real handlers.
    pub(crate) fn units(self) -> &'static [(Table, u64, u64)] {
        match self {
            Self::Login => &[(Table::Auth, 1, 2)],
            Self::Home | Self::Chase => &[(Table::Core, 1, 0)],
            Self::Ways | Self::Notify => &[],
            Self::Order => &[(Table::Core, 2, 4)],
            Self::Query => &[(Table::Core, 2, 0)],
            // Order, bill and entry; and the row by which the day is listed.
            Self::Settle => &[(Table::Core, 2, 6), (Table::Inbox, 0, 2)],
        }
    }

    /// What a call waits for outside, which no measurement on one machine shows: a table answers AWS
    /// in 4 ms and writes a transaction in 10, a queue takes a message in 8, and a provider answers
    /// in 150. Assumed.
    pub(crate) fn away(self) -> Micros {
        let ms = match self {
            Self::Ways => 0,
            Self::Login | Self::Notify => 8,
            Self::Home | Self::Query => 4,
            Self::Order => 4 + 8 + 10 + 150,
            Self::Settle => 4 + 10,
            Self::Chase => 4 + 8 + 150,
        };
        ms * MS
    }
}

/// A table by what lies in it: each has units of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Core,
    Auth,
    Inbox,
}

/// What a student asks for, one after the other, and how long after the answer before. Between the
/// order and the first look lies the bank's own page.
pub(crate) const STEPS: [(Function, Micros); 6] = [
    (Function::Login, 0),
    (Function::Home, 6 * SECOND),
    (Function::Ways, 14 * SECOND),
    (Function::Order, 25 * SECOND),
    (Function::Query, 46 * SECOND),
    (Function::Query, 3 * SECOND),
];

/// After which step the payer pays, and how long after its answer.
pub(crate) const ORDERED: usize = 3;
pub(crate) const PAYS_AFTER: Micros = 45 * SECOND;
/// How long the provider takes to say so.
pub(crate) const TOLD_AFTER: Micros = 300 * MS;
/// When a provider says again what was not taken: WeChat's own schedule.
pub(crate) const TOLD_AGAIN: Micros = 15 * SECOND;
/// Seconds between asking about an order and asking again, as `domain` has them.
pub(crate) const CHASES: [u64; 7] = [5, 15, 30, 60, 120, 300, 600];

/// How often whoever was refused presses the button again, waiting up to twice as long each time.
pub(crate) const TRIES_MAX: u32 = 8;
pub(crate) const TRY_AGAIN: Micros = SECOND;
/// How often the SDK repeats a call that a table refused, and from what wait on.
pub(crate) const TOUCHES_MAX: u32 = 3;
pub(crate) const TOUCH_AGAIN: Micros = 50 * MS;

/// A queue that feeds a function, as the template has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feed {
    pub(crate) function: Function,
    pub(crate) batch: usize,
    /// Messages of a batch that are in hand at once.
    pub(crate) in_hand: u64,
    /// `MaximumConcurrency`.
    pub(crate) at_once: u64,
    pub(crate) visibility: Micros,
}

pub(crate) const RECEIPTS: Feed = Feed {
    function: Function::Settle,
    batch: 10,
    in_hand: 4,
    at_once: 10,
    visibility: 60 * SECOND,
};
pub(crate) const CHASE: Feed =
    Feed { function: Function::Chase, batch: 4, in_hand: 4, at_once: 5, visibility: 180 * SECOND };
/// Between a message and the poller that takes it.
pub(crate) const POLLED_AFTER: Micros = 20 * MS;
/// A mapping starts with five pollers and adds five a second.
pub(crate) const POLLERS: u64 = 5;
pub(crate) const POLLERS_PER_S: u64 = 5;

/// What AWS and the template grant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grants {
    /// Requests a second of the stage, and its burst (`DefaultRouteSettings`, taken as shared by all
    /// routes: the unfriendlier reading).
    pub(crate) requests: (u64, u64),
    /// Environments of the account.
    pub(crate) environments: u64,
    /// Read and write units a second of each table.
    pub(crate) units: (u64, u64),
}

/// Of one partition, always.
pub(crate) const PARTITION: (u64, u64) = (3000, 1000);

impl Grants {
    /// What a new account and this template have on the first day.
    pub(crate) const DEFAULT: Self =
        Self { requests: (5000, 5000), environments: 1000, units: (12_000, 4000) };
    /// Tables warmed up before the day, and the stage opened to all that the account has.
    pub(crate) const WARMED: Self =
        Self { requests: (10_000, 5000), environments: 1000, units: (36_000, 12_000) };
}

/// How long each function takes, warm, on its own: measured. And a cold start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// By [`Function::place`]; of `Settle` and `Chase` for one message.
    pub(crate) own: [Micros; 8],
    pub(crate) cold: Micros,
}

impl Times {
    /// A whole call of `function` with `messages` of which `in_hand` are handled at once.
    pub(crate) fn call(&self, function: Function, messages: u64, in_hand: u64) -> Micros {
        let rounds = messages.div_ceil(in_hand.max(1));
        self.own[function.place()] * messages + function.away() * rounds
    }
}
