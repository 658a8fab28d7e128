//! Why an order is not placed through the channel that was asked for.

use domain::{Fault, FaultKind, FieldFault};

/// Why an order is not placed through the channel that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("an order pays bills or a living fee, one of the two")]
    OneBasket,
    #[error("this school does not offer the channel, or not now")]
    ChannelClosed,
    #[error("the channel cannot be reached in that way from where the payer is")]
    WayNotOffered,
    #[error("the wallet does not say who the payer is")]
    WalletCode,
    #[error("the provider does not answer: it is asked again in {seconds} seconds")]
    ChannelDown { seconds: u32 },
}

impl Fault for Refusal {
    fn kind(&self) -> FaultKind {
        match self {
            Self::OneBasket | Self::ChannelClosed | Self::WayNotOffered | Self::WalletCode => {
                FaultKind::Invalid
            }
            Self::ChannelDown { .. } => FaultKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OneBasket => "lines-or-living",
            Self::ChannelClosed => "channel-not-offered",
            Self::WayNotOffered => "way-not-offered",
            Self::WalletCode => "wallet-code-refused",
            Self::ChannelDown { .. } => "channel-down",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        let field = match self {
            Self::OneBasket => "lines",
            Self::ChannelClosed => "channel",
            Self::WayNotOffered => "way",
            Self::WalletCode => "wallet_code",
            Self::ChannelDown { .. } => return Vec::new(),
        };
        vec![FieldFault { field: field.to_owned(), code: self.code(), accept: None }]
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::ChannelDown { seconds } => Some(*seconds),
            Self::OneBasket | Self::ChannelClosed | Self::WayNotOffered | Self::WalletCode => None,
        }
    }
}
