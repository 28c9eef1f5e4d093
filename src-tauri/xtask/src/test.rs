//! Everything that is proved, in an order that compiles each thing once.
//!
//! A failing step does not stop the others, except those that stand on it; they count as failed too.

use std::time::Duration;

use crate::javascript::{packages, screen, script};
use crate::packages::Purpose;
use crate::prerequisites;
use crate::processes::supervise;
use crate::project::Project;
use crate::steps::{Failure, Outcome, Steps};
use crate::{tools, types};

const MINUTE: Duration = Duration::from_secs(60);

/// The parts that can be run alone.
pub(crate) struct Parts {
    rust: bool,
    ui: bool,
    browser: bool,
    window: bool,
}

impl Parts {
    /// No name means all of them that this platform has: the driver of Tauri windows knows none on macOS, and
    /// screen, bus and keychain of the window journeys are those of Linux.
    pub(crate) fn from_names(names: &[&str]) -> Result<Self, String> {
        if let Some(unknown) = names
            .iter()
            .find(|name| !["rust", "ui", "browser", "window"].contains(name))
        {
            return Err(format!("no such part: {unknown:?}"));
        }
        let wanted = |name| names.is_empty() || names.contains(&name);
        Ok(Self {
            rust: wanted("rust"),
            ui: wanted("ui"),
            browser: wanted("browser"),
            window: names.contains(&"window") || (names.is_empty() && cfg!(target_os = "linux")),
        })
    }

    fn purposes(&self) -> Vec<Purpose> {
        let wanted = [
            (self.rust || self.browser || self.window, Purpose::Build),
            (self.browser, Purpose::Browser),
            (self.window, Purpose::Window),
            (self.rust || self.window, Purpose::Keychain),
            (self.rust || self.browser || self.window, Purpose::Proxies),
        ];
        wanted
            .into_iter()
            .filter_map(|(needed, purpose)| needed.then_some(purpose))
            .collect()
    }
}

/// What the later steps stand on.
struct Ground {
    ui_packages: bool,
    test_packages: bool,
    screen: bool,
    app: bool,
}

pub(crate) fn test(project: &Project, parts: &Parts) -> bool {
    let mut steps = Steps::new("prepare");
    if cfg!(not(target_os = "linux")) && !parts.window {
        println!("The journeys in the real window are left out: they run on Linux.");
    }
    let needs_app = parts.rust || parts.browser || parts.window;
    let mut ground = Ground {
        ui_packages: false,
        test_packages: false,
        screen: false,
        app: false,
    };
    if prerequisites::prepare(&mut steps, &parts.purposes()) {
        ground.ui_packages = steps.take("UI packages", || packages(project, &project.ui()));
        if parts.ui || parts.browser || parts.window {
            ground.test_packages =
                steps.take("test packages", || packages(project, &project.tests()));
        }
        // The cheap checks come before the long compilation: they fail soonest.
        ground.screen =
            needs_app && ground.ui_packages && steps.take("UI build", || screen(project));
    }
    if parts.ui {
        steps.begin("ui");
        ui(project, &mut steps, &ground);
    }
    if needs_app {
        steps.begin("prepare");
        ground.app = stand_on(&mut steps, "app and tests, compiled", ground.screen, || {
            build(project)
        });
    }
    if parts.rust {
        steps.begin("rust");
        rust(project, &mut steps, &ground);
    }
    if parts.browser {
        steps.begin("browser");
        let ready = ground.app && ground.test_packages;
        stand_on(&mut steps, "journeys in a browser", ready, || {
            journeys(project, "browser", 30 * MINUTE)
        });
    }
    if parts.window {
        steps.begin("window");
        let driver = steps.take("tauri-driver", || tools::tauri_driver(project));
        let python = steps.take("llama.cpp's server", || tools::python(project));
        let ready = ground.app && ground.test_packages && driver && python;
        stand_on(&mut steps, "journeys in the window", ready, || {
            journeys(project, "window", 15 * MINUTE)
        });
    }
    steps.print_summary();
    steps.all_worked()
}

/// Takes a step if what it needs is there, and records it as not done otherwise.
fn stand_on(steps: &mut Steps, name: &str, ready: bool, work: impl FnOnce() -> Outcome) -> bool {
    if !ready {
        steps.give_up(name, "a step it needs failed");
        return false;
    }
    steps.take(name, work)
}

/// One compilation for the tests and for the app that the journeys drive: `--all-targets` settles on the same
/// features as `cargo test`, so nothing is built a second time, and `patchbay` is among the results.
fn build(project: &Project) -> Outcome {
    supervise(
        project
            .cargo()
            .args(["build", "--workspace", "--all-targets"]),
        45 * MINUTE,
    )
    .map_err(|failure| failure.hint("the compiler's message is above"))
}

fn rust(project: &Project, steps: &mut Steps, ground: &Ground) {
    steps.take("format", || {
        supervise(
            project.cargo().args(["fmt", "--all", "--check"]),
            2 * MINUTE,
        )
        .map_err(|failure| hint_for_component(failure, "run `cargo fmt --all`", "rustfmt"))
    });
    stand_on(steps, "clippy", ground.screen, || {
        let mut command = project.cargo();
        command.args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]);
        supervise(&mut command, 30 * MINUTE)
            .map_err(|failure| hint_for_component(failure, "clippy's findings are above", "clippy"))
    });
    stand_on(steps, "Rust tests", ground.app, || {
        supervise(
            project
                .cargo()
                .args(["test", "--workspace", "--no-fail-fast"]),
            20 * MINUTE,
        )
        .map_err(|failure| failure.hint("alone: cargo test --workspace"))
    });
    stand_on(steps, "wire types are fresh", ground.app, || {
        types::are_fresh(project)
    });
}

fn hint_for_component(failure: Failure, hint: &str, component: &str) -> Failure {
    failure.hint(format!(
        "{hint}; if cargo does not know the command: rustup component add {component}"
    ))
}

fn ui(project: &Project, steps: &mut Steps, ground: &Ground) {
    let ui = project.ui();
    stand_on(steps, "UI types", ground.ui_packages, || {
        script(project, &ui, "typecheck", 5 * MINUTE)
    });
    stand_on(steps, "UI lint", ground.ui_packages, || {
        script(project, &ui, "lint", 5 * MINUTE)
    });
    stand_on(steps, "UI tests", ground.ui_packages, || {
        script(project, &ui, "test", 15 * MINUTE)
    });
    let tests = project.tests();
    stand_on(steps, "types of the journeys", ground.test_packages, || {
        script(project, &tests, "typecheck", 5 * MINUTE)
    });
}

/// The Playwright projects `browser` and `window`; see `tests/playwright.config.ts`.
fn journeys(project: &Project, name: &str, deadline: Duration) -> Outcome {
    let mut command = project.npm(&project.tests());
    command
        .args(["run", "--silent", name])
        .env("PATCHBAY_TARGET_DIR", &project.target);
    supervise(&mut command, deadline).map_err(|failure| {
        failure.hint(
            "screenshots and traces of what failed are in target/journeys and target/screenshots",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_every_part_of_this_platform() {
        assert!(Parts::from_names(&[]).is_ok_and(|all| all.rust && all.ui && all.browser));
    }

    #[test]
    fn the_ui_part_alone_needs_no_system_package() {
        assert!(Parts::from_names(&["ui"]).is_ok_and(|ui| ui.purposes().is_empty() && !ui.window));
    }

    #[test]
    fn a_part_that_does_not_exist_is_refused() {
        assert!(Parts::from_names(&["rust", "desktop"]).is_err());
    }
}
