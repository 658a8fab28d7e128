//! What a school payment is: money, people, bills, orders, receipts, and every decision about them.
//!
//! **Invariant:** no clock, no chance, no I/O, no async and no name of any outside technology. Time
//! and drawn numbers come in as arguments; what must happen goes out as a value.
//! **Invariant:** a wrong value cannot be built. Each type has one door, and serde goes through it.

pub mod amend;
pub mod arrears;
mod bill;
mod bill_id;
mod breaker;
mod capitals;
pub mod catalogue;
mod category;
mod chase;
mod claim;
mod clock;
mod code;
mod credential;
mod device;
mod enrolling;
mod enrolment;
mod fault;
mod guest;
mod history;
mod id_number;
mod ids;
mod knock;
pub mod ledger;
mod money;
mod opening;
mod order;
mod payment;
mod person;
mod phone;
mod place;
mod proof;
mod puzzle;
mod receipt;
pub mod reconcile;
mod refund;
mod registration;
mod remedy;
mod seats;
mod security;
mod session;
mod settle;
mod slug;
mod statement;
mod takeover;
mod threshold;
mod ticket;
mod tries;
mod view;

pub use bill::{Bill, Hold, PayRules, Split, SplitError};
pub use bill_id::BillId;
pub use breaker::{Breaker, Passage};
pub use category::Category;
pub use chase::{Chain, Chasing};
pub use claim::{Claim, EntriesDiffer};
pub use clock::{Clock, Day, DayError, Timestamp, beijing_time};
pub use code::{CodeCap, CodePlace, CodeProof, SentCode};
pub use credential::{
    AddressIndex, CaptchaRule, Credential, CredentialState, IndexError, InitialRule, LoginIndex,
    LoginRules, NewCredential, PasswordHash, Sealed, UserName, UserRule,
};
pub use device::{App, Device, System};
pub use enrolling::{Applicant, Billing, EnrolError, Enrolling, Seating};
pub use enrolment::{Agreed, Enrolment, EnrolmentState, EnrolmentView};
pub use fault::{Fault, FaultKind, FieldFault};
pub use guest::Guest;
pub use history::{PaymentKind, Period, PeriodError, Shown, Span, Totals};
pub use id_number::{IdNumber, IdNumberError};
pub use ids::{IdError, OrderId, OrderNumber, PersonId};
pub use knock::{BrowserId, Door, Gate, Guess, Knock, KnownBrowser, Lane};
pub use money::{Money, MoneyError};
pub use opening::{Ask, Basket, OpenError, Payables, Terms, Wanted};
pub use order::{ClosedBy, Line, Order, OrderState};
pub use payment::{PaidLine, PaidTotals, Payment, Return};
pub use person::{Gender, Name, NameError, NumberError, Origin, Person, PersonNumber, Role};
pub use phone::{Phone, PhoneError};
pub use place::{Scene, WalletUser, Way};
pub use proof::{NotPaid, Proof, ProofMark, ProofStanding, ProofUnknown};
pub use puzzle::{NotSolved, Opened, Purpose, PuzzleId, Spent};
pub use receipt::{
    ChannelKind, HeardBy, Hearing, Merchant, NoSuchChannel, Outcome, Receipt, ReceiptKey,
    Transaction,
};
pub use refund::{
    Asking, Became, Decider, DisputeReasonView, Ending, MoneyDeed, OrderMoneyView, Promise,
    ProposeError, Refund, RefundAsk, RefundDeed, RefundEnd, RefundError, RefundId, RefundNumber,
    RefundOrder, RefundState, RefundStateView, RefundView, RefundWait, Refunded, Returned,
    SurplusView,
};
pub use registration::{Form, FormFault, Registration};
pub use remedy::{Applying, Remedies, Remedy, Resolution};
pub use seats::{
    SeatEnd, SeatPlace, Shard, Taking, Vacancy, find_seat, seat_of, seats_left, seats_taken, spread,
};
pub use security::{SecurityAnswer, SecurityError};
pub use session::{Entrance, Presence, Rotation, Session, SessionId, SessionIdError, TokenHash};
pub use settle::{Booking, Dispute, DisputeReason, Holding, Settlement};
pub use slug::{BatchId, FormFieldId, LivingId, NewsId, ProjectId, TierId};
pub use statement::{LineKind, Statement, StatementLine};
pub use takeover::{Found, Mismatch, Standing};
pub use threshold::Threshold;
pub use ticket::TicketHash;
pub use tries::{Patience, Tries};
pub use view::{BillView, Happening, Moment, OrderView, StateView};
