//! Compiles every `infra/schools/<id>.toml` in, so that a new school is a file and no edit.
//!
//! Functions read them as JSON, which they link anyway.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../infra/schools");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut files =
        fs::read_dir(&folder)?.map(|it| it.map(|it| it.path())).collect::<Result<Vec<_>, _>>()?;
    files.retain(|it| it.extension().is_some_and(|it| it == "toml"));
    files.sort();

    let mut list = String::from("&[\n");
    for file in files {
        let id = file
            .file_stem()
            .and_then(|it| it.to_str())
            .ok_or("a school's file has a plain name")?;
        let school: toml::Value = toml::from_str(&fs::read_to_string(&file)?)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        writeln!(list, "({id:?}, {:?}),", serde_json::to_string(&school)?)?;
    }
    list.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("schools.rs"), list)?;
    Ok(())
}
