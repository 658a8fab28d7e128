//! `emulated <path of aws-lambda-rie>`: each function's real binary answers one event through
//! Amazon's own Runtime Interface Emulator, with the local engine's tables and queues behind it.

#[path = "../bank.rs"]
mod bank;
mod event;
#[path = "../web.rs"]
#[expect(dead_code, reason = "the suite also looks at headers")]
mod web;
#[path = "../yard.rs"]
#[expect(dead_code, reason = "the suite also asks the bank, and makes people known")]
mod yard;

use event::Trigger;
use http::Request;
use local::{Document, FunctionSpec, Surroundings, System};
use serde_json::Value;
use std::error::Error;
use std::net::TcpListener;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::process::Command;
use yard::Yard;

type Failure = Box<dyn Error>;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program for a terminal")]
async fn main() -> Result<ExitCode, Failure> {
    let emulator = std::env::args().nth(1).ok_or("usage: emulated <path of aws-lambda-rie>")?;
    let own = std::env::current_exe()?;
    let binaries = own.parent().ok_or("a program lies in a folder")?;
    let yard = Yard::lay(binaries).await;
    let system = System::start(yard.options.clone()).await?;

    let (mut passed, mut failed) = (0, 0);
    for function in functions(&system, &yard)? {
        match answers(Path::new(&emulator), binaries, &system, &function).await {
            Ok(answer) => {
                passed += 1;
                println!("{}: {answer}", function.folder);
            }
            Err(error) => {
                failed += 1;
                println!("{}: FAILED: {error}", function.folder);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every function of the template, with the environment that the template gives it.
fn functions(system: &System, yard: &Yard) -> Result<Vec<FunctionSpec>, Failure> {
    let mut parameters = yard.options.parameters.clone();
    parameters.insert("PublicUrl".to_owned(), system.url());
    let secrets = yard.options.secrets.clone();
    let around = Surroundings { parameters, secrets, sqs: system.sqs_url() };
    Ok(Document::parse(&yard.options.template)?.resolve(&around)?.functions)
}

/// What `function` says to one event, if it is what somebody unknown should hear.
async fn answers(
    emulator: &Path,
    binaries: &Path,
    system: &System,
    function: &FunctionSpec,
) -> Result<Value, Failure> {
    let (door, api) = (free_port()?, free_port()?);
    let mut command = Command::new(emulator);
    command.args(["--runtime-interface-emulator-address", &format!("127.0.0.1:{door}")]);
    command.args(["--runtime-api-address", &format!("127.0.0.1:{api}")]);
    command.arg(binaries.join(&function.folder)).kill_on_drop(true).stdin(Stdio::null());
    command.env_clear().envs(&function.env).envs([
        ("AWS_REGION", "cn-north-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb_url()),
        ("AWS_ENDPOINT_URL_SQS", &system.sqs_url()),
        ("AWS_LAMBDA_FUNCTION_TIMEOUT", "10"),
    ]);
    let _running = command.spawn()?;
    listens(door).await?;

    let trigger = Trigger::of(function).ok_or("nothing triggers it")?;
    let uri = format!("http://127.0.0.1:{door}/2015-03-31/functions/function/invocations");
    let ask = Request::post(uri).body(trigger.event().to_string())?;
    let answer = web::send(ask).await;
    if !answer.status.is_success() {
        return Err(format!("{}: {}", answer.status, answer.body).into());
    }
    trigger.judge(&answer.body)
}

fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

async fn listens(port: u16) -> Result<(), Failure> {
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the emulator does not listen".into())
}
