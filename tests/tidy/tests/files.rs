//! How the tree looks.

mod tree;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tree::{files, files_under, read, root};

#[test]
fn the_top_level_is_exactly_this() {
    let top: BTreeSet<_> = files()
        .iter()
        .filter_map(|name| name.split('/').next().map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    let expected = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "NOTICE",
        "README.md",
        "SECURITY.md",
        "icons",
        "src-tauri",
        "tests",
        "ui",
    ];
    assert_eq!(top, expected.map(str::to_owned).into());
}

#[test]
fn names_are_snake_case_and_say_something() {
    // Names that tools ask for.
    let given = [
        "Cargo.toml",
        "package-lock.json",
        "tauri.conf.json",
        "README.md",
        "oxlint.json",
    ];
    let banned = [
        "utils", "util", "helpers", "helper", "common", "misc", "manager", "service",
    ];
    for file in files_under("src-tauri/", &["rs"])
        .into_iter()
        .chain(files_under("ui/src/", &["ts", "tsx"]))
        .chain(files_under("tests/", &["rs", "ts", "py"]))
    {
        for part in file.split('/').skip(1) {
            let stem = part.split('.').next().unwrap_or_default();
            assert!(!banned.contains(&stem), "{file}: {stem:?} says nothing");
            let snake = stem
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(
                snake || given.contains(&part),
                "{file}: {part:?} is not snake_case"
            );
        }
    }
}

#[test]
fn a_file_holds_one_thing() {
    let lines = |file: &str| read(file).lines().count();
    for file in files_under("src-tauri/", &["rs"]) {
        // Tests are lists of cases; length says nothing about them.
        if !file.ends_with("tests.rs") {
            assert!(
                lines(&file) <= 400,
                "{file} outgrew 400 lines: does it hold two things?"
            );
        }
    }
    for file in files_under("ui/src/", &["tsx"]) {
        if !file.ends_with(".test.tsx") {
            assert!(
                lines(&file) <= 250,
                "{file} outgrew 250 lines: does it hold two things?"
            );
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    for file in files_under("", &["rs", "ts", "tsx", "py", "sql", "md"]) {
        if file.starts_with("tests/tidy/") {
            continue;
        }
        let text = read(&file);
        for mark in [
            "TODO",
            "FIXME",
            "XXX",
            "unimplemented!",
            "test.only(",
            "test.skip(",
            "it.only(",
        ] {
            assert!(!text.contains(mark), "{file} says {mark}");
        }
    }
}

/// A migration that was released is never edited: databases that ran it would differ from new
/// ones. A new migration adds its line here.
const MIGRATIONS: [(&str, &str); 4] = [
    (
        "0001_first_light.sql",
        "6bfa0816548bcf6e3cc3d9c888e003e4aba025778e6bd54d4853192698eab3c7",
    ),
    (
        "0002_connectors_complete.sql",
        "98ecbf20fab861c1d6687e7e3f5a4362a15d809449d4142ced1c6ceeafe46129",
    ),
    (
        "0003_vault.sql",
        "dfd559d90fcb996a8f2ea3b93a4c89c1b1bdea84474e543eceb83a8f8fd06375",
    ),
    (
        "0004_networking.sql",
        "8d5bd5030ec1cb7ceed305768d3d659432f4b73fbe293a37b6efd42d92fa02d7",
    ),
];

#[test]
fn released_migrations_stay_as_they_were() {
    let found: Vec<_> = files_under("src-tauri/store/migrations/", &["sql"])
        .into_iter()
        .map(|file| {
            let digest = Sha256::digest(read(&file).as_bytes());
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let name = file.rsplit('/').next().unwrap_or_default().to_owned();
            (name, hex)
        })
        .collect();
    let released = MIGRATIONS.map(|(name, hash)| (name.to_owned(), hash.to_owned()));
    assert_eq!(found, released);
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let readme = read("README.md");
    let run = readme.find("cargo xtask run").expect("the first command");
    let test = readme.find("cargo xtask test").expect("the second command");
    let first_heading = readme.find("\n## ").expect("a heading");
    assert!(run < test && test < first_heading);
    for picture in readme.split("](").skip(1) {
        let target = picture.split(')').next().unwrap_or_default();
        if target.ends_with(".png") {
            assert!(root().join(target).is_file(), "README shows {target}");
        }
    }
}

#[test]
fn the_licences_are_told() {
    assert!(read("LICENSE").contains("Apache License"));
    let notice = read("NOTICE");
    for part in [
        "Elastic UI Framework",
        "Elastic Charts",
        "Elastic License 2.0",
    ] {
        assert!(notice.contains(part), "NOTICE names {part}");
    }
}
