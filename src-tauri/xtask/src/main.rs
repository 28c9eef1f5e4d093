//! `cargo xtask`: everything one does with this repository, from two commands.
//!
//! `run` brings a fresh machine to an open window, `test` proves the whole product on it. The rest are the
//! pieces a developer needs alone: `types`, `bench`, `bundle`.
//!
//! Absent on purpose: any dependency, and any knowledge of the product beyond the name of its binary. What is
//! tested and how lives in the crates, in `ui/` and in `tests/`; this crate only brings the machine into the
//! state they ask for and calls them in a good order.

mod bench;
mod bundle;
mod javascript;
mod log;
mod packages;
mod prerequisites;
mod processes;
mod project;
mod run;
mod stamp;
mod steps;
mod test;
mod tools;
mod types;

use std::process::ExitCode;

use project::Project;

const HELP: &str = "\
Usage: cargo xtask <command>

  run [-- ARGS]                        build what changed and open the window; ARGS go to the app
  test [rust] [ui] [browser] [window]  run the named parts, or all of them
  bench startup [--debug]              navigation to a usable list of 500 connectors, against an empty page
  bench search [--debug]               a key stroke in the search to its rows, 10,000 connectors against 10
  types [--check]                      write ui/src/wire from the Rust types, or check that it is fresh
  bundle                               make the installable packages of this platform
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let project = match Project::find() {
        Ok(project) => project,
        Err(message) => return refuse(&message),
    };
    log::keep_in(project.target.join("xtask"));
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let worked = match words.as_slice() {
        ["run", "--", rest @ ..] | ["run", rest @ ..] => run::run(&project, rest),
        ["test", names @ ..] => match test::Parts::from_names(names) {
            Ok(parts) => test::test(&project, &parts),
            Err(message) => return refuse(&message),
        },
        ["bench", name, rest @ ..] => {
            let build = match rest {
                [] => bench::Build::Release,
                ["--debug"] => bench::Build::Debug,
                _ => return refuse("bench takes a name and --debug"),
            };
            match bench::Bench::from_name(name) {
                Some(which) => bench::bench(&project, which, build),
                None => return refuse(&format!("no such bench: {name:?}")),
            }
        }
        ["types"] => types::types(&project, types::Mode::Write),
        ["types", "--check"] => types::types(&project, types::Mode::Check),
        ["bundle"] => bundle::bundle(&project),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            true
        }
        [] => return refuse("which command?"),
        [unknown, ..] => return refuse(&format!("no such command: {unknown:?}")),
    };
    if worked {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Exit code 2 tells a wrong call from a failed step (1).
fn refuse(message: &str) -> ExitCode {
    eprintln!("{message}\n\n{HELP}");
    ExitCode::from(2)
}
