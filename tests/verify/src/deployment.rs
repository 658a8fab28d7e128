//! The template and what comes of it: linted for both kinds of region, each function through
//! Amazon's emulator, and the whole stack deployed for real on one machine.

use crate::ground::Ground;
use crate::shell::command;
use crate::step::{Failure, Log, Tally};
use std::fs;
use std::path::{Path, PathBuf};

/// One region of China and one of the rest: they differ in partition and in what they offer.
const REGIONS: [&str; 2] = ["cn-north-1", "us-east-1"];

const TEMPLATE: &str = "infra/template.yaml";

pub(crate) fn lint(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for region in REGIONS {
        let words = ["--regions", region, "--", TEMPLATE];
        log.run(&mut command(ground.tool("sam/bin/cfn-lint"), &words, &ground.root))?;
        tally += Tally::ONE;
    }
    Ok(tally)
}

pub(crate) fn validate(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for region in REGIONS {
        let words = ["validate", "--lint", "--region", region, "--template-file", TEMPLATE];
        let mut sam = command(ground.tool("sam/bin/sam"), &words, &ground.root);
        log.run(sam.env("SAM_CLI_TELEMETRY", "0").env("AWS_DEFAULT_REGION", region))?;
        tally += Tally::ONE;
    }
    Ok(tally)
}

pub(crate) fn emulator(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let emulator = emulator_of(&ground.tool("sam/lib"))?;
    let program = ground.binary("emulated");
    log.tests(command::<&str>(program, &[], &ground.root).arg(emulator))
}

pub(crate) fn deployed(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let mut stack = command::<&str>(ground.binary("deployed"), &[], &ground.root);
    stack.arg("--tools").arg(ground.tool(""));
    stack.arg("--binaries").arg(ground.target.join("debug"));
    stack.arg("--suite").arg(suite(&ground.target.join("debug/deps"), "blackbox")?);
    log.tests(&mut stack)
}

/// Amazon's Runtime Interface Emulator, which comes with sam.
fn emulator_of(lib: &Path) -> Result<PathBuf, Failure> {
    let kind = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let file = format!("site-packages/samcli/local/rapid/aws-lambda-rie-{kind}");
    let mut pythons = fs::read_dir(lib)?.filter_map(Result::ok).map(|it| it.path().join(&file));
    let found = pythons.find(|it| it.is_file());
    found.ok_or_else(|| Failure::new(format!("sam brought no {file}")))
}

/// The newest test binary called `name`.
fn suite(deps: &Path, name: &str) -> Result<PathBuf, Failure> {
    let newest = fs::read_dir(deps)?.filter_map(Result::ok).filter(|it| {
        let file = it.file_name().to_string_lossy().into_owned();
        file.strip_prefix(name).is_some_and(|it| it.starts_with('-') && !it.contains('.'))
    });
    let newest = newest.max_by_key(|it| it.metadata().and_then(|it| it.modified()).ok());
    newest.map(|it| it.path()).ok_or_else(|| Failure::new(format!("there is no test {name}")))
}
