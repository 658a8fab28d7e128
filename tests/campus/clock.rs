//! The time at a campus: stands still until somebody moves it, and is each thread's own, so that
//! tests beside each other do not age together.

use crate::errand::Errand;
use domain::{Clock, Timestamp};
use jiff::SignedDuration;
use std::cell::Cell;
use std::time::Duration;

/// A Saturday morning in Beijing, in the weeks in which tuition is paid.
const OPENING: &str = "2026-09-05T01:00:00Z";

thread_local! {
    static NOW: Cell<Timestamp> = Cell::new(OPENING.parse().expect("an instant"));
    static DRAWN: Cell<u64> = const { Cell::new(0) };
}

/// The clock that every handler of a campus is given.
pub(crate) const CLOCK: Clock = Clock::new(shown);

/// What the clock of whoever asks shows: each instance of a function has its own, which may be wrong.
fn shown() -> Timestamp {
    now() + Errand::current().map_or(SignedDuration::ZERO, |it| it.skew())
}

/// The present instant.
pub fn now() -> Timestamp {
    NOW.get()
}

/// Moves this thread's time to `instant`.
pub fn set(instant: Timestamp) {
    NOW.set(instant);
}

pub(crate) fn reset() {
    set(OPENING.parse().expect("an instant"));
    DRAWN.set(0);
}

pub(crate) fn pass(time: Duration) {
    NOW.set(now() + time);
}

/// The next number that was never drawn on this thread, mixed so that it looks like chance.
pub(crate) fn draw() -> u64 {
    let drawn = DRAWN.get() + 1;
    DRAWN.set(drawn);
    let mixed = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB)
}

/// Sixteen bytes never drawn before, for nonces.
pub(crate) fn nonce() -> [u8; 16] {
    let mut bytes = [0; 16];
    fill(&mut bytes);
    bytes
}

/// Fills `bytes` with numbers never drawn before.
pub(crate) fn fill(bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&draw().to_le_bytes()[..chunk.len()]);
    }
}
