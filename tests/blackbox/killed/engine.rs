use crate::place::Place;
use crate::plan::{Address, Left, Plan};
use crate::yard::Yard;
use local::Options;
use serde::de::DeserializeOwned;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The engine, in a process of its own, with tables and queues on disk.
pub(crate) struct Engine {
    process: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    pub(crate) address: Address,
    ground: PathBuf,
}

impl Engine {
    /// Starts it on `yard`, with what outlives it in `ground`.
    pub(crate) async fn start(yard: &Yard, ground: &Path) -> Self {
        // Notices find it again after a restart: any port, but always the same.
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let options = Options {
            port: free.expect("a free port").port(),
            storage: Some(ground.to_owned()),
            ..yard.options.clone()
        };
        std::fs::create_dir_all(ground).expect("a folder for the tables");
        let plan = serde_json::to_string(&Plan::from(options)).expect("texts are JSON");
        std::fs::write(ground.join("plan.json"), plan).expect("the folder takes it");
        Self::run(ground.to_owned()).await
    }

    async fn run(ground: PathBuf) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
        command.arg(ground.join("plan.json")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn().expect("the engine is built");
        let orders = process.stdin.take().expect("it listens");
        let mut answers = BufReader::new(process.stdout.take().expect("it speaks")).lines();
        let address = read(&mut answers).await;
        Self { process, orders, answers, address, ground }
    }

    /// SIGKILL for the whole engine, whatever it is doing, and a new one on what it left on disk.
    pub(crate) async fn dies_and_rises(mut self) -> Self {
        self.process.kill().await.expect("it runs");
        Self::run(self.ground).await
    }

    /// SIGKILL for one process of `function`. `false`: it has none just now.
    pub(crate) async fn kills(&mut self, function: &str, which: usize) -> bool {
        self.told(&format!("kill {function} {which}\n")).await
    }

    /// The nightly sweep begins.
    pub(crate) async fn night_falls(&mut self) {
        let (): () = self.told("night\n").await;
    }

    /// The nightly sweep runs to its end.
    pub(crate) async fn night_passes(&mut self) {
        let swept: bool = self.told("sweep\n").await;
        assert!(swept, "nobody kills it any more");
    }

    /// Makes delayed messages due, and tells what lies in the queues.
    pub(crate) async fn hastens(&mut self) -> Left {
        self.told("hasten\n").await
    }

    async fn told<T: DeserializeOwned>(&mut self, line: &str) -> T {
        self.orders.write_all(line.as_bytes()).await.expect("it listens");
        read(&mut self.answers).await
    }

    pub(crate) fn place(&self, yard: &Yard) -> Place {
        let [receipts, receipts_dead] = self.address.receipts.clone();
        Place {
            url: self.address.url.clone(),
            host: None,
            public_url: self.address.url.clone(),
            bank: yard.bank.clone(),
            dynamodb: self.address.dynamodb.clone(),
            sqs: self.address.sqs.clone(),
            tables: ["CoreTable", "AuthTable", "InboxTable", "RefTable"].map(str::to_owned),
            receipts,
            receipts_dead,
            identity: yard.secret("IdentitySecret"),
            field_key: yard.secret("FieldKey"),
        }
    }
}

async fn read<T: DeserializeOwned>(answers: &mut Lines<BufReader<ChildStdout>>) -> T {
    let line = answers.next_line().await.expect("text").expect("the engine lives");
    serde_json::from_str(&line).expect("the engine says what it was asked")
}
