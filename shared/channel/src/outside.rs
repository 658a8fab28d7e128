use crate::Doubt;
use aws_lc_rs::rand;
use domain::Clock;
use http::{Request, Response};
use std::fmt;
use std::time::Duration;
use wire::{Bounds, Wire, WireError};

/// All that is not ours to decide: the network, the time and chance.
#[derive(Clone, Debug)]
pub struct Outside {
    pub wire: Wire,
    pub clock: Clock,
    pub chance: Chance,
}

impl Outside {
    /// The real network and real chance, with the clock of `main`.
    pub fn real(clock: Clock) -> Self {
        Self { wire: Wire::network(), clock, chance: Chance::system() }
    }

    /// A payer waits for it, and the gateway waits 30 seconds at most; providers answer in a few
    /// hundred bytes.
    const ANSWER: Bounds = Bounds { within: Duration::from_secs(8), bytes: 1 << 20 };

    /// Nobody waits for a statement, and a large school's day has some megabytes.
    const FILE: Bounds = Bounds { within: Duration::from_mins(1), bytes: 64 << 20 };

    /// Says `request` to a provider once and waits for the whole answer.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Doubt> {
        Ok(self.wire.exchange(request, Self::ANSWER).await?)
    }

    /// The same for a statement: longer, and larger.
    pub(crate) async fn fetch(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Doubt> {
        Ok(self.wire.exchange(request, Self::FILE).await?)
    }
}

/// Where nonces come from.
#[derive(Clone, Copy)]
pub struct Chance(fn() -> [u8; 16]);

impl Chance {
    pub const fn new(draw: fn() -> [u8; 16]) -> Self {
        Self(draw)
    }

    /// The system's randomness.
    pub const fn system() -> Self {
        Self(|| {
            let mut bytes = [0; 16];
            rand::fill(&mut bytes).expect("the system gives randomness");
            bytes
        })
    }

    /// 32 characters that were never said before.
    pub(crate) fn nonce(self) -> String {
        hex::encode_upper((self.0)())
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}

impl From<WireError> for Doubt {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Silence(error) => Self::Silence(error),
            WireError::TooLong => Self::TooLong,
        }
    }
}
