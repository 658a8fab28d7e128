use crate::abc::{self, Abc};
use crate::alipay::{self, Alipay};
use crate::bocom::{self, Bocom};
use crate::bridge::{self, Bridge};
use crate::unionpay::{self, Unionpay};
use crate::wechat::{self, Wechat};
use crate::{Bank, Provider};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// An account with every provider: both sides' keys, drawn once and kept in a file.
#[derive(Clone, Serialize, Deserialize)]
pub struct Accounts {
    pub wechat: wechat::Keys,
    pub alipay: alipay::Keys,
    pub unionpay: unionpay::Keys,
    pub bocom: bocom::Keys,
    pub abc: abc::Keys,
    pub bridge: bridge::Keys,
}

impl Accounts {
    /// New accounts. It takes a while: most providers want RSA keys.
    pub fn draw() -> Self {
        Self {
            wechat: wechat::Keys::draw(),
            alipay: alipay::Keys::draw(),
            unionpay: unionpay::Keys::draw(),
            bridge: bridge::Keys::draw(),
            bocom: bocom::Keys::draw(),
            abc: abc::Keys::draw(),
        }
    }

    /// The platform's secret: the merchant's half of each account.
    pub fn secret(&self) -> Value {
        json!({
            "wechat": self.wechat.account(),
            "alipay": self.alipay.account(),
            "unionpay": self.unionpay.account(),
            "bridge": self.bridge.account(),
            "bocom": self.bocom.account(),
            "abc": self.abc.account(),
        })
    }

    /// The providers, each with its half of the account.
    pub fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![
            Box::new(Wechat::new(&self.wechat)),
            Box::new(Alipay::new(&self.alipay)),
            Box::new(Unionpay::new(&self.unionpay)),
            Box::new(Bridge::new(&self.bridge)),
            Box::new(Bocom::new(&self.bocom)),
            Box::new(Abc::new(&self.abc)),
        ]
    }

    /// The providers as banks, each reached under its own path of `base_url`. All that they draw
    /// follows from `seed`.
    pub fn banks(&self, base_url: &str, seed: u64) -> Vec<Bank> {
        let bank = |it| Bank::under(it, base_url, seed);
        self.providers().into_iter().map(bank).collect()
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Accounts({:?})", self.wechat)
    }
}
