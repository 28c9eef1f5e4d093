//! Reading the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the checkout")
}

/// What git would commit: tracked files and new ones, without build output.
pub(crate) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(listed.status.success(), "git lists the files");
    let text = String::from_utf8(listed.stdout).expect("names are UTF-8");
    let mut all: Vec<_> = text
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).exists())
        .map(str::to_owned)
        .collect();
    all.sort_unstable();
    all
}

pub(crate) fn files_under(folder: &str, extensions: &[&str]) -> Vec<String> {
    let has_extension = |name: &String| {
        let extension = name.rsplit('.').next().unwrap_or_default();
        extensions.contains(&extension)
    };
    files()
        .into_iter()
        .filter(|name| name.starts_with(folder) && has_extension(name))
        .collect()
}

pub(crate) fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{file} is readable"))
}
