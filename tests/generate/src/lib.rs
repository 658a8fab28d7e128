//! Arrears files of schools that do not exist: any number of students, seeded, in the forms in
//! which finance systems export them.
//!
//! Nobody here is real: ID numbers have a right form and checksum, and order codes 900 to 995,
//! which are hardly ever given out. The same seed always gives the same file.

mod chance;
mod demo;
mod form;
mod people;
mod places;
mod school;

pub use demo::{Demo, Known, demo};
pub use form::{HEADINGS, csv, gb18030, utf8};
pub use people::Student;
pub use school::{Line, Style, school};

#[cfg(feature = "command")]
mod workbook;
#[cfg(feature = "command")]
pub use workbook::workbook;
