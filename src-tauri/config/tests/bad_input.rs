//! What a bad file is told, and that it costs nothing.

mod given;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use given::{read, read_path, refusal};

#[test]
fn each_mistake_is_named_with_its_line() {
    let entry = "xpack.actions.preconfigured.a:\n  name: A\n  actionTypeId: .gen-ai\n";
    for (text, message) in [
        // Shapes
        (
            "- a\n- b\n",
            "line 1: \"xpack.actions.preconfigured\" must be a map at the top of the file",
        ),
        (
            "canary",
            "line 1: \"xpack.actions.preconfigured\" must be a map at the top of the file",
        ),
        ("\nxpack: canary", "line 2: \"xpack\" must be a map"),
        (
            "xpack:\n  actions: [canary]",
            "line 2: \"xpack.actions\" must be a map",
        ),
        (
            "xpack.actions.preconfigured: []",
            "line 1: \"xpack.actions.preconfigured\" must be a map",
        ),
        (
            "xpack.actions.preconfigured:\n  a: canary",
            "line 2: \"a\" must be a map",
        ),
        ("{e}  config: canary", "line 4: \"a.config\" must be a map"),
        (
            "{e}  config: [canary]",
            "line 4: \"a.config\" must be a map",
        ),
        (
            "{e}  secrets: {canary-1}",
            "line 4: \"a.secrets.…\" must be text",
        ),
        (
            "{e}  secrets: canary",
            "line 4: \"a.secrets\" must be a map",
        ),
        (
            "{e}  secrets:\n    apiKey: [canary]",
            "line 5: \"a.secrets.apiKey\" must be text",
        ),
        (
            "{e}  secrets:\n    apiKey: {canary: 1}",
            "line 5: \"a.secrets.apiKey\" must be text",
        ),
        (
            "{e}  secrets:\n    apiKey:",
            "line 5: \"a.secrets.apiKey\" must be text",
        ),
        (
            "{e}  exposeConfig: canary",
            "line 4: \"a.exposeConfig\" must be true or false",
        ),
        (
            "{e}  exposeConfig: [true]",
            "line 4: \"a.exposeConfig\" must be true or false",
        ),
        (
            "{e}  config.x: !!binary canary",
            "line 4: \"a.config.x\" has a YAML tag that is not supported",
        ),
        (
            "{e}  secrets.x: !secret canary",
            "line 4: \"a.secrets.x\" has a YAML tag that is not supported",
        ),
        // Missing
        (
            "xpack.actions.preconfigured.a:",
            "line 1: the connector \"a\" has no actionTypeId",
        ),
        (
            "xpack.actions.preconfigured.a: {}",
            "line 1: the connector \"a\" has no actionTypeId",
        ),
        (
            "\nxpack.actions.preconfigured.a:\n  actionTypeId: .gen-ai",
            "line 2: the connector \"a\" has no name",
        ),
        (
            "xpack.actions.preconfigured.a:\n  actionTypeId: .gen-ai\n  name:",
            "line 3: the connector \"a\" has no name",
        ),
        (
            "xpack.actions.preconfigured.a:\n  actionTypeId: .gen-ai\n  name: 7",
            "line 3: \"a.name\" must be text",
        ),
        (
            "xpack.actions.preconfigured.a:\n  actionTypeId: .gen-ai\n  name: [a]",
            "line 3: \"a.name\" must be text",
        ),
        (
            "xpack.actions.preconfigured.a:\n  actionTypeId: true",
            "line 2: \"a.actionTypeId\" must be text",
        ),
        // Ids
        (
            "xpack.actions.preconfigured:\n  '': {}",
            "line 2: invalid preconfigured action id \"\": it is empty",
        ),
        (
            "xpack.actions.preconfigured..name: a",
            "line 1: invalid preconfigured action id \"\": it is empty",
        ),
        (
            "xpack.actions.preconfigured.__proto__.name: a",
            "line 1: invalid preconfigured action id \"__proto__\": this word is reserved",
        ),
        (
            "xpack.actions.preconfigured:\n  constructor: {}",
            "line 2: invalid preconfigured action id \"constructor\": this word is reserved",
        ),
        (
            "xpack.actions.preconfigured:\n  A_b: {name: A, actionTypeId: .gen-ai}",
            "line 2: invalid preconfigured action id \"A_b\": only lowercase letters, digits and hyphens are allowed",
        ),
        (
            "xpack.actions.preconfigured:\n  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: {name: A, actionTypeId: .gen-ai}",
            "line 2: invalid preconfigured action id \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": it has more than 36 characters",
        ),
        // Twice
        (
            "{e}  name: canary",
            "line 4: \"name\" is given twice, first on line 2",
        ),
        (
            "a: 1\nb: 2\n'a': 3",
            "line 3: \"a\" is given twice, first on line 1",
        ),
        (
            "{e}xpack:\n  actions.preconfigured.a.name: canary",
            "line 5: \"xpack.actions.preconfigured.a.name\" is given twice, first on line 2",
        ),
        (
            "{e}  config:\n    apiUrl: canary\n  config.apiUrl: canary",
            "line 6: \"xpack.actions.preconfigured.a.config.apiUrl\" is given twice, first on line 5",
        ),
        (
            "{e}  config: {headers.X.Y: 1, headers: {X.Y: 2}}",
            "line 4: \"xpack.actions.preconfigured.a.config.headers.X.Y\" is given twice, first on line 4",
        ),
        (
            "{e}  name.x: canary",
            "line 4: \"xpack.actions.preconfigured.a.name.x\" is given twice, first on line 2",
        ),
        (
            "{e}  config.x.y: canary\n  config.x: canary",
            "line 5: \"xpack.actions.preconfigured.a.config.x\" is given twice, first on line 4",
        ),
        // Variables
        (
            "{e}  secrets:\n\n    apiKey: canary${UNSET_KEY}canary",
            "line 6: the environment variable UNSET_KEY is not set",
        ),
        (
            "{e}  config.list: [a,\n    '${UNSET}']",
            "line 5: the environment variable UNSET is not set",
        ),
        // YAML
        (
            "{e}  secrets: *canary",
            "line 4, column 12: invalid YAML: while parsing node, found unknown anchor",
        ),
        (
            "a: 1\n---\nb: 2",
            "line 2: the file holds more than one YAML document",
        ),
        (
            "? [a]\n: b",
            "line 1: the name of a setting must be plain text",
        ),
        (
            "a: &x\n  b: *x",
            "line 2: the alias stands for a value that contains it",
        ),
        (
            "a:\n  <<: canary",
            "line 2: \"<<\" must be followed by a map, or by a list of maps",
        ),
        (
            "a:\n  <<: [{}, canary]",
            "line 2: \"<<\" must be followed by a map, or by a list of maps",
        ),
        (
            "a: b\u{0}\nc: d",
            "line 1: the control character U+0000 is not allowed",
        ),
        (
            "a: b\nc: \u{7f}",
            "line 2: the control character U+007F is not allowed",
        ),
    ] {
        let text = text.replace("{e}", entry);
        let refusal = refusal(&text);
        assert_eq!(refusal, format!("patchbay.yml, {message}"), "{text}");
        assert!(!refusal.contains("canary"), "{refusal}");
    }
}

#[test]
fn text_that_is_no_yaml_is_refused_at_its_place() {
    for (text, line) in [
        ("a: [1,\nb: 2", 2),
        ("a: 'x\n", 1),
        ("a: \"\\q\"", 1),
        ("a: b: c", 1),
        ("\u{feff}a: b: c", 1),
        ("a: b\n c: d", 2),
        ("a: @canary", 1),
        ("%YAML 9", 1),
    ] {
        let error = read(text)
            .err()
            .unwrap_or_else(|| panic!("{text:?} is read"));
        assert!(
            error.to_string().contains("invalid YAML: "),
            "{text:?}: {error}"
        );
        assert!(error.column.is_some());
        assert_eq!(error.line, Some(line), "{text:?}: {error}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(
        refusal(b"a: 1\nb: \xff\xfe\n"),
        "patchbay.yml, line 2: the file is not UTF-8 text"
    );
    assert_eq!(
        refusal(b"\xff\xfea\0:\0"),
        "patchbay.yml, line 1: the file is not UTF-8 text"
    );
    let mut endless = "a: 1\n".repeat(10 * 1024 * 1024).into_bytes();
    assert_eq!(
        refusal(&endless),
        "patchbay.yml: the file is larger than 1024 KiB"
    );
    endless.truncate(1024 * 1024 + 1);
    assert!(refusal(&endless).contains("larger than 1024 KiB"));
    endless.truncate(1024 * 1024);
    assert!(refusal(&endless).contains("given twice"));
}

#[test]
fn a_file_that_is_not_there_and_a_folder_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("none.yml");
    let error = read_path(&missing).expect_err("fails");
    assert_eq!(
        error.to_string(),
        format!(
            "{}: the file cannot be read: entity not found",
            missing.display()
        )
    );
    let error = read_path(folder.path()).expect_err("fails");
    assert_eq!(
        error.to_string(),
        format!("{}: this is a folder, not a file", folder.path().display())
    );
}

/// As large as the limit allows, and each refused or read in a moment.
#[test]
fn bombs_are_refused_before_they_go_off() {
    const MOST: usize = 1024 * 1024;
    let start = "xpack.actions.preconfigured.a:\n  name: A\n  actionTypeId: .gen-ai\n";
    let mut laughs = "l0: &l0 [ha]\n".to_owned();
    for level in 1..30 {
        let below = format!("*l{},", level - 1).repeat(9);
        let _ = writeln!(laughs, "l{level}: &l{level} [{below}]");
    }
    let in_config = format!("{laughs}{start}  config.x: *l29\n");
    let mut in_settings = "m0: &m0 {ha: 1}\n".to_owned();
    for level in 1..20 {
        let below = level - 1;
        let _ = writeln!(
            in_settings,
            "m{level}: &m{level} {{a: *m{below}, b: *m{below}, c: *m{below}}}"
        );
    }
    let in_settings = format!("{in_settings}{start}  config: *m19\n");
    let wide: String = (0..20_000).map(|n| format!("  k{n}: 1\n")).collect();
    let merges = "x: {<<: *w}\n".repeat(2_000).replace('x', "");
    let merged = format!("w: &w\n{wide}{}", numbered(&merges));
    let chain: String = (1..30_000)
        .map(|n| format!("? &c{n} {{a: *c{}}}\n: 1\n", n - 1))
        .collect();
    let ladder: String = (1..30_000)
        .map(|n| format!("d{n}: &d{n} {{a: *d{}}}\n", n - 1))
        .collect();
    for (what, text, expected) in [
        ("laughs in a value", in_config, "more than 100000 values"),
        ("laughs in settings", in_settings, "more than 100000 values"),
        ("merges", merged, "more than 100000 values"),
        (
            "keys that are maps",
            format!("c0: &c0 1\n{chain}"),
            "must be plain text",
        ),
        (
            "a ladder of aliases",
            format!("d0: &d0 1\n{ladder}"),
            "more than 64 levels",
        ),
        ("brackets", format!("a: {}", "[".repeat(MOST - 3)), ""),
        ("braces", "{a: ".repeat(MOST / 4), ""),
        ("dashes", "- ".repeat(MOST / 2), "more than 64 levels"),
        ("questions", "? ".repeat(MOST / 2), "more than 64 levels"),
        (
            "dots",
            format!(
                "? xpack.actions.preconfigured{}\n: 1",
                ".a".repeat(MOST / 2 - 30)
            ),
            "more than 64 levels",
        ),
        (
            "deep",
            (0..9_000).fold(String::new(), |text, n| {
                format!("{text}{}a:\n", " ".repeat(n % 100))
            }),
            "",
        ),
        (
            "many keys",
            numbered(&"x: 1\n".repeat(90_000).replace('x', "")),
            "more than 100000 values",
        ),
        (
            "quotes",
            format!("a: \"{}", "\\".repeat(MOST - 5)),
            "invalid YAML",
        ),
        ("spaces", " ".repeat(MOST), ""),
        ("lines", "\n".repeat(MOST), ""),
        ("anchors", "&a ".repeat(MOST / 3), ""),
        (
            "dollars with an end",
            format!("{start}  config.x: \"{}}}\"", "${".repeat(400_000)),
            "",
        ),
        (
            "names without an end",
            format!("{start}  config.x: \"{}\"", "${A:".repeat(250_000)),
            "",
        ),
        (
            "names with an end",
            format!("{start}  config.x: \"{}-}}\"", "${A:".repeat(250_000)),
            "",
        ),
        (
            "dollars",
            format!("{start}  config.x: {}", "${".repeat(400_000)),
            "",
        ),
    ] {
        assert!(text.len() <= MOST, "{what} is {} bytes", text.len());
        let begun = Instant::now();
        let read = read(&text);
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(10), "{what} took {took:?}");
        if !expected.is_empty() {
            let error = read.err().unwrap_or_else(|| panic!("{what} is read"));
            assert!(error.to_string().contains(expected), "{what}: {error}");
        }
    }
}

/// Puts a name of its own before each line that begins with `:`.
fn numbered(lines: &str) -> String {
    lines
        .lines()
        .enumerate()
        .map(|(n, line)| {
            format!(
                "{}{line}\n",
                if line.starts_with(':') {
                    format!("n{n}")
                } else {
                    String::new()
                }
            )
        })
        .collect()
}
