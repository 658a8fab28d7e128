//! The operator's command line: what must work when the web does not.
//!
//! `paycli officer add` lets the first member of the finance office in, `paycli import` brings in
//! an arrears file and `paycli catalogue` all announcements through the same functions as the pages,
//! `paycli reconcile` brings a statement and shows how a day compares with it,
//! `paycli refund` and `paycli disputes` are the office's decisions about money, `paycli audit` recounts
//! every fen from the entries of all ledgers, `paycli dlq` looks at dead letters and
//! sends them back, `paycli keys`, `paycli lock` and `paycli school` make what a deployment needs,
//! `paycli menu` the official account's menu, `paycli registered release` makes an ID number free that
//! somebody else registered with, `paycli keys pfx`
//! takes a merchant's key out of the file that a bank gave, and `paycli channels` says whether a
//! providers' secret will work before anybody deploys it. It reads the same environment as the
//! functions and writes through the same crates: nothing here knows a key or a condition.

mod accounts;
mod audit;
mod captcha;
mod catalogue;
mod dead;
mod import;
mod keys;
mod lock;
mod menu;
mod money;
mod officer;
mod pfx;
mod reconcile;
mod registered;
mod said;
mod site;
mod when;

pub use accounts::check;
pub use audit::recount;
pub use catalogue::{Announcements, announce};
pub use dead::{list, redrive};
pub use import::{Wanted, import};
pub use keys::{Wrapping, draw, draw_wrapping_key, rotate};
pub use lock::OriginLock;
pub use menu::{MenuError, menu};
pub use money::{Desk, MoneyAsk, Proposal, Shown, decide};
pub use officer::{Added, Officer, OfficerError, add};
pub use pfx::{Pair, PfxError};
pub use reconcile::{WantedDay, reconcile};
pub use registered::{ReleaseError, release};
pub use site::Site;
