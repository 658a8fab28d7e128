//! Builds the functions that the template names, with the features this program was built with.

use std::{env, ffi::OsString, path::Path};

use local::Document;
use tokio::process::Command;

use crate::Trouble;

pub(crate) async fn build(root: &Path) -> Result<(), Trouble> {
    let template = root.join("infra/template.yaml");
    let text = std::fs::read_to_string(&template).map_err(Trouble::new)?;
    let document = Document::parse(&text).map_err(Trouble::new)?;
    // Together with this package, so that cargo decides on the same features for both and
    // compiles no dependency twice.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo.current_dir(root).args(["build", "--package", "local"]).kill_on_drop(true);
    for folder in document.function_folders() {
        cargo.args(["--package", folder]);
    }
    match cargo.status().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Trouble::new("the functions do not compile; cargo says why above")),
        Err(error) => Err(Trouble(format!("cargo does not start: {error}"))),
    }
}
