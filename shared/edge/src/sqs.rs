use crate::{Problem, log, metric};
use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures::StreamExt;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::de::DeserializeOwned;
use trail::{Listener, Trace};

/// Messages of one batch that are in hand at once: each needs a connection to the table of its own.
const IN_HAND_MAX: usize = 4;

/// Serves a queue of `school`'s for as long as this Lambda lives.
pub async fn drain<D, T, H, F>(school: &str, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    T: DeserializeOwned,
    H: Fn(&'static D, T) -> F,
    F: Future<Output = Result<(), Problem>>,
{
    log::start::<D>(school);
    let deps: &'static D = Box::leak(Box::new(deps));
    let handle = &handle;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, Error>(drain_batch(deps, handle, event.payload, metric::write).await)
    }))
    .await
}

/// Handles a batch's messages and gives back, alone, those that should come again. Each is a run of
/// its own, in the trace of whoever sent it; `listener` hears what they tell.
pub async fn drain_batch<D, T, H, F>(
    deps: &'static D,
    handle: &H,
    event: SqsEvent,
    listener: Listener,
) -> SqsBatchResponse
where
    D: Sync,
    T: DeserializeOwned,
    H: Fn(&'static D, T) -> F,
    F: Future<Output = Result<(), Problem>>,
{
    let one = |message| {
        let trace = trace(&message);
        log::run(trace, listener, one(deps, handle, message))
    };
    let failed = futures::stream::iter(event.records).map(one).buffer_unordered(IN_HAND_MAX);
    let mut again = SqsBatchResponse::default();
    again.batch_item_failures = failed.filter_map(std::future::ready).collect().await;
    again
}

async fn one<D, T, H, F>(
    deps: &'static D,
    handle: &H,
    message: SqsMessage,
) -> Option<BatchItemFailure>
where
    T: DeserializeOwned,
    H: Fn(&'static D, T) -> F,
    F: Future<Output = Result<(), Problem>>,
{
    let id = message.message_id.unwrap_or_default();
    let story = match serde_json::from_str(message.body.as_deref().unwrap_or_default()) {
        Ok(payload) => handle(deps, payload).await.err().map(|problem| problem.story()),
        Err(error) => Some(format!("the message cannot be read: {error}")),
    };
    story.map(|story| {
        tracing::error!(message.id = id, "message goes back to the queue: {story}");
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = id;
        failure
    })
}

/// The trace that `message` brings along. One that brings none, sent by hand, begins one: its own
/// number, which is the same each time that it comes.
fn trace(message: &SqsMessage) -> Trace {
    let sent = message.message_attributes.get(Trace::ATTRIBUTE);
    let sent = sent.and_then(|it| it.string_value.as_deref());
    Trace::first([sent, message.message_id.as_deref()])
}
