use aws_lc_rs::rand;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// An account with the sandbox's connector: what both sides know.
#[derive(Clone, Serialize, Deserialize)]
pub struct Keys {
    pub merchant_id: String,
    /// The one in use, and the one that comes after it.
    pub secrets: Vec<String>,
}

impl Keys {
    /// Draws a new account: two secrets.
    pub fn draw() -> Self {
        let secret = || {
            let mut bytes = [0; 32];
            rand::fill(&mut bytes).expect("the system gives randomness");
            hex::encode(bytes)
        };
        let merchant_id = format!("school-{}", &secret()[..8]);
        Self { merchant_id, secrets: vec![secret(), secret()] }
    }

    /// What the platform takes as the bridge's part of its secret.
    pub fn account(&self) -> Value {
        json!({
            "base_url": "https://connector.sandbox.invalid/bridge",
            "merchant_id": self.merchant_id,
            "secrets": self.secrets,
            "ways": {
                "pc": ["qr", "page"],
                "mobile": ["page"],
                "wechat": ["page"],
                "alipay": ["page"],
            },
            "closes": true,
            "refunds": true,
            "statements": true,
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.merchant_id)
    }
}
