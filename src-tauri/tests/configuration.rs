//! The configuration file, from the program's start to the list of connectors.

mod program;

use program::{key, key_with, output, patchbay, post, read, serve, serve_with};

const CONFIG: &str = "\
xpack.actions.preconfigured:
  team-gpt:
    name: Team GPT
    actionTypeId: .gen-ai
    config:
      apiProvider: OpenAI
      apiUrl: https://api.openai.com/v1/chat/completions
      defaultModel: gpt-4.1
    secrets:
      apiKey: ${TEAM_KEY}
  to-slack:
    name: Slack
    actionTypeId: .slack
xpack.actions.preconfigured.local.name: Local
xpack.actions.preconfigured.local.actionTypeId: .gen-ai
xpack.actions.preconfigured.local.config.apiProvider: Other
xpack.actions.preconfigured.local.config.apiUrl: http://localhost:1/v1/chat/completions
xpack.actions.preconfigured.local.config.defaultModel: m
server.port: 5601
";

#[test]
fn connectors_of_a_kibana_yml_are_there_read_only_and_their_keys_stay_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config/patchbay/patchbay.yml");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(&file, CONFIG).expect("written");
    let key = key_with(patchbay(folder.path()).env("TEAM_KEY", "sk-canary-team"));
    let server = serve_with(patchbay(folder.path()).env("TEAM_KEY", "sk-canary-team"));
    let listed = read(post(&server, "/rpc/connectors_list", &key, "{}"));
    for part in [
        "\"id\":\"team-gpt\"",
        "\"id\":\"local\"",
        "\"stored_secrets\":[\"secrets.apiKey\"]",
    ] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    assert_eq!(listed.matches("\"is_preconfigured\":true").count(), 3);
    let info = read(post(&server, "/rpc/app_info", &key, "{}"));
    for part in ["patchbay.yml", "to-slack", "server.port"] {
        assert!(info.contains(part), "{part} in {info}");
    }
    let refused = read(post(
        &server,
        "/rpc/connectors_delete",
        &key,
        r#"{"ids":["local"]}"#,
    ));
    assert!(refused.contains("read_only"), "{refused}");
    let taken = r#"{"id":"local","name":"n","config":{"apiProvider":"Other","apiUrl":"http://localhost:1","defaultModel":"m"},"secrets":{}}"#;
    let taken = read(post(&server, "/rpc/connectors_create", &key, taken));
    assert!(taken.contains("already using this ID"), "{taken}");
    for text in [listed, info] {
        assert!(!text.contains("sk-canary-team"), "{text}");
    }
}

#[test]
fn a_bad_entry_stops_the_start_with_file_line_and_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("my.yml");
    let bad_url = CONFIG.replace("https://api.openai.com", "https://{host}");
    let with_header = CONFIG.replace(
        "      defaultModel: gpt-4.1",
        "      defaultModel: gpt-4.1\n      headers: {Authorization: Bearer sk-canary}",
    );
    for (config, line, part) in [
        (CONFIG.to_owned(), "line 10", "TEAM_KEY is not set"),
        (
            bad_url.replace("${TEAM_KEY}", "sk-canary"),
            "line 7",
            "replace {host}",
        ),
        (
            with_header.replace("${TEAM_KEY}", "sk-canary"),
            "line 9",
            "authentication",
        ),
        (
            CONFIG.replace("team-gpt", "Team GPT"),
            "line 2",
            "invalid preconfigured action id",
        ),
        (
            CONFIG
                .replace("local", "sandbox")
                .replace("${TEAM_KEY}", "k"),
            "line ",
            "Sandbox",
        ),
        ("a: [".to_owned(), "line 2", "YAML"),
    ] {
        std::fs::write(&file, config).expect("written");
        let ended = output(
            patchbay(folder.path())
                .arg("--config")
                .arg(&file)
                .args(["serve", "--port", "0"]),
        );
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success(), "{said}");
        for part in ["my.yml", line, part] {
            assert!(said.contains(part), "{part:?} in {said}");
        }
        assert!(!said.contains("sk-canary"), "{said}");
        assert!(
            !folder.path().join("patchbay.sqlite").exists(),
            "nothing was opened"
        );
    }
    let missing = output(patchbay(folder.path()).args(["--config", "nowhere.yml", "serve"]));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nowhere.yml"));
}

#[test]
fn a_stored_connector_wins_over_one_of_the_file_with_a_notice() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(folder.path());
    let make = r#"{"id":"local","name":"Mine","config":{"apiProvider":"Other","apiUrl":"http://localhost:1","defaultModel":"m"},"secrets":{}}"#;
    let server = serve(folder.path());
    let made = read(post(&server, "/rpc/connectors_create", &key, make));
    assert!(made.contains("\"name\":\"Mine\""), "{made}");
    drop(server);
    let file = folder.path().join("my.yml");
    std::fs::write(&file, CONFIG).expect("written");
    let server = serve_with(
        patchbay(folder.path())
            .env("TEAM_KEY", "sk")
            .arg("--config")
            .arg(&file),
    );
    let listed = read(post(&server, "/rpc/connectors_list", &key, "{}"));
    assert!(
        listed.contains("\"Mine\"") && !listed.contains("\"Local\""),
        "{listed}"
    );
    let info = read(post(&server, "/rpc/app_info", &key, "{}"));
    assert!(
        info.contains("conflicts with an already existing connector"),
        "{info}"
    );
}

#[test]
fn a_key_is_bound_to_a_connector_that_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let create = |more: &[&str]| {
        output(
            patchbay(folder.path())
                .args(["keys", "create", "--name", "t"])
                .args(more),
        )
    };
    let bound = create(&["--role", "read", "--connector", "sandbox"]);
    assert!(bound.status.success());
    for (arguments, part) in [
        (["--role", "read", "--connector", "nobody"], "not found"),
        (["--role", "all", "--connector", "sandbox"], "role"),
    ] {
        let refused = create(&arguments);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(part), "{said}");
    }
}
