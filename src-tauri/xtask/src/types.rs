//! `ui/src/wire`: TypeScript made from the Rust types of the contract.

use std::process::Command;
use std::time::Duration;

use crate::processes::supervise;
use crate::project::Project;
use crate::steps::{Outcome, Steps};

const DEADLINE: Duration = Duration::from_secs(20 * 60);
const HINT: &str = "run `cargo xtask types` and commit ui/src/wire";

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Write,
    Check,
}

pub(crate) fn types(project: &Project, mode: Mode) -> bool {
    let mut command = project.cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "patchbay-api",
        "--bin",
        "wire_types",
        "--",
    ]);
    if mode == Mode::Write {
        command.arg("--write");
    }
    Steps::new("types").take("wire types", || match mode {
        Mode::Write => supervise(&mut command, DEADLINE),
        Mode::Check => supervise(&mut command, DEADLINE).map_err(|failure| failure.hint(HINT)),
    })
}

/// The same check with the binary that the workspace build has just made. `cargo run --package` would settle on
/// other features and compile half of the tree again.
pub(crate) fn are_fresh(project: &Project) -> Outcome {
    let mut command = Command::new(project.binary("debug", "wire_types"));
    command
        .current_dir(&project.root)
        .env("CARGO_MANIFEST_DIR", project.root.join("src-tauri/api"));
    supervise(&mut command, DEADLINE).map_err(|failure| failure.hint(HINT))
}
