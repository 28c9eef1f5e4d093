//! `cargo xtask bench`: numbers to look at, not tests to pass. A shared machine is no stopwatch.

use std::time::Duration;

use crate::javascript::{packages, screen};
use crate::packages::Purpose;
use crate::prerequisites;
use crate::processes::supervise;
use crate::project::Project;
use crate::steps::Steps;
use crate::tools;

const MINUTE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
pub(crate) enum Build {
    Debug,
    Release,
}

impl Build {
    fn profile(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// What can be measured. Each is a file of the same name in `tests/bench` and says there what it measures.
#[derive(Clone, Copy)]
pub(crate) enum Bench {
    Startup,
    Search,
}

impl Bench {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "startup" => Some(Self::Startup),
            "search" => Some(Self::Search),
            _ => None,
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Startup => "startup.bench.ts",
            Self::Search => "search.bench.ts",
        }
    }
}

pub(crate) fn bench(project: &Project, bench: Bench, build: Build) -> bool {
    let mut steps = Steps::new("bench");
    let purposes = [Purpose::Build, Purpose::Window, Purpose::Keychain];
    prerequisites::prepare(&mut steps, &purposes)
        && steps.take("UI packages", || packages(project, &project.ui()))
        && steps.take("test packages", || packages(project, &project.tests()))
        && steps.take("UI build", || screen(project))
        && steps.take("app", || {
            let mut command = project.cargo();
            command.args(["build", "--workspace"]);
            if matches!(build, Build::Release) {
                command.arg("--release");
            }
            supervise(&mut command, 60 * MINUTE)
                .map_err(|failure| failure.hint("the compiler's message is above"))
        })
        && steps.take("tauri-driver", || tools::tauri_driver(project))
        && steps.take("measurement", || {
            let mut command = project.npm(&project.tests());
            command
                .args(["run", "--silent", "bench", "--", bench.file()])
                .env("PATCHBAY_TARGET_DIR", &project.target)
                .env("PATCHBAY_PROFILE", build.profile());
            supervise(&mut command, 15 * MINUTE)
                .map_err(|failure| failure.hint("what the window did is in target/journeys"))
        })
}
