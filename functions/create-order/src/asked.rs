//! What of an ask can be had here: one kind of basket, and a channel that is open where the payer is.

use crate::error::Refusal;
use channel::{Channel, Channels};
use config::School;
use domain::catalogue::Purchase;
use domain::{Ask, Basket, Wanted};

/// What is to be paid: bills, or else a living fee.
pub(crate) fn one_basket(
    lines: Option<Vec<Wanted>>,
    living: Option<Purchase>,
) -> Result<Basket, Refusal> {
    match (lines, living) {
        (Some(lines), None) => Ok(Basket::Bills(lines)),
        (None, Some(purchase)) => Ok(Basket::Living(purchase)),
        (None, None) | (Some(_), Some(_)) => Err(Refusal::OneBasket),
    }
}

/// The channel that `ask` names, if it is open and leads from where the payer is.
pub(crate) fn offered<'a>(
    school: &School,
    channels: &'a Channels,
    ask: &Ask,
) -> Result<&'a dyn Channel, Refusal> {
    let channel = channels.get(ask.channel).filter(|_| school.offers(ask.channel));
    let channel = channel.ok_or(Refusal::ChannelClosed)?;
    let leads = channel.ways(ask.scene).contains(&ask.way);
    leads.then_some(channel).ok_or(Refusal::WayNotOffered)
}
