//! Event source mapping: batches from a queue into a function, and its verdict back.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::{
    faults::{Faults, Mishap},
    lambda::Function,
    log::Log,
    sqs::{Delivery, Queues},
    template::MappingSpec,
};

/// Lambda polls with SQS's longest wait.
const POLL: Duration = Duration::from_secs(20);
/// SQS hands out ten messages at most at a time.
const RECEIVE_MAX: usize = 10;

/// What a function said about its batch.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// All is done but these.
    Failed(HashSet<String>),
    /// Nothing counts as done.
    AllFailed,
}

/// One queue feeding one function.
pub(crate) struct Mapping {
    pub(crate) spec: MappingSpec,
    pub(crate) function: Arc<Function>,
    pub(crate) queues: Arc<Queues>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) log: Log,
    /// How soon failed messages come back, if sooner than the queue's visibility.
    pub(crate) retry_after: Option<Duration>,
}

impl Mapping {
    /// Feeds the function until `stop`.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mapping = Arc::new(self);
        let slots = Arc::new(Semaphore::new(mapping.spec.concurrency));
        let feed = async {
            while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
                let batch = mapping.gather().await;
                if !batch.is_empty() {
                    tokio::spawn(Arc::clone(&mapping).handle(batch, slot));
                }
            }
        };
        tokio::select! {
            () = feed => {}
            _ = stop.wait_for(|it| *it) => {}
        }
    }

    async fn gather(&self) -> Vec<Delivery> {
        let MappingSpec { queue, batch, window, .. } = &self.spec;
        let first = (*batch).min(RECEIVE_MAX);
        let mut gathered = self.queues.receive(queue, first, None, POLL).await;
        let begun = Instant::now();
        while !gathered.is_empty() && gathered.len() < *batch && begun.elapsed() < *window {
            let room = (*batch - gathered.len()).min(RECEIVE_MAX);
            let left = window.saturating_sub(begun.elapsed());
            gathered.extend(self.queues.receive(queue, room, None, left).await);
        }
        gathered
    }

    async fn handle(self: Arc<Self>, batch: Vec<Delivery>, _slot: OwnedSemaphorePermit) {
        let records: Vec<_> = batch.iter().map(|it| it.as_record(&self.spec.arn)).collect();
        let event = Bytes::from(json!({"Records": records}).to_string());
        let begun = Instant::now();
        let mut outcome = self.function.invoke(event.clone()).await;
        if self.faults.befalls(&self.function.spec.name, Mishap::DeliveredTwice) {
            outcome = self.function.invoke(event).await;
        }
        let verdict = match &outcome {
            Ok(answer) if self.spec.partial_failures => verdict(answer, &batch),
            Ok(_) => Verdict::Failed(HashSet::new()),
            Err(_) => Verdict::AllFailed,
        };
        let failed = self.apply(&verdict, &batch);
        let line = format!(
            "{} of {} messages of {} done, {} ms",
            batch.len() - failed,
            batch.len(),
            self.spec.queue,
            begun.elapsed().as_millis(),
        );
        if failed == 0 {
            self.log.event(self.function.folder(), &line);
        } else {
            self.log.trouble(self.function.folder(), &line);
        }
    }

    fn apply(&self, verdict: &Verdict, batch: &[Delivery]) -> usize {
        let mut failed = 0;
        for delivery in batch {
            let is_done = match verdict {
                Verdict::AllFailed => false,
                Verdict::Failed(ids) => !ids.contains(&delivery.message.id),
            };
            if is_done {
                self.queues.delete(&self.spec.queue, &delivery.receipt);
                continue;
            }
            failed += 1;
            if let Some(after) = self.retry_after {
                // `None` means that its visibility ended meanwhile: it is back already.
                let _ = self.queues.hide(&self.spec.queue, &delivery.receipt, after);
            }
        }
        failed
    }
}

/// What `ReportBatchItemFailures` means: an answer that names a message we did not send, or is not
/// of the documented form, fails the whole batch.
fn verdict(answer: &[u8], batch: &[Delivery]) -> Verdict {
    let answer: Value = match answer {
        [] => Value::Null,
        bytes => match serde_json::from_slice(bytes) {
            Ok(it) => it,
            Err(_) => return Verdict::AllFailed,
        },
    };
    let failures = match &answer["batchItemFailures"] {
        Value::Null => return Verdict::Failed(HashSet::new()),
        Value::Array(it) => it,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            return Verdict::AllFailed;
        }
    };
    let sent: HashSet<_> = batch.iter().map(|it| it.message.id.as_str()).collect();
    let mut ids = HashSet::new();
    for failure in failures {
        match failure["itemIdentifier"].as_str() {
            Some(id) if sent.contains(id) => ids.insert(id.to_owned()),
            _ => return Verdict::AllFailed,
        };
    }
    Verdict::Failed(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqs::Message;

    #[track_caller]
    fn check(answer: &str, expected: Option<&[&str]>) {
        let batch: Vec<_> = ["a", "b"]
            .map(|id| Message { id: id.to_owned(), ..Message::new("body") })
            .map(|message| Delivery { message, receipt: String::new() })
            .into();
        let expected = expected.map_or(Verdict::AllFailed, |ids| {
            Verdict::Failed(ids.iter().map(|it| (*it).to_owned()).collect())
        });

        assert_eq!(verdict(answer.as_bytes(), &batch), expected);
    }

    #[test]
    fn the_named_messages_failed_and_no_others() {
        check(r#"{"batchItemFailures": [{"itemIdentifier": "b"}]}"#, Some(&["b"]));
        check(r#"{"batchItemFailures": []}"#, Some(&[]));
        check(r#"{"batchItemFailures": null}"#, Some(&[]));
        check("null", Some(&[]));
        check("", Some(&[]));
    }

    #[test]
    fn an_answer_that_makes_no_sense_fails_the_whole_batch() {
        check(r#"{"batchItemFailures": [{"itemIdentifier": "stranger"}]}"#, None);
        check(r#"{"batchItemFailures": [{"itemIdentifier": null}]}"#, None);
        check(r#"{"batchItemFailures": "b"}"#, None);
        check("not json", None);
    }
}
