use std::path::{Path, PathBuf};

/// Where everything is.
pub(crate) struct Ground {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
}

impl Ground {
    /// The repository that this program was built in.
    pub(crate) fn find() -> Result<Self, String> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        if !root.join("infra/template.yaml").is_file() {
            return Err(format!("{} is not the repository any more: build again", root.display()));
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.map_or_else(|| root.join("target"), |it| root.join(it));
        std::fs::create_dir_all(target.join("verify")).map_err(|error| error.to_string())?;
        Ok(Self { root: root.to_owned(), target })
    }

    /// A path in the repository.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A path under `.tools/`, which git ignores.
    pub(crate) fn tool(&self, path: &str) -> PathBuf {
        self.root.join(".tools").join(path)
    }

    /// A binary of the workspace, as the build step leaves it.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// The names of all functions: one folder each.
    pub(crate) fn functions(&self) -> std::io::Result<Vec<String>> {
        let entries = std::fs::read_dir(self.at("functions"))?;
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|it| it.path().join("Cargo.toml").is_file())
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        Ok(names)
    }
}
