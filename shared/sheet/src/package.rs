use crate::SheetError;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// Parts of the largest workbook.
const ENTRIES_MAX: usize = 1000;

/// Bytes of all parts together.
const UNPACKED_MAX: u64 = 100 * 1024 * 1024;

/// A sheet of numbers packs ten to thirty times smaller; a part that packs better than this, and is
/// not tiny, was made to.
const RATIO_MAX: u64 = 250;

/// Refuses a package that would unpack to too much, or that holds macros. The parts are unpacked
/// into nothing and counted: what a package says of its own sizes is not believed.
pub(crate) fn check(bytes: &[u8]) -> Result<(), SheetError> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    if package.len() > ENTRIES_MAX {
        return Err(SheetError::UnpacksTooLarge);
    }
    let is = |wanted: &str, name: &str| name.eq_ignore_ascii_case(wanted);
    let named = |wanted: &str| package.file_names().flatten().any(|it| is(wanted, &it));
    if named("xl/vbaProject.bin") {
        return Err(SheetError::Macros);
    }
    if !named("xl/workbook.xml") {
        return Err(SheetError::NotATable);
    }
    let mut left = UNPACKED_MAX;
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(|_| SheetError::Damaged)?;
        let packed = part.compressed_size().max(1);
        let unpacked =
            copy(&mut part.take(left + 1), &mut sink()).map_err(|_| SheetError::Damaged)?;
        let suspicious = unpacked > 1024 * 1024 && unpacked / packed > RATIO_MAX;
        left = left.checked_sub(unpacked).ok_or(SheetError::UnpacksTooLarge)?;
        if suspicious {
            return Err(SheetError::UnpacksTooLarge);
        }
    }
    Ok(())
}
