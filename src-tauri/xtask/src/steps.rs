//! A step has a name, takes a time, and says what to do when it fails.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::log;

/// How a step ended well.
pub(crate) enum Done {
    Worked,
    /// Nothing had to be done: the stamp of the last time still fits.
    UpToDate,
}

/// Why a step failed, and what the person in front of the screen can do about it.
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

pub(crate) type Outcome = Result<Done, Failure>;

struct Record {
    part: &'static str,
    name: String,
    result: &'static str,
    took: Duration,
    failed: bool,
    /// What its programs said.
    log: Option<PathBuf>,
}

/// The steps taken so far, in order.
pub(crate) struct Steps {
    part: &'static str,
    records: Vec<Record>,
}

impl Steps {
    pub(crate) fn new(part: &'static str) -> Self {
        Self {
            part,
            records: Vec::new(),
        }
    }

    /// Names the part that the next steps belong to.
    pub(crate) fn begin(&mut self, part: &'static str) {
        self.part = part;
    }

    /// Takes one step and tells whether it worked.
    pub(crate) fn take(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> bool {
        println!("▸ {name}");
        let log = log::begin(name);
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        let (result, failed) = match &outcome {
            Ok(Done::Worked) => {
                println!("  ✓ {name}: done in {}", seconds(took));
                ("passed", false)
            }
            Ok(Done::UpToDate) => {
                println!("  ✓ {name}: up to date, {}", seconds(took));
                ("up to date", false)
            }
            Err(failure) => {
                println!(
                    "  ✗ {name}: failed after {}: {}",
                    seconds(took),
                    failure.message
                );
                if let Some(hint) = &failure.hint {
                    println!("    → {hint}");
                }
                ("FAILED", true)
            }
        };
        self.record(name, result, took, failed, log);
        !failed
    }

    /// Records a step that could not be taken. It counts as failed: what was not proved is not proved.
    pub(crate) fn give_up(&mut self, name: &str, because: &str) {
        println!("▸ {name}\n  ✗ {name}: not done, {because}");
        self.record(name, "NOT DONE", Duration::ZERO, true, None);
    }

    fn record(
        &mut self,
        name: &str,
        result: &'static str,
        took: Duration,
        failed: bool,
        log: Option<PathBuf>,
    ) {
        self.records.push(Record {
            part: self.part,
            name: name.to_owned(),
            result,
            took,
            failed,
            log,
        });
    }

    pub(crate) fn all_worked(&self) -> bool {
        self.records.iter().all(|record| !record.failed)
    }

    /// How each failed step ended, once more: a log is often cut at its beginning.
    fn print_ends(&self) {
        for record in self.records.iter().filter(|record| record.failed) {
            let Some(path) = &record.log else { continue };
            let lines = log::last_lines(path);
            if lines.is_empty() {
                continue;
            }
            println!("\n▸ {}: the last lines of {}", record.name, path.display());
            for line in lines {
                println!("  │ {line}");
            }
        }
    }

    /// The ends of what failed, and the table; its last line is the one a script reads.
    pub(crate) fn print_summary(&self) {
        self.print_ends();
        println!(
            "\n{:<9} {:<44} {:<10} {:>9}",
            "part", "step", "result", "seconds"
        );
        for record in &self.records {
            println!(
                "{:<9} {:<44} {:<10} {:>9.1}",
                record.part,
                record.name,
                record.result,
                record.took.as_secs_f64()
            );
        }
        let total: Duration = self.records.iter().map(|record| record.took).sum();
        println!(
            "{:<9} {:<44} {:<10} {:>9.1}\n",
            "all",
            "",
            "",
            total.as_secs_f64()
        );
        let failed = self.records.iter().filter(|record| record.failed).count();
        println!("{} passed, {failed} failed", self.records.len() - failed);
    }
}

pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_was_given_up_is_not_a_success() {
        let mut steps = Steps::new("window");
        assert!(steps.take("one", || Ok(Done::UpToDate)));
        assert!(steps.all_worked());
        steps.give_up("two", "because one is enough here");
        assert!(!steps.all_worked());
    }

    #[test]
    fn a_failing_step_does_not_stop_the_next_one() {
        let mut steps = Steps::new("rust");
        assert!(!steps.take("one", || Err(Failure::new("broken").hint("mend it"))));
        assert!(steps.take("two", || Ok(Done::Worked)));
        assert_eq!(steps.records.len(), 2);
    }
}
