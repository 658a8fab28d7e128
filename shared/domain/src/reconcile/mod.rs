//! A provider's statement of a day beside our own day: which lines agree, and which somebody has to
//! look at.
//!
//! **Invariant:** a line stands in one place of the report, so what each side has is what agrees and
//! what does not ([`DayReport::adds_up`]).
//! **Invariant:** nothing that we have is ever taken back because a statement lacks it: it is looked
//! for in the statements of three more days, and then told.

mod exception;
mod fees;
mod judge;
mod moves;
mod reading;
mod report;
mod sums;
mod upload;

pub use exception::{Exception, Trouble};
pub use fees::FeeRate;
pub use judge::{Around, Reconciled, reconcile};
pub use moves::{Move, Ours};
pub use report::{DayReport, ReportState, Reported, Source, Summary};
pub use sums::{Sum, Tally};
pub use upload::{UploadFault, read_upload};

/// How many days after its own a payment of ours is looked for before it counts as missing there:
/// days are cut at other hours elsewhere (UnionPay's at 23:00), and some files come late.
pub const POOL_DAYS: i32 = 3;

#[cfg(test)]
mod tests;
