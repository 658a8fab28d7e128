//! Where a payer is, how they come from there to the provider, and who a wallet says they are.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the payer is, which decides what a channel can show them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// A browser on a computer.
    Pc,
    /// A browser on a telephone.
    Mobile,
    /// The browser inside WeChat.
    Wechat,
    /// The browser inside Alipay.
    Alipay,
}

/// How the payer comes from our page to the provider.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By a code on our page, which a telephone scans.
    Qr,
    /// By going to the provider's own page.
    Page,
    /// By the wallet's script on our page, inside the wallet.
    Wallet,
}

/// Who a payer is to a wallet (WeChat's `openid`). It names a person, so it is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WalletUser(String);

impl WalletUser {
    /// The user that a wallet calls `name`.
    pub fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The wallet's own word for them, for the wallet alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WalletUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WalletUser")
    }
}

impl Scene {
    /// Every place where a payer can be.
    pub const ALL: [Self; 4] = [Self::Pc, Self::Mobile, Self::Wechat, Self::Alipay];
}
