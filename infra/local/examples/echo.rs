//! The function that the engine's own tests run: it does what its event says.

use std::{process, time::Duration};

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // For the test of a function that refuses to start.
    if std::env::var_os("REFUSE").is_some() {
        return Err("no key is strong enough".into());
    }
    lambda_runtime::run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let LambdaEvent { payload, context } = event;
    if let Some(records) = payload["Records"].as_array() {
        return Ok(batch(records).await);
    }
    // Over the gateway the act is in the query, elsewhere it is in the event itself.
    let act = payload["queryStringParameters"]["act"].as_str().or(payload["act"].as_str());
    match act.unwrap_or_default() {
        "crash" => process::exit(3),
        "fail" => Err("as asked".into()),
        "sleep" => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok(json!("slept"))
        }
        "large" => Ok(json!("x".repeat(7 << 20))),
        "cookies" => Ok(json!({
            "statusCode": 201,
            "headers": {"content-type": "text/plain"},
            "cookies": ["a=1", "b=2"],
            "body": "aGk=",
            "isBase64Encoded": true,
        })),
        "context" => Ok(json!({
            "deadline": context.deadline,
            "arn": context.invoked_function_arn,
            "pid": process::id(),
            "env": std::env::vars().collect::<std::collections::BTreeMap<_, _>>(),
        })),
        _ => Ok(json!({"statusCode": 200, "body": payload.to_string()})),
    }
}

/// Fails the messages that say `bad`, dies of one that says `crash`, and needs more time than it has
/// for one that says `slow`.
async fn batch(records: &[Value]) -> Value {
    let bodies: Vec<_> = records.iter().filter_map(|it| it["body"].as_str()).collect();
    eprintln!("batch of {bodies:?}");
    if bodies.contains(&"crash") {
        process::exit(3);
    }
    if bodies.contains(&"slow") {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    let failed = records.iter().filter(|it| it["body"] == "bad");
    let failed: Vec<_> = failed.map(|it| json!({"itemIdentifier": it["messageId"]})).collect();
    json!({"batchItemFailures": failed})
}
