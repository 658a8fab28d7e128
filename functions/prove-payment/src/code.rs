//! A QR code as a path.

#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

use crate::PrintError;
use krilla::geom::{Path, PathBuilder, Rect};
use qrcodegen::{QrCode, QrCodeEcc};

/// `text` as a QR code with its upper left corner at (`x`, `y`), as one path. Dark squares of a row
/// that touch are one rectangle, so that no viewer draws a seam between them.
pub(crate) fn code(text: &str, (x, y): (f32, f32), side: f32) -> Result<Path, PrintError> {
    // A fold or a stamp over a seventh of it does no harm.
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| PrintError::Address)?;
    let count = code.size();
    #[expect(clippy::cast_precision_loss, reason = "at most 177")]
    let at = |place: i32| place as f32 * side / count as f32;
    let mut path = PathBuilder::new();
    for row in 0..count {
        let mut column = 0;
        while column < count {
            let end = (column..count).find(|it| !code.get_module(*it, row)).unwrap_or(count);
            let rect = Rect::from_ltrb(x + at(column), y + at(row), x + at(end), y + at(row + 1));
            if let Some(rect) = rect.filter(|_| end > column) {
                path.push_rect(rect);
            }
            column = end + 1;
        }
    }
    path.finish().ok_or(PrintError::Address)
}
