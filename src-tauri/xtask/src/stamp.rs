//! Knowing that nothing changed: a file beside a result that holds the fingerprint of what the result was made of.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::steps::Failure;

/// A fingerprint of contents, not of times: a fresh clone and a switched branch give every file a new time.
pub(crate) struct Fingerprint(DefaultHasher);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(DefaultHasher::new())
    }

    pub(crate) fn word(mut self, word: &str) -> Self {
        word.hash(&mut self.0);
        self
    }

    /// A file, or everything in a folder except what `skip` names. One that is missing counts as empty.
    pub(crate) fn path(
        mut self,
        path: &Path,
        skip: &dyn Fn(&str) -> bool,
    ) -> Result<Self, Failure> {
        let mut files = Vec::new();
        collect(path, skip, &mut files)?;
        files.sort();
        for file in files {
            file.hash(&mut self.0);
            std::fs::read(&file)?.hash(&mut self.0);
        }
        Ok(self)
    }

    pub(crate) fn text(&self) -> String {
        format!("{:016x}\n", self.0.finish())
    }
}

fn collect(
    path: &Path,
    skip: &dyn Fn(&str) -> bool,
    files: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(skip) {
                collect(&entry.path(), skip, files)?;
            }
        }
    }
    Ok(())
}

pub(crate) fn fits(stamp: &Path, fingerprint: &Fingerprint) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|found| found == fingerprint.text())
}

pub(crate) fn write(stamp: &Path, fingerprint: &Fingerprint) -> Result<(), Failure> {
    Ok(std::fs::write(stamp, fingerprint.text())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &Path) -> String {
        let print = Fingerprint::new().path(folder, &|name| name == "dist");
        print.map(|print| print.text()).unwrap_or_default()
    }

    #[test]
    fn a_stamp_fits_until_a_file_that_counts_changes() -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("patchbay-stamp-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("dist"))?;
        std::fs::write(folder.join("a.ts"), "one")?;
        let before = of(&folder);
        std::fs::write(folder.join("dist/b.js"), "made")?;
        assert_eq!(of(&folder), before, "a result is not a source");
        std::fs::write(folder.join("a.ts"), "two")?;
        assert_ne!(of(&folder), before);
        std::fs::remove_dir_all(folder)
    }
}
