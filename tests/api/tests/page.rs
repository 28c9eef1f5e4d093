//! What the Connectors page asks beyond the main job: checks, activity, drafts, files, bound keys.

mod face;

use axum::http::StatusCode;
use face::{Face, lines, post};
use patchbay_api::Role;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const URL: &str = "http://localhost:1/v1/chat/completions";

fn create(id: &str, url: &str) -> Value {
    json!({
        "id": id,
        "name": id,
        "config": { "apiProvider": "Other", "apiUrl": url, "defaultModel": "m" },
        "secrets": {},
    })
}

fn draft(id: Option<&str>, url: &str) -> Value {
    json!({
        "stored_id": null,
        "id": id,
        "name": "Draft",
        "config": { "apiProvider": "Other", "apiUrl": url, "defaultModel": "m" },
        "secrets": {},
    })
}

async fn run_draft(face: &Face, key: &str, draft: Value) -> Vec<Value> {
    let request = json!({
        "run_id": "018f5e9a-5d3c-7b1e-9a55-0123456789ac",
        "draft": draft,
        "body": r#"{"messages":[{"role":"user","content":"hello"}]}"#,
        "stream": true,
    });
    let answer = face
        .send(post(
            "/rpc_stream/connectors_run_draft",
            Some(key),
            &request,
        ))
        .await;
    lines(answer).await
}

#[tokio::test]
async fn a_form_is_checked_field_by_field_without_being_saved() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let (_, made) = face
        .call(&key, "connectors_create", create("prod", URL))
        .await;
    assert_eq!(made["id"], "prod");
    assert_eq!(made["compatibility"], json!(["Chat Completions"]));
    for (typed, fields) in [
        (draft(Some("prod"), URL), vec!["id"]),
        (draft(Some("sandbox"), URL), vec!["id"]),
        (draft(Some("Prod"), "x"), vec!["id", "config.apiUrl"]),
        (draft(Some("new"), URL), vec![]),
        (draft(None, URL), vec![]),
    ] {
        let (status, checked) = face.call(&key, "connectors_check", typed.clone()).await;
        let found = checked["fields"].as_array().expect("a list").iter();
        let found: Vec<_> = found
            .map(|f| f["field"].as_str().unwrap_or_default())
            .collect();
        assert_eq!((status, found), (StatusCode::OK, fields), "{typed}");
    }
    let (status, error) = face
        .call(&key, "connectors_create", create("prod", URL))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(error["fields"][0]["field"], "id");
    let mut unknown = draft(None, URL);
    unknown["forget_secrets"] = json!(["apiKey"]);
    let (status, _) = face.call(&key, "connectors_check", unknown).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_draft_runs_leaves_its_record_and_is_not_saved() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let (_, sandbox) = face
        .call(&key, "connectors_get", json!({ "id": "sandbox" }))
        .await;
    let url = sandbox["config"]["apiUrl"].as_str().expect("a URL");
    let events = run_draft(&face, &key, draft(Some("tried"), url)).await;
    let end = &events.last().expect("an end")["result"];
    assert_eq!(end["http_status"], 401, "the Sandbox has its key: {end}");
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all.as_array().map(Vec::len), Some(1));
    let (_, activity) = face.call(&key, "connectors_activity", json!({})).await;
    assert_eq!(activity[0]["connector_id"], "tried");
    assert_eq!(activity[0]["last_outcome"], "failure");
    assert_eq!(
        (&activity[0]["requests_7d"], &activity[0]["has_succeeded"]),
        (&json!(1), &json!(false))
    );
    let reader = face.key(Role::Read).await;
    let refused = run_draft(&face, &reader, draft(None, url)).await;
    assert_eq!(
        refused[0]["code"], "forbidden",
        "a reader sends nothing of its own"
    );
}

#[tokio::test]
async fn connectors_go_out_and_come_in_as_a_file() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    for id in ["a", "b"] {
        face.call(&key, "connectors_create", create(id, URL)).await;
    }
    let (_, file) = face
        .call(&key, "connectors_export", json!({ "ids": null }))
        .await;
    assert_eq!(file["count"], 2);
    let (_, gone) = face
        .call(&key, "connectors_delete", json!({ "ids": ["a", "b"] }))
        .await;
    assert_eq!(gone, Value::Null);

    let import = json!({ "ndjson": file["ndjson"], "conflicts": "overwrite" });
    let (_, plan) = face
        .call(&key, "connectors_import_preview", import.clone())
        .await;
    assert_eq!(plan["rows"][0]["action"], "add");
    let mut import = import;
    import["plan_id"] = plan["plan_id"].clone();
    let (status, done) = face.call(&key, "connectors_import", import.clone()).await;
    assert_eq!(
        (status, &done["rows"][1]["id"]),
        (StatusCode::OK, &json!("b"))
    );
    let (status, error) = face.call(&key, "connectors_import", import).await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    let (status, _) = face
        .call(&key, "connectors_export", json!({ "ids": ["sandbox"] }))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    // As large as it may be, quotes and all, it reaches the rules and not a limit of transport.
    let large = "\"".repeat(16 * 1024 * 1024 + 1);
    let large = json!({ "ndjson": large, "conflicts": "skip" });
    let (status, error) = face.call(&key, "connectors_import_preview", large).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        error["message"]
            .as_str()
            .unwrap_or_default()
            .contains("16 MB"),
        "{error}"
    );
}

#[tokio::test]
async fn one_that_cannot_be_deleted_keeps_all_the_others() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    face.call(&key, "connectors_create", create("a", URL)).await;
    for others in [json!(["a", "sandbox"]), json!(["a", "nobody"])] {
        let (status, _) = face
            .call(&key, "connectors_delete", json!({ "ids": others }))
            .await;
        assert!(status.is_client_error());
    }
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let (status, _) = face
        .call(&key, "connectors_delete", json!({ "ids": ["a", "a"] }))
        .await;
    assert_eq!(status, StatusCode::OK, "the same one twice is one");
}

#[tokio::test]
async fn a_bound_key_sees_and_uses_one_connector() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    face.call(&key, "connectors_create", create("mine", URL))
        .await;
    face.call(&key, "connectors_create", create("other", URL))
        .await;
    let bound = face
        .core
        .create_key("bound", Role::Read, Some("mine"))
        .await
        .expect("made");
    let bound = bound.expose_secret();
    for command in ["connectors_list", "usage_connectors"] {
        let (_, seen) = face.call(bound, command, json!({})).await;
        let ids: Vec<_> = seen
            .as_array()
            .expect("a list")
            .iter()
            .map(|c| &c["id"])
            .collect();
        assert_eq!(ids, ["mine"], "{command}");
    }
    let (status, _) = face
        .call(bound, "connectors_get", json!({ "id": "other" }))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, file) = face
        .call(bound, "connectors_export", json!({ "ids": null }))
        .await;
    assert_eq!(file["count"], 1);
    let (_, mine) = face
        .call(&key, "connectors_get", json!({ "id": "mine" }))
        .await;
    assert_eq!(mine["api_keys"], 1);
    let (status, _) = face
        .call(&key, "connectors_delete", json!({ "ids": ["mine"] }))
        .await;
    assert_eq!(status, StatusCode::OK);
    let (_, left) = face.call(bound, "connectors_list", json!({})).await;
    assert_eq!(left, json!([]), "the key opens nothing any more");
}

#[tokio::test]
async fn the_guide_knows_models_with_their_prices() {
    let face = Face::new().await;
    let key = face.key(Role::Read).await;
    let (_, known) = face.call(&key, "models_known", json!({})).await;
    assert!(
        known["source"]
            .as_str()
            .expect("text")
            .starts_with("genai-prices")
    );
    for model in known["models"].as_array().expect("a list") {
        assert!(model["input_pusd"].as_u64().is_some(), "{model}");
        assert!(!model["good_at"].as_str().expect("text").is_empty());
    }
}
