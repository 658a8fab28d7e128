use crate::ImportError;
use domain::BatchId;
use domain::arrears::{Field, Policy, Wish};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Bytes of a piece: with its keys it stays below the 400 KB of a row.
pub const PIECE_BYTES_MAX: usize = 350 * 1024;

/// Pieces of the largest file that `sheet` reads.
pub(crate) const PIECES_MAX: u32 = 188;

const _: () = assert!(PIECE_BYTES_MAX * PIECES_MAX as usize >= sheet::FILE_BYTES_MAX);

/// An import: the SHA-256 of its file in lower-case hex, so the same file is the same import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportId(String);

/// The place of a piece within its file, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece(pub(crate) u32);

/// How a file that was sent is to be read.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportAsk)]
pub struct Ask {
    pub(crate) file_name: String,
    pub(crate) pieces: u32,
    /// The sheet to read, if the file has several.
    #[serde(default)]
    pub(crate) sheet: Option<String>,
    /// A field's column, from 0; null or below 0: the file has none.
    #[serde(default)]
    mapping: BTreeMap<String, Option<i64>>,
    /// The school's items, if others are to be refused.
    #[serde(default)]
    pub(crate) items: Vec<String>,
    pub(crate) policy: Policy,
    /// The batch whose bills the rows become; without one they are arrears of their years.
    #[serde(default)]
    batch: Option<BatchId>,
    /// Apply only: the student to go on from.
    #[serde(default)]
    pub(crate) from: usize,
}

/// An [`Ask`] that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) file_name: String,
    pub(crate) pieces: u32,
    pub(crate) wish: Wish,
    pub(crate) items: Vec<String>,
    pub(crate) policy: Policy,
    pub(crate) from: usize,
}

impl Ask {
    pub(crate) fn checked(self) -> Result<Checked, ImportError> {
        let name_fits = (1..=255).contains(&self.file_name.chars().count());
        if !name_fits || self.file_name.chars().any(char::is_control) {
            return Err(ImportError::FileName);
        }
        if !(1..=PIECES_MAX).contains(&self.pieces) {
            return Err(ImportError::Pieces);
        }
        let mut columns = BTreeMap::new();
        for (field, column) in self.mapping {
            let known = field.parse::<Field>().map_err(|_| ImportError::Mapping(field))?;
            columns.insert(known, column.and_then(|it| usize::try_from(it).ok()));
        }
        let wish = Wish { sheet: self.sheet, columns, batch: self.batch };
        let Self { file_name, pieces, items, policy, from, .. } = self;
        Ok(Checked { file_name, pieces, wish, items, policy, from })
    }
}

impl ImportId {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImportId {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        let hexadecimal = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        let fits = text.len() == 64 && text.bytes().all(hexadecimal);
        if fits { Ok(Self(text.to_owned())) } else { Err(ImportError::NotAnImport) }
    }
}

impl FromStr for Piece {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        let plain = text.len() <= 3 && text.bytes().all(|it| it.is_ascii_digit());
        let number = text.parse().ok().filter(|it| plain && *it < PIECES_MAX);
        number.map(Self).ok_or(ImportError::NotAPiece)
    }
}
