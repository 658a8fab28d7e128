use crate::{IdNumberError, MoneyError};

/// Why a row, or one of its cells, cannot be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    #[error("nothing stands here, and it is needed")]
    Missing,
    #[error("a spreadsheet's error value")]
    ErrorValue,
    #[error("in scientific notation: the spreadsheet kept a number, and digits are gone")]
    Scientific,
    #[error("an ID number kept as a number has lost its last digits")]
    IdAsNumber,
    #[error("the last digits became 000: a spreadsheet keeps only 15")]
    IdRounded,
    #[error(transparent)]
    Id(#[from] IdNumberError),
    #[error("the ID number's birth date lies in the future")]
    IdFuture,
    #[error("the ID number's region belongs to no province")]
    IdRegion,
    #[error("a number has 4 to 20 letters and digits")]
    NotANumber,
    #[error("shorter than this file's other numbers, which begin with 0: a leading zero is lost")]
    LeadingZero,
    #[error("not a name")]
    NotAName,
    #[error("longer than it can be")]
    TooLong,
    #[error("a formula instead of a value")]
    Formula,
    #[error("a line break or another control character")]
    Control,
    #[error("invisible characters")]
    Invisible,
    #[error("characters were lost in an earlier conversion")]
    Damaged,
    #[error("neither 男 nor 女")]
    NotAGender,
    #[error("the ID number says another gender")]
    GenderDiffers,
    #[error("not an academic year such as 2026-2027")]
    NotAYear,
    #[error("an academic year ends one year after it begins")]
    YearOrder,
    #[error("not one of the school's items")]
    UnknownItem,
    #[error("one character away from an item that this file has many times")]
    ItemSlip,
    #[error("neither 是 nor 否")]
    NotYesNo,
    #[error(transparent)]
    Amount(MoneyError),
    #[error("a thousands separator in the wrong place")]
    Separators,
    #[error("more than is due")]
    AboveDue,
    #[error("exemption, loan and payment together are more than is due")]
    OverSettled,
    #[error("not what the other amounts leave")]
    OwedDiffers,
    #[error("another number of columns than the header has")]
    Columns,
    #[error("a quote opens here and does not close where it should")]
    TornQuote,
    #[error("this number belongs to another person in this file")]
    NumberTaken,
    #[error("this person has another name elsewhere in this file")]
    NameDiffers,
    #[error("this ID number stands under another student number in this file")]
    IdTaken,
    #[error("the same student, year and item stand in another row with other values")]
    BillDiffers,
    #[error("the same row as an earlier one")]
    Repeated,
}

impl RowFault {
    /// A stable slug: the site says it in Chinese.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::ErrorValue => "error-value",
            Self::Scientific => "scientific",
            Self::IdAsNumber => "id-as-number",
            Self::IdRounded => "id-rounded",
            Self::Id(IdNumberError::Length) => "id-length",
            Self::Id(IdNumberError::Characters) => "id-characters",
            Self::Id(IdNumberError::Birth) => "id-birth",
            Self::Id(IdNumberError::Checksum) => "id-checksum",
            Self::IdFuture => "id-future",
            Self::IdRegion => "id-region",
            Self::NotANumber => "not-a-number",
            Self::LeadingZero => "leading-zero",
            Self::NotAName => "not-a-name",
            Self::TooLong => "too-long",
            Self::Formula => "formula",
            Self::Control => "control-characters",
            Self::Invisible => "invisible-characters",
            Self::Damaged => "damaged",
            Self::NotAGender => "not-a-gender",
            Self::GenderDiffers => "gender-differs",
            Self::NotAYear => "not-a-year",
            Self::YearOrder => "year-order",
            Self::UnknownItem => "unknown-item",
            Self::ItemSlip => "item-slip",
            Self::NotYesNo => "not-yes-no",
            Self::Amount(MoneyError::NotAnAmount) => "not-an-amount",
            Self::Amount(MoneyError::SplitFen) => "split-fen",
            Self::Amount(MoneyError::Negative) => "negative",
            Self::Amount(MoneyError::TooLarge) => "too-large",
            Self::Separators => "separators",
            Self::AboveDue => "above-due",
            Self::OverSettled => "over-settled",
            Self::OwedDiffers => "owed-differs",
            Self::Columns => "columns",
            Self::TornQuote => "torn-quote",
            Self::NumberTaken => "number-taken",
            Self::NameDiffers => "name-differs",
            Self::IdTaken => "id-taken",
            Self::BillDiffers => "bill-differs",
            Self::Repeated => "repeated",
        }
    }
}
