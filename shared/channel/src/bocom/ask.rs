//! Asking the bank about what we asked of it before.

use super::Bocom;
use super::call::{Answer, Refusal, read};
use super::wire::{GivenBack, Place, Query, QueryRefund, REQUIRED, Trade, TranState};
use crate::{ChannelError, Doubt, text};
use domain::{ChannelKind, Order, Outcome, Refund, Refunded, Returned, Timestamp, Way};
use jiff::ToSpan;

impl Bocom {
    /// Longest `tran_content`, in bytes: well inside what other integrators send.
    pub(super) const CONTENT_MAX: usize = 120;

    /// Hours after an order's time for which a payment may still be in the bank's hands.
    const GRACE_HOURS: i64 = 24;

    /// The scene by which the bank knows the order: it must be repeated in whatever asks about it.
    pub(super) fn scene(&self, order: &Order) -> Result<&str, ChannelError> {
        match order.way {
            Way::Qr => Ok("B2C-API-DISPLAYCODE"),
            Way::Page => self.settings.page_scene.as_deref().ok_or(ChannelError::NotOffered),
            Way::Wallet => Err(ChannelError::NotOffered),
        }
    }

    /// Asks the bank to await money for an order; what it said.
    pub(super) async fn ask_place(
        &self,
        order: &Order,
        code: &str,
    ) -> Result<String, ChannelError> {
        let jump_url =
            (order.way == Way::Page).then(|| self.places.back_url(ChannelKind::Bocom, order.id));
        let ask = Place {
            mer_ptc_id: &self.merchant.0,
            mer_trade_date: day(order.opened),
            mer_trade_time: text::beijing(order.opened, "%H%M%S"),
            pay_mer_tran_no: order.number(),
            total_amount: order.total,
            currency: "CNY",
            location: "ONLINE",
            tran_scene: self.scene(order)?,
            tran_content: text::description(order, Self::CONTENT_MAX),
            valid_period: text::beijing(order.until, "%Y%m%d%H%M%S"),
            notify_url: &self.settings.notify_url,
            jump_url,
            require_fields: REQUIRED,
        };
        match self.say(code, &ask).await?.at_once()? {
            Ok(body) => Ok(body),
            Err(refusal) => Err(self.why_not_placed(order, refusal).await?),
        }
    }

    /// Why an order was refused: a number that the bank already has is asked about, because its
    /// order may be paid or closed.
    async fn why_not_placed(
        &self,
        order: &Order,
        refusal: Refusal,
    ) -> Result<ChannelError, ChannelError> {
        match self.ask_about(order).await? {
            Ok(Outcome::Paid(_)) => Ok(ChannelError::AlreadyPaid),
            Ok(Outcome::Closed) => Ok(ChannelError::Closed),
            Ok(Outcome::Pending | Outcome::Absent) | Err(_) => Ok(refusal.for_good()),
        }
    }

    /// Whether the bank takes no money for `order` any more, and none is on its way.
    pub(super) fn over(&self, order: &Order) -> bool {
        self.outside.clock.now() >= order.until + Self::GRACE_HOURS.hours()
    }

    /// What became of an order, or why the bank does not say.
    pub(super) async fn ask_about(
        &self,
        order: &Order,
    ) -> Result<Result<Outcome, Refusal>, ChannelError> {
        let ask = Query {
            mer_ptc_id: &self.merchant.0,
            mer_trade_date: day(order.opened),
            pay_mer_tran_no: order.number(),
            tran_scene: self.scene(order)?,
            require_fields: REQUIRED,
        };
        let over = self.over(order);
        let (body, said_at) = match self.say("MPNG020702", &ask).await? {
            Answer::Yes { body, said_at } => (body, said_at),
            Answer::Later => return Err(later().into()),
            Answer::No(refusal) if self.says_absent(&refusal) => return Ok(Ok(Outcome::Absent)),
            Answer::No(refusal) => return Ok(Err(refusal)),
        };
        let trade: Trade = read(&body)?;
        same(trade.pay_mer_tran_no.as_deref(), &order.number().to_string())?;
        match trade.tran_state {
            TranState::Success => {
                // Only an answer that names the order brings money.
                trade.pay_mer_tran_no.as_ref().ok_or(Doubt::Garbled(None))?;
                let now = self.outside.clock.now();
                let receipt = trade.receipt(order, now, said_at).map_err(Doubt::Unproved)?;
                Ok(Ok(Outcome::Paid(receipt)))
            }
            TranState::Failure => Ok(Ok(Outcome::Closed)),
            TranState::Process if over => Ok(Ok(Outcome::Closed)),
            TranState::Process => Ok(Ok(Outcome::Pending)),
        }
    }

    /// What became of a refund, or why the bank does not say.
    pub(super) async fn ask_about_refund(
        &self,
        order: &Order,
        refund: &Refund,
    ) -> Result<Result<Refunded, Refusal>, ChannelError> {
        let ask = QueryRefund {
            mer_ptc_id: &self.merchant.0,
            refund_mer_tran_no: refund.number(),
            mer_refund_date: day(refund.opened),
            tran_scene: self.scene(order)?,
        };
        let body = match self.say("MPNG020703", &ask).await? {
            Answer::Yes { body, .. } => body,
            Answer::Later => return Err(later().into()),
            Answer::No(refusal) if self.says_absent(&refusal) => return Ok(Ok(Refunded::Absent)),
            Answer::No(refusal) => return Ok(Err(refusal)),
        };
        let said: GivenBack = read(&body)?;
        match said.state() {
            (Some(TranState::Success), _) => Ok(Ok(Refunded::Done(returned(said, refund)?))),
            (Some(TranState::Process), _) => Ok(Ok(Refunded::Pending)),
            (Some(TranState::Failure), code) => Ok(Ok(Refunded::Failed { code })),
            (None, _) => Err(Doubt::Garbled(None).into()),
        }
    }

    /// Whether they say that they never heard of it.
    pub(super) fn says_absent(&self, refusal: &Refusal) -> bool {
        self.settings.absent_codes.contains(&refusal.code)
    }
}

/// The Beijing day of `instant`, as the bank writes days.
pub(super) fn day(instant: Timestamp) -> String {
    text::beijing(instant, "%Y%m%d")
}

/// An answer about another order is no answer.
pub(super) fn same(said: Option<&str>, number: &str) -> Result<(), Doubt> {
    if said.is_none_or(|it| it == number) { Ok(()) } else { Err(Doubt::Garbled(None)) }
}

/// What went back. The bank does not promise to repeat the amount.
pub(super) fn returned(said: GivenBack, refund: &Refund) -> Result<Returned, Doubt> {
    if !said.is_of(&refund.number()) {
        return Err(Doubt::Garbled(None));
    }
    let amount = said.refund_amount.as_deref().map(text::yuan).transpose();
    let amount = amount.map_err(Doubt::Unproved)?.unwrap_or(refund.amount);
    Ok(Returned { refund: said.refund_order_no.unwrap_or_default(), amount, at: None })
}

/// The beginning of `words`, in `most` bytes at most.
pub(super) fn short(words: &str, most: usize) -> String {
    let mut words = words.to_owned();
    words.retain(|it| !it.is_control());
    words.truncate(words.floor_char_boundary(most));
    words
}

/// The bank says only that it is at it.
pub(super) fn later() -> Doubt {
    Doubt::Status { status: 200, code: "P".to_owned() }
}
