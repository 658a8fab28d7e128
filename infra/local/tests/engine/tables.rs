use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    types::{AttributeValue, Put, TransactWriteItem},
};
use local::{Options, System, TableFault, When};

use crate::{options, start};

/// Without the retries of the SDK, so that one fault is one error.
fn tables(system: &System) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(system.dynamodb_url())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("cn-north-1"))
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

async fn put(client: &Client, key: &str) -> Result<(), aws_sdk_dynamodb::Error> {
    client.put_item().table_name("Rows").item("pk", text(key)).send().await?;
    Ok(())
}

async fn has(client: &Client, key: &str) -> bool {
    let found = client.get_item().table_name("Rows").key("pk", text(key)).send().await;
    found.expect("the table answers").item.is_some()
}

#[tokio::test]
async fn a_row_is_kept_over_a_restart() {
    let storage = std::env::temp_dir().join(format!("campus-tables-{}", std::process::id()));
    let kept = || Options { storage: Some(storage.clone()), ..options() };
    let system = System::start(kept()).await.unwrap();
    put(&tables(&system), "ada").await.unwrap();
    drop(system);
    // SQLite is closed when the last connection of the old system is.
    tokio::time::sleep(Duration::from_millis(100)).await;

    let system = System::start(kept()).await.unwrap();

    assert!(has(&tables(&system), "ada").await);
    drop(system);
    tokio::time::sleep(Duration::from_millis(100)).await;
    std::fs::remove_dir_all(storage).unwrap();
}

#[tokio::test]
async fn a_throttle_and_a_server_error_refuse_and_change_nothing() {
    let system = start().await;
    let client = tables(&system);
    system.faults().at_table(TableFault::Throttled, When::Next(1));
    system.faults().at_table(TableFault::Broken, When::Next(1));

    let throttled = put(&client, "a").await.unwrap_err();
    let broken = put(&client, "b").await.unwrap_err();

    let is_throttled =
        matches!(throttled, aws_sdk_dynamodb::Error::ProvisionedThroughputExceededException(_));
    assert!(is_throttled);
    assert!(matches!(broken, aws_sdk_dynamodb::Error::InternalServerError(_)));
    assert!(!has(&client, "a").await && !has(&client, "b").await);
}

#[tokio::test]
async fn a_lost_answer_is_an_error_after_the_deed() {
    let system = start().await;
    let client = tables(&system);
    system.faults().at_table(TableFault::AnswerLost, When::Next(1));

    assert!(put(&client, "ada").await.is_err());

    assert!(has(&client, "ada").await);
}

#[tokio::test]
async fn a_conflict_cancels_a_transaction_with_its_reason() {
    let system = start().await;
    let client = tables(&system);
    system.faults().at_table(TableFault::Conflict, When::Next(1));
    let write = |key: &str| {
        let put = Put::builder().table_name("Rows").item("pk", text(key)).build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    let transact = || {
        let items = client.transact_write_items();
        items.transact_items(write("a")).transact_items(write("b")).send()
    };

    // A call that cannot conflict passes and leaves the plan alone.
    put(&client, "c").await.unwrap();
    let cancelled = transact().await.unwrap_err().into_service_error();

    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError
        ::TransactionCanceledException(cancelled) = cancelled else { panic!("{cancelled}") };
    let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|it| it.code()).collect();
    assert_eq!(codes, [Some("TransactionConflict"), Some("None")]);
    transact().await.unwrap();
}

#[tokio::test]
async fn a_slow_table_is_slow_for_as_long_as_planned() {
    let system = start().await;
    let client = tables(&system);
    put(&client, "warm").await.unwrap();
    system.faults().at_table(TableFault::Slow(Duration::from_millis(300)), When::Next(1));

    let begun = Instant::now();
    put(&client, "ada").await.unwrap();

    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn expired_rows_are_swept() {
    let system = start().await;
    let client = tables(&system);
    let past = AttributeValue::N("1000".to_owned());
    let put_expired = client.put_item().table_name("Rows").item("pk", text("old"));
    put_expired.item("expires", past).send().await.unwrap();
    put(&client, "fresh").await.unwrap();

    assert_eq!(system.sweep_expired().unwrap(), 1);

    assert!(has(&client, "fresh").await && !has(&client, "old").await);
}
