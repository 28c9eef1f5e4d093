//! Who may know whom.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use tree::{files_under, read, root};

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

/// Everything a package needs to be built, tests aside.
fn needs(metadata: &Value, package: &str) -> BTreeSet<String> {
    let names: BTreeMap<&str, &str> = list(&metadata["packages"])
        .map(|p| (text(&p["id"]), text(&p["name"])))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"]["nodes"])
        .map(|node| {
            let normal = list(&node["deps"])
                .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()))
                .map(|dep| text(&dep["pkg"]));
            (text(&node["id"]), normal.collect())
        })
        .collect();
    let start = names.iter().find(|(_, name)| **name == package);
    let mut todo = vec![*start.expect("the package exists").0];
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            todo.extend(&edges[id]);
        }
    }
    seen.into_iter().map(|id| names[id].to_owned()).collect()
}

/// Direct dependencies of each of our packages; `kind` is `None` for those of the product itself.
fn direct(metadata: &Value) -> Vec<(String, String)> {
    list(&metadata["packages"])
        .filter(|package| package["source"].is_null())
        .flat_map(|package| {
            list(&package["dependencies"])
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| {
                    (
                        text(&package["name"]).to_owned(),
                        text(&dependency["name"]).to_owned(),
                    )
                })
        })
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn the_core_knows_no_screen() {
    let needed = needs(&metadata(), "patchbay-core");
    for banned in ["tauri", "axum", "ts-rs"] {
        assert!(
            !needed.contains(banned),
            "patchbay-core must build without {banned}: move the code that needs it to a face"
        );
    }
}

#[test]
fn dependencies_point_down_the_list() {
    let may: BTreeMap<&str, &[&str]> = BTreeMap::from([
        (
            "patchbay",
            &[
                "patchbay-api",
                "patchbay-http",
                "patchbay-config",
                "patchbay-core",
                "patchbay-sandbox",
                "patchbay-network",
                "patchbay-store",
                "patchbay-vault",
            ][..],
        ),
        ("patchbay-http", &["patchbay-api"]),
        ("patchbay-api", &["patchbay-core", "patchbay-model"]),
        (
            "patchbay-core",
            &[
                "patchbay-model",
                "patchbay-openai",
                "patchbay-network",
                "patchbay-store",
                "patchbay-vault",
            ],
        ),
        ("patchbay-sandbox", &["patchbay-openai"]),
        ("patchbay-openai", &["patchbay-model"]),
        ("patchbay-config", &[]),
        ("patchbay-network", &[]),
        ("patchbay-store", &["patchbay-model"]),
        ("patchbay-vault", &[]),
        ("patchbay-model", &[]),
        ("xtask", &[]),
    ]);
    for (package, dependency) in direct(&metadata()) {
        let ours = dependency.starts_with("patchbay");
        if let Some(allowed) = may.get(package.as_str()).filter(|_| ours) {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{package} must not depend on {dependency}: see the code map in README.md"
            );
        }
    }
}

#[test]
fn each_outside_thing_has_one_room() {
    let rooms: [(&str, &[&str]); 23] = [
        ("rusqlite", &["patchbay-store"]),
        ("tokio-rusqlite", &["patchbay-store"]),
        ("reqwest", &["patchbay-network"]),
        ("hyper", &["patchbay-network"]),
        ("hyper-util", &["patchbay-network"]),
        ("rustls", &["patchbay-network"]),
        ("rustls-native-certs", &["patchbay-network"]),
        ("rustls-platform-verifier", &["patchbay-network"]),
        ("tokio-rustls", &["patchbay-network"]),
        ("tokio-socks", &["patchbay-network"]),
        ("x509-parser", &["patchbay-network"]),
        ("keyring", &["patchbay-vault"]),
        ("keyring-core", &["patchbay-vault"]),
        ("zbus", &["patchbay-vault"]),
        ("zbus-secret-service-keyring-store", &["patchbay-vault"]),
        ("argon2", &["patchbay-vault"]),
        ("saphyr-parser", &["patchbay-config"]),
        ("genai-prices", &["patchbay-core"]),
        ("chacha20poly1305", &["patchbay-vault"]),
        ("sse-stream", &["patchbay-openai"]),
        ("axum", &["patchbay-http", "patchbay-sandbox"]),
        ("tauri", &["patchbay"]),
        ("ts-rs", &["patchbay-api"]),
    ];
    for (package, dependency) in direct(&metadata()) {
        for (thing, allowed) in rooms {
            assert!(
                dependency != thing || allowed.contains(&package.as_str()),
                "{package} uses {thing}, which belongs to {allowed:?}"
            );
        }
    }
}

#[test]
fn requests_are_sent_by_reqwest() {
    // hyper is there for a diagnosis and for names of errors; a second client beside it would be a second policy.
    let network = read("src-tauri/network/src/clients.rs");
    assert!(network.contains("reqwest::Client::builder()"));
    for file in files_under("src-tauri/", &["rs"]) {
        let text = read(&file);
        let is_allowed = file == "src-tauri/network/src/clients.rs";
        for client in ["Client::builder()", "Client::new()", "legacy::Client"] {
            assert!(
                is_allowed || !text.contains(client),
                "{file} builds an HTTP client ({client}): routes of patchbay-network have them"
            );
        }
    }
}

#[test]
fn a_command_is_named_in_the_table_and_in_no_face() {
    let table = read("src-tauri/api/src/table.rs");
    let names: Vec<_> = table
        .lines()
        .filter_map(|line| {
            line.trim()
                .split_once(" = ")?
                .0
                .split_once('_')
                .map(|_| line)
        })
        .filter_map(|line| line.trim().split(' ').next())
        .filter(|name| {
            name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        })
        .collect();
    assert!(names.contains(&"connectors_run"), "{names:?}");
    for file in files_under("src-tauri/http/src", &["rs"])
        .into_iter()
        .chain(files_under("src-tauri/src", &["rs"]))
    {
        let text = read(&file);
        for name in &names {
            assert!(
                !text.contains(&format!("\"{name}\"")),
                "{file} names the command {name}: both faces dispatch from the table"
            );
        }
    }
}

#[test]
fn sql_is_written_in_the_store_alone() {
    for file in files_under("src-tauri/", &["rs"]) {
        if file.starts_with("src-tauri/store/") {
            continue;
        }
        for sql in [
            "SELECT ",
            "INSERT INTO",
            "DELETE FROM",
            "CREATE TABLE",
            "PRAGMA ",
        ] {
            assert!(!read(&file).contains(sql), "{file} holds SQL ({sql})");
        }
    }
}

#[test]
fn no_shape_that_goes_out_can_hold_a_secret() {
    for file in files_under("src-tauri/api/src/dto", &["rs"]) {
        for shape in read(&file).split("#[derive(").skip(1) {
            let derives = shape.split(')').next().unwrap_or_default();
            let body = shape.split("\n}\n").next().unwrap_or_default();
            assert!(
                !(derives.contains("Serialize") && body.contains("SecretString")),
                "{file}: a shape with a secret must only be read, never written"
            );
        }
    }
}

#[test]
fn every_tauri_command_is_async() {
    // A plain `fn` command runs on the main thread and freezes the window.
    for file in files_under("src-tauri/src", &["rs"]) {
        let text = read(&file);
        for after in text.split("#[tauri::command]\n").skip(1) {
            assert!(after.starts_with("async fn"), "{file}: {after:.60}");
        }
    }
}

#[test]
fn the_screen_reaches_the_window_through_one_door() {
    for file in files_under("ui/src", &["ts", "tsx"]) {
        assert!(
            file == "ui/src/host/tauri.ts" || !read(&file).contains("@tauri-apps/"),
            "{file} imports @tauri-apps; only ui/src/host/tauri.ts may"
        );
    }
}

#[test]
fn features_do_not_import_features() {
    for file in files_under("ui/src/features", &["ts", "tsx"]) {
        let own = file.split('/').nth(3).unwrap_or_default();
        for line in read(&file)
            .lines()
            .filter(|line| line.contains("features/") || line.contains("from \"../../"))
        {
            let Some(from) = line.split("from \"").nth(1) else {
                continue;
            };
            let sister = from
                .split("features/")
                .nth(1)
                .and_then(|rest| rest.split(['/', '"']).next());
            assert!(
                sister.is_none_or(|sister| sister == own),
                "{file} imports the feature {sister:?}: move what is shared to components"
            );
        }
        for line in read(&file)
            .lines()
            .filter(|line| line.contains("from \"../"))
        {
            let up = line.split("from \"").nth(1).unwrap_or_default();
            let first = up
                .trim_start_matches("../")
                .split('/')
                .next()
                .unwrap_or_default();
            let levels = up.matches("../").count();
            let depth = file.split('/').count() - 4;
            let sisters = levels == depth;
            assert!(
                !sisters
                    || ["components", "host", "lib", "wire", "app"].contains(&first)
                    || own == first,
                "{file} imports {up}"
            );
        }
    }
}

#[test]
fn nothing_from_outside_becomes_markup_or_code() {
    for file in files_under("ui/src", &["ts", "tsx"]) {
        let text = read(&file);
        for sink in [
            "dangerouslySetInnerHTML",
            ".innerHTML",
            ".outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function(",
        ] {
            assert!(!text.contains(sink), "{file} uses {sink}");
        }
    }
}

#[test]
fn the_window_may_do_only_what_it_needs() {
    let config: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("JSON");
    let policy = text(&config["app"]["security"]["csp"]);
    assert!(
        policy.starts_with("default-src 'self'; script-src 'self';"),
        "{policy}"
    );
    for banned in [
        "unsafe-eval",
        "https:",
        "*",
        "script-src 'self' 'unsafe-inline'",
    ] {
        assert!(!policy.contains(banned), "{policy}");
    }
    let window: Value =
        serde_json::from_str(&read("src-tauri/capabilities/window.json")).expect("JSON");
    for permission in list(&window["permissions"]) {
        let name = permission
            .as_str()
            .unwrap_or_else(|| text(&permission["identifier"]));
        let known = name.starts_with("allow-rpc")
            || name == "allow-save-file"
            || name.starts_with("store:")
            || name == "opener:allow-open-url";
        assert!(known, "{name} is more than the screen needs");
        for address in list(&permission["allow"]) {
            assert_eq!(text(&address["url"]), "https://*");
        }
    }
    assert_eq!(files_under("src-tauri/capabilities", &["json"]).len(), 1);
}
