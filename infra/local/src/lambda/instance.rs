//! One process of one function: its start, its one event at a time, its end.

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::{Arc, Weak},
    time::Duration,
};

use axum::body::Bytes;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    net::TcpListener,
    process::{Child, Command},
    sync::{Notify, oneshot, watch},
    task::JoinHandle,
};

use super::{Failure, Floor, runtime_api};
use crate::{
    clock,
    log::Log,
    template::{FunctionSpec, REGION, arn},
};

/// AWS gives a function ten seconds to become ready; a debug build on a busy machine gets more.
const START_MAX: Duration = Duration::from_secs(30);

/// A running process. Dropping it kills it.
pub(super) struct Instance {
    desk: runtime_api::Desk,
    exited: watch::Receiver<Option<String>>,
    server: JoinHandle<()>,
    blow: Arc<Notify>,
    _leash: oneshot::Sender<()>,
}

impl Instance {
    /// Starts a process and waits until it asks for its first event.
    pub(super) async fn start(spec: &FunctionSpec, floor: &Floor) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            let binary = floor.binaries.join(&spec.folder);
            Failure::NotStarted(format!("{}: {error}", binary.display()))
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?.to_string();
        let (desk, app) = runtime_api::open(arn("lambda", &format!("function:{}", spec.name)));
        let mut child = command(spec, floor, &address).spawn().map_err(failed)?;
        follow(child.stdout.take(), &spec.folder, &floor.log);
        follow(child.stderr.take(), &spec.folder, &floor.log);
        let server = tokio::spawn(async move {
            // It ends with the instance; the process then hears of it by a closed connection.
            let _ = axum::serve(listener, app).await;
        });
        let (leash, let_go) = oneshot::channel();
        let blow = Arc::new(Notify::new());
        let exited = watch_over(child, let_go, Arc::clone(&blow), floor.stop.clone());
        let mut instance = Self { desk, exited, server, blow, _leash: leash };
        instance.becomes_ready().await?;
        Ok(instance)
    }

    async fn becomes_ready(&mut self) -> Result<(), Failure> {
        let refused = |desk: &runtime_api::Desk, otherwise: String| {
            Failure::NotStarted(desk.start_error().unwrap_or(otherwise))
        };
        tokio::select! {
            () = self.desk.is_asked() => Ok(()),
            how = exit(&mut self.exited) => Err(refused(&self.desk, how)),
            () = tokio::time::sleep(START_MAX) => {
                Err(refused(&self.desk, format!("not ready after {START_MAX:?}")))
            }
        }
    }

    /// Has the process handle one event.
    pub(super) async fn handle(
        &mut self,
        payload: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, Failure> {
        let answer = self.desk.hand_over(payload, timeout);
        tokio::select! {
            // An answer that came before the process ended is an answer.
            biased;
            answer = answer => answer,
            how = exit(&mut self.exited) => Err(Failure::Crashed(how)),
            () = tokio::time::sleep(timeout) => Err(Failure::TimedOut(timeout)),
        }
    }

    /// A way to kill the process, good for as long as there is one to kill.
    pub(super) fn blow(&self) -> Weak<Notify> {
        Arc::downgrade(&self.blow)
    }

    pub(super) fn is_alive(&self) -> bool {
        self.exited.borrow().is_none()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn command(spec: &FunctionSpec, floor: &Floor, runtime_api: &str) -> Command {
    let mut command = Command::new(floor.binaries.join(&spec.folder));
    command
        .env_clear()
        .envs(&floor.env)
        .envs(&spec.env)
        .env("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin")
        .env("LANG", "en_US.UTF-8")
        .env("TZ", ":UTC")
        .env("_HANDLER", "bootstrap")
        .env("AWS_LAMBDA_RUNTIME_API", runtime_api)
        .env("AWS_LAMBDA_FUNCTION_NAME", &spec.name)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", spec.memory_mb.to_string())
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", spec.name))
        .env("AWS_LAMBDA_LOG_STREAM_NAME", format!("local/{}", clock::draw()))
        .env("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023")
        .env("AWS_REGION", REGION)
        .env("AWS_DEFAULT_REGION", REGION)
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("AWS_SESSION_TOKEN", "local")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // A Ctrl-C on the terminal is the engine's to hear; it then ends its functions itself.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// Waits for the end of a process and brings it about when the leash or the system is let go, or
/// when somebody strikes the blow: then whoever waits for its answer hears how it ended.
fn watch_over(
    mut child: Child,
    let_go: oneshot::Receiver<()>,
    blow: Arc<Notify>,
    mut stop: watch::Receiver<bool>,
) -> watch::Receiver<Option<String>> {
    let (exits, exited) = watch::channel(None);
    tokio::spawn(async move {
        let struck = tokio::select! {
            status = child.wait() => {
                exits.send_replace(Some(told(status)));
                return;
            }
            () = blow.notified() => true,
            // Only ever dropped, never sent.
            _ = let_go => false,
            _ = stop.wait_for(|it| *it) => false,
        };
        if !struck {
            exits.send_replace(Some("ended by the engine".to_owned()));
        }
        // It may have ended by itself in this very moment.
        let _ = child.start_kill();
        let how = told(child.wait().await);
        if struck {
            exits.send_replace(Some(how));
        }
    });
    exited
}

fn told(status: io::Result<ExitStatus>) -> String {
    status.map_or_else(|it| it.to_string(), |it| it.to_string())
}

async fn exit(exited: &mut watch::Receiver<Option<String>>) -> String {
    match exited.wait_for(Option::is_some).await {
        Ok(how) => how.clone().unwrap_or_default(),
        Err(_) => "nobody watched over it".to_owned(),
    }
}

fn follow(output: Option<impl AsyncRead + Unpin + Send + 'static>, name: &str, log: &Log) {
    let (name, log) = (name.to_owned(), log.clone());
    tokio::spawn(async move {
        let Some(output) = output else { return };
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            log.output(&name, &line);
        }
    });
}
