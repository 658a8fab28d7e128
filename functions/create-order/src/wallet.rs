//! Who the payer is to the wallet inside which they pay.

use crate::Refusal;
use channel::{ChannelError, Channels};
use domain::{Ask, WalletUser, Way};
use edge::Problem;

/// Who the payer is to the wallet, where the way leads through one.
pub(crate) async fn user(
    channels: &Channels,
    ask: &Ask,
    code: Option<String>,
) -> Result<Option<WalletUser>, Problem> {
    if ask.way != Way::Wallet {
        return Ok(None);
    }
    let code = code.ok_or(Refusal::WalletCode)?;
    match channels.wallet(ask.channel)?.identify(&code).await {
        Ok(user) => Ok(Some(user)),
        Err(ChannelError::CodeSpent) => Err(Refusal::WalletCode.into()),
        // Such as a wrong secret of ours: no other code would help, and somebody must hear of it.
        Err(error) => Err(error.into()),
    }
}
