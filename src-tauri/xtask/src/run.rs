//! From a fresh machine to an open window.

use std::time::Duration;

use crate::javascript;
use crate::packages::Purpose;
use crate::prerequisites;
use crate::processes::{hand_over, supervise};
use crate::project::Project;
use crate::steps::{Outcome, Steps};

const BUILD_DEADLINE: Duration = Duration::from_secs(60 * 60);

pub(crate) fn run(project: &Project, arguments: &[&str]) -> bool {
    let mut steps = Steps::new("run");
    let ready = prerequisites::prepare(&mut steps, &[Purpose::Build])
        && steps.take("UI packages", || {
            javascript::packages(project, &project.ui())
        })
        && steps.take("UI", || javascript::screen(project))
        && steps.take("app", || build(project));
    // The commands of the app (`serve`, `keys`) need no screen.
    let opens_a_window = arguments.first().is_none_or(|word| word.starts_with('-'));
    if ready && opens_a_window {
        prerequisites::warn_without_a_display();
    }
    ready
        && steps.take("Patchbay", || {
            hand_over(
                std::process::Command::new(project.binary("debug", "patchbay")).args(arguments),
            )
            .map_err(|failure| failure.hint("what the app said is printed above"))
        })
}

fn build(project: &Project) -> Outcome {
    // The whole workspace, not only the app: with the same set of crates cargo settles on the same features
    // as every other command here, and compiles each dependency once.
    supervise(
        project.cargo().args(["build", "--workspace"]),
        BUILD_DEADLINE,
    )
    .map_err(|failure| {
        failure.hint("the compiler's message is above; `rustup update` brings a newer Rust")
    })
}
