//! What the template's own checkers do not ask.

use crate::files::{folders, resources, template};
use serde_json::Value;

/// The functions of the template: logical id, folder, properties.
pub(crate) fn functions() -> Vec<(String, String, Value)> {
    let template = template();
    let functions = resources(&template, "AWS::Serverless::Function").into_iter();
    let of = |(id, it): (String, Value)| {
        let uri = it["Properties"]["CodeUri"].as_str().expect("a folder");
        let folder = uri.strip_prefix("../functions/").expect("a folder of functions/").to_owned();
        (id, folder, it["Properties"].clone())
    };
    functions.map(of).collect()
}

fn seconds(function: &Value) -> u64 {
    let default = &template()["Globals"]["Function"]["Timeout"];
    function["Timeout"].as_u64().or(default.as_u64()).expect("a timeout")
}

fn named<'a>(of: &'a Value, attribute: &str) -> &'a str {
    let name = of["!GetAtt"].as_str().or(of["!Ref"].as_str()).expect("a reference");
    name.strip_suffix(attribute).unwrap_or(name)
}

#[test]
fn every_function_is_deployed_and_every_deployed_function_is_here() {
    let mut deployed: Vec<_> = functions().into_iter().map(|it| it.1).collect();
    deployed.sort();
    assert_eq!(folders("functions"), deployed);
}

#[test]
fn a_function_is_called_alike_everywhere() {
    for (id, folder, _) in functions() {
        let mut camel = String::new();
        for part in folder.split('-') {
            camel.extend(part[..1].to_uppercase().chars().chain(part[1..].chars()));
        }
        assert_eq!(id, camel);
    }
}

#[test]
fn every_function_has_something_that_calls_it() {
    for (id, _, it) in functions() {
        let events = it["Events"].as_object().map_or(0, serde_json::Map::len);
        assert!(events > 0, "nothing calls {id}");
    }
}

#[test]
fn every_page_answers_before_the_gateway_gives_up() {
    for (id, _, it) in functions() {
        // What a schedule begins has as long as a function may have; a queue's has its own rule.
        let events = it["Events"].as_object().into_iter().flat_map(|it| it.values());
        let clocked = events.map(|it| &it["Type"]).all(|it| it == "ScheduleV2");
        let limit = if clocked { 900 } else { 30 };
        assert!(seconds(&it) <= limit, "{id} may take longer than the gateway waits");
    }
}

/// R32: a slow batch is not handed out twice, and a message that cannot be done is not lost.
#[test]
fn every_queue_gives_its_function_time_and_its_messages_an_end() {
    let template = template();
    for (id, _, function) in functions() {
        for event in function["Events"].as_object().expect("events").values() {
            if event["Type"] != "SQS" {
                continue;
            }
            let event = &event["Properties"];
            let name = named(&event["Queue"], ".Arn");
            let queue = &template["Resources"][name]["Properties"];
            let visible = queue["VisibilityTimeout"].as_u64().expect("a visibility timeout");
            assert!(visible >= 6 * seconds(&function), "{name} is seen again too early for {id}");
            assert_eq!(event["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{id}");
            assert!(event["ScalingConfig"]["MaximumConcurrency"].is_u64(), "{id}");
            let redrive = &queue["RedrivePolicy"];
            assert!(redrive["maxReceiveCount"].as_u64().is_some_and(|it| it >= 5), "{name}");
            let dead = named(&redrive["deadLetterTargetArn"], ".Arn");
            let kept = |it: &Value| it["MessageRetentionPeriod"].as_u64().expect("retention");
            let dead = &template["Resources"][dead]["Properties"];
            assert!(kept(dead) >= kept(queue), "{name}: the dead are kept longest");
        }
    }
}

#[test]
fn somebody_hears_of_every_queue_that_stands_still() {
    let template = template();
    let alarms = resources(&template, "AWS::CloudWatch::Alarm");
    let watched = |queue: &str, metric: &str| {
        alarms.iter().any(|(_, it)| {
            let it = &it["Properties"];
            let name = &it["Dimensions"][0]["Value"]["!GetAtt"];
            it["MetricName"] == metric && *name == format!("{queue}.QueueName")
        })
    };
    for (queue, it) in resources(&template, "AWS::SQS::Queue") {
        let metric = if it["Properties"]["RedrivePolicy"].is_null() {
            "ApproximateNumberOfMessagesVisible"
        } else {
            "ApproximateAgeOfOldestMessage"
        };
        assert!(watched(&queue, metric), "nobody watches {metric} of {queue}");
    }
    for (id, it) in &alarms {
        assert_eq!(it["Properties"]["AlarmActions"][0]["!Ref"], "Alarms", "{id} tells nobody");
    }
}

#[test]
fn somebody_hears_of_every_function_that_fails() {
    let template = template();
    let alarms = serde_json::to_string(&resources(&template, "AWS::CloudWatch::Alarm"));
    let alarms = alarms.expect("JSON");
    for (id, ..) in functions() {
        let watched = format!(r#""Name":"FunctionName","Value":{{"!Ref":"{id}"}}"#);
        assert!(alarms.contains(&watched), "nobody watches the errors of {id}");
    }
}

#[test]
fn every_log_has_an_end() {
    let template = template();
    for (id, _, it) in functions() {
        let group = named(&it["LoggingConfig"]["LogGroup"], "");
        assert_eq!(template["Resources"][group]["Type"], "AWS::Logs::LogGroup", "{id}");
    }
    for (id, it) in resources(&template, "AWS::Logs::LogGroup") {
        assert!(!it["Properties"]["RetentionInDays"].is_null(), "{id} is kept for ever");
    }
}

#[test]
fn what_is_kept_is_not_lost_by_a_slip() {
    let template = template();
    for (id, it) in resources(&template, "AWS::DynamoDB::Table") {
        let table = &it["Properties"];
        let recovery = &table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"];
        assert_eq!(*recovery, true, "{id} can be restored");
        assert_eq!(table["DeletionProtectionEnabled"], true, "{id} is not deleted");
        assert_eq!(table["SSESpecification"]["SSEEnabled"], true, "{id} is sealed");
    }
    for kind in [
        "AWS::DynamoDB::Table",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
    ] {
        for (id, it) in resources(&template, kind) {
            assert_eq!(it["DeletionPolicy"], "Retain", "{id}");
            assert_eq!(it["UpdateReplacePolicy"], "Retain", "{id}");
        }
    }
}
