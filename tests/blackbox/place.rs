use serde::{Deserialize, Serialize};

/// Where a running platform is, told to whoever drives it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Where requests are sent.
    pub(crate) url: String,
    /// What they say in `Host`, if that is not the same.
    pub(crate) host: Option<String>,
    /// Where the whole world finds it under a plain address.
    pub(crate) public_url: String,
    /// Where the sandbox of the bank is.
    pub(crate) bank: String,
    pub(crate) dynamodb: String,
    pub(crate) sqs: String,
    /// Core, auth, inbox and ref.
    pub(crate) tables: [String; 4],
    /// URLs of the queue of receipts and of its dead letters.
    pub(crate) receipts: String,
    pub(crate) receipts_dead: String,
    /// The sign-in secret and what wraps its field keys, as the functions are told: whoever makes
    /// people known must seal what is known of them.
    pub(crate) identity: String,
    pub(crate) field_key: String,
}
