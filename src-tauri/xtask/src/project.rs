//! Where things are.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout this was started in.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    /// Cargo's target directory. The folders `tools` and `screenshots` in it are ours.
    pub(crate) target: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Self, String> {
        // `cargo run` says where this crate is; without it (the binary called by hand) look upwards.
        let start = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .or_else(|| std::env::current_dir().ok())
            .ok_or("the current directory cannot be read")?;
        let root = start
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").is_file() && folder.join("src-tauri").is_dir())
            .ok_or("no checkout of this repository here or above")?
            .to_path_buf();
        // This binary lies in `<target>/<profile>/`: true with every way of moving the target directory.
        let target = std::env::current_exe()
            .ok()
            .and_then(|exe| exe.parent()?.parent().map(Path::to_path_buf))
            .unwrap_or_else(|| root.join("target"));
        Ok(Self { root, target })
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub(crate) fn tests(&self) -> PathBuf {
        self.root.join("tests")
    }

    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A binary of the workspace; `profile` is `debug` or `release`.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(executable(name))
    }

    /// The cargo that started us, called at the root of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }

    pub(crate) fn npm(&self, folder: &Path) -> Command {
        let mut command = Command::new(npm_program());
        command.current_dir(folder);
        command
    }
}

/// npm is a script on Windows, and a script needs its extension to be started.
pub(crate) fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}
