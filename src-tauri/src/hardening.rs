//! What the process gives up before it does anything: a key in memory must not end up in a core dump, be read by
//! another program of the same user, or be in a file that others can read.
//!
//! None of it is needed to work, so a system that refuses is told about and used all the same.

/// Makes the process private. Returns what the system refused, to be logged once there is a log.
#[cfg(unix)]
#[must_use]
pub(crate) fn harden() -> Vec<String> {
    use rustix::fs::Mode;
    use rustix::process::{Resource, Rlimit, setrlimit, umask};

    // Also for files that a library makes without asking for permissions.
    umask(Mode::RWXG | Mode::RWXO);
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let core =
        setrlimit(Resource::Core, none).map_err(|error| format!("core dumps stay on: {error}"));
    [core, close_memory()]
        .into_iter()
        .filter_map(Result::err)
        .collect()
}

#[cfg(target_os = "linux")]
fn close_memory() -> Result<(), String> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|error| format!("other programs of this user can read the memory: {error}"))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn close_memory() -> Result<(), String> {
    Ok(())
}

/// Windows keeps no dump of a program unless its administrator wants one.
#[cfg(not(unix))]
#[must_use]
pub(crate) fn harden() -> Vec<String> {
    Vec::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use rustix::process::{DumpableBehavior, dumpable_behavior};

    use super::*;

    #[test]
    fn nothing_of_the_process_is_left_for_others() {
        assert_eq!(harden(), Vec::<String>::new());
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
        let limits = std::fs::read_to_string("/proc/self/limits").expect("readable");
        let core = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"))
            .expect("a limit");
        let soft_and_hard: Vec<_> = core.split_whitespace().take(2).collect();
        assert_eq!(soft_and_hard, ["0", "0"]);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("made_without_permissions");
        std::fs::File::create(&file).expect("made");
        let mode = std::fs::metadata(file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
