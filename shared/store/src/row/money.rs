//! Keys of money that moved.

use super::{Key, partition};
use domain::{
    ChannelKind, Day, Merchant, PersonId, Receipt, ReceiptKey, RefundNumber, Timestamp, Transaction,
};

/// Begins the sort key of every entry of a person's ledger.
pub(crate) const ENTRIES: &str = "ENTRY#";

/// The first sort key after all entries.
pub(crate) const ENTRIES_END: &str = "ENTRY$";

/// Where all money lies of which something is still to be decided.
pub(crate) const DISPUTES: &str = "DISPUTES";

/// Where all refunds lie of which the last word is not said.
pub(crate) const REFUNDS: &str = "REFUNDS";

/// Where money lies that moved: ledgers, disputes, refunds, days and their reports.
impl Key {
    /// One entry of the ledger of `person`.
    pub(crate) fn entry(person: PersonId, seq: u32) -> Self {
        Self { pk: partition(person), sk: format!("{ENTRIES}{seq:08}") }
    }

    pub(crate) fn dispute(receipt: &ReceiptKey) -> Self {
        Self { pk: format!("RECEIPT#{}", named_money(receipt)), sk: "DISPUTE".to_owned() }
    }

    pub(crate) fn open_dispute(receipt: &ReceiptKey) -> Self {
        Self { pk: DISPUTES.to_owned(), sk: named_money(receipt) }
    }

    pub(crate) fn refund(number: RefundNumber) -> Self {
        Self { pk: format!("REFUND#{number}"), sk: "REFUND".to_owned() }
    }

    pub(crate) fn open_refund(number: RefundNumber) -> Self {
        Self { pk: REFUNDS.to_owned(), sk: number.to_string() }
    }

    /// What a provider did on `day`: the payment `receipt`, or the `refund` of some of it. Whoever
    /// the payment is told for, it lies in one place: so it is counted once.
    pub(crate) fn on_day(receipt: &Receipt, refund: Option<RefundNumber>, day: Day) -> Self {
        let sk = match refund {
            Some(number) => format!("REFUND#{number}"),
            None => format!("PAY#{}", receipt.transaction.0),
        };
        let part = part_of(&receipt.transaction);
        Self { pk: day_part(receipt.channel, &receipt.merchant, day, part), sk }
    }

    /// Where the reconciliation of `day` stands.
    pub(crate) fn report(channel: ChannelKind, day: Day) -> Self {
        Self { pk: reports(channel), sk: day.to_string() }
    }

    /// A piece of the report that was made at that instant.
    pub(crate) fn report_piece(of: (ChannelKind, Day, Timestamp), nth: u32) -> Self {
        Self { pk: report_pieces(of.0, of.1, of.2), sk: format!("{nth:05}") }
    }
}

/// What a payment is called in keys.
fn named_money(receipt: &ReceiptKey) -> String {
    let ReceiptKey { channel, merchant, transaction } = receipt;
    format!("{channel}#{}#{}", merchant.0, transaction.0)
}

/// In which part of its day a payment lies, by its number alone. Providers count upwards, so that
/// payments of one moment are spread over all parts.
fn part_of(transaction: &Transaction) -> char {
    let sum = transaction.0.bytes().fold(0_usize, |sum, byte| sum * 31 % 997 + usize::from(byte));
    let parts = PersonId::CHARACTERS.as_bytes();
    char::from(parts[sum % parts.len()])
}

/// Where one part of what a provider did on a day lies.
fn day_part(channel: ChannelKind, merchant: &Merchant, day: Day, part: char) -> String {
    format!("DAY#{channel}#{}#{day}#{part}", merchant.0)
}

/// Where all parts of that lie: a minute in which everybody pays writes to all of them alike.
pub(crate) fn day_parts(
    channel: ChannelKind,
    merchant: &Merchant,
    day: Day,
) -> impl Iterator<Item = String> {
    PersonId::CHARACTERS.chars().map(move |last| day_part(channel, merchant, day, last))
}

/// Where all days of a channel lie.
pub(crate) fn reports(channel: ChannelKind) -> String {
    format!("REPORT#{channel}")
}

/// Where the report of a day lies that was made at that instant.
pub(crate) fn report_pieces(channel: ChannelKind, day: Day, made: Timestamp) -> String {
    format!("REPORT#{channel}#{day}#{made}")
}
