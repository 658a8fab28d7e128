//! A provider's statement of a day beside our own day: which lines agree, and which somebody has to
//! look at.
//!
//! **Invariant:** a line stands in one place of the report, so what each side has is what agrees and
//! what does not ([`DayReport::adds_up`]).
//! **Invariant:** nothing that we have is ever taken back because a statement lacks it: it is looked
//! for in the statements of three more days, and then told once.
//! **Invariant:** a report says what was in the books when it was made. What came into them since makes
//! its day due again ([`Due`]); whether a line had been among those that agreed is known by its name.

mod due;
mod exception;
mod fees;
mod judge;
mod moves;
mod others;
mod reading;
mod report;
mod sums;
mod upload;

pub use due::{DAYS_BACK, Due};
pub use exception::{Exception, Trouble};
pub use fees::FeeRate;
pub use judge::{Around, Reconciled, reconcile};
pub use moves::{Move, Names, Ours};
pub use report::{DayReport, ReportState, Reported, Source, Summary};
pub use sums::{Sum, Tally};
pub use upload::{UploadFault, read_upload};

/// How many days after its own a payment of ours is looked for before it counts as missing there:
/// days are cut at other hours elsewhere (UnionPay's at 23:00), and some files come late.
pub const POOL_DAYS: i32 = 3;

/// How many days may lie between the statement that lists a refund and the day on which it is done:
/// some list it on the day on which it was asked for, and the slowest of banks take so long.
pub const REFUND_DAYS: i32 = 10;

const _: () = assert!(REFUND_DAYS > POOL_DAYS, "what the evening before listed is seen as well");

#[cfg(test)]
mod tests;
