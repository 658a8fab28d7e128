use std::{collections::BTreeSet, path::Path, time::Duration};

use axum::{body::Body, http::Request};
use local::{Failure, Mishap, System, When};
use serde_json::{Value, json};

use crate::{SOON, send, start};

async fn context(system: &System) -> Value {
    system.invoke("Echo", &json!({"act": "context"})).await.expect("the echo answers")
}

#[tokio::test]
async fn an_instance_stays_warm_and_a_crashed_one_is_replaced() {
    let system = start().await;
    let first = context(&system).await["pid"].clone();
    let second = context(&system).await["pid"].clone();
    let crashed = system.invoke("Echo", &json!({"act": "crash"})).await;
    let third = context(&system).await["pid"].clone();

    assert_eq!(first, second);
    assert!(matches!(crashed, Err(Failure::Crashed(_))));
    assert_ne!(second, third);
}

#[tokio::test]
async fn requests_at_once_run_in_instances_of_their_own() {
    let system = start().await;
    let all = [(); 3].map(|()| context(&system));
    let [a, b, c] = all;
    let (a, b, c) = tokio::join!(a, b, c);

    let pids: BTreeSet<_> = [a, b, c].iter().map(|it| it["pid"].to_string()).collect();
    assert_eq!(pids.len(), 3);
    assert_eq!(system.idle_instances("Echo"), 3);
}

#[tokio::test]
async fn a_function_that_overruns_its_time_is_ended() {
    let system = start().await;

    let outcome = system.invoke("Echo", &json!({"act": "sleep"})).await;

    assert_eq!(outcome, Err(Failure::TimedOut(Duration::from_secs(1))));
    assert_eq!(system.idle_instances("Echo"), 0);
}

#[tokio::test]
async fn a_function_sees_its_deadline_and_nothing_of_this_machine() {
    let system = start().await;
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();

    let context = context(&system).await;

    let deadline = Duration::from_millis(context["deadline"].as_u64().unwrap());
    assert!((now..now + Duration::from_secs(5)).contains(&deadline));
    assert_eq!(context["arn"], "arn:aws-cn:lambda:cn-north-1:000000000000:function:Echo");
    let env = &context["env"];
    assert_eq!(env["PUBLIC_URL"], system.url());
    assert_eq!(env["AWS_LAMBDA_FUNCTION_NAME"], "Echo");
    assert_eq!(env["AWS_ENDPOINT_URL_DYNAMODB"], system.dynamodb_url());
    assert_eq!(env["AWS_ENDPOINT_URL_SQS"], system.sqs_url());
    assert_eq!(env.get("HOME"), None);
    assert_eq!(env.get("CARGO_MANIFEST_DIR"), None);
}

#[tokio::test]
async fn an_error_of_the_function_leaves_it_well() {
    let system = start().await;
    let before = context(&system).await["pid"].clone();

    let failed = system.invoke("Echo", &json!({"act": "fail"})).await;

    assert!(matches!(failed, Err(Failure::Reported(_))));
    assert_eq!(context(&system).await["pid"], before);
}

#[tokio::test]
async fn operators_invoke_by_the_api_of_lambda() {
    let system = start().await;
    let invoke = |name: &str, act: &str| {
        let url = format!("{}/2015-03-31/functions/{name}/invocations", system.url());
        send(Request::post(url).body(Body::from(json!({"act": act}).to_string())).unwrap())
    };

    let good = invoke("Echo", "context").await;
    let bad = invoke("Echo", "fail").await;

    assert!(good.body.contains("\"pid\""));
    assert_eq!(bad.status, 200);
    assert_eq!(bad.headers["x-amz-function-error"], "Unhandled");
    assert!(bad.body.contains("as asked"));
    assert_eq!(invoke("Nobody", "context").await.status, 404);
}

#[tokio::test]
async fn a_planned_crash_befalls_before_or_after_the_work() {
    let system = start().await;
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter] {
        system.faults().befall("Echo", mishap, When::Next(1));

        let struck = system.invoke("Echo", &json!({"act": "context"})).await;

        assert!(matches!(struck, Err(Failure::Crashed(_))), "{mishap:?}");
        context(&system).await;
    }
}

#[tokio::test]
async fn a_killed_process_is_mourned_and_replaced() {
    let system = start().await;
    assert!(!system.kill("Echo", 0), "there is none yet");
    let idle = context(&system).await["pid"].clone();

    assert!(system.kill("Echo", 7));
    let replaced = async {
        let other = |it: Value| it["pid"] != idle;
        while !system.invoke("Echo", &json!({"act": "context"})).await.is_ok_and(other) {}
    };
    tokio::time::timeout(SOON, replaced).await.expect("another takes its place");

    let system = std::sync::Arc::new(system);
    let at_work = tokio::spawn({
        let system = std::sync::Arc::clone(&system);
        async move { system.invoke("Echo", &json!({"act": "sleep"})).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(system.kill("Echo", 0));
    let outcome = at_work.await.expect("nobody panics");
    assert!(
        matches!(&outcome, Err(Failure::Crashed(how)) if how.contains("SIGKILL")),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_schedule_fires_when_told_with_its_own_input() {
    let system = start().await;

    let fired = system.fire_schedule("Clock").await;

    assert!(matches!(fired, Err(Failure::Crashed(_))), "its input says crash");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn nothing_outlives_the_system() {
    let system = start().await;
    let idle = context(&system).await["pid"].clone();
    let at_work = {
        let url = format!("{}/api/echo/a?act=sleep", system.url());
        tokio::spawn(send(Request::get(url).body(Body::empty()).unwrap()))
    };
    tokio::time::sleep(Duration::from_millis(200)).await;

    drop(system);

    let gone = async {
        while Path::new(&format!("/proc/{idle}")).exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, gone).await.expect("the idle instance ends");
    // The one at work was ended too, so its caller hears of it instead of waiting.
    tokio::time::timeout(SOON, at_work).await.expect("the busy instance ends").unwrap();
}
