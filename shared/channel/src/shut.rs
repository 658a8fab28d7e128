use crate::{ChannelError, Channels, Closing, Doubt};
use domain::{Order, Outcome, Receipt};

/// How an order ended that was to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Too late: money had come.
    Paid(Receipt),
    /// No money came, and none will.
    Dead,
}

impl Channels {
    /// Makes sure that no (more) money comes for `order`: asks, closes, and asks again, because a
    /// payer may pay between the first two.
    pub async fn shut(&self, order: &Order) -> Result<Shut, ChannelError> {
        match self.query(order).await? {
            Outcome::Paid(receipt) => return Ok(Shut::Paid(receipt)),
            Outcome::Closed => return Ok(Shut::Dead),
            Outcome::Pending | Outcome::Absent => {}
        }
        match self.close(order).await {
            Ok(Closing::Closed | Closing::AlreadyPaid) | Err(ChannelError::AlreadyPaid) => {}
            Err(error) => return Err(error),
        }
        match self.query(order).await? {
            Outcome::Paid(receipt) => Ok(Shut::Paid(receipt)),
            Outcome::Closed | Outcome::Absent => Ok(Shut::Dead),
            Outcome::Pending => Err(Doubt::Garbled(None).into()),
        }
    }
}
