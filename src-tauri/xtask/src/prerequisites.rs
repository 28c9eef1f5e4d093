//! What a machine needs before anything can be built or tested.
//!
//! On Debian and its kin missing packages are named, with the reason, and installed. Elsewhere we only tell:
//! another system's package names would be guesses.

use std::process::Command;

use crate::processes::{ask, attend, is_there};
use crate::steps::{Done, Failure, Outcome, Steps};

/// What the machine is about to be used for. Each purpose adds to the packages of the others.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Purpose {
    /// Compile the app and open its window.
    Build,
    /// Drive the web screen in a browser.
    Browser,
    /// Drive the real window, with a real language-model server.
    Window,
    /// Use a real keychain that is nobody's.
    Keychain,
}

struct Package {
    purpose: Purpose,
    /// The first name that this release of the system knows is the one installed.
    names: &'static [&'static str],
    /// Having one of these programs from elsewhere is as good as having the package.
    programs: &'static [&'static str],
    why: &'static str,
}

const fn package(
    purpose: Purpose,
    names: &'static [&'static str],
    programs: &'static [&'static str],
    why: &'static str,
) -> Package {
    Package {
        purpose,
        names,
        programs,
        why,
    }
}

/// Ubuntu has Chromium as a snap only; a Chrome from elsewhere serves as well.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable"];

const PACKAGES: &[Package] = &[
    package(
        Purpose::Build,
        &["build-essential"],
        &["cc"],
        "compiles the C parts: SQLite and the TLS library",
    ),
    package(
        Purpose::Build,
        &["pkg-config", "pkgconf"],
        &["pkg-config"],
        "finds WebKitGTK for the build",
    ),
    package(
        Purpose::Build,
        &["libwebkit2gtk-4.1-dev"],
        &[],
        "the engine of the window, with GTK 3",
    ),
    package(
        Purpose::Browser,
        &["chromium"],
        BROWSERS,
        "the browser of the browser tests",
    ),
    package(
        Purpose::Browser,
        &["fonts-liberation"],
        &[],
        "text in screenshots that looks like text",
    ),
    package(
        Purpose::Window,
        &["xvfb"],
        &["Xvfb"],
        "a screen for the window where there is none",
    ),
    package(
        Purpose::Window,
        &["webkit2gtk-driver", "webkitgtk-webdriver"],
        &["WebKitWebDriver"],
        "clicks and types in the real window",
    ),
    package(
        Purpose::Keychain,
        &["dbus-daemon", "dbus"],
        &["dbus-run-session"],
        "a session bus of the test's own",
    ),
    package(
        Purpose::Keychain,
        &["gnome-keyring"],
        &["gnome-keyring-daemon"],
        "a real keychain",
    ),
    package(
        Purpose::Window,
        &["imagemagick"],
        &["import"],
        "takes the screenshots",
    ),
    package(
        Purpose::Window,
        &["python3"],
        &[],
        "runs llama.cpp's server, which answers the test",
    ),
    package(
        Purpose::Window,
        &["python3-venv"],
        &[],
        "keeps that server out of the system's Python",
    ),
];

/// Node versions that Vite takes: (major, minor) at least, per line.
const NODE_AT_LEAST: &[(u32, u32)] = &[(20, 19), (22, 12)];

/// Checks everything and installs what can be installed; tells whether to go on.
pub(crate) fn prepare(steps: &mut Steps, purposes: &[Purpose]) -> bool {
    let system = purposes.is_empty() || steps.take("system packages", || system_packages(purposes));
    let node = steps.take("Node.js", node);
    system && node
}

fn system_packages(purposes: &[Purpose]) -> Outcome {
    if cfg!(target_os = "macos") {
        tell_macos()
    } else if cfg!(windows) {
        tell_windows()
    } else if is_there("dpkg-query") && is_there("apt-get") {
        install_missing(purposes)
    } else {
        tell_other_linux(purposes)
    }
}

fn needed(purposes: &[Purpose]) -> impl Iterator<Item = &'static Package> {
    PACKAGES
        .iter()
        .filter(move |package| purposes.contains(&package.purpose))
}

fn install_missing(purposes: &[Purpose]) -> Outcome {
    let names: Vec<&str> = needed(purposes)
        .flat_map(|package| package.names.iter().copied())
        .collect();
    // It exits with an error when it knows one of the names not at all, and still lists the others.
    let listed = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status} ${Package}\n"])
        .args(&names)
        .output()?;
    let installed = installed_names(&String::from_utf8_lossy(&listed.stdout));
    let missing: Vec<&Package> = needed(purposes)
        .filter(|package| {
            !package
                .names
                .iter()
                .any(|name| installed.iter().any(|found| found == name))
                && !package.programs.iter().any(|program| is_there(program))
        })
        .collect();
    if missing.is_empty() {
        return Ok(Done::UpToDate);
    }
    for package in &missing {
        println!("  missing: {}: {}", package.names[0], package.why);
    }
    if install(&missing).is_ok() {
        return Ok(Done::Worked);
    }
    println!("  the package lists may be old: fetching them and trying once more");
    let by_hand = format!(
        "run this yourself, then start again: apt-get update && apt-get install {}",
        missing
            .iter()
            .map(|package| package.names[0])
            .collect::<Vec<_>>()
            .join(" ")
    );
    attend(apt()?.arg("update")).map_err(|failure| failure.hint(&by_hand))?;
    install(&missing).map_err(|failure| failure.hint(by_hand))
}

fn installed_names(listed: &str) -> Vec<String> {
    listed
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .map(str::to_owned)
        .collect()
}

fn install(missing: &[&Package]) -> Outcome {
    let names = missing.iter().map(|package| {
        let known = |name: &&&str| ask("apt-cache", &["show", "--no-all-versions", name]).is_some();
        package
            .names
            .iter()
            .find(known)
            .copied()
            .unwrap_or(package.names[0])
    });
    let mut command = apt()?;
    // Another package manager may be at work on a machine that just started: wait for it, but not for ever.
    command.args([
        "install",
        "--yes",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]);
    attend(command.args(names))
}

/// `apt-get`, through `sudo` for everybody but root.
fn apt() -> Result<Command, Failure> {
    let is_root = ask("id", &["-u"]).is_some_and(|id| id == "0");
    if is_root {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        return Ok(command);
    }
    if !is_there("sudo") {
        return Err(Failure::new(
            "installing packages needs root, and there is no `sudo` here",
        ));
    }
    let mut command = Command::new("sudo");
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}

fn tell_other_linux(purposes: &[Purpose]) -> Outcome {
    println!(
        "  This is not Debian or Ubuntu, so nothing is installed. What has to be here, by Debian's names:"
    );
    for package in needed(purposes) {
        println!("    {}: {}", package.names[0], package.why);
    }
    Ok(Done::Worked)
}

fn tell_macos() -> Outcome {
    match ask("xcode-select", &["-p"]) {
        Some(_) => Ok(Done::UpToDate),
        None => Err(Failure::new("the Xcode command line tools are missing")
            .hint("run: xcode-select --install")),
    }
}

fn tell_windows() -> Outcome {
    // Rust could compile this program, so a linker is here. The registry key is the one WebView2 documents.
    let key = r"SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let wow = key.replacen("SOFTWARE", r"SOFTWARE\WOW6432Node", 1);
    let places = [
        format!(r"HKLM\{wow}"),
        format!(r"HKLM\{key}"),
        format!(r"HKCU\{key}"),
    ];
    if !places
        .iter()
        .any(|place| ask("reg", &["query", place, "/v", "pv"]).is_some())
    {
        println!(
            "  The WebView2 runtime was not found. Windows 11 has it; for Windows 10 get the Evergreen"
        );
        println!(
            "  bootstrapper from Microsoft's WebView2 page. The build needs MSVC's C++ build tools."
        );
    }
    Ok(Done::Worked)
}

fn node() -> Outcome {
    let remedy =
        "install Node.js 22 or newer (nodejs.org, or a version manager such as fnm or nvm)";
    let version = ask("node", &["--version"])
        .ok_or_else(|| Failure::new("there is no `node` on the search path").hint(remedy))?;
    if !node_is_new_enough(&version) {
        return Err(Failure::new(format!("Node.js {version} is too old")).hint(remedy));
    }
    if ask(crate::project::npm_program(), &["--version"]).is_none() {
        return Err(Failure::new("there is no `npm` beside `node`")
            .hint("install npm: some systems ship it as a package of its own"));
    }
    Ok(Done::UpToDate)
}

fn node_is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|number| number.parse::<u32>().ok());
    let (Some(major), Some(minor)) = (numbers.next(), numbers.next()) else {
        return false;
    };
    let newest_line = NODE_AT_LEAST
        .iter()
        .map(|(major, _)| *major)
        .max()
        .unwrap_or_default();
    major > newest_line
        || NODE_AT_LEAST
            .iter()
            .any(|(line, at_least)| major == *line && minor >= *at_least)
}

/// What to know before a window is opened, if this place has no screen.
pub(crate) fn warn_without_a_display() {
    let has_one = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !has_one {
        println!(
            "  No screen here: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can open."
        );
        println!(
            "  → Start this in a desktop session, or use the browser: cargo xtask run -- serve"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_that_vite_refuses_are_refused() {
        for too_old in [
            "v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", "", "nonsense",
        ] {
            assert!(!node_is_new_enough(too_old), "{too_old}");
        }
        for fine in ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v24.3.1"] {
            assert!(node_is_new_enough(fine), "{fine}");
        }
    }

    #[test]
    fn a_removed_package_is_not_an_installed_one() {
        let listed = "installed xvfb\nconfig-files chromium\nnot-installed imagemagick\n";
        assert_eq!(installed_names(listed), ["xvfb"]);
    }

    #[test]
    fn every_package_says_why() {
        for package in PACKAGES {
            assert!(!package.names.is_empty() && !package.why.is_empty());
        }
    }
}
