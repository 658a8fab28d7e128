//! A day as a provider booked it: what a reconciliation compares our day with.

use crate::{ChannelKind, Day, Merchant, Money, Timestamp, Transaction};
use serde::{Deserialize, Serialize};

/// A Beijing day as a provider booked it, whole: a file that is cut or does not add up never
/// becomes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub channel: ChannelKind,
    pub merchant: Merchant,
    pub day: Day,
    pub lines: Vec<StatementLine>,
}

impl Statement {
    /// A day on which the provider booked nothing for us.
    pub fn empty(channel: ChannelKind, merchant: &Merchant, day: Day) -> Self {
        Self { channel, merchant: merchant.clone(), day, lines: Vec::new() }
    }
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    pub kind: LineKind,
    /// The order's number as the provider has it: it may name an order that is not ours.
    pub number: String,
    /// The refund's number, of a refund.
    pub refund: Option<String>,
    /// The provider's number of the payment (of a refund: of the payment it gives back).
    pub transaction: Transaction,
    /// How much, always as a positive amount.
    pub amount: Money,
    /// Fen that the provider keeps (positive) or returns (negative).
    pub fee_fen: i64,
    /// When, if the line says.
    pub at: Option<Timestamp>,
    /// The provider's words for that time, kept as they came.
    pub said_at: String,
}

/// Which way the money of a statement's line went.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    Payment,
    Refund,
}
