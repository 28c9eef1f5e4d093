//! The main job through the wire: a connector, a run, its tokens.

mod face;

use axum::http::StatusCode;
use face::{Face, bytes, lines, post};
use patchbay_api::Role;
use serde_json::{Value, json};

const SECRET: &str = "sk-canary-7f3a9c";

fn draft(url: &str, key: Option<&str>) -> Value {
    json!({
        "name": "Mine",
        "config": { "apiProvider": "Other", "apiUrl": url, "defaultModel": "m" },
        "secrets": { "apiKey": key },
    })
}

fn run(connector_id: &str, text: &str, stream: bool) -> Value {
    json!({
        "run_id": "018f5e9a-5d3c-7b1e-9a55-0123456789ab",
        "connector_id": connector_id,
        "body": json!({ "messages": [{ "role": "user", "content": text }] }).to_string(),
        "stream": stream,
    })
}

fn usage(connector_id: Option<&str>) -> Value {
    let now_ms = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_millis() as i64;
    let hour = 3_600_000;
    json!({
        "connector_id": connector_id,
        "from_ms": now_ms - hour,
        "to_ms": now_ms + hour,
        "time_zone": "Europe/Berlin",
    })
}

#[tokio::test]
async fn a_connector_is_made_changed_and_deleted() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let (status, made) = face
        .call(
            &key,
            "connectors_create",
            draft("http://localhost:1/v1/chat/completions", None),
        )
        .await;
    assert_eq!(
        (status, &made["stored_secrets"]),
        (StatusCode::OK, &json!([]))
    );
    let id = made["id"].as_str().expect("an id").to_owned();

    let mut change = draft("http://localhost:2/v1/chat/completions", None);
    change["id"] = json!(id);
    change["name"] = json!("Renamed");
    let (_, changed) = face.call(&key, "connectors_update", change).await;
    assert_eq!(changed["name"], "Renamed");
    assert_eq!(
        changed["config"]["apiUrl"],
        "http://localhost:2/v1/chat/completions"
    );

    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    let names: Vec<_> = all
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| &c["name"])
        .collect();
    assert_eq!(names, ["Sandbox", "Renamed"]);

    let (status, gone) = face
        .call(&key, "connectors_delete", json!({ "ids": [id] }))
        .await;
    assert_eq!((status, gone), (StatusCode::OK, Value::Null));
    let (status, error) = face.call(&key, "connectors_get", json!({ "id": id })).await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::NOT_FOUND, &json!("not_found"))
    );
}

#[tokio::test]
async fn bad_input_is_refused_by_field_and_changes_nothing() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let mut bad = draft("ftp://x", None);
    bad["name"] = json!("");
    bad["config"]["defaultModel"] = json!(null);
    let (status, error) = face.call(&key, "connectors_create", bad).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let fields: Vec<_> = error["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|f| &f["field"])
        .collect();
    assert_eq!(fields, ["name", "config.apiUrl", "config.defaultModel"]);

    for (unfit, part) in [
        (json!({ "name": "n" }), "missing field"),
        (json!([]), "expected"),
        (
            {
                let mut extra = draft("http://localhost:1/", None);
                extra["config"]["surprise"] = json!(1);
                extra
            },
            "surprise",
        ),
        (
            {
                let mut unknown = draft("http://localhost:1/", None);
                unknown["config"]["apiProvider"] = json!("Bedrock");
                unknown
            },
            "not supported",
        ),
    ] {
        let (status, error) = face.call(&key, "connectors_create", unfit).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let told = error.to_string();
        assert!(told.contains(part), "{told}");
    }
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_sandbox_cannot_be_changed_but_can_be_hidden() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let mut change = draft("http://localhost:2/", None);
    change["id"] = json!("sandbox");
    for (command, body) in [
        ("connectors_update", change),
        ("connectors_delete", json!({ "ids": ["sandbox"] })),
    ] {
        let (status, error) = face.call(&key, command, body).await;
        assert_eq!(
            (status, &error["code"]),
            (StatusCode::FORBIDDEN, &json!("read_only"))
        );
    }
    face.call(&key, "settings_update", json!({ "show_sandbox": false }))
        .await;
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all, json!([]));
    let refused = face
        .send(post(
            "/rpc_stream/connectors_run",
            Some(&key),
            &run("sandbox", "x", false),
        ))
        .await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    face.call(&key, "settings_update", json!({ "show_sandbox": true }))
        .await;
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all[0]["is_preconfigured"], true);
}

#[tokio::test]
async fn a_run_streams_its_answer_and_its_tokens_are_on_the_dashboard() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let streamed = post(
        "/rpc_stream/connectors_run",
        Some(&key),
        &run("sandbox", "Hello world", true),
    );
    let events = lines(face.send(streamed).await).await;
    assert_eq!(events[0]["type"], "started");
    let text: String = events
        .iter()
        .filter_map(|event| event["text"].as_str())
        .collect();
    assert_eq!(
        text,
        "This is the Sandbox, not a language model. You said: Hello world"
    );
    let result = &events.last().expect("an end")["result"];
    assert_eq!(
        (&result["outcome"], &result["answer"]),
        (&json!("success"), &json!(text))
    );
    let usage_of_run = &result["usage"];
    assert_eq!(
        (&usage_of_run["completion_tokens"], &usage_of_run["source"]),
        (&json!(15), &json!("reported"))
    );

    let buffered = post(
        "/rpc_stream/connectors_run",
        Some(&key),
        &run("sandbox", "Hello world", false),
    );
    let events = lines(face.send(buffered).await).await;
    let again = &events.last().expect("an end")["result"];
    assert_eq!(&again["usage"], usage_of_run, "both ways count the same");

    let reader = face.key(Role::Usage).await;
    let (_, summary) = face
        .call(&reader, "usage_summary", usage(Some("sandbox")))
        .await;
    let total = usage_of_run["total_tokens"].as_u64().expect("a count");
    assert_eq!(summary["totals"]["total_tokens"], json!(total * 2));
    assert_eq!(summary["totals"]["requests"], 2);
    let by_day: u64 = summary["days"]
        .as_array()
        .expect("days")
        .iter()
        .filter_map(|d| d["total_tokens"].as_u64())
        .sum();
    assert_eq!(by_day, total * 2);
    let (_, nobody) = face
        .call(&reader, "usage_summary", usage(Some("nobody")))
        .await;
    assert_eq!(
        (&nobody["totals"]["requests"], &nobody["last_event_at_ms"]),
        (&json!(0), &Value::Null)
    );
    let (_, filters) = face.call(&reader, "usage_connectors", json!({})).await;
    assert_eq!(filters, json!([{ "id": "sandbox", "name": "Sandbox" }]));
}

#[tokio::test]
async fn a_run_is_stopped_by_its_id_and_by_going_away() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let long = "word ".repeat(2_000);
    let response = face
        .send(post(
            "/rpc_stream/connectors_run",
            Some(&key),
            &run("sandbox", &long, true),
        ))
        .await;
    let (status, error) = {
        let again = face
            .send(post(
                "/rpc_stream/connectors_run",
                Some(&key),
                &run("sandbox", "x", true),
            ))
            .await;
        (again.status(), bytes(again).await)
    };
    assert_eq!(
        status,
        StatusCode::CONFLICT,
        "{}",
        String::from_utf8_lossy(&error)
    );
    let stop = json!({ "run_id": "018f5e9a-5d3c-7b1e-9a55-0123456789ab" });
    let (_, stopped) = face.call(&key, "connectors_run_stop", stop.clone()).await;
    assert_eq!(stopped, json!({ "stopped": true }));
    let events = lines(response).await;
    assert_eq!(
        events.last().expect("an end")["result"]["outcome"],
        "client_abort"
    );
    let (_, nothing) = face.call(&key, "connectors_run_stop", stop).await;
    assert_eq!(nothing, json!({ "stopped": false }));

    // Going away is stopping too; the event is there once the core has settled.
    drop(
        face.send(post(
            "/rpc_stream/connectors_run",
            Some(&key),
            &run("sandbox", &long, true),
        ))
        .await,
    );
    let summary = loop {
        let (_, summary) = face.call(&key, "usage_summary", usage(None)).await;
        if summary["totals"]["requests"] == 2 {
            break summary;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(summary["totals"]["failures"], 0);
}

#[tokio::test]
async fn without_a_vault_a_key_is_refused_with_every_way_out() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let with_key = draft("http://localhost:1/v1/chat/completions", Some(SECRET));
    let (status, error) = face.call(&key, "connectors_create", with_key).await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("vault_unset"))
    );
    let hint = error["hint"].as_str().expect("a hint");
    assert!(
        hint.contains("keychain") && hint.contains("passphrase") && hint.contains("${env:NAME}"),
        "{hint}"
    );
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all.as_array().map(Vec::len), Some(1), "nothing was stored");
}

#[tokio::test]
async fn a_secret_goes_in_and_never_comes_out() {
    let face = Face::with_passphrase(Some("correct horse battery")).await;
    let key = face.key(Role::All).await;
    let mut seen = Vec::new();
    let url = "http://127.0.0.1:1/v1/chat/completions";
    let (_, made) = face
        .call(&key, "connectors_create", draft(url, Some(SECRET)))
        .await;
    assert_eq!(made["stored_secrets"], json!(["secrets.apiKey"]));
    seen.push(made.to_string());
    let id = made["id"].as_str().expect("an id");

    // A rename keeps the key; another host asks for it, in place.
    let mut renamed = draft(url, None);
    renamed["id"] = json!(id);
    let (_, kept) = face.call(&key, "connectors_update", renamed.clone()).await;
    assert_eq!(kept["stored_secrets"], json!(["secrets.apiKey"]));
    renamed["config"]["apiUrl"] = json!("http://elsewhere.example/v1/chat/completions");
    let (status, error) = face.call(&key, "connectors_update", renamed).await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("secret_required"))
    );
    assert_eq!(error["fields"][0]["field"], "secrets.apiKey");
    seen.push(error.to_string());

    for (command, body) in [
        ("connectors_list", json!({})),
        ("connectors_get", json!({ "id": id })),
        ("app_info", json!({})),
        (
            "connectors_create",
            json!({ "name": "n", "config": SECRET, "secrets": SECRET }),
        ),
        (
            "connectors_create",
            draft("http://x\n", Some(&format!("{SECRET}\n"))),
        ),
    ] {
        seen.push(face.call(&key, command, body).await.1.to_string());
    }
    let failed = face
        .send(post(
            "/rpc_stream/connectors_run",
            Some(&key),
            &run(id, "x", true),
        ))
        .await;
    seen.push(String::from_utf8(bytes(failed).await).expect("UTF-8"));
    for text in &seen {
        assert!(!text.contains(SECRET), "{text}");
    }
    for file in std::fs::read_dir(face.folder.path()).expect("listed") {
        let path = file.expect("a file").path();
        let content = std::fs::read(&path).expect("readable");
        for needle in [SECRET, "correct horse", &key] {
            let found = content
                .windows(needle.len())
                .any(|bytes| bytes == needle.as_bytes());
            assert!(!found, "{path:?} holds a secret in the clear");
        }
    }
}

#[tokio::test]
async fn rubbish_is_refused_with_a_place() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let mut request = post("/rpc/connectors_list", Some(&key), &json!({}));
    *request.body_mut() = axum::body::Body::from("{\"a\":");
    let answer = face.send(request).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let text = String::from_utf8(bytes(answer).await).expect("UTF-8");
    assert!(text.contains("line 1"), "{text}");

    let mut huge = post("/rpc/connectors_list", Some(&key), &json!({}));
    *huge.body_mut() = axum::body::Body::from(vec![b' '; 41 * 1024 * 1024]);
    let refused = face.send(huge).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let text = String::from_utf8(bytes(refused).await).expect("UTF-8");
    assert!(text.contains("40 MB"), "{text}");

    let mut broken = run("sandbox", "x", true);
    broken["body"] = json!("{");
    let refused = face
        .send(post("/rpc_stream/connectors_run", Some(&key), &broken))
        .await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
}
