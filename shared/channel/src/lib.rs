//! The providers through which a school is paid, each behind the same few calls.
//!
//! **Invariant:** no clock and no chance of its own, no environment, no table. What is said to a
//! provider about an order comes from the stored order alone, so saying it twice says the same.
//! **Invariant:** a [`domain::Receipt`] leaves this crate only after the provider's signature held
//! over the bytes that came.
//! **Invariant:** what a provider did not clearly say is an error that means *unknown*, never a
//! yes and never a no.

mod abc;
mod account;
mod alipay;
mod asked;
mod bocom;
mod bridge;
mod channel;
mod channels;
mod check;
mod error;
mod form;
mod outside;
mod rsa;
mod shut;
mod text;
mod unionpay;
mod wechat;

pub use account::Places;
pub use channel::{
    Capabilities, Channel, Checkout, Closing, Heard, Notice, Refunds, Stated, Wallet, Words,
};
pub use channels::{Channels, Entrance};
pub use error::{ChannelError, Doubt, NoticeError, SettingsError, Torn};
pub use outside::{Chance, Outside};
pub use shut::Shut;
pub use wechat::{Flow, Wechat};
pub use wire::Wire;
