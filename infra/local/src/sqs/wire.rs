//! The JSON protocol of SQS, as today's SDKs speak it.

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};

use super::{Queues, digest, message::Message};
use crate::template::arn;

const BODY_BYTES_MAX: usize = 1 << 20;
const BATCH_MAX: usize = 10;
const DELAY_SECONDS_MAX: u64 = 900;
const WAIT_SECONDS_MAX: u64 = 20;

/// A refusal: the code of the query protocol, the one of the JSON protocol, and words.
struct Refusal(&'static str, &'static str, String);

type Reply = Result<Value, Refusal>;

pub(crate) fn router(queues: Arc<Queues>) -> Router {
    Router::new().route("/", post(answer)).with_state(queues)
}

async fn answer(State(queues): State<Arc<Queues>>, headers: HeaderMap, body: Bytes) -> Response {
    const JSON: (&str, &str) = ("content-type", "application/x-amz-json-1.0");
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let ask = serde_json::from_slice(&body).unwrap_or(Value::Null);
    match act(&queues, target.trim_start_matches("AmazonSQS."), &ask).await {
        Ok(answer) => ([JSON], answer.to_string()).into_response(),
        Err(Refusal(query_code, code, message)) => {
            let error = ("x-amzn-query-error", format!("{query_code};Sender"));
            let body = json!({"__type": format!("com.amazonaws.sqs#{code}"), "message": message});
            let headers = [(JSON.0, JSON.1.to_owned()), error];
            (StatusCode::BAD_REQUEST, headers, body.to_string()).into_response()
        }
    }
}

async fn act(queues: &Queues, operation: &str, ask: &Value) -> Reply {
    if operation == "ListQueues" {
        let urls: Vec<_> = queues.names().iter().map(|it| queues.url_of(it)).collect();
        return Ok(json!({"QueueUrls": urls}));
    }
    let url = ask["QueueUrl"].as_str().and_then(|it| it.rsplit('/').next());
    let name = url.or_else(|| ask["QueueName"].as_str()).unwrap_or_default();
    if queues.spec(name).is_none() {
        return Err(Refusal(
            "AWS.SimpleQueueService.NonExistentQueue",
            "QueueDoesNotExist",
            "The specified queue does not exist.".to_owned(),
        ));
    }
    match operation {
        "SendMessage" => send(queues, name, ask),
        "SendMessageBatch" => batch(ask, |entry| send(queues, name, entry)),
        "ReceiveMessage" => receive(queues, name, ask).await,
        "DeleteMessage" => delete(queues, name, ask),
        "DeleteMessageBatch" => batch(ask, |entry| delete(queues, name, entry)),
        "ChangeMessageVisibility" => hide(queues, name, ask),
        "ChangeMessageVisibilityBatch" => batch(ask, |entry| hide(queues, name, entry)),
        "GetQueueUrl" => Ok(json!({"QueueUrl": queues.url_of(name)})),
        "GetQueueAttributes" => Ok(attributes(queues, name, ask)),
        "PurgeQueue" => {
            queues.purge(name);
            Ok(json!({}))
        }
        unknown => Err(Refusal("InvalidAction", "UnsupportedOperation", unknown.to_owned())),
    }
}

fn send(queues: &Queues, name: &str, ask: &Value) -> Reply {
    let body = ask["MessageBody"].as_str().unwrap_or_default();
    if body.is_empty() {
        let words = "The request must contain the parameter MessageBody.";
        return Err(Refusal("MissingParameter", "MissingParameter", words.to_owned()));
    }
    if body.len() > BODY_BYTES_MAX {
        return Err(invalid("Message must be shorter than 1048576 bytes."));
    }
    if !body.chars().all(is_xml) {
        let words = "Invalid characters found.";
        return Err(Refusal("InvalidMessageContents", "InvalidMessageContents", words.to_owned()));
    }
    let delay = ask["DelaySeconds"].as_u64();
    if delay.is_some_and(|it| it > DELAY_SECONDS_MAX) {
        return Err(invalid("DelaySeconds must be >= 0 and <= 900."));
    }
    let message = Message::new(body).with_attributes(ask["MessageAttributes"].clone());
    let mut answer = json!({"MessageId": message.id, "MD5OfMessageBody": digest::of_body(body)});
    if let Some(md5) = digest::of_attributes(&message.attributes) {
        answer["MD5OfMessageAttributes"] = md5.into();
    }
    queues.send(name, message, delay.map(Duration::from_secs));
    Ok(answer)
}

async fn receive(queues: &Queues, name: &str, ask: &Value) -> Reply {
    let max = ask["MaxNumberOfMessages"].as_u64().unwrap_or(1);
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    if !(1..=BATCH_MAX).contains(&max) {
        return Err(invalid("MaxNumberOfMessages must be between 1 and 10, if provided."));
    }
    let visibility = ask["VisibilityTimeout"].as_u64().map(Duration::from_secs);
    let wait = ask["WaitTimeSeconds"].as_u64().unwrap_or(0).min(WAIT_SECONDS_MAX);
    let taken = queues.receive(name, max, visibility, Duration::from_secs(wait)).await;
    let named = names(ask, "MessageAttributeNames");
    let messages: Vec<_> = taken.iter().map(|it| it.on_the_wire(&named)).collect();
    Ok(if messages.is_empty() { json!({}) } else { json!({"Messages": messages}) })
}

fn delete(queues: &Queues, name: &str, ask: &Value) -> Reply {
    queues.delete(name, receipt(ask)?);
    Ok(json!({}))
}

fn hide(queues: &Queues, name: &str, ask: &Value) -> Reply {
    let visibility = Duration::from_secs(ask["VisibilityTimeout"].as_u64().unwrap_or(0));
    match queues.hide(name, receipt(ask)?, visibility) {
        Some(()) => Ok(json!({})),
        None => Err(Refusal(
            "AWS.SimpleQueueService.MessageNotInflight",
            "MessageNotInflight",
            "The message referred to isn't in flight.".to_owned(),
        )),
    }
}

/// A receipt of the form we hand out; whether it is still good is the queue's to say.
fn receipt(ask: &Value) -> Result<&str, Refusal> {
    let receipt = ask["ReceiptHandle"].as_str().unwrap_or_default();
    if uuid::Uuid::parse_str(receipt).is_ok() {
        return Ok(receipt);
    }
    let words = "The input receipt handle is invalid.".to_owned();
    Err(Refusal("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", words))
}

fn attributes(queues: &Queues, name: &str, ask: &Value) -> Value {
    let (spec, counts) = queues.spec(name).zip(queues.counts(name)).expect("it was looked up");
    let mut all = Map::from_iter(
        [
            ("QueueArn", arn("sqs", name)),
            ("ApproximateNumberOfMessages", counts.waiting.to_string()),
            ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
            ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
            ("VisibilityTimeout", spec.visibility.as_secs().to_string()),
            ("DelaySeconds", spec.delay.as_secs().to_string()),
            ("MessageRetentionPeriod", spec.retention.as_secs().to_string()),
        ]
        .map(|(name, it)| (name.to_owned(), Value::from(it))),
    );
    if let Some(redrive) = spec.redrive {
        let target = arn("sqs", &redrive.to);
        let policy = json!({"deadLetterTargetArn": target, "maxReceiveCount": redrive.after});
        all.insert("RedrivePolicy".to_owned(), policy.to_string().into());
    }
    let wanted = names(ask, "AttributeNames");
    if !wanted.contains("All") {
        all.retain(|name, _| wanted.contains(name.as_str()));
    }
    json!({"Attributes": all})
}

fn names<'a>(ask: &'a Value, list: &str) -> HashSet<&'a str> {
    ask[list].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn batch(ask: &Value, mut one: impl FnMut(&Value) -> Reply) -> Reply {
    let entries = ask["Entries"].as_array().map(Vec::as_slice).unwrap_or_default();
    let refuse = |code: &'static str, words: &str, query: &'static str| {
        Err(Refusal(query, code, words.to_owned()))
    };
    if entries.is_empty() {
        let query = "AWS.SimpleQueueService.EmptyBatchRequest";
        return refuse("EmptyBatchRequest", "There should be at least one entry.", query);
    }
    if entries.len() > BATCH_MAX {
        let query = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest";
        return refuse("TooManyEntriesInBatchRequest", "There may be at most 10 entries.", query);
    }
    if entries.iter().map(|it| it["Id"].as_str()).collect::<HashSet<_>>().len() < entries.len() {
        let query = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct";
        return refuse("BatchEntryIdsNotDistinct", "An id is repeated.", query);
    }
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        match one(entry) {
            Ok(mut answer) => {
                answer["Id"] = entry["Id"].clone();
                successful.push(answer);
            }
            Err(Refusal(code, _, message)) => failed.push(json!({
                "Id": entry["Id"], "Code": code, "Message": message, "SenderFault": true,
            })),
        }
    }
    Ok(json!({"Successful": successful, "Failed": failed}))
}

fn invalid(reason: &str) -> Refusal {
    let words = format!("One or more parameters are invalid. Reason: {reason}");
    Refusal("InvalidParameterValue", "InvalidParameterValue", words)
}

/// SQS takes the characters that XML can carry.
fn is_xml(it: char) -> bool {
    matches!(it, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
