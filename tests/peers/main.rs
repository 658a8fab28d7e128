//! The platform against SDKs that other people wrote: they play the providers that it talks to, and
//! merchants of its sandbox. Two readings of one protocol meet on the wire, and only one is ours.
//!
//! | peer | WeChat Pay | Alipay |
//! |---|---|---|
//! | Node | wechatpay-axios-plugin, public key | alipay-sdk, public keys |
//! | Python | wechatpayv3, platform certificate | python-alipay-sdk, certificates |
//!
//! No registry has an SDK for UnionPay that signs as version 5.1.0 wants it, so the Python peer plays
//! that provider by a second reading of ours, on OpenSSL.
//!
//! The SDKs must be installed already (`cargo verify --only tools-peers`), and the functions'
//! binaries built.

mod altered;
mod merchants;
mod orders;
mod peer;
mod providers;
mod running;

// A platform that runs, and its students, as the black-box tests have them.
#[path = "../blackbox/bank.rs"]
mod bank;
#[path = "../blackbox/place.rs"]
mod place;
#[path = "../blackbox/stage.rs"]
#[expect(dead_code, reason = "the black-box tests look into queues and at the bank's desk, too")]
mod stage;
#[path = "../blackbox/student.rs"]
#[expect(dead_code, reason = "students of the black-box tests do more")]
mod student;
#[path = "../blackbox/web.rs"]
mod web;
#[path = "../blackbox/yard.rs"]
mod yard;
