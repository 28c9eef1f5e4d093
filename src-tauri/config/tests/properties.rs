//! What holds for every file.

mod given;

use std::collections::BTreeMap;

use given::{content, read};
use proptest::prelude::*;
use serde_json::Value;

/// A setting below `xpack.actions.preconfigured`, as names, and its value.
type Settings = BTreeMap<Vec<String>, String>;

fn settings() -> impl Strategy<Value = Settings> {
    let header =
        "[A-Za-z][A-Za-z.-]{0,8}[a-z]".prop_map(|h| vec!["config".into(), "headers".into(), h]);
    let field = prop_oneof![
        "[a-z]{1,8}"
            .prop_map(|f| vec!["config".to_owned(), f])
            .boxed(),
        "[a-z]{1,8}"
            .prop_map(|f| vec!["secrets".to_owned(), f])
            .boxed(),
        header.boxed(),
    ];
    let value = "[ -~]{0,12}".prop_filter("a reference", |v| !v.contains("${"));
    let entry = prop::collection::btree_map(field, value, 0..6);
    prop::collection::btree_map("[a-z][a-z0-9-]{0,8}", entry, 1..4).prop_map(|entries| {
        let mut all = Settings::new();
        for (id, fields) in entries {
            let mut put = |path: Vec<String>, value: String| {
                let mut full: Vec<String> =
                    ["xpack", "actions", "preconfigured"].map(Into::into).into();
                full.push(id.clone());
                full.extend(path);
                all.insert(full, value);
            };
            put(vec!["name".into()], format!("name of {id}"));
            put(vec!["actionTypeId".into()], ".gen-ai".into());
            for (path, value) in fields {
                // `config.headers` is a map of its own.
                if path.len() == 3 || path.last().is_none_or(|name| name != "headers") {
                    put(path, value);
                }
            }
        }
        all
    })
}

/// Writes the settings with `cuts` deciding where a name is split over levels. JSON is YAML, so
/// quoting is settled.
fn spelled(settings: &Settings, cuts: &[bool]) -> String {
    let mut cuts = cuts.iter().copied().cycle();
    let mut root = serde_json::Map::new();
    for (path, value) in settings {
        let mut map = &mut root;
        let mut name = String::new();
        for (at, part) in path.iter().enumerate() {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(part);
            let cut = cuts.next().unwrap_or_default();
            if at + 1 < path.len() && cut {
                let below = map
                    .entry(std::mem::take(&mut name))
                    .or_insert_with(|| Value::Object(serde_json::Map::new()));
                map = below.as_object_mut().expect("only maps are cut");
            }
        }
        map.insert(name, Value::String(value.clone()));
    }
    serde_json::to_string_pretty(&root).expect("JSON")
}

fn contents(text: &str) -> Result<BTreeMap<String, Value>, TestCaseError> {
    let file = read(text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    prop_assert!(file.warnings.is_empty(), "{:?}", file.warnings);
    Ok(file
        .preconfigured
        .iter()
        .map(|entry| (entry.id.clone(), sorted(content(entry))))
        .collect())
}

/// The order of a map's names is not part of its meaning.
fn sorted(value: Value) -> Value {
    let Value::Object(map) = value else {
        return value;
    };
    let sorted: BTreeMap<_, _> = map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
    Value::Object(sorted.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn flat_nested_and_mixed_spellings_read_the_same(
        settings in settings(),
        cuts in prop::collection::vec(any::<bool>(), 1..40),
    ) {
        let flat = contents(&spelled(&settings, &[false]))?;
        prop_assert!(!flat.is_empty());
        prop_assert_eq!(&contents(&spelled(&settings, &[true]))?, &flat);
        prop_assert_eq!(&contents(&spelled(&settings, &cuts))?, &flat);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    /// Text that is nearly YAML reaches further into the code than noise does.
    #[test]
    fn nearly_yaml_is_read_or_refused(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "xpack.actions.preconfigured", "xpack", "actions", "a", "xpack.actions.customHostSettings",
                "xpack.actions.proxyHeaders", "xpack.actions.rateLimiter", ".gen-ai.limit", "ssl.verificationMode", ".name", ".config", ".headers",
                "actionTypeId", ".gen-ai", ": ", ":", "\n", "\n  ", "\n    ", "- ", "? ", "[", "]", "{",
                "}", ", ", "&x ", "*x", "<<", "!!str ", "!t ", "'", "\"", "|\n", ">-\n", "# ", "---\n",
                "...\n", "~", "${", "}", "${A}", "\t", "\r", "%", "\\", "0x", "é", "\u{feff}", "\u{2028}",
            ]),
            0..40,
        ),
    ) {
        let text = pieces.concat();
        let _ = read(&text);
        let _ = read(format!("xpack.actions.customHostSettings:\n  - url: a\n    {text}"));
        let _ = read(format!("xpack.actions.preconfigured.a:\n  name: A\n  actionTypeId: .gen-ai\n  {text}"));
    }

    /// Wherever a value stands, only its entry holds it.
    #[test]
    fn no_text_for_people_holds_a_value(
        before in "[ -~]{0,6}",
        after in "[ -~]{0,6}",
        place in prop::sample::select(vec![
            "xpack: ", "xpack.actions.preconfigured: ", "xpack.actions.preconfigured.b: ",
            "xpack.actions.preconfigured.a.secrets: ", "xpack.actions.preconfigured.a.secrets.apiKey: ",
            "xpack.actions.preconfigured.a.config: ", "xpack.actions.preconfigured.a.config.apiKey: ",
            "xpack.actions.preconfigured.a.config.headers.Authorization: ",
            "xpack.actions.preconfigured.a.exposeConfig: ", "apiKey: ",
            "xpack.actions.proxyUrl: ", "xpack.actions.proxyHeaders.Proxy-Authorization: ",
            "xpack.actions.customHostSettings: ", "xpack.actions.ssl: ",
        ]),
    ) {
        const CANARY: &str = "sk-c4n4ry";
        let text = format!(
            "xpack.actions.preconfigured.a.name: A\nxpack.actions.preconfigured.a.actionTypeId: .gen-ai\n{place}{before}{CANARY}{after}\n"
        );
        // Text that makes the value the name of a setting shows it, except among the secrets.
        let around = format!("{before}{after}");
        let is_name = around.contains([':', '?']) || (around.contains('{') && !place.contains("secrets"));
        prop_assume!(!is_name);
        let shown = match read(&text) {
            Ok(file) => format!("{file:?}"),
            Err(error) => format!("{error} {error:?} {:?}", error.hint()),
        };
        prop_assert!(!shown.contains(CANARY), "{}", shown);
    }
}
