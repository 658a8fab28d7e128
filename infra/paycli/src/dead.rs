use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::types::{Message, QueueAttributeName};
use std::collections::HashSet;
use std::error::Error;
use std::io::Write;
use std::time::Duration;

/// Letters that one look takes; SQS gives no more at once.
const BATCH: i32 = 10;

/// Letters that a listing shows.
const SHOWN: usize = 100;

/// Seconds for which a letter that is only looked at stays away from others.
const LOOK: i32 = 20;

/// Seconds for which a letter that is being sent back does.
const MOVE: i32 = 60;

/// Seconds to wait for a letter: all of SQS's servers are asked then, and none is missed.
const WAIT: i32 = 1;

/// The attribute with the trace by which all logs know a message; one without is known by its id.
const TRACE: &str = "trace";

/// Shows what lies in the dead-letter queue at `queue`, and lets go of it again: who looks first and
/// sends back then finds every letter there. Nothing personal is ever in a message.
pub async fn list(
    client: &Client,
    queue: &str,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let attributes = client
        .get_queue_attributes()
        .queue_url(queue)
        .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
        .send()
        .await?;
    let count = attributes
        .attributes
        .and_then(|it| it.get(&QueueAttributeName::ApproximateNumberOfMessages).cloned())
        .unwrap_or_default();
    writeln!(out, "about {count} dead letters")?;
    let (mut seen, mut held) = (HashSet::new(), Vec::new());
    while seen.len() < SHOWN {
        let mut fresh = false;
        for letter in take(client, queue, LOOK).await? {
            held.extend(letter.receipt_handle);
            let id = letter.message_id.unwrap_or_default();
            if seen.insert(id.clone()) {
                fresh = true;
                let trace = letter.message_attributes.and_then(|mut it| it.remove(TRACE));
                let trace = trace.and_then(|it| it.string_value).unwrap_or_else(|| id.clone());
                writeln!(out, "{id}  {trace}  {}", letter.body.as_deref().unwrap_or_default())?;
            }
        }
        if !fresh {
            break;
        }
    }
    for receipt in held {
        let back = client.change_message_visibility().queue_url(queue).receipt_handle(receipt);
        // One whose time ran out meanwhile is back by itself.
        let _ = back.visibility_timeout(0).send().await;
    }
    Ok(())
}

/// Sends every dead letter back to the queue at `to`.
///
/// A letter is deleted only after it was sent: a crash in between delivers it twice, which every
/// worker of ours takes in its stride, and never not at all.
pub async fn redrive(
    client: &Client,
    queue: &str,
    to: &str,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let mut moved = 0;
    loop {
        let letters = take(client, queue, MOVE).await?;
        if letters.is_empty() {
            writeln!(out, "{moved} letters sent back")?;
            return Ok(());
        }
        for letter in letters {
            let (Some(body), Some(receipt)) = (letter.body, letter.receipt_handle) else {
                continue;
            };
            let back = client.send_message().queue_url(to).message_body(body);
            back.set_message_attributes(letter.message_attributes).send().await?;
            client.delete_message().queue_url(queue).receipt_handle(receipt).send().await?;
            moved += 1;
        }
    }
}

/// The functions' clients give up after a second, which is how long an empty queue lets us wait.
fn patient() -> TimeoutConfig {
    let each = Duration::from_secs(10);
    TimeoutConfig::builder().operation_attempt_timeout(each).operation_timeout(3 * each).build()
}

async fn take(client: &Client, queue: &str, hidden: i32) -> Result<Vec<Message>, Box<dyn Error>> {
    let taken = client
        .receive_message()
        .queue_url(queue)
        .max_number_of_messages(BATCH)
        .message_attribute_names("All")
        .visibility_timeout(hidden)
        .wait_time_seconds(WAIT)
        .customize()
        .config_override(Builder::new().timeout_config(patient()))
        .send()
        .await?;
    Ok(taken.messages.unwrap_or_default())
}
