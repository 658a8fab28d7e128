use domain::SessionId;
use std::fmt;

/// Where unpredictable bytes come from. Only `main` hands out the real one.
#[derive(Clone, Copy)]
pub struct Chance(fn(&mut [u8]));

impl Chance {
    /// The operating system's.
    pub const REAL: Self = Self(|bytes| {
        aws_lc_rs::rand::fill(bytes).expect("the operating system has a random number generator");
    });

    /// One that a test can foresee.
    pub const fn new(fill: fn(&mut [u8])) -> Self {
        Self(fill)
    }

    /// So many bytes that nobody foresees.
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A new session's id.
    pub fn session(self) -> SessionId {
        let text = crate::vault::base64(&self.bytes::<12>());
        SessionId::try_from(text).expect("12 bytes are 16 characters of base64url")
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}
