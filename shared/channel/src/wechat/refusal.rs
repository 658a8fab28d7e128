use super::Answer;
use super::wire::Refusal;
use crate::{ChannelError, Doubt};
use http::StatusCode;

/// What an answer without a signature says. Refusals never have one.
pub(super) fn refused(status: StatusCode, body: &[u8]) -> Result<Answer, ChannelError> {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    // These may come after they acted, and 202 means that they are still at it.
    let unsure = [
        "SYSTEM_ERROR",
        "SYSTEMERROR",
        "BANKERROR",
        "FREQUENCY_LIMITED",
        "FREQUENCY_LIMIT_EXCEED",
        "RATELIMIT_EXCEEDED",
        "SERVICE_UNAVAILABLE",
        "USERPAYING",
    ];
    let plain = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
    if plain && !unsure.contains(&refusal.code.as_str()) {
        return Ok(Answer::No(status, refusal));
    }
    Err(Doubt::Status { status: status.as_u16(), code: refusal.code }.into())
}

impl Refusal {
    /// Whether they say that they never heard of the order.
    pub(super) fn says_absent(&self) -> bool {
        matches!(self.code.as_str(), "ORDER_NOT_EXIST" | "ORDERNOTEXIST")
    }

    /// What a refusal that will stay means, in the spellings of both generations.
    pub(super) fn final_at(self, status: StatusCode) -> ChannelError {
        match self.code.as_str() {
            "ORDER_PAID" | "ORDERPAID" => ChannelError::AlreadyPaid,
            "ORDER_CLOSED" | "ORDERCLOSED" => ChannelError::Closed,
            _ => ChannelError::Refused {
                status: status.as_u16(),
                code: self.code,
                message: self.message,
            },
        }
    }
}
