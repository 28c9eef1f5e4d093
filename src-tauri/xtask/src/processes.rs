//! Running other programs: each with a deadline, and none left behind.
//!
//! Programs are ended by their process id only, and only if we started them: they descend from the program of
//! the step, or carry the mark that the step put into their environment. A name would also hit somebody else's.

use std::collections::HashSet;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::log;
use crate::steps::{Done, Failure, Outcome};

const MARK: &str = "PATCHBAY_STEP";
/// What a test runner needs to take down its browsers and servers itself.
const GRACE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(30);

/// Runs a program to its end with keyboard and screen as its own.
pub(crate) fn hand_over(command: &mut Command) -> Outcome {
    let shown = show(command);
    println!("  $ {shown}");
    let status = command
        .status()
        .map_err(|error| could_not_start(&shown, &error))?;
    judge(&shown, status)
}

/// Runs a program to its end. Somebody may have to answer it (`sudo`), so it has no deadline.
pub(crate) fn attend(shown: &str, command: &mut Command) -> Outcome {
    println!("  $ {shown}");
    let (mut child, echo) = log::spawn(command).map_err(|error| could_not_start(shown, &error))?;
    let status = child.wait()?;
    echo.finish();
    judge(shown, status)
}

/// Runs a program that must end by itself before the deadline, and ends whatever it left running.
pub(crate) fn supervise(command: &mut Command, deadline: Duration) -> Outcome {
    let shown = show(command);
    println!("  $ {shown}");
    let mark = format!("{}-{:?}", std::process::id(), Instant::now());
    let (mut child, echo) = log::spawn(command.env(MARK, &mark).stdin(Stdio::null()))
        .map_err(|error| could_not_start(&shown, &error))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if started.elapsed() > deadline {
            break None;
        }
        std::thread::sleep(POLL);
    };
    let Some(status) = status else {
        // A test runner takes an interrupt as the wish to clean up and report; a server may only know TERM.
        end(child.id(), &mark, &["INT", "TERM"]);
        // On a platform where the others cannot be found, the program itself still has to go.
        child.kill().ok();
        child.wait()?;
        echo.finish();
        return Err(Failure::new(format!(
            "`{shown}` did not end within {} s",
            deadline.as_secs()
        )));
    };
    let left_behind = end(child.id(), &mark, &["TERM"]);
    echo.finish();
    if left_behind > 0 {
        println!("  {left_behind} process(es) of this step were still running and were ended");
    }
    judge(&shown, status)
}

fn judge(shown: &str, status: ExitStatus) -> Outcome {
    if status.success() {
        Ok(Done::Worked)
    } else {
        Err(Failure::new(format!("`{shown}`: {status}")))
    }
}

/// What a short question to another program answered on stdout, or nothing when it failed.
pub(crate) fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program is on the search path.
pub(crate) fn is_there(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| folder.join(crate::project::executable(program)).is_file())
    })
}

fn show(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    std::iter::once(name)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

fn could_not_start(shown: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{shown}` could not be started: {error}"))
}

/// Ends the processes of a step: asks with each signal in turn, then insists. Tells how many there were.
fn end(child: u32, mark: &str, polite: &[&str]) -> usize {
    let found = processes_of(child, mark).len();
    for name in polite {
        signal(name, &processes_of(child, mark));
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if processes_of(child, mark).is_empty() {
                return found;
            }
            std::thread::sleep(POLL);
        }
    }
    signal("KILL", &processes_of(child, mark));
    found
}

fn signal(name: &str, pids: &[u32]) {
    if pids.is_empty() || cfg!(windows) {
        return;
    }
    // The shell's own `kill`: the program of that name is missing on small machines.
    let pids = pids.iter().map(u32::to_string);
    let arguments = [
        "-c".to_owned(),
        r#"kill -s "$0" "$@" 2>/dev/null"#.to_owned(),
        name.to_owned(),
    ];
    Command::new("sh")
        .args(arguments.into_iter().chain(pids))
        .status()
        .ok();
}

/// Living processes that descend from `child` or carry the mark. Needs `/proc`; elsewhere there are none.
fn processes_of(child: u32, mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}\0");
    let mut marked = HashSet::from([child]);
    let mut rows = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let Some((parent, alive)) = parent_of(&stat) else {
            continue;
        };
        let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment
            .windows(wanted.len())
            .any(|window| window == wanted.as_bytes())
        {
            marked.insert(pid);
        }
        rows.push((pid, parent, alive));
    }
    // Descent may take several rounds: the listing is in the order of the ids, which wrap around.
    loop {
        let before = marked.len();
        for (pid, parent, _) in &rows {
            if marked.contains(parent) {
                marked.insert(*pid);
            }
        }
        if marked.len() == before {
            break;
        }
    }
    rows.iter()
        .filter(|(pid, _, alive)| *alive && marked.contains(pid))
        .map(|(pid, ..)| *pid)
        .collect()
}

/// The parent in a line of `/proc/<pid>/stat`, and whether the process is more than a name waiting to be reaped.
fn parent_of(stat: &str) -> Option<(u32, bool)> {
    // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    Some((fields.next()?.parse().ok()?, state != "Z" && state != "X"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_name_with_parentheses_does_not_hide_the_parent() {
        assert_eq!(parent_of("812 (a) S 1 (b)) S 77 812 0"), Some((77, true)));
        assert_eq!(parent_of("813 (dbus-daemon) Z 1 813 0"), Some((1, false)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_step_past_its_deadline_fails_and_its_children_end() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600; true"]);
        let started = Instant::now();
        let outcome = supervise(&mut command, Duration::from_millis(300));
        assert!(outcome.is_err_and(|failure| failure.message.contains("did not end")));
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_outlives_its_step_is_ended() {
        let mut command = Command::new("sh");
        // The orphan tells its id through a file, and belongs to nobody once the shell is gone.
        let file = std::env::temp_dir().join(format!("patchbay-orphan-{}", std::process::id()));
        command
            .args(["-c", r#"setsid sleep 600 >/dev/null 2>&1 & echo $! > "$0""#])
            .arg(&file);
        assert!(supervise(&mut command, Duration::from_secs(20)).is_ok());
        let pid = std::fs::read_to_string(&file)
            .unwrap_or_default()
            .trim()
            .to_owned();
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        assert!(
            parent_of(&stat).is_none_or(|(_, alive)| !alive),
            "{pid} still runs"
        );
        std::fs::remove_file(file).ok();
    }
}
