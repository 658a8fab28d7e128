use std::time::Duration;

use aws_sdk_sqs::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::{
        MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName,
        SendMessageBatchRequestEntry,
    },
};
use local::{Counts, Mishap, Options, System, When};

use crate::{SOON, options, start, told};

fn sqs(system: &System) -> Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(system.sqs_url())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("cn-north-1"))
        .build();
    Client::from_conf(config)
}

async fn send(system: &System, body: &str) {
    let send = sqs(system).send_message().queue_url(system.queue_url("Jobs"));
    send.message_body(body).send().await.expect("the queue takes it");
}

/// Both are in the queue before a worker hears of either.
async fn send_together(system: &System, bodies: [&str; 2]) {
    let entries = bodies.map(|body| {
        let entry = SendMessageBatchRequestEntry::builder().id(body).message_body(body);
        entry.build().expect("it has an id and a body")
    });
    let batch = sqs(system).send_message_batch().queue_url(system.queue_url("Jobs"));
    batch.set_entries(Some(entries.into())).send().await.expect("the queue takes them");
}

#[tokio::test]
async fn a_message_reaches_the_worker_and_is_gone() {
    let system = start().await;

    send(&system, "good").await;
    system.drain_queues(SOON).await.unwrap();

    told(system.log(), r#"batch of ["good"]"#).await;
    assert_eq!(system.counts("Jobs"), Some(Counts::default()));
    assert!(system.dead_letters().is_empty());
}

#[tokio::test]
async fn only_the_failed_message_of_a_batch_comes_back_and_dies_in_the_end() {
    let system = start().await;
    send_together(&system, ["good", "bad"]).await;

    system.drain_queues(SOON).await.unwrap();

    let dead = system.dead_letters();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].queue, "Dead");
    assert_eq!(dead[0].message.body, "bad");
    assert_eq!(dead[0].message.receives, 2);
    let handled = system.log().lines().iter().filter(|it| it.contains(r#""good""#)).count();
    assert_eq!(handled, 1);
}

/// A worker that dies, or whose time runs out, says nothing of any message in its hands.
#[tokio::test]
async fn a_crash_fails_the_whole_batch_and_the_queue_lives_on() {
    for body in ["crash", "slow"] {
        let system = start().await;

        send_together(&system, ["fine", body]).await;
        system.drain_queues(SOON).await.unwrap();
        send(&system, "good").await;
        system.drain_queues(SOON).await.unwrap();

        let mut dead: Vec<_> =
            system.dead_letters().into_iter().map(|it| it.message.body).collect();
        dead.sort_unstable();
        let mut both = ["fine", body];
        both.sort_unstable();
        assert_eq!(dead, both, "nobody knows that one of them was done");
        told(system.log(), r#"batch of ["good"]"#).await;
    }
}

#[tokio::test]
async fn a_batch_may_be_delivered_twice() {
    let system = start().await;
    system.faults().befall("Worker", Mishap::DeliveredTwice, When::Next(1));

    send(&system, "good").await;
    system.drain_queues(SOON).await.unwrap();

    told(system.log(), r#"batch of ["good"]"#).await;
    let heard = system.log().lines().iter().filter(|it| it.contains("batch of")).count();
    assert_eq!(heard, 2);
}

#[tokio::test]
async fn a_delayed_message_waits_until_it_is_hastened() {
    let system = start().await;
    let send = sqs(&system).send_message().queue_url(system.queue_url("Jobs"));
    send.message_body("later").delay_seconds(900).send().await.unwrap();

    system.drain_queues(SOON).await.unwrap();
    assert_eq!(system.counts("Jobs").unwrap().delayed, 1);
    system.hasten_queues();
    system.drain_queues(SOON).await.unwrap();

    assert_eq!(system.counts("Jobs"), Some(Counts::default()));
    told(system.log(), r#"batch of ["later"]"#).await;
}

/// `Dead` feeds nobody, so that the SDK has it for itself.
#[tokio::test]
async fn the_sdk_receives_hides_deletes_and_counts() {
    let system = start().await;
    let (sqs, url) = (sqs(&system), system.queue_url("Dead"));
    sqs.send_message().queue_url(&url).message_body("金额 4800.00").send().await.unwrap();

    let receive = || {
        sqs.receive_message()
            .queue_url(&url)
            .wait_time_seconds(1)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .send()
    };
    let first = receive().await.unwrap().messages.unwrap();
    let receipt = first[0].receipt_handle.as_deref().unwrap();
    assert_eq!(first[0].body.as_deref(), Some("金额 4800.00"));
    let hide = sqs.change_message_visibility().queue_url(&url).receipt_handle(receipt);
    hide.visibility_timeout(0).send().await.unwrap();

    let second = receive().await.unwrap().messages.unwrap();
    let count = &MessageSystemAttributeName::ApproximateReceiveCount;
    assert_eq!(second[0].attributes.as_ref().unwrap()[count], "2");
    let attributes = sqs.get_queue_attributes().queue_url(&url);
    let attributes = attributes.attribute_names(QueueAttributeName::All).send().await.unwrap();
    let attributes = attributes.attributes.unwrap();
    assert_eq!(attributes[&QueueAttributeName::ApproximateNumberOfMessagesNotVisible], "1");

    let receipt = second[0].receipt_handle.as_deref().unwrap();
    sqs.delete_message().queue_url(&url).receipt_handle(receipt).send().await.unwrap();
    assert_eq!(system.counts("Dead"), Some(Counts::default()));
}

#[tokio::test]
async fn what_sqs_refuses_is_refused_with_its_own_errors() {
    let system = start().await;
    let (sqs, url) = (sqs(&system), system.queue_url("Dead"));

    let stranger = sqs.send_message().queue_url(format!("{url}x")).message_body("a").send().await;
    assert!(stranger.unwrap_err().into_service_error().is_queue_does_not_exist());
    let control = sqs.send_message().queue_url(&url).message_body("\u{1}").send().await;
    assert!(control.unwrap_err().into_service_error().is_invalid_message_contents());
    let garbage = sqs.delete_message().queue_url(&url).receipt_handle("x").send().await;
    assert!(garbage.unwrap_err().into_service_error().is_receipt_handle_is_invalid());
}

#[tokio::test]
async fn attributes_come_along_where_they_are_asked_for() {
    let system = start().await;
    let (sqs, url) = (sqs(&system), system.queue_url("Dead"));
    let trace = MessageAttributeValue::builder().data_type("String").string_value("t1");
    let send = sqs.send_message().queue_url(&url).message_body("a");
    send.message_attributes("trace", trace.build().unwrap()).send().await.unwrap();

    for (named, given) in [("All", Some("t1")), ("trace", Some("t1")), ("other", None)] {
        let look = sqs.receive_message().queue_url(&url).visibility_timeout(0);
        let seen = look.message_attribute_names(named).send().await.unwrap();
        let attributes = seen.messages()[0].message_attributes();
        let trace = attributes.and_then(|it| it.get("trace")?.string_value());
        assert_eq!(trace, given, "{named}");
    }
}

#[tokio::test]
async fn a_restart_finds_the_messages_again() {
    let storage = std::env::temp_dir().join(format!("campus-queues-{}", std::process::id()));
    let kept = || Options { storage: Some(storage.clone()), ..options() };
    let system = System::start(kept()).await.unwrap();
    let send = sqs(&system).send_message().queue_url(system.queue_url("Dead"));
    send.message_body("kept").send().await.unwrap();
    drop(system);

    let system = System::start(kept()).await.unwrap();

    assert_eq!(system.counts("Dead").unwrap().waiting, 1);
    assert_eq!(system.dead_letters()[0].message.body, "kept");
    // Not tested by sleeping: the journal is written before a send is answered.
    assert!(storage.join("queues.journal").metadata().unwrap().len() > 0);
    drop(system);
    tokio::time::sleep(Duration::from_millis(100)).await;
    std::fs::remove_dir_all(storage).unwrap();
}
