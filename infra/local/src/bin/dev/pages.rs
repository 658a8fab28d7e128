//! Builds the site when its sources are newer than what was built.

use std::{fs, io, path::Path, process::Stdio, time::SystemTime};

use tokio::process::Command;

use crate::Trouble;

/// All that a build reads.
const SOURCES: [&str; 7] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
];

pub(crate) async fn build(root: &Path) -> Result<(), Trouble> {
    let site = root.join("static-site");
    let built = newest(&site.join("dist/index.html"));
    let changed = SOURCES.iter().filter_map(|it| newest(&site.join(it))).max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    let installed = newest(&site.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < newest(&site.join("package-lock.json")) {
        npm(&site, &["ci", "--no-audit", "--no-fund"]).await?;
    }
    npm(&site, &["run", "build"]).await
}

async fn npm(site: &Path, args: &[&str]) -> Result<(), Trouble> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = Command::new(program);
    npm.current_dir(site).args(args).stdin(Stdio::null()).kill_on_drop(true);
    let what = args.join(" ");
    match npm.status().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Trouble(format!("`npm {what}` failed in static-site; it says why above"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Trouble::new(
            "the site is built with Node.js 20.19 or later, which is not installed (nodejs.org); \
             without it, `--no-build` starts what is built already",
        )),
        Err(error) => Err(Trouble(format!("`npm {what}` does not start: {error}"))),
    }
}

/// The latest change at or below `path`; `None` if there is nothing.
fn newest(path: &Path) -> Option<SystemTime> {
    let about = fs::metadata(path).ok()?;
    if !about.is_dir() {
        return about.modified().ok();
    }
    fs::read_dir(path).ok()?.flatten().filter_map(|it| newest(&it.path())).max()
}
