//! Where files go that the screen offers for download.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};

/// Endings the screen may write. A program or a script is not among them.
const ENDINGS: [&str; 1] = ["ndjson"];

const MAX_NAME_CHARS: usize = 100;
const MAX_COPIES: usize = 1_000;

/// The folder for downloads.
#[derive(Debug, Clone)]
pub(crate) struct Downloads(PathBuf);

impl Downloads {
    /// The user's folder for downloads; where the system names none, one in the data directory.
    pub(crate) fn beside(data_dir: &Path) -> Self {
        Self(dirs::download_dir().unwrap_or_else(|| data_dir.join("downloads")))
    }

    /// Writes a new file and returns its path; a name that is taken gets a number.
    pub(crate) fn save(&self, name: &str, text: &str) -> Result<PathBuf> {
        let (stem, ending) = parts(name).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidInput,
                format!("{name:?} is not a name for it"),
            )
        })?;
        std::fs::create_dir_all(&self.0)?;
        for copy in 0..MAX_COPIES {
            let name = match copy {
                0 => format!("{stem}.{ending}"),
                _ => format!("{stem} ({copy}).{ending}"),
            };
            let path = self.0.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    file.write_all(text.as_bytes())?;
                    return Ok(path);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::new(
            ErrorKind::AlreadyExists,
            format!("there are {MAX_COPIES} files named {name:?} already"),
        ))
    }
}

/// Letters, digits, `-` and `_`, and one of the endings: nothing that could lead elsewhere.
fn parts(name: &str) -> Option<(&str, &str)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let fits = !stem.is_empty()
        && stem.len() <= MAX_NAME_CHARS
        && stem.chars().all(plain)
        && ENDINGS.contains(&ending);
    fits.then_some((stem, ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = Downloads(folder.path().join("new"));
        let first = downloads.save("a-1.ndjson", "one").expect("saved");
        let second = downloads.save("a-1.ndjson", "two").expect("saved");
        assert!(second.ends_with("a-1 (1).ndjson"), "{second:?}");
        assert_eq!(std::fs::read_to_string(first).expect("there"), "one");
        assert_eq!(std::fs::read_to_string(second).expect("there"), "two");
    }

    #[test]
    fn a_name_that_leads_elsewhere_or_could_be_run_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = Downloads(folder.path().to_owned());
        for name in [
            "../x.ndjson",
            "/etc/x.ndjson",
            "a/b.ndjson",
            "a\\b.ndjson",
            "x.sh",
            "x.ndjson.desktop",
            ".ndjson",
            "ndjson",
            "",
            "a\0.ndjson",
        ] {
            assert!(downloads.save(name, "x").is_err(), "{name:?}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 0);
    }
}
