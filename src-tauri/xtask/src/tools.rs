//! Programs that only tests need and no package manager of the system has: kept in `target/tools`, pinned.

use std::process::Command;
use std::time::Duration;

use crate::processes::{ask, supervise};
use crate::project::{Project, executable};
use crate::stamp::{self, Fingerprint};
use crate::steps::{Done, Outcome};

// Not the newest: 3.0 is an alpha for another major version of Tauri.
const TAURI_DRIVER_VERSION: &str = "2.1.0";
const INSTALL_DEADLINE: Duration = Duration::from_secs(20 * 60);

/// The WebDriver server of Tauri windows.
pub(crate) fn tauri_driver(project: &Project) -> Outcome {
    let tools = project.tools();
    let stamp = tools.join("tauri-driver.version");
    let fingerprint = Fingerprint::new().word(TAURI_DRIVER_VERSION);
    if tools.join("bin").join(executable("tauri-driver")).is_file()
        && stamp::fits(&stamp, &fingerprint)
    {
        return Ok(Done::UpToDate);
    }
    let mut command = project.cargo();
    command
        .args([
            "install",
            "tauri-driver",
            "--locked",
            "--force",
            "--version",
        ])
        .arg(format!("={TAURI_DRIVER_VERSION}"))
        .arg("--root")
        .arg(&tools)
        // Beside our own artifacts, so that a second installation compiles nothing.
        .env("CARGO_TARGET_DIR", tools.join("build"));
    supervise(&mut command, INSTALL_DEADLINE).map_err(|failure| {
        failure.hint("is crates.io reachable? The compiler's message is above")
    })?;
    stamp::write(&stamp, &fingerprint)?;
    Ok(Done::Worked)
}

/// A Python of the tests' own, with llama.cpp's server and what makes a model for it.
pub(crate) fn python(project: &Project) -> Outcome {
    let home = project.tools().join("python");
    let requirements = project.tests().join("fixtures/llama/requirements.txt");
    // The system's Python is the one whose `venv` the packages above brought; another may come first on the path.
    let python = ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| ask(python, &["-c", "import venv, ensurepip"]).is_some())
        .unwrap_or("python3");
    let version = ask(python, &["--version"]).unwrap_or_default();
    let stamp = home.join("made-from");
    let fingerprint = Fingerprint::new()
        .word(&version)
        .path(&requirements, &|_| false)?;
    let inside = home.join("bin/python");
    if inside.is_file() && stamp::fits(&stamp, &fingerprint) {
        return Ok(Done::UpToDate);
    }
    supervise(
        Command::new(python)
            .args(["-m", "venv", "--clear"])
            .arg(&home),
        INSTALL_DEADLINE,
    )
    .map_err(|failure| failure.hint("Python 3.10 or newer with its `venv` module is needed"))?;
    supervise(
        Command::new(&inside)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--only-binary",
                ":all:",
            ])
            .arg("--requirement")
            .arg(&requirements),
        INSTALL_DEADLINE,
    )
    .map_err(|failure| {
        failure.hint("is PyPI reachable? Wheels exist for Python 3.10 and newer on x86-64 and ARM")
    })?;
    supervise(
        Command::new(&inside).args(["-c", "import gguf, xllamacpp"]),
        INSTALL_DEADLINE,
    )
    .map_err(|failure| {
        failure.hint("the packages were installed but do not load on this machine")
    })?;
    stamp::write(&stamp, &fingerprint)?;
    Ok(Done::Worked)
}
