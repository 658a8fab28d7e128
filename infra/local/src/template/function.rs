//! Functions and what calls them: routes, queues, schedules.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Map, Value};

use super::{
    TemplateError,
    intrinsic::{Scope, text},
};

/// One function with the globals merged in.
#[derive(Debug, Clone)]
pub struct FunctionSpec {
    /// The logical id, which is the function's name here.
    pub name: String,
    /// The last folder of `CodeUri`: package and binary bear the same name.
    pub folder: String,
    /// Its environment, intrinsics resolved.
    pub env: BTreeMap<String, String>,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// What AWS would give it; told to the function, not enforced.
    pub memory_mb: u64,
    /// How many instances may run at once.
    pub instances_max: usize,
    /// Gateway routes that lead here.
    pub routes: Vec<RouteSpec>,
    /// Queues that feed it.
    pub mappings: Vec<MappingSpec>,
    /// Clocks that start it.
    pub schedules: Vec<ScheduleSpec>,
}

/// One route of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteSpec {
    /// Upper case, or `ANY`.
    pub method: String,
    /// As the template writes it: `/orders/{id}`, `/files/{path+}`.
    pub path: String,
}

/// One event source mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingSpec {
    /// The queue's name.
    pub queue: String,
    /// Its ARN, as events tell it.
    pub arn: String,
    /// Most messages in one invocation.
    pub batch: usize,
    /// How long to wait for a batch to fill.
    pub window: Duration,
    /// Most invocations at once.
    pub concurrency: usize,
    /// Whether the function names the messages it failed (`ReportBatchItemFailures`).
    pub partial_failures: bool,
}

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleSpec {
    /// The event's name in the template.
    pub name: String,
    /// `rate(5 minutes)` or `cron(30 3 * * ? *)`.
    pub expression: String,
    /// The IANA zone in which a cron expression is meant.
    pub timezone: String,
    /// What the function is told, if the template says it.
    pub input: Option<String>,
}

impl FunctionSpec {
    /// Whether anything can call it.
    pub fn has_trigger(&self) -> bool {
        !(self.routes.is_empty() && self.mappings.is_empty() && self.schedules.is_empty())
    }
}

// AWS starts up to a thousand; a laptop that tests forty students at once needs fewer.
const INSTANCES_MAX: u64 = 16;

pub(super) fn read(
    id: &str,
    raw: &Value,
    globals: &Value,
    scope: &Scope,
) -> Result<FunctionSpec, TemplateError> {
    let own = |name: &str| scope.resolve(raw.get(name).unwrap_or(&Value::Null));
    let number = |name: &str, default: u64| -> Result<u64, TemplateError> {
        Ok(own(name)?.as_u64().or_else(|| globals[name].as_u64()).unwrap_or(default))
    };
    let code = own("CodeUri")?;
    let folder = code.as_str().and_then(|it| it.trim_end_matches('/').rsplit('/').next());
    let folder = folder.ok_or_else(|| wrong(id, "CodeUri", "a folder"))?;
    let concurrency = number("ReservedConcurrentExecutions", INSTANCES_MAX)?;

    let mut function = FunctionSpec {
        name: id.to_owned(),
        folder: folder.to_owned(),
        env: environment(globals, &own("Environment")?),
        timeout: Duration::from_secs(number("Timeout", 3)?),
        memory_mb: number("MemorySize", 128)?,
        instances_max: usize::try_from(concurrency).unwrap_or(usize::MAX),
        routes: Vec::new(),
        mappings: Vec::new(),
        schedules: Vec::new(),
    };
    for (name, event) in raw["Events"].as_object().into_iter().flat_map(Map::iter) {
        let properties = scope.resolve(&event["Properties"])?;
        match event["Type"].as_str().unwrap_or_default() {
            "HttpApi" => function.routes.push(route(id, &properties)?),
            "SQS" => function.mappings.push(mapping(id, &properties)?),
            "Schedule" | "ScheduleV2" => function.schedules.push(schedule(id, name, &properties)?),
            kind => {
                let (function, kind) = (id.to_owned(), kind.to_owned());
                return Err(TemplateError::UnknownEvent { function, kind });
            }
        }
    }
    Ok(function)
}

fn environment(globals: &Value, own: &Value) -> BTreeMap<String, String> {
    let variables = |it: &Value| it["Variables"].as_object().cloned().unwrap_or_default();
    let mut env = variables(&globals["Environment"]);
    env.extend(variables(own));
    env.into_iter().map(|(name, value)| (name, text(&value))).collect()
}

fn route(id: &str, properties: &Value) -> Result<RouteSpec, TemplateError> {
    let method = properties["Method"].as_str().ok_or_else(|| wrong(id, "Method", "a verb"))?;
    let path = properties["Path"].as_str().ok_or_else(|| wrong(id, "Path", "a path"))?;
    let method = match method.to_ascii_uppercase().as_str() {
        "ANY" | "*" => "ANY".to_owned(),
        verb => verb.to_owned(),
    };
    Ok(RouteSpec { method, path: path.to_owned() })
}

fn mapping(id: &str, properties: &Value) -> Result<MappingSpec, TemplateError> {
    let number =
        |it: &Value, default| it.as_u64().and_then(|it| it.try_into().ok()).unwrap_or(default);
    let arn = properties["Queue"].as_str().ok_or_else(|| wrong(id, "Queue", "a queue's ARN"))?;
    let window = properties["MaximumBatchingWindowInSeconds"].as_u64().unwrap_or(0);
    let reports = properties["FunctionResponseTypes"].as_array();
    Ok(MappingSpec {
        queue: arn.rsplit(':').next().unwrap_or(arn).to_owned(),
        arn: arn.to_owned(),
        batch: number(&properties["BatchSize"], 10),
        window: Duration::from_secs(window),
        // A standard queue's mapping starts with five pollers.
        concurrency: number(&properties["ScalingConfig"]["MaximumConcurrency"], 5),
        partial_failures: reports.is_some_and(|it| it.contains(&"ReportBatchItemFailures".into())),
    })
}

fn schedule(id: &str, name: &str, properties: &Value) -> Result<ScheduleSpec, TemplateError> {
    let expression = properties.get("ScheduleExpression").or_else(|| properties.get("Schedule"));
    let expression = expression.and_then(Value::as_str);
    let timezone = properties["ScheduleExpressionTimezone"].as_str().unwrap_or("UTC");
    Ok(ScheduleSpec {
        name: name.to_owned(),
        expression: expression
            .ok_or_else(|| wrong(id, "ScheduleExpression", "rate(…) or cron(…)"))?
            .to_owned(),
        timezone: timezone.to_owned(),
        input: properties["Input"].as_str().map(str::to_owned),
    })
}

fn wrong(id: &str, property: &'static str, wanted: &'static str) -> TemplateError {
    TemplateError::Property { resource: id.to_owned(), property, wanted }
}
