//! `cargo xtask bundle`: installable packages of the platform this runs on, in `target/release/bundle`.

use std::process::Command;
use std::time::Duration;

use crate::javascript::{packages, screen};
use crate::packages::Purpose;
use crate::prerequisites;
use crate::processes::supervise;
use crate::project::{Project, npm_program};
use crate::stamp::{self, Fingerprint};
use crate::steps::{Done, Outcome, Steps};

const TAURI_CLI_VERSION: &str = "2.12.5";
const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn bundle(project: &Project) -> bool {
    let mut steps = Steps::new("bundle");
    prerequisites::prepare(&mut steps, &[Purpose::Build])
        && steps.take("UI packages", || packages(project, &project.ui()))
        && steps.take("UI build", || screen(project))
        && steps.take("Tauri's bundler", || bundler(project))
        && steps.take("packages", || {
            let cli = project
                .tools()
                .join("bundler/node_modules/@tauri-apps/cli/tauri.js");
            // It looks for `src-tauri` below the folder it is started in.
            let mut command = Command::new("node");
            command.arg(cli).arg("build").current_dir(&project.root);
            supervise(&mut command, 60 * MINUTE)
                .map_err(|failure| failure.hint("the bundler's message is above"))
        })
}

/// The prebuilt command line tool of Tauri from npm: compiling it takes longer than compiling the app.
fn bundler(project: &Project) -> Outcome {
    let home = project.tools().join("bundler");
    let stamp = home.join("made-from");
    let fingerprint = Fingerprint::new().word(TAURI_CLI_VERSION);
    if stamp::fits(&stamp, &fingerprint) {
        return Ok(Done::UpToDate);
    }
    std::fs::create_dir_all(&home)?;
    let mut command = Command::new(npm_program());
    command
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--prefix",
        ])
        .arg(&home)
        .arg(format!("@tauri-apps/cli@{TAURI_CLI_VERSION}"));
    supervise(&mut command, 10 * MINUTE)
        .map_err(|failure| failure.hint("is the npm registry reachable?"))?;
    stamp::write(&stamp, &fingerprint)?;
    Ok(Done::Worked)
}
