//! Where a deployment is found, and by which keys it knows its CDN.

/// What lies before the functions of a deployment: where everybody finds them, and who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The id of the school whose deployment it is.
    pub school: String,
    /// Where browsers and providers reach the platform, without a slash at the end.
    pub public_url: String,
    /// SHA-256 of each key by which the CDN before us is known: the one in use, and the one that
    /// takes its place. Without any, whoever finds the gateway may ask it.
    pub locks: Vec<[u8; 32]>,
}

impl Threshold {
    /// Keys that may be good at once.
    pub const LOCKS_MAX: usize = 2;
}
