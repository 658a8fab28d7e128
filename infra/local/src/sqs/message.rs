//! A message, and a message in somebody's hand.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::digest;
use crate::{
    clock::{self, Millis},
    template::arn,
};

/// A message as a queue keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Given by the queue that first took it; it keeps it in a dead-letter queue.
    pub id: String,
    /// What was sent.
    pub body: String,
    /// Message attributes as sent, or null.
    #[serde(default)]
    pub attributes: Value,
    /// When it was sent.
    pub sent_ms: Millis,
    /// When somebody first received it.
    pub first_received_ms: Option<Millis>,
    /// How often it was received.
    pub receives: u32,
    /// From when on it may be received.
    pub visible_ms: Millis,
    /// The receipt under which it was last handed out.
    pub receipt: Option<String>,
    /// The queue that gave it up, if this is a dead letter.
    pub given_up_by: Option<String>,
}

/// A message handed out, under the receipt by which it is deleted.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// The message as it was when handed out.
    pub(crate) message: Message,
    /// Deletes it, or hides it longer.
    pub(crate) receipt: String,
}

impl Message {
    /// A message not yet in any queue.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            id: clock::draw(),
            body: body.into(),
            attributes: Value::Null,
            sent_ms: 0,
            first_received_ms: None,
            receives: 0,
            visible_ms: 0,
            receipt: None,
            given_up_by: None,
        }
    }

    pub(super) fn with_attributes(self, attributes: Value) -> Self {
        Self { attributes, ..self }
    }

    fn system_attributes(&self) -> Value {
        let mut attributes = json!({
            "SenderId": "AIDALOCALLOCALLOCALLO",
            "SentTimestamp": self.sent_ms.to_string(),
            "ApproximateReceiveCount": self.receives.to_string(),
            "ApproximateFirstReceiveTimestamp":
                self.first_received_ms.unwrap_or_default().to_string(),
        });
        if let Some(queue) = &self.given_up_by {
            attributes["DeadLetterQueueSourceArn"] = arn("sqs", queue).into();
        }
        attributes
    }
}

impl Delivery {
    /// As `ReceiveMessage` answers it: of the attributes of a message, it gives those that were
    /// asked for, and their sum.
    pub(super) fn on_the_wire(&self, named: &HashSet<&str>) -> Value {
        let message = &self.message;
        let mut out = json!({
            "MessageId": message.id,
            "ReceiptHandle": self.receipt,
            "Body": message.body,
            "MD5OfBody": digest::of_body(&message.body),
            "Attributes": message.system_attributes(),
        });
        let all = named.contains("All") || named.contains(".*");
        let attributes = message.attributes.as_object().into_iter().flatten();
        let given: Value = attributes
            .filter(|(name, _)| all || named.contains(name.as_str()))
            .map(|(name, it)| (name.clone(), it.clone()))
            .collect();
        if let Some(md5) = digest::of_attributes(&given) {
            out["MessageAttributes"] = given;
            out["MD5OfMessageAttributes"] = md5.into();
        }
        out
    }

    /// As a function finds it among its `Records`.
    pub(crate) fn as_record(&self, queue_arn: &str) -> Value {
        let message = &self.message;
        let attributes = message.attributes.as_object().into_iter().flatten();
        let attributes = attributes.map(|(name, it)| {
            let attribute = json!({
                "dataType": it["DataType"],
                "stringValue": it["StringValue"],
                "binaryValue": it["BinaryValue"],
                "stringListValues": [],
                "binaryListValues": [],
            });
            (name.clone(), attribute)
        });
        json!({
            "messageId": message.id,
            "receiptHandle": self.receipt,
            "body": message.body,
            "md5OfBody": digest::of_body(&message.body),
            "attributes": message.system_attributes(),
            "messageAttributes": attributes.collect::<serde_json::Map<_, _>>(),
            "eventSource": "aws:sqs",
            "eventSourceARN": queue_arn,
            "awsRegion": crate::template::REGION,
        })
    }
}
