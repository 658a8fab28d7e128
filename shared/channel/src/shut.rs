use crate::{ChannelError, Channels, Closing, Doubt};
use domain::{Order, Outcome, Receipt};

/// How an order ended that was to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Too late: money had come.
    Paid(Receipt),
    /// No money came, and none will.
    Dead,
    /// No money came so far; the provider cannot be told to take none, and may until its time for
    /// the order runs out.
    Alive,
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
        let paid = match self.close(order).await {
            Ok(Closing::Closed) => false,
            Ok(Closing::AlreadyPaid) | Err(ChannelError::AlreadyPaid) => true,
            Ok(Closing::ByItself) => return Ok(Shut::Alive),
            Err(error) => return Err(error),
        };
        match self.query(order).await? {
            Outcome::Paid(receipt) => Ok(Shut::Paid(receipt)),
            // Once it said that money came, only the receipt will do.
            Outcome::Closed | Outcome::Absent if !paid => Ok(Shut::Dead),
            Outcome::Closed | Outcome::Absent | Outcome::Pending => {
                Err(Doubt::Garbled(None).into())
            }
        }
    }
}
