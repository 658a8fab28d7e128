//! What an office's file of arrears says: which column is what, and what each row is worth.
//!
//! A file comes as sheets of rows of cells (the `sheet` crate makes them of bytes). [`lay_out`]
//! finds the header and maps its columns; [`judge`] then gives every row its verdict.
//! **Invariant:** a doubtful cell is refused or asked about, never repaired into another value.

mod amount;
mod cell;
mod columns;
mod fault;
mod field;
mod guess;
mod heading;
mod items;
mod judge;
mod layout;
mod pairs;
mod person;
mod row;
mod text;
mod verdict;
mod words;
mod year;

pub use cell::{Cell, Row, Sheet};
pub use columns::{How, Mapped, Unsure};
pub use fault::RowFault;
pub use field::{Field, NoSuchField};
pub use judge::{Rules, judge};
pub use layout::{Layout, LayoutError, Wish, lay_out};
pub(crate) use person::{id_number as written_id_number, name as written_name};
pub use row::masked;
pub(crate) use text::is_unseen;
pub use verdict::{Arrear, Finding, Judgement, Policy, Student, Sums, Verdict};
