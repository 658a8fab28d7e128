use channel::ChannelError;
use domain::reconcile::ReportState;
use domain::{Fault, FaultKind};

/// What a day comes to whose statement could not be had. A provider that does not answer is asked
/// again; a file that is not a statement is refused whole, and asked for again as well.
pub(crate) fn because(error: &ChannelError) -> ReportState {
    if error.is_silence() {
        tracing::warn!("the provider gave no statement: {error}");
        return ReportState::Waiting;
    }
    let code = error.torn().unwrap_or(error.code());
    if error.kind() == FaultKind::Unavailable {
        tracing::warn!(code, "a statement is refused: {error}");
    } else {
        tracing::error!(code, "the provider cannot be asked for statements: {error}");
    }
    ReportState::Refused { code: code.to_owned() }
}
