use std::collections::BTreeMap;

use patchbay_model::SecretField;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::import::{Conflicts, ImportAction, ImportFile, ImportRow, MAX_IMPORT_BYTES};
use crate::run::tests::{PASSPHRASE, caller, connector, core};
use crate::{ConnectorDraft, Core, Error};

/// As Kibana 8.11 writes it.
const KIBANA_8: &str = r#"{"attributes":{"actionTypeId":".gen-ai","config":{"apiProvider":"OpenAI","apiUrl":"https://api.openai.com/v1/chat/completions","defaultModel":"gpt-4"},"isMissingSecrets":true,"name":"My OpenAI","secrets":{}},"coreMigrationVersion":"8.8.0","created_at":"2023-11-14T09:01:02.003Z","id":"9d0f4c20-82ce-11ee-b9d1-0242ac120002","managed":false,"references":[],"type":"action","typeMigrationVersion":"8.3.0","updated_at":"2023-11-14T09:01:02.003Z","version":"WzExLDFd"}
{"attributes":{"actionTypeId":".gen-ai","config":{"apiProvider":"Azure OpenAI","apiUrl":"https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2023-07-01-preview"},"isMissingSecrets":true,"name":"Azure","secrets":{}},"coreMigrationVersion":"8.8.0","id":"0b1ae5a0-82cf-11ee-b9d1-0242ac120002","managed":false,"references":[],"type":"action","typeMigrationVersion":"8.3.0"}
{"excludedObjects":[],"excludedObjectsCount":0,"exportedCount":2,"missingRefCount":0,"missingReferences":[]}
"#;

/// As Kibana 9.x writes it: more fields, a connector of another type beside ours.
const KIBANA_9: &str = r#"{"attributes":{"actionTypeId":".gen-ai","config":{"apiProvider":"Other","apiUrl":"http://localhost:11434/v1/chat/completions","defaultModel":"llama3.2","headers":{"X-Team":"blue"},"contextWindowLength":8192,"temperature":0.2,"verificationMode":"full","enableNativeFunctionCalling":true},"isMissingSecrets":true,"name":"Ollama","secrets":{}},"coreMigrationVersion":"8.8.0","created_at":"2026-03-01T10:00:00.000Z","created_by":"u_1","id":"ollama","managed":false,"references":[],"type":"action","typeMigrationVersion":"10.1.0","updated_at":"2026-03-01T10:00:00.000Z","updated_by":"u_1","version":"WzEyLDFd"}
{"attributes":{"actionTypeId":".gen-ai","config":{"apiProvider":"OpenAI","apiUrl":"https://api.openai.com/v1/chat/completions","defaultModel":"gpt-4.1","organizationId":"org-1","projectId":"proj_1"},"isMissingSecrets":true,"name":"Org","secrets":{}},"id":"c2c3d4e5-0000-4000-8000-000000000001","type":"action","references":[]}
{"attributes":{"actionTypeId":".bedrock","config":{"apiUrl":"https://bedrock-runtime.us-east-1.amazonaws.com","defaultModel":"x"},"isMissingSecrets":true,"name":"Bedrock","secrets":{}},"id":"b","type":"action","references":[]}
{"excludedObjects":[],"excludedObjectsCount":0,"exportedCount":3,"missingRefCount":0,"missingReferences":[]}
"#;

async fn import(core: &Core, ndjson: &str, conflicts: Conflicts) -> Vec<ImportRow> {
    let file = file(ndjson, conflicts);
    let plan = core.plan_import(&file).await.expect("planned");
    let rows = core.import(&file, &plan.plan_id).await;
    rows.expect("imported")
}

fn file(text: &str, conflicts: Conflicts) -> ImportFile {
    ImportFile {
        text: text.to_owned(),
        passphrase: None,
        conflicts,
    }
}

async fn plan(core: &Core, ndjson: &str, conflicts: Conflicts) -> Vec<ImportRow> {
    core.plan_import(&file(ndjson, conflicts))
        .await
        .expect("planned")
        .rows
}

fn actions(rows: &[ImportRow]) -> Vec<ImportAction> {
    rows.iter().map(|row| row.action).collect()
}

fn object(id: &str, name: &str, url: &str) -> String {
    json!({
        "type": "action", "id": id, "references": [],
        "attributes": {
            "actionTypeId": ".gen-ai", "name": name, "isMissingSecrets": false, "secrets": {},
            "config": {"apiProvider": "Other", "apiUrl": url, "defaultModel": "m"},
        },
    })
    .to_string()
}

async fn names(core: &Core) -> Vec<String> {
    let all = core.connectors(&caller()).await.expect("listed");
    all.into_iter().map(|connector| connector.name).collect()
}

#[tokio::test]
async fn an_export_of_kibana_8_and_one_of_9_come_in_whole() {
    let core = core(None).await;
    let rows = import(&core, KIBANA_8, Conflicts::Overwrite).await;
    assert_eq!(actions(&rows), [ImportAction::Add; 2]);
    assert!(rows.iter().all(|row| row.needs_secrets));
    let rows = import(&core, KIBANA_9, Conflicts::Overwrite).await;
    use ImportAction::{Add, Refuse};
    assert_eq!(actions(&rows), [Add, Add, Refuse]);
    assert!(rows[2].reason.as_deref().expect("why").contains(".bedrock"));
    let ollama = core.connector(&caller(), "ollama").await.expect("there");
    assert_eq!(ollama.config.context_window_length, Some(8192));
    assert_eq!(ollama.config.headers["X-Team"], "blue");
    assert!(ollama.awaits_secrets, "Kibana had a key for it");
    assert_eq!(Core::missing_secrets(&ollama).len(), 1);
    // Saved as it is, it says that it needs none.
    let draft = ConnectorDraft {
        name: "Ollama".into(),
        config: json!({"apiProvider": "Other", "apiUrl": "http://localhost:11434/v1/chat/completions", "defaultModel": "m"})
            .as_object().cloned().expect("an object"),
        ..ConnectorDraft::default()
    };
    let saved = core
        .update_connector("ollama", draft, &[])
        .await
        .expect("saved");
    assert!(Core::missing_secrets(&saved).is_empty());
}

#[tokio::test]
async fn an_export_has_no_secret_and_comes_back_the_same() {
    let from = core(Some(PASSPHRASE)).await;
    connector(
        &from,
        "https://example.com/v1/chat/completions",
        Some("sk-canary"),
    )
    .await;
    connector(&from, "http://localhost:1/v1/chat/completions", None).await;
    let exported = from
        .export_connectors(&caller(), None)
        .await
        .expect("written");
    assert_eq!(
        (exported.count, exported.file_name.as_str()),
        (2, "patchbay-connectors-1970-01-01.ndjson")
    );
    assert!(!exported.text.contains("sk-canary"));
    let lines: Vec<Value> = exported
        .text
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2]["exportedCount"], 2);
    for line in &lines[..2] {
        assert_eq!(line["attributes"]["secrets"], json!({}));
        let has_key = line["attributes"]["config"]["apiUrl"]
            .as_str()
            .expect("text")
            .contains("example");
        assert_eq!(line["attributes"]["isMissingSecrets"], has_key);
    }

    let to = core(None).await;
    import(&to, &exported.text, Conflicts::Overwrite).await;
    let again = to
        .export_connectors(&caller(), None)
        .await
        .expect("written");
    assert_eq!(again.text, exported.text);
    let same = plan(&to, &exported.text, Conflicts::Overwrite).await;
    assert_eq!(actions(&same), [ImportAction::Same; 2]);
    let chosen = from
        .export_connectors(&caller(), Some(&[]))
        .await
        .expect("written");
    assert_eq!(chosen.count, 0);
    let missing = from
        .export_connectors(&caller(), Some(&["nobody".into()]))
        .await;
    assert!(matches!(missing, Err(Error::ConnectorNotFound { .. })));
}

#[tokio::test]
async fn an_id_that_is_taken_is_changed_left_or_copied_as_asked() {
    let core = core(None).await;
    let file = |name: &str| object("a", name, "http://localhost:1/v1/chat/completions");
    import(&core, &file("one"), Conflicts::Overwrite).await;
    let skipped = import(&core, &file("two"), Conflicts::Skip).await;
    assert_eq!(actions(&skipped), [ImportAction::Skip]);
    assert_eq!(names(&core).await, ["one"]);
    let copied = import(&core, &file("two"), Conflicts::Copy).await;
    assert_eq!(actions(&copied), [ImportAction::Add]);
    assert_ne!(copied[0].id.as_deref(), Some("a"));
    assert_eq!(names(&core).await, ["one", "two"]);
    let changed = import(&core, &file("three"), Conflicts::Overwrite).await;
    assert_eq!(
        (changed[0].action, &changed[0].changes),
        (ImportAction::Change, &vec!["Name".to_owned()])
    );
    assert_eq!(names(&core).await, ["three", "two"]);
}

#[tokio::test]
async fn an_import_never_moves_a_key_to_another_host() {
    let core = core(Some(PASSPHRASE)).await;
    let saved = connector(&core, "https://example.com/v1/chat/completions", Some("sk")).await;
    let id = saved.id.as_str();
    let evil = object(id, "c", "https://evil.example/v1/chat/completions");
    let rows = import(&core, &evil, Conflicts::Overwrite).await;
    assert_eq!(actions(&rows), [ImportAction::Refuse]);
    assert!(
        rows[0]
            .reason
            .as_deref()
            .expect("why")
            .contains("https://evil.example")
    );
    let unchanged = core.connector(&caller(), id).await.expect("there");
    assert_eq!(unchanged.config.api_url.host_str(), Some("example.com"));

    let harmless = object(id, "renamed", "https://example.com/v1/embeddings");
    let rows = import(&core, &harmless, Conflicts::Overwrite).await;
    assert_eq!(rows[0].changes, ["Name", "URL"]);
    assert!(!rows[0].needs_secrets);
    let changed = core.connector(&caller(), id).await.expect("there");
    assert_eq!(changed.stored_secrets, saved.stored_secrets);
}

#[tokio::test]
async fn secrets_in_a_file_are_not_read() {
    let core = core(Some(PASSPHRASE)).await;
    let mut evil: Value =
        serde_json::from_str(&object("a", "n", "http://localhost:1/v1")).expect("JSON");
    evil["attributes"]["secrets"] = json!({"apiKey": "sk-canary"});
    let rows = import(&core, &evil.to_string(), Conflicts::Overwrite).await;
    assert!(
        rows[0].needs_secrets
            && rows[0]
                .reason
                .as_deref()
                .expect("told")
                .contains("not read")
    );
    assert!(!format!("{rows:?}").contains("sk-canary"));
    let made = core.connector(&caller(), "a").await.expect("there");
    assert!(made.stored_secrets.is_empty());
}

#[tokio::test]
async fn what_is_wrong_is_refused_line_by_line_and_the_rest_comes_in() {
    let core = core(None).await;
    let good = object("good", "good", "http://localhost:1/v1");
    let config = |config: Value| {
        json!({"type": "action", "id": "x1", "attributes": {"actionTypeId": ".gen-ai", "name": "n", "config": config}})
            .to_string()
    };
    let lines = [
        (good.clone(), "Add"),
        (good.clone(), "Line 1 has the same ID"),
        (good[..good.len() / 2].to_owned(), "cut short"),
        ("[1]".into(), "not a JSON object"),
        ("{}".into(), "no type"),
        (r#"{"type":"dashboard","id":"d"}"#.into(), "\"dashboard\" is not a connector"),
        (r#"{"type":7}"#.into(), "no type"),
        (r#"{"type":"action","id":"a"}"#.into(), "no attributes"),
        (r#"{"type":"action","id":"a2","attributes":[]}"#.into(), "no attributes"),
        (r#"{"type":"action","id":"a3","attributes":{"name":"n"}}"#.into(), "actionTypeId"),
        (r#"{"type":"action","id":"a4","attributes":{"actionTypeId":".gen-ai","name":5}}"#.into(), "no name"),
        (config(json!("x")), "no config"),
        (config(json!({"apiProvider": "Other", "apiUrl": "x", "defaultModel": "m"})), "Invalid URL"),
        (object("Not_A_Slug", "n", "http://localhost:1/v1"), "Only lowercase letters"),
        (object("__proto__", "n", "http://localhost:1/v1"), "Only lowercase letters"),
        (object("x2", "n", "https://me:pw@localhost/v1"), "user name"),
        (
            r#"{"type":"action","id":"x3","__proto__":{"type":"x"},"attributes":{"actionTypeId":".gen-ai","name":"n","config":{"apiProvider":"Other","apiUrl":"http://localhost:1","defaultModel":"m","__proto__":{}}}}"#.into(),
            "\"__proto__\"",
        ),
        ("{".repeat(100_000), "not valid JSON"),
        (format!("{{\"type\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000)), "not valid JSON"),
        ("\u{0}\u{1}".into(), "not valid JSON"),
    ];
    let file: Vec<_> = lines.iter().map(|(line, _)| line.as_str()).collect();
    let file = format!("\u{feff}{}\r\n\r\n", file.join("\r\n"));
    let rows = import(&core, &file, Conflicts::Overwrite).await;
    assert_eq!(rows.len(), lines.len());
    for (index, (row, (line, part))) in rows.iter().zip(&lines).enumerate() {
        assert_eq!(row.line, index + 1);
        let told = format!(
            "{:?} {}",
            row.action,
            row.reason.as_deref().unwrap_or_default()
        );
        assert!(told.contains(part), "{line:.80}: {told}");
        assert!(told.len() < 600, "{told}");
    }
    assert_eq!(names(&core).await, ["good"]);
}

#[tokio::test]
async fn a_file_that_is_too_large_empty_or_no_export_is_refused_as_a_whole() {
    let core = core(None).await;
    let too_large = " ".repeat(MAX_IMPORT_BYTES + 1);
    let too_many = (0..10_001).map(|n| object(&format!("c{n}"), "n", "http://localhost:1/v1"));
    let too_many = too_many.collect::<Vec<_>>().join("\n");
    for (text, part) in [
        (too_large.as_str(), "16 MB"),
        (too_many.as_str(), "10000 objects"),
        ("", "no saved objects"),
        ("\n\n", "no saved objects"),
        (r#"{"exportedCount":0}"#, "no saved objects"),
    ] {
        let error = core
            .plan_import(&file(text, Conflicts::Overwrite))
            .await
            .expect_err("refused");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_plan_that_no_longer_holds_changes_nothing() {
    let core = core(None).await;
    let file = file(
        &object("a", "new", "http://localhost:1/v1"),
        Conflicts::Overwrite,
    );
    let plan = core.plan_import(&file).await.expect("planned");
    import(
        &core,
        &object("a", "meanwhile", "http://localhost:1/v1"),
        Conflicts::Overwrite,
    )
    .await;
    for plan_id in [plan.plan_id.as_str(), "", "0000"] {
        let refused = core.import(&file, plan_id).await;
        assert!(matches!(refused, Err(Error::PlanOutdated)));
    }
    assert_eq!(names(&core).await, ["meanwhile"]);
}

fn closed(text: &str, passphrase: Option<&str>) -> ImportFile {
    ImportFile {
        passphrase: passphrase.map(SecretString::from),
        ..file(text, Conflicts::Overwrite)
    }
}

#[tokio::test]
async fn a_closed_file_carries_the_secrets_to_another_machine() {
    let from = core(Some(PASSPHRASE)).await;
    let url = "https://example.com/v1/chat/completions";
    let secrets = [
        ("apiKey", "sk-canary"),
        ("secretHeaders.X-Token", "t-canary"),
    ];
    let draft = ConnectorDraft {
        name: "Team".into(),
        config: crate::run::tests::config(url),
        secrets: secrets
            .into_iter()
            .map(|(name, secret)| (name.to_owned(), SecretString::from(secret)))
            .collect(),
        networking: None,
    };
    from.create_connector(Some("team"), draft)
        .await
        .expect("made");
    let key = secrets_named("apiKey", "${env:TEAM_KEY}");
    let by_variable = ConnectorDraft {
        name: "Variable".into(),
        config: crate::run::tests::config(url),
        secrets: key,
        networking: None,
    };
    from.create_connector(Some("variable"), by_variable)
        .await
        .expect("made");
    connector(&from, "http://localhost:1/v1/chat/completions", None).await;

    let passphrase = SecretString::from("only for this file");
    let exported = from.export_with_secrets(&caller(), None, &passphrase).await;
    let exported = exported.expect("written");
    assert_eq!(
        (exported.count, exported.file_name.as_str()),
        (3, "patchbay-connectors-1970-01-01.sealed.json")
    );
    for secret in ["canary", "TEAM_KEY", "Team", "example.com"] {
        assert!(!exported.text.contains(secret), "{secret}");
    }

    let to = core(Some("a passphrase of the other machine")).await;
    let locked = to.plan_import(&closed(&exported.text, None)).await;
    assert!(matches!(locked, Err(Error::FilePassphraseNeeded)));
    let wrong = closed(&exported.text, Some("only for that file"));
    let wrong = to.plan_import(&wrong).await;
    assert!(matches!(
        wrong,
        Err(Error::Vault(crate::VaultError::WrongPassphrase))
    ));
    let right = closed(&exported.text, Some("only for this file"));
    let plan = to.plan_import(&right).await.expect("planned");
    assert!(plan.is_sealed);
    let brings: Vec<_> = plan
        .rows
        .iter()
        .map(|row| (row.id.as_deref(), row.brings_secrets, row.needs_secrets))
        .collect();
    assert!(brings.contains(&(Some("team"), true, false)), "{brings:?}");
    assert!(brings.contains(&(Some("variable"), true, false)));
    to.import(&right, &plan.plan_id).await.expect("imported");
    let team = to.connector(&caller(), "team").await.expect("there");
    assert!(Core::missing_secrets(&team).is_empty() && !team.awaits_secrets);
    let opened = to.secrets_of(&team.id, &team.name).await.expect("opened");
    let opened: Vec<_> = opened.values().map(ExposeSecret::expose_secret).collect();
    assert_eq!(opened, ["sk-canary", "t-canary"]);
    let variable = to.connector(&caller(), "variable").await.expect("there");
    assert!(variable.secret_references.values().eq(["TEAM_KEY"]));

    // The host of a connector that has a key stays, whatever the file brings.
    let moved = ConnectorDraft {
        name: "Team".into(),
        config: crate::run::tests::config("https://example.org/v1/chat/completions"),
        secrets: secrets_named("apiKey", "sk-other"),
        networking: None,
    };
    to.update_connector("team", moved, &[SecretField::Header("X-Token".into())])
        .await
        .expect("moved by hand");
    let plan = to.plan_import(&right).await.expect("planned");
    let row = plan
        .rows
        .iter()
        .find(|row| row.id.as_deref() == Some("team"));
    assert_eq!(row.expect("there").action, ImportAction::Refuse);

    // A file that anybody can read has no say in secrets.
    let open = object("plain", "plain", url).replace(
        r#""secrets":{}"#,
        r#""secrets":{"apiKey":"sk-in-the-clear"}"#,
    );
    let plan = to.plan_import(&closed(&open, Some("unused"))).await;
    let plan = plan.expect("planned");
    assert!(!plan.is_sealed && !plan.rows[0].brings_secrets && plan.rows[0].needs_secrets);
    let short = from
        .export_with_secrets(&caller(), None, &SecretString::from("short"))
        .await;
    assert!(matches!(
        short,
        Err(Error::Vault(crate::VaultError::PassphraseTooShort { .. }))
    ));
}

fn secrets_named(name: &str, secret: &str) -> BTreeMap<String, SecretString> {
    BTreeMap::from([(name.to_owned(), SecretString::from(secret))])
}
