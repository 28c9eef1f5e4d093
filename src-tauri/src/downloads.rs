//! Where files go that the screen offers for download.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};

/// Endings the screen may write. A program or a script is not among them.
const ENDINGS: [&str; 2] = ["ndjson", "sealed.json"];

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
        let mut new = OpenOptions::new();
        new.write(true).create_new(true);
        // What is sealed in it can be guessed at by whoever can read it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        for copy in 0..MAX_COPIES {
            let name = match copy {
                0 => format!("{stem}.{ending}"),
                _ => format!("{stem} ({copy}).{ending}"),
            };
            let path = self.0.join(name);
            match new.open(&path) {
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
    let (stem, ending) = ENDINGS
        .iter()
        .find_map(|ending| Some((name.strip_suffix(ending)?.strip_suffix('.')?, *ending)))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let fits = !stem.is_empty() && stem.len() <= MAX_NAME_CHARS && stem.chars().all(plain);
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
    fn a_file_with_sealed_secrets_is_saved_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = Downloads(folder.path().to_owned());
        let saved = downloads.save("a-1.sealed.json", "{}").expect("saved");
        let again = downloads.save("a-1.sealed.json", "{}").expect("saved");
        assert!(again.ends_with("a-1 (1).sealed.json"), "{again:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = saved.metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
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
