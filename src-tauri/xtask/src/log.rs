//! What the programs of a step say: on the screen while they say it, and in `target/xtask/<step>.log`, so that
//! the end of it can be repeated where a reader of a long or cut log looks first.

use std::cell::RefCell;
use std::fs::File;
use std::io::{IsTerminal as _, Read as _, Write as _, pipe};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const REPEATED_LINES: usize = 80;
const LINES_OF_A_FAILURE: usize = 6;
const LONGEST_LINE_CHARS: usize = 500;
/// Where left-behind processes cannot be found, one of them may hold the pipe for ever.
const PATIENCE: Duration = Duration::from_secs(2);

// Steps are taken one after the other, by one thread.
thread_local! {
    static FOLDER: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
    static CURRENT: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

/// Nothing is kept before this was called.
pub(crate) fn keep_in(folder: PathBuf) {
    FOLDER.set(Some(folder));
}

/// From now on this step is the one that speaks; what it said the last time is forgotten.
pub(crate) fn begin(step: &str) -> Option<PathBuf> {
    let folder = FOLDER.with_borrow(Clone::clone);
    let path = folder.and_then(|folder| {
        std::fs::create_dir_all(&folder).ok()?;
        let path = folder.join(file_name(step));
        File::create(&path).ok()?;
        Some(path)
    });
    CURRENT.set(path.clone());
    path
}

fn file_name(step: &str) -> String {
    let words: Vec<String> = step
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    format!("{}.log", words.join("_"))
}

/// What a step said last, and before it what failed earlier; empty when it said nothing.
pub(crate) fn last_lines(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let (earlier, last) = lines.split_at(lines.len().saturating_sub(REPEATED_LINES));
    let failed = earlier.iter().enumerate().filter(|(_, line)| fails(line));
    let mut chosen: Vec<&str> = Vec::new();
    let mut next = 0;
    for (at, _) in failed {
        let end = (at + LINES_OF_A_FAILURE).min(earlier.len());
        chosen.extend(&earlier[at.max(next)..end]);
        next = end;
    }
    chosen.truncate(REPEATED_LINES);
    if !chosen.is_empty() {
        chosen.push("…");
    }
    chosen
        .iter()
        .chain(last)
        .map(|line| line.chars().take(LONGEST_LINE_CHARS).collect())
        .collect()
}

/// In the words of cargo, Vitest and Playwright. Where many programs test one after the other, the one that failed is
/// seldom the last.
fn fails(line: &str) -> bool {
    let begins = ["error: ", "error[", " FAIL ", "  ✘ "];
    begins.iter().any(|word| line.starts_with(word)) || line.contains("panicked at ")
}

/// What a program says goes on as long as one of these is there.
pub(crate) struct Echo(JoinHandle<()>);

/// Starts a program whose output, both kinds in their order, is shown and kept.
pub(crate) fn spawn(command: &mut Command) -> std::io::Result<(Child, Echo)> {
    let (mut said, into) = pipe()?;
    if std::io::stdout().is_terminal() {
        // They see a pipe and would leave their colours away.
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1");
    }
    let child = command.stdout(into.try_clone()?).stderr(into).spawn();
    // The command would keep its end of the pipe open, and nobody would learn that the program is gone.
    command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let child = child?;
    let path = CURRENT.with_borrow(Clone::clone);
    let mut kept = path.and_then(|path| File::options().append(true).open(path).ok());
    let echo = std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        while let Ok(length @ 1..) = said.read(&mut bytes) {
            let mut screen = std::io::stdout().lock();
            let shown = screen.write_all(&bytes[..length]);
            shown.and_then(|()| screen.flush()).ok();
            if let Some(file) = &mut kept {
                file.write_all(&bytes[..length]).ok();
            }
        }
    });
    Ok((child, Echo(echo)))
}

impl Echo {
    /// Waits for what is still on its way.
    pub(crate) fn finish(self) {
        let started = Instant::now();
        while !self.0.is_finished() && started.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_a_file_name_of_plain_words() {
        assert_eq!(file_name("llama.cpp's server"), "llama_cpp_s_server.log");
        assert_eq!(
            file_name("app and tests, compiled"),
            "app_and_tests_compiled.log"
        );
    }

    #[test]
    fn only_the_end_is_repeated_and_no_line_is_endless() -> std::io::Result<()> {
        let name = format!("patchbay-log-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let long = "é".repeat(2 * LONGEST_LINE_CHARS);
        let lines: Vec<String> = (0..200).map(|n| n.to_string()).collect();
        std::fs::write(&path, format!("{}\n{long}\n", lines.join("\n")))?;
        let last = last_lines(&path);
        std::fs::remove_file(&path)?;
        assert_eq!(last.len(), REPEATED_LINES);
        assert_eq!(last[0], "121");
        assert_eq!(last[REPEATED_LINES - 1].chars().count(), LONGEST_LINE_CHARS);
        assert!(last_lines(&path).is_empty(), "there is no such file now");
        Ok(())
    }

    #[test]
    fn what_failed_long_before_the_end_is_repeated_too() -> std::io::Result<()> {
        let name = format!("patchbay-early-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut lines: Vec<String> = (0..300).map(|n| format!("line {n}")).collect();
        lines[10] = "thread 'a' panicked at a.rs:1:2:".to_owned();
        lines[12] = "error: test failed".to_owned();
        std::fs::write(&path, lines.join("\n"))?;
        let last = last_lines(&path);
        std::fs::remove_file(&path)?;
        assert_eq!(last[..8], lines[10..18]);
        assert_eq!((last[8].as_str(), last[9].as_str()), ("…", "line 220"));
        assert_eq!(last.len(), 8 + 1 + REPEATED_LINES);
        Ok(())
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_program_says_is_kept_in_its_order_until_the_step_is_taken_again()
    -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("patchbay-logs-{}", std::process::id()));
        keep_in(folder.clone());
        let path = begin("A step").unwrap_or_default();
        for word in ["one", "two"] {
            let mut command = Command::new("sh");
            let script = r#"echo "$0 said"; echo "$0 complained" >&2; exit 3"#;
            let (mut child, echo) = spawn(command.args(["-c", script, word]))?;
            assert_eq!(child.wait()?.code(), Some(3));
            echo.finish();
        }
        assert_eq!(path, folder.join("a_step.log"));
        let said = ["one said", "one complained", "two said", "two complained"];
        assert_eq!(last_lines(&path), said);
        begin("A step");
        assert!(last_lines(&path).is_empty());
        std::fs::remove_dir_all(folder)
    }
}
