//! One move of a person's money, chained to the one before it.

use crate::{
    Bill, BillId, DisputeReason, IdError, Money, OrderId, PersonId, Receipt, ReceiptKey, RefundId,
    Timestamp,
};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One move of a person's money. Only [`Head::append`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1 on, without gaps.
    seq: u32,
    at: Timestamp,
    event: Event,
    /// The seal of the entry before.
    before: Seal,
    /// SHA-256 of the person, of all of the above, and of nothing else.
    seal: Seal,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Event {
    /// The office's file changed what is owed.
    Stated { bills: Vec<Stated> },
    /// Money paid an order's bills.
    Booked { order: OrderId, receipt: Receipt, parts: Vec<Part> },
    /// Money came that could not be booked.
    Disputed { receipt: Receipt, reason: DisputeReason },
    /// Some of that was put on bills that still owed it.
    Applied { receipt: ReceiptKey, parts: Vec<Part> },
    /// Some of what came is to go back: `parts` from bills, and if there are none from what lies
    /// on no bill. From then on it is nobody else's.
    RefundOpened {
        refund: RefundId,
        receipt: ReceiptKey,
        amount: Money,
        parts: Vec<Part>,
        /// The bills owe it again; otherwise they are due that much less.
        reopens: bool,
    },
    /// It went back; `by_hand`: past the provider, as an officer says.
    RefundDone {
        refund: RefundId,
        by_hand: bool,
        /// When, if the provider says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// It did not and will not under this number.
    RefundFailed { refund: RefundId },
}

/// Money on one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub bill: BillId,
    pub amount: Money,
}

/// What the office says of a bill; what was paid here is not its to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    pub bill: BillId,
    pub due: Money,
    pub exempt: Money,
    pub loan: Money,
    pub paid_elsewhere: Money,
}

/// The end of a person's chain as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    person: PersonId,
    seq: u32,
    seal: Seal,
}

/// A SHA-256, in 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seal([u8; 32]);

impl Head {
    /// Before the first entry.
    pub const fn start(person: PersonId) -> Self {
        Self { person, seq: 0, seal: Seal([0; 32]) }
    }

    /// The chain of `person` that ends with `entry`, as far as that alone can say.
    pub fn at(person: PersonId, entry: &Entry) -> Self {
        Self { person, seq: entry.seq, seal: entry.seal }
    }

    /// Whose chain it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// How many entries there are.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// What all entries up to here come to.
    pub fn seal(&self) -> Seal {
        self.seal
    }

    /// The next entry: that `event` happened at `at`.
    pub fn append(&self, event: Event, at: Timestamp) -> Entry {
        let (seq, before) = (self.seq + 1, self.seal);
        let seal = Seal::of(self.person, (seq, at, &event, before));
        Entry { seq, at, event, before, seal }
    }

    /// The end of the chain once `entry` is on it, if that is the next one and says what it said
    /// when it was sealed.
    #[must_use]
    pub fn after(&self, entry: &Entry) -> Option<Self> {
        let follows = *entry == self.append(entry.event.clone(), entry.at);
        follows.then(|| Self::at(self.person, entry))
    }
}

impl Entry {
    /// Its place in the chain, from 1 on.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// When it was written (UTC).
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What happened.
    pub fn event(&self) -> &Event {
        &self.event
    }
}

impl Seal {
    fn of(person: PersonId, said: (u32, Timestamp, &Event, Self)) -> Self {
        let text = serde_json::to_vec(&(person, said)).expect("an entry is plain JSON");
        let hash = digest(&SHA256, &text);
        Self(hash.as_ref().try_into().expect("a SHA-256 has 32 bytes"))
    }
}

impl Stated {
    /// What `bill` says of itself.
    pub fn of(bill: &Bill) -> Self {
        Self {
            bill: bill.id.clone(),
            due: bill.due,
            exempt: bill.exempt,
            loan: bill.loan,
            paid_elsewhere: bill.paid_elsewhere,
        }
    }
}

const SEAL: IdError = IdError { what: "a seal", code: "not-a-seal" };

impl FromStr for Seal {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| SEAL)?;
        let seal = Self(bytes);
        if seal.to_string() == text { Ok(seal) } else { Err(SEAL) }
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

crate::ids::text_both_ways!(Seal);
crate::ids::debug_as_text!(Seal);
