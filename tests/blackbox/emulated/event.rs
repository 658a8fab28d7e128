use crate::Failure;
use local::FunctionSpec;
use serde_json::{Value, json};

/// What starts a function.
pub(crate) enum Trigger {
    Route { key: String, method: String, path: String },
    Queue { arn: String },
    Clock,
}

impl Trigger {
    /// The first trigger that the template names.
    pub(crate) fn of(function: &FunctionSpec) -> Option<Self> {
        if let Some(route) = function.routes.first() {
            let path = route.path.replace("{id}", "01K8ZZZZZZZZZZZZZZZZZZZZZZ").replace("{n}", "1");
            let path = path.replace("{channel}", "wechat");
            let key = format!("{} {}", route.method, route.path);
            return Some(Self::Route { key, method: route.method.clone(), path });
        }
        if let Some(mapping) = function.mappings.first() {
            return Some(Self::Queue { arn: mapping.arn.clone() });
        }
        function.schedules.first().map(|_| Self::Clock)
    }

    /// Somebody unknown knocks; a message is nonsense; the clock strikes.
    pub(crate) fn event(&self) -> Value {
        match self {
            Self::Route { key, method, path } => json!({
                "version": "2.0",
                "routeKey": key,
                "rawPath": path,
                "rawQueryString": "",
                "headers": {
                    "content-type": "application/json",
                    "host": "pay.example",
                    "sec-fetch-site": "same-origin",
                    "x-pay-csrf": "1",
                },
                "requestContext": {
                    "accountId": "000000000000",
                    "apiId": "api",
                    "domainName": "pay.example",
                    "domainPrefix": "pay",
                    "http": {
                        "method": method, "path": path, "protocol": "HTTP/1.1",
                        "sourceIp": "127.0.0.1", "userAgent": "emulated",
                    },
                    "requestId": "r-1",
                    "routeKey": key,
                    "stage": "$default",
                    "time": "21/Nov/2026:12:00:00 +0000",
                    "timeEpoch": 1_795_262_400_000_i64,
                },
                "pathParameters": {
                    "id": "01K8ZZZZZZZZZZZZZZZZZZZZZZ", "n": "1", "channel": "wechat",
                },
                "body": r#"{"user":"21030101","password":"nobody knows it"}"#,
                "isBase64Encoded": false,
            }),
            Self::Queue { arn } => json!({"Records": [{
                "messageId": "m-1", "receiptHandle": "h-1", "body": "nonsense",
                "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {},
                "md5OfBody": "", "eventSource": "aws:sqs", "eventSourceARN": arn,
                "awsRegion": "cn-north-1",
            }]}),
            Self::Clock => json!({
                "version": "0", "id": "e-1", "detail-type": "Scheduled Event",
                "source": "aws.scheduler", "account": "000000000000",
                "time": "2026-11-21T19:30:00Z", "region": "cn-north-1", "resources": [], "detail": {},
            }),
        }
    }

    /// The answer, if it is the right one to that event.
    pub(crate) fn judge(&self, answer: &Value) -> Result<Value, Failure> {
        let right = answer.get("errorType").is_none()
            && match self {
                Self::Route { .. } => {
                    answer["statusCode"].as_u64().is_some_and(|it| (200..500).contains(&it))
                }
                Self::Queue { .. } => {
                    answer["batchItemFailures"] == json!([{"itemIdentifier": "m-1"}])
                }
                Self::Clock => true,
            };
        if right { Ok(self.brief(answer)) } else { Err(answer.to_string().into()) }
    }

    fn brief(&self, answer: &Value) -> Value {
        match self {
            Self::Route { .. } => answer["statusCode"].clone(),
            Self::Queue { .. } | Self::Clock => answer.clone(),
        }
    }
}
