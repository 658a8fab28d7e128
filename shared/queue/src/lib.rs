//! The queues: verified receipts on their way to the books, orders to ask providers about, and
//! refunds to bring to their end.
//!
//! **Invariant:** nothing personal is ever in a message: numbers, amounts and instants only.
//! **Invariant:** a message bears the trace of the run that sends it, so that what comes of it is
//! found by the same number.

use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::MessageAttributeValue;
use domain::{Chain, Fault, FaultKind, OrderNumber, Receipt, RefundNumber};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::marker::PhantomData;
use trail::Trace;

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
    #[serde(default)]
    pub chain: Chain,
}

/// Refunds to bring to their end.
pub type Refunds = Queue<Refunding>;

/// A refund to ask its provider for or about, and how often that was done before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refunding {
    pub number: RefundNumber,
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
        let trace = trail::trace().map(|it| HashMap::from([(Trace::ATTRIBUTE.into(), text(&it))]));
        let send = send.delay_seconds(seconds).set_message_attributes(trace);
        let sent = send.send().await;
        sent.map(drop)
            .map_err(|error| QueueError::Unavailable(DisplayErrorContext(error).to_string()))
    }
}

fn text(trace: &Trace) -> MessageAttributeValue {
    let text = MessageAttributeValue::builder().data_type("String").string_value(trace.as_str());
    text.build().expect("it has a type")
}

impl Fault for QueueError {
    fn kind(&self) -> FaultKind {
        FaultKind::Unavailable
    }

    fn code(&self) -> &'static str {
        "queue-unavailable"
    }
}
