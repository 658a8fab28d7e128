use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata, SdkError};
use domain::{Fault, FaultKind, OrderId};
use std::error::Error;

/// Why the tables did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("there is no such order")]
    NoSuchOrder,
    #[error("there is no such person")]
    NoSuchPerson,
    #[error("the session was ended")]
    SignedOut,
    #[error("there is no such import, or it was left too long")]
    NoSuchImport,
    #[error("order {0} was opened with other contents")]
    OrderDiffers(OrderId),
    #[error("a bill changed or is being paid")]
    BillHeld,
    #[error("that user of the official account is bound to somebody else")]
    BoundElsewhere,
    #[error("the provider itself told the statement of that day")]
    StatementByProvider,
    #[error("somebody else wrote first")]
    Raced,
    #[error("too many wrote the same rows at once")]
    Busy(#[source] Box<dyn Error + Send + Sync>),
    #[error("the table did not answer")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    #[error("the table refused the request")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    #[error("a row cannot be read or written")]
    Row(#[from] serde_dynamo::Error),
    #[error("a row holds what it should not: {0}")]
    Nonsense(&'static str),
    #[error("the payment is in the books already, for another order")]
    CountedElsewhere,
    #[error("nothing can be decided about this person's money")]
    LedgerBroken(#[from] domain::ledger::Broken),
}

/// Answers after which the same request may well succeed.
const PASSING: [&str; 8] = [
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    // A transaction on the same row, such as a sign-in beside a reset.
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl<E> From<SdkError<E>> for StoreError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let refused = match error.as_service_error() {
            Some(said) => !said.code().is_some_and(|code| PASSING.contains(&code)),
            None => matches!(error, SdkError::ConstructionFailure(_)),
        };
        if refused { Self::Refused(error.into()) } else { Self::Unavailable(error.into()) }
    }
}

impl From<BuildError> for StoreError {
    fn from(error: BuildError) -> Self {
        Self::Refused(error.into())
    }
}

impl Fault for StoreError {
    fn kind(&self) -> FaultKind {
        match self {
            Self::NoSuchOrder | Self::NoSuchPerson | Self::NoSuchImport => FaultKind::Missing,
            Self::SignedOut => FaultKind::Stranger,
            Self::OrderDiffers(_)
            | Self::BillHeld
            | Self::BoundElsewhere
            | Self::StatementByProvider => FaultKind::Conflict,
            Self::Raced | Self::Busy(_) | Self::Unavailable(_) => FaultKind::Unavailable,
            Self::Refused(_)
            | Self::Row(_)
            | Self::Nonsense(_)
            | Self::CountedElsewhere
            | Self::LedgerBroken(_) => FaultKind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchOrder => "no-such-order",
            Self::NoSuchPerson => "no-such-person",
            Self::NoSuchImport => "no-such-import",
            Self::SignedOut => "signed-out",
            Self::OrderDiffers(_) => "order-differs",
            Self::BillHeld => "bill-held",
            Self::BoundElsewhere => "bound-elsewhere",
            Self::StatementByProvider => "statement-by-provider",
            Self::Raced => "raced",
            Self::Busy(_) => "busy",
            Self::Unavailable(_) => "table-unavailable",
            Self::Refused(_) | Self::Row(_) | Self::Nonsense(_) => "table-broken",
            Self::CountedElsewhere => "counted-elsewhere",
            Self::LedgerBroken(_) => "ledger-broken",
        }
    }
}
