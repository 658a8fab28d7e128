//! (a) What a function's start costs, from `exec` to its first answer.

use crate::Failure;
use crate::event::Trigger;
use crate::figures::Figure;
use crate::stub::{Api, Table};
use crate::yard::Yard;
use local::{Document, FunctionSpec, Surroundings};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::process::Command;

/// Something that can be started, and what it is told first.
struct Start {
    name: String,
    program: PathBuf,
    words: Vec<PathBuf>,
    env: BTreeMap<String, String>,
    event: Value,
}

/// One start.
struct Run {
    cpu_ms: f64,
    wall_ms: f64,
    rss_mib: f64,
    reads: u32,
}

/// Starts everything that is built, `runs` times each, in turns so that a busy moment of the
/// machine meets all of them.
pub(crate) async fn measure(ground: &Ground<'_>, runs: usize) -> Result<Vec<Figure>, Failure> {
    let table = Table::open().await?;
    let yard = Yard::lay(ground.binaries).await;
    let authority = ground.work.join("authority.pem");
    std::fs::write(&authority, &table.authority)?;
    let starts = starts(ground, &yard, &table, &authority)?;

    let mut all: Vec<Vec<Run>> = starts.iter().map(|_| Vec::new()).collect();
    for _ in 0..runs {
        for (start, taken) in starts.iter().zip(&mut all) {
            taken.push(run(start, &table).await?);
        }
    }
    Ok(starts.iter().zip(&all).map(|(start, runs)| figure(&start.name, runs)).collect())
}

/// Where things are.
pub(crate) struct Ground<'a> {
    pub(crate) binaries: &'a Path,
    /// The bundle of the Node function, if there is one.
    pub(crate) node: Option<&'a Path>,
    pub(crate) work: &'a Path,
}

fn starts(
    ground: &Ground<'_>,
    yard: &Yard,
    table: &Table,
    authority: &Path,
) -> Result<Vec<Start>, Failure> {
    let common = BTreeMap::from(
        [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &table.url),
            ("AWS_ENDPOINT_URL_SQS", &table.url),
            ("AWS_CA_BUNDLE", &authority.to_string_lossy()),
            ("NODE_EXTRA_CA_CERTS", &authority.to_string_lossy()),
            ("NODE_NO_WARNINGS", "1"),
            ("TABLE_CORE", "CoreTable"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let hello = |name: &str| Start {
        name: name.to_owned(),
        program: ground.binaries.join(name),
        words: Vec::new(),
        env: common.clone(),
        event: json!({}),
    };
    let functions = functions(yard, table)?;
    let get = functions.iter().find(|it| it.folder == "show-me").and_then(Trigger::of);
    let get = get.ok_or("show-me has no route")?.event();
    let mut starts =
        vec![hello("hello-runtime"), Start { event: get.clone(), ..hello("hello-http") }];
    if let Some(bundle) = ground.node {
        let words = vec![bundle.to_owned()];
        starts.push(Start { program: "node".into(), words, event: get, ..hello("node-sdk-v3") });
    }
    for function in functions {
        let program = ground.binaries.join(&function.folder);
        if program.is_file() {
            let mut event = Trigger::of(&function).ok_or("a function has no trigger")?.event();
            if function.folder == "login" {
                // A password would be measured by argon2id, which is meant to be slow.
                event["body"] = json!("{}");
            }
            let mut env = common.clone();
            env.extend(function.env);
            starts.push(Start { name: function.folder, program, words: Vec::new(), env, event });
        }
    }
    Ok(starts)
}

fn functions(yard: &Yard, table: &Table) -> Result<Vec<FunctionSpec>, Failure> {
    let mut parameters = yard.options.parameters.clone();
    parameters.insert("PublicUrl".to_owned(), "http://127.0.0.1:9".to_owned());
    let secrets = yard.options.secrets.clone();
    let around = Surroundings { parameters, secrets, sqs: table.url.clone() };
    Ok(Document::parse(&yard.options.template)?.resolve(&around)?.functions)
}

async fn run(start: &Start, table: &Table) -> Result<Run, Failure> {
    let mut api = Api::open(start.event.clone()).await?;
    let reads = table.asked.load(Ordering::Relaxed);
    let before = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let began = Instant::now();
    let mut command = Command::new(&start.program);
    command.args(&start.words).env_clear().envs(&start.env);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("AWS_LAMBDA_RUNTIME_API", &api.address).env("_HANDLER", "bootstrap");
    for (name, value) in
        [("FUNCTION_NAME", "f"), ("FUNCTION_MEMORY_SIZE", "512"), ("FUNCTION_VERSION", "1")]
    {
        command.env(format!("AWS_LAMBDA_{name}"), value);
    }
    command.env("AWS_LAMBDA_LOG_GROUP_NAME", "g").env("AWS_LAMBDA_LOG_STREAM_NAME", "s");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", start.name))?;
    let answer = tokio::time::timeout(Duration::from_secs(20), api.answers.recv()).await;
    let wall = began.elapsed();
    let rss_mib = child.id().and_then(peak_rss_mib).unwrap_or_default();
    child.kill().await?;
    let after = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    match answer {
        Ok(Some(answer)) if answer.get("errorType").is_none() => {}
        other => {
            let said = child.wait_with_output().await?.stderr;
            let said = String::from_utf8_lossy(&said);
            return Err(format!("{} did not answer: {other:?}\n{said}", start.name).into());
        }
    }
    Ok(Run {
        cpu_ms: cpu_ms(after) - cpu_ms(before),
        wall_ms: wall.as_secs_f64() * 1e3,
        rss_mib,
        reads: table.asked.load(Ordering::Relaxed) - reads,
    })
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of minutes fit")]
pub(crate) fn cpu_ms(usage: Usage) -> f64 {
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e3
}

fn peak_rss_mib(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn figure(name: &str, runs: &[Run]) -> Figure {
    let middle = |of: fn(&Run) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Figure::new(name)
        .with("cpu_ms", middle(|it| it.cpu_ms))
        .with("wall_ms", middle(|it| it.wall_ms))
        .with("rss_mib", middle(|it| it.rss_mib))
        .with("reads", middle(|it| f64::from(it.reads)))
}
