use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The Node function as one file, by esbuild; none where npm is missing.
pub(crate) fn node(work: &Path) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
    let bundle = work.join("hello.cjs");
    let npm = |words: &[&str]| {
        let mut command = Command::new("npm");
        command.args(words).current_dir(&folder).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|it| it.success())
    };
    let outfile = format!("--outfile={}", bundle.display());
    let made = npm(&["ci", "--no-audit", "--no-fund"]) && npm(&["run", "bundle", "--", &outfile]);
    made.then_some(bundle)
}
