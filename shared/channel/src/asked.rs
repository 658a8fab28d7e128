use crate::ChannelError;
use domain::ChannelKind;
use std::time::Instant;
use trail::{Call, Measure};

/// What `ask` brings from the provider of `channel`; how long that took, and whether it failed us,
/// is told to whoever watches.
pub(crate) async fn asked<T>(
    channel: ChannelKind,
    call: Call,
    ask: impl Future<Output = Result<T, ChannelError>>,
) -> Result<T, ChannelError> {
    let begun = Instant::now();
    let brought = ask.await;
    let failed = brought.as_ref().is_err_and(is_failure);
    trail::tell(Measure::Asked { channel, call, took: begun.elapsed(), failed });
    brought
}

/// Whether somebody should look at the provider or at our account there. That an order was paid
/// or closed already is an answer like any other.
fn is_failure(error: &ChannelError) -> bool {
    match error {
        ChannelError::Unsure(_) | ChannelError::Refused { .. } => true,
        ChannelError::AlreadyPaid
        | ChannelError::Closed
        | ChannelError::OtherMerchant
        | ChannelError::NotOffered
        | ChannelError::CodeSpent => false,
    }
}
