//! The two queues: verified receipts on their way to the books, and orders to ask providers about.
//!
//! **Invariant:** nothing personal is ever in a message: numbers, amounts and instants only.

use aws_sdk_sqs::error::DisplayErrorContext;
use domain::{Fault, FaultKind, OrderNumber, Receipt};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// A queue of `T`.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    client: aws_sdk_sqs::Client,
    url: String,
    of: PhantomData<fn(T)>,
}

/// Receipts to settle.
pub type Receipts = Queue<Receipt>;

/// Orders to ask the provider about.
pub type Chases = Queue<Chase>;

/// An order to ask its provider about, and how often that was done before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chase {
    pub number: OrderNumber,
    pub asked: u32,
}

/// The queue did not take a message: whoever sent it must not say that it did.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("the queue did not take the message: {0}")]
    Unavailable(String),
}

impl<T: Serialize> Queue<T> {
    /// The longest that SQS keeps a message back, in seconds.
    pub const DELAY_MAX: u32 = 900;

    /// The queue at `url`.
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into(), of: PhantomData }
    }

    /// Puts `message` on the queue. When this returns, it is safe.
    pub async fn push(&self, message: &T) -> Result<(), QueueError> {
        self.push_later(message, 0).await
    }

    /// Puts `message` on the queue, to be seen in `seconds` (at most [`Self::DELAY_MAX`] counts).
    pub async fn push_later(&self, message: &T, seconds: u32) -> Result<(), QueueError> {
        let body = serde_json::to_string(message).expect("messages are plain JSON");
        let seconds = i32::try_from(seconds.min(Self::DELAY_MAX)).expect("at most 900");
        let send = self.client.send_message().queue_url(&self.url).message_body(body);
        let sent = send.delay_seconds(seconds).send().await;
        sent.map(drop)
            .map_err(|error| QueueError::Unavailable(DisplayErrorContext(error).to_string()))
    }
}

impl Fault for QueueError {
    fn kind(&self) -> FaultKind {
        FaultKind::Unavailable
    }

    fn code(&self) -> &'static str {
        "queue-unavailable"
    }
}
