use crate::{Order, OrderState, Timestamp};

/// What to do about an order of which no notice came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chasing {
    /// It is decided: nothing is left to ask.
    Done,
    /// Ask the provider whether money came.
    Ask,
    /// Its time has passed: make sure that no money came, and close it.
    Close,
}

/// Seconds between asking and asking again. Notices come within a second or two; these are for the
/// one that does not come, often at first, because the payer waits before the page.
const WAITS: [u32; 7] = [5, 15, 30, 60, 120, 300, 600];

/// How often an order is asked about at most: about a day's worth. The nightly sweep finds it then.
const ASKED_MAX: u32 = 100;

impl Order {
    /// What to do about this order at `now`.
    pub fn chasing(&self, now: Timestamp) -> Chasing {
        match self.state {
            OrderState::Paid { .. } | OrderState::Closed { .. } => Chasing::Done,
            OrderState::Open if self.overdue(now) => Chasing::Close,
            OrderState::Open => Chasing::Ask,
        }
    }

    /// Seconds until this order, asked about `asked` times so far, is to be asked about again: not
    /// later than its time runs out. `None`: leave it to the nightly sweep.
    pub fn next_chase(&self, asked: u32, now: Timestamp) -> Option<u32> {
        let wait = usize::try_from(asked).ok().and_then(|it| WAITS.get(it)).copied().unwrap_or(900);
        let left = self.until.duration_since(now).as_secs() + 61;
        let left = u32::try_from(left).unwrap_or(0);
        let wait = if left == 0 { wait } else { wait.min(left) };
        (asked < ASKED_MAX).then_some(wait)
    }
}
