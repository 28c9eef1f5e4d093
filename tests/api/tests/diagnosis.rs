//! Diagnose through the HTTP face: each layer, drafts, stopping, and who may ask.

mod face;
mod provider;
mod told;

use std::time::Duration;

use axum::http::StatusCode;
use face::{API_KEY, Face, connector, create, post, run_id, settings};
use patchbay_api::Role;
use provider::{
    Act, MODEL, Provider, chat, counting, head, json_answer, nobody, send, stream, stream_head,
    well_behaved, word,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use told::{Told, diagnose};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_works_passes_layer_by_layer_and_is_in_the_record() {
    let face = Face::new().await;
    let key = face.key(Role::Read).await;
    let told = diagnose(&face, &key, "sandbox").await;
    let ways = told.started["ways"].as_array().expect("ways");
    assert_eq!(ways.len(), 1, "{}", told.started);
    assert_eq!(
        (&ways[0]["way"], &ways[0]["label"]),
        (&json!("configured"), &json!("Directly"))
    );
    let layers = [
        "settings",
        "dns",
        "tcp",
        "authentication",
        "model",
        "streaming",
    ];
    assert_eq!(ways[0]["layers"], json!(layers));
    let passed = layers.map(|layer| format!("{layer} passed")).join(", ");
    assert_eq!(told.states("configured"), passed);
    for layer in layers {
        assert!(told.step(layer)["elapsed_ms"].is_u64(), "{layer}");
        assert!(
            !told.step(layer)["summary"]
                .as_str()
                .expect("words")
                .is_empty()
        );
    }
    assert_eq!(told.verdict["state"], "passed");
    assert_eq!(told.verdict["proxy_to_blame"], Value::Null);
    for part in [
        "Connector: Sandbox",
        "Streaming: passed",
        "/v1/chat/completions",
    ] {
        assert!(told.report.contains(part), "{part}: {}", told.report);
    }
    let (_, activity) = face.call(&key, "connectors_activity", json!({})).await;
    assert_eq!(
        (&activity[0]["connector_id"], &activity[0]["requests_7d"]),
        (&json!("sandbox"), &json!(1))
    );
    assert!(
        activity[0]["total_tokens_7d"].as_u64() > Some(0),
        "{activity}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broken_layer_is_found_and_what_is_behind_it_was_not_reached() {
    let open = "settings passed, dns passed, tcp passed";
    let error = |message: &str| json!({ "error": { "message": message } });
    let cut = [word("1 "), word("2 ")].concat();
    let provider_of = |acts: Vec<Act>| Provider::sending(acts);
    let (face, key) = Face::with_key().await;
    for (what, provider, states, layer, said) in [
        (
            "a key that is refused",
            provider_of(vec![send(json_answer(
                "401 Unauthorized",
                &error("bad key"),
            ))])
            .await,
            "authentication failed, model not_reached, streaming not_reached",
            "authentication",
            "bad key",
        ),
        (
            "a wrong path",
            provider_of(vec![send(json_answer("404 Not Found", &error("no route")))]).await,
            "authentication passed, model failed, streaming not_reached",
            "model",
            "no route",
        ),
        (
            "JSON in place of a stream",
            provider_of(vec![send(json_answer("200 OK", &chat()))]).await,
            "authentication passed, model passed, streaming warning",
            "streaming",
            "in one piece of JSON",
        ),
        (
            "a stream that is cut",
            provider_of(vec![send(stream_head("")), send(cut)]).await,
            "authentication passed, model passed, streaming failed",
            "streaming",
            "ended before it was complete",
        ),
        (
            "a page",
            provider_of(vec![send(head("200 OK", "")), send("<html>Welcome</html>")]).await,
            "authentication passed, model failed, streaming not_reached",
            "model",
            "not JSON",
        ),
        (
            "silence",
            provider_of(vec![Act::Hold]).await,
            "authentication failed, model not_reached, streaming not_reached",
            "authentication",
            "No answer within 500 ms",
        ),
        (
            "no HTTP",
            provider_of(vec![send("SSH-2.0-OpenSSH_9.2\r\n")]).await,
            "authentication failed, model not_reached, streaming not_reached",
            "authentication",
            "",
        ),
    ] {
        let mut broken = connector("broken", &provider.url());
        broken["networking"] = json!({ "timeouts": { "firstByte": "500ms" } });
        create(&face, &key, broken).await;
        let told = diagnose(&face, &key, "broken").await;
        assert_eq!(
            told.states("configured"),
            format!("{open}, {states}"),
            "{what}"
        );
        assert_eq!(told.verdict["layer"], layer, "{what}: {}", told.verdict);
        let step = told.step(layer);
        assert!(
            step["summary"].as_str().expect("words").contains(said),
            "{what}: {step}"
        );
        assert!(told.report.contains(said), "{what}: {}", told.report);
        for step in told
            .all
            .iter()
            .filter(|event| event["step"]["state"] == "not_reached")
        {
            assert_eq!(step["step"]["elapsed_ms"], Value::Null, "{what}");
        }
        face.call(&key, "connectors_delete", json!({ "ids": ["broken"] }))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn below_the_answer_the_way_itself_is_told_apart() {
    let plain = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    let closed = nobody().await;
    let above = "authentication not_reached, model not_reached, streaming not_reached";
    let https = |port: u16| format!("https://127.0.0.1:{port}/v1/chat/completions");
    for (id, url, states) in [
        (
            "port",
            format!("http://127.0.0.1:{closed}/v1/chat/completions"),
            format!("dns passed, tcp failed, {above}"),
        ),
        (
            "name",
            "https://nobody.invalid/v1/chat/completions".into(),
            format!("dns failed, tcp not_reached, tls not_reached, {above}"),
        ),
        (
            "tls",
            https(plain.port),
            format!("dns passed, tcp passed, tls failed, {above}"),
        ),
        (
            "blocked",
            "https://169.254.169.254/v1/chat/completions".into(),
            format!("dns failed, tcp not_reached, tls not_reached, {above}"),
        ),
    ] {
        let mut impatient = connector(id, &url);
        // A machine without a network waits for nobody to look a name up.
        impatient["networking"] = json!({ "timeouts": { "connect": "2s" } });
        create(&face, &key, impatient).await;
        let told = diagnose(&face, &key, id).await;
        assert_eq!(
            told.states("configured"),
            format!("settings passed, {states}"),
            "{id}"
        );
        assert_eq!(told.verdict["state"], "failed");
        assert!(
            told.verdict["text"].as_str().expect("words").len() > 20,
            "{}",
            told.verdict
        );
    }
    assert!(
        plain.heard().is_empty(),
        "nothing but a handshake was tried"
    );
    settings(&face, &key, json!({ "allowedHosts": ["api.openai.com"] })).await;
    let told = diagnose(&face, &key, "port").await;
    let nothing = "dns not_reached, tcp not_reached";
    assert_eq!(
        told.states("configured"),
        format!("settings failed, {nothing}, {above}")
    );
    let said = told.step("settings")["summary"].as_str().expect("words");
    assert!(said.contains("xpack.actions.allowedHosts"), "{said}");
    let (_, activity) = face.call(&key, "connectors_activity", json!({})).await;
    assert_eq!(activity, json!([]), "nothing was used, nothing is recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_diagnosed_unsaved_and_a_diagnosis_can_be_stopped() {
    let provider = Provider::start(counting).await;
    let (face, key) = Face::with_key().await;
    let mut unsaved = connector("unsaved", &provider.url());
    unsaved["stored_id"] = Value::Null;
    let request = json!({ "run_id": run_id(), "draft": unsaved });
    let told = Told::of(
        face.stream(&key, "connectors_diagnose_draft", request)
            .await,
    );
    assert_eq!(told.verdict["state"], "passed", "{}", told.verdict);
    let bearer = format!("Bearer {API_KEY}");
    assert_eq!(
        provider.heard()[0].header("authorization"),
        Some(bearer.as_str())
    );
    let asked: Value = serde_json::from_str(&provider.heard()[0].body).expect("JSON");
    assert_eq!(
        (&asked["model"], &asked["stream"]),
        (&json!("m"), &json!(true))
    );
    let (_, all) = face.call(&key, "connectors_list", json!({})).await;
    assert_eq!(all.as_array().map(Vec::len), Some(1), "nothing is saved");
    let mut wrong = connector("wrong", "nowhere");
    wrong["stored_id"] = Value::Null;
    let request = json!({ "run_id": run_id(), "draft": wrong });
    let refused = face
        .stream(&key, "connectors_diagnose_draft", request)
        .await;
    assert_eq!(
        refused[0]["fields"][0]["field"], "config.apiUrl",
        "{refused:?}"
    );

    let silent = Provider::sending(vec![Act::Hold]).await;
    create(&face, &key, connector("silent", &silent.url())).await;
    let id = run_id();
    let request = json!({ "run_id": id, "connector_id": "silent" });
    let stop = async {
        while silent.heard().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (_, stopped) = face
            .call(&key, "connectors_run_stop", json!({ "run_id": id }))
            .await;
        assert_eq!(stopped["stopped"], true);
    };
    let (events, ()) = tokio::join!(face.stream(&key, "connectors_diagnose", request), stop);
    let told = Told::of(events);
    assert_eq!(told.verdict["state"], "not_reached", "{}", told.verdict);
    assert!(
        told.report.contains("Connection: passed"),
        "{}",
        told.report
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_key_diagnoses_its_own_connector_and_no_other() {
    let provider = Provider::sending(vec![send(stream_head("")), send(stream())]).await;
    let (face, key) = Face::with_key().await;
    for id in ["mine", "other"] {
        create(&face, &key, connector(id, &provider.url())).await;
    }
    let bound = face
        .core
        .create_key("bound", Role::Read, Some("mine"))
        .await
        .expect("a key");
    let bound = bound.expose_secret();
    let told = diagnose(&face, bound, "mine").await;
    assert!(told.report.contains(MODEL), "{}", told.report);
    for id in ["other", "sandbox", "nobody"] {
        let request = json!({ "run_id": run_id(), "connector_id": id });
        let refused = face
            .send(post(
                "/rpc_stream/connectors_diagnose",
                Some(bound),
                &request,
            ))
            .await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{id}");
        let (code, _) = face
            .call(bound, "connectors_networking", json!({ "id": id }))
            .await;
        assert_eq!(code, StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(provider.heard().len(), 1);
    let counter = face.key(Role::Usage).await;
    let request = json!({ "run_id": run_id(), "connector_id": "mine" });
    let refused = face
        .send(post(
            "/rpc_stream/connectors_diagnose",
            Some(&counter),
            &request,
        ))
        .await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}
