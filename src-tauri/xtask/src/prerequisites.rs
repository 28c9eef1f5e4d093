//! What a machine needs before anything can be built or tested.
//!
//! On Debian and its kin missing packages are named, with the reason, and installed. Elsewhere we only tell:
//! another system's package names would be guesses.

use std::process::Command;

use crate::packages::{PACKAGES, Package, Purpose};
use crate::processes::{ask, attend, is_there};
use crate::steps::{Done, Failure, Outcome, Steps};

/// Runs as root: the names of services, then a command that installs them. Packages ask `policy-rc.d` whether they
/// may start what they bring; the one written here says no for as long as this script lives, whatever becomes of it.
/// One that is there already is the machine's own (containers have one) and stays as it is.
const INSTALL_QUIETLY: &str = r#"
services=$1
shift
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ] && [ ! -L "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh
kill -0 %s 2>/dev/null && exit 101
exit 0
' $$ >"$policy"
    chmod 755 "$policy"
fi
"$@" || exit
for name in $services; do
    if [ -d /run/systemd/system ]; then
        systemctl --quiet disable --now "$name"
    else
        service "$name" stop >/dev/null 2>&1
        update-rc.d "$name" disable
    fi || echo "  the service $name could not be turned off: turn it off by hand"
done
"#;

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
    attend("apt-get update", as_root("apt-get")?.arg("update"))
        .map_err(|failure| failure.hint(&by_hand))?;
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
    // Another package manager may be at work on a machine that just started: wait for it, but not for ever.
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    let patience = ["-o", "DPkg::Lock::Timeout=300"];
    let words: Vec<&str> = install.into_iter().chain(patience).chain(names).collect();
    let services: Vec<&str> = missing.iter().filter_map(|p| p.service).collect();
    let mut command = if services.is_empty() {
        as_root(words[0])?
    } else {
        let mut shell = as_root("sh")?;
        let services = services.join(" ");
        shell.args(["-c", INSTALL_QUIETLY, "sh", &services, words[0]]);
        shell
    };
    attend(&words.join(" "), command.args(&words[1..]))
}

/// A program of the system's, through `sudo` for everybody but root. It asks nothing.
fn as_root(program: &str) -> Result<Command, Failure> {
    let is_root = ask("id", &["-u"]).is_some_and(|id| id == "0");
    if is_root {
        let mut command = Command::new(program);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        return Ok(command);
    }
    if !is_there("sudo") {
        return Err(Failure::new(
            "installing packages needs root, and there is no `sudo` here",
        ));
    }
    let mut command = Command::new("sudo");
    command.args(["DEBIAN_FRONTEND=noninteractive", program]);
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

    /// With programs that only write down what they were told, and with a policy in a folder of the test's own.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_installed_for_tests_is_not_started_and_the_policy_goes_with_the_installation()
    -> std::io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("patchbay-quiet-{}", std::process::id()));
        let programs = folder.join("bin");
        std::fs::create_dir_all(&programs)?;
        for name in ["systemctl", "service", "update-rc.d"] {
            let text = format!("#!/bin/sh\necho {name} \"$@\" >>\"$TOLD\"\n");
            let file = programs.join(name);
            std::fs::write(&file, text)?;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755))?;
        }
        let policy = folder.join("policy-rc.d");
        let told = folder.join("told");
        let script =
            INSTALL_QUIETLY.replace("/usr/sbin/policy-rc.d", &policy.display().to_string());
        let path = format!("{}:/usr/bin:/bin", programs.display());
        let install = |package: &str| {
            let mut shell = Command::new("sh");
            shell.args(["-c", &script, "sh", "one two", "sh", "-c", package]);
            shell.arg(&policy).env("TOLD", &told).env("PATH", &path);
            shell.status()
        };
        let asked = install(r#""$0" one start; test $? = 101 && cp "$0" "$0.kept""#)?;
        assert!(asked.success(), "the policy forbids a start");
        assert!(!policy.exists(), "it is gone afterwards");
        let told_what = std::fs::read_to_string(&told)?;
        for name in ["one", "two"] {
            assert!(told_what.contains(name), "{told_what}");
        }
        // Left behind by a kill, it forbids nothing.
        let late = folder.join("policy-rc.d.kept");
        assert!(Command::new(&late).status()?.success());
        // A failed installation says so, and turns nothing off.
        std::fs::remove_file(&told)?;
        assert_eq!(install("exit 7")?.code(), Some(7));
        assert!(!policy.exists() && !told.exists());
        // One that is there already is not ours.
        std::fs::write(&policy, "#!/bin/sh\nexit 3\n")?;
        assert!(install("true")?.success());
        assert!(std::fs::read_to_string(&policy)?.contains("exit 3"));
        std::fs::remove_dir_all(folder)
    }
}
