use axum::response::IntoResponse;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::run::tests::{
    PASSPHRASE, caller, config, connector, core, finish, provider, request, secrets,
};

fn draft(name: &str, config: Value, key: Option<&str>) -> ConnectorDraft {
    ConnectorDraft {
        name: name.into(),
        config: config.as_object().cloned().expect("an object"),
        secrets: secrets(key),
        networking: None,
    }
}

fn other(url: &str) -> Value {
    Value::Object(config(url))
}

fn unsaved(stored_id: Option<&str>, id: Option<&str>, draft: ConnectorDraft) -> UnsavedConnector {
    UnsavedConnector {
        stored_id: stored_id.map(str::to_owned),
        id: id.map(str::to_owned),
        draft,
        forget: Vec::new(),
    }
}

fn fields(error: Error) -> Vec<(String, String)> {
    let fields = error.into_fields().expect("about fields");
    fields.into_iter().map(|f| (f.field, f.message)).collect()
}

const URL: &str = "https://example.com/v1/chat/completions";

#[tokio::test]
async fn the_key_travels_in_one_header_and_stays_with_its_host() {
    let core = core(Some(PASSPHRASE)).await;
    let (url, seen) = provider(|| "{}".into_response()).await;
    let saved = connector(&core, &url, Some("sk-secret")).await;
    assert!(saved.stored_secrets.contains(&SecretField::ApiKey));
    let run = core.run(&caller(), request(&saved, false)).await;
    finish(run.expect("started")).await;
    {
        let seen = seen.lock().expect("not poisoned");
        let (headers, body) = &seen[0];
        assert_eq!(headers["authorization"], "Bearer sk-secret");
        assert!(
            !body.contains("sk-secret") && body.contains(r#""model":"m""#),
            "{body}"
        );
    }

    let id = saved.id.as_str();
    let renamed = core.update_connector(id, draft("renamed", other(&url), None), &[]);
    let renamed = renamed.await.expect("kept its key");
    assert_eq!(renamed.name, "renamed");
    assert_eq!(renamed.stored_secrets, saved.stored_secrets);
    let moved = core.update_connector(id, draft("moved", other(URL), None), &[]);
    let error = moved.await.expect_err("refused");
    assert!(matches!(error, Error::SecretRequired { .. }), "{error}");
    assert_eq!(fields(error)[0].0, "secrets.apiKey");
    let unchanged = core.connector(&caller(), id).await.expect("there");
    assert_eq!(unchanged.config.api_url.as_str(), url);
    let moved = core.update_connector(id, draft("moved", other(URL), Some("sk-new")), &[]);
    assert_eq!(moved.await.expect("moved").stored_secrets.len(), 1);
}

#[tokio::test]
async fn a_key_that_is_not_needed_can_be_forgotten_with_or_without_a_move() {
    let core = core(Some(PASSPHRASE)).await;
    let saved = connector(&core, URL, Some("sk")).await;
    let id = saved.id.as_str();
    let forget = [SecretField::ApiKey];
    let moved = core.update_connector(id, draft("m", other("http://localhost:1"), None), &forget);
    assert!(moved.await.expect("saved").stored_secrets.is_empty());
    let opened = core.secrets_of(&saved.id, "m").await.expect("opened");
    assert!(opened.is_empty(), "nothing is left of it");
}

#[tokio::test]
async fn without_a_vault_a_key_is_refused_and_nothing_is_stored() {
    let core = core(None).await;
    let error = core
        .create_connector(None, draft("c", other(URL), Some("sk")))
        .await
        .expect_err("refused");
    assert!(matches!(error, Error::Vault(_)), "{error}");
    assert_eq!(core.connectors(&caller()).await.expect("listed"), []);
}

#[tokio::test]
async fn a_missing_key_is_asked_for_by_provider() {
    let core = core(None).await;
    for provider in ["OpenAI", "Azure OpenAI"] {
        let config = json!({"apiProvider": provider, "apiUrl": URL});
        let refused = core
            .create_connector(None, draft("c", config, Some("")))
            .await;
        let expected = ("secrets.apiKey".into(), "API key is required.".into());
        assert_eq!(fields(refused.expect_err("refused")), [expected]);
    }
}

#[tokio::test]
async fn an_id_is_checked_while_it_is_typed_and_again_when_it_is_saved() {
    let core = core(None).await;
    core.create_connector(Some("prod"), draft("c", other(URL), None))
        .await
        .expect("made");
    for (id, part) in [
        ("prod", "already using this ID"),
        ("Prod", "lowercase"),
        ("", "required"),
        (&"a".repeat(37), "36 characters"),
        ("../x", "lowercase"),
    ] {
        let typed = draft("d", other(URL), None);
        let form = unsaved(None, Some(id), typed.clone());
        let found = core.check_connector(&form).await.expect("checked");
        assert!(
            found.len() == 1 && found[0].field == "id" && found[0].message.contains(part),
            "{id:?}: {found:?}"
        );
        let refused = core.create_connector(Some(id), typed).await;
        assert_eq!(fields(refused.expect_err("refused"))[0].0, "id");
    }
    let both = core
        .create_connector(Some("prod"), draft("", other("x"), None))
        .await;
    let both: Vec<_> = fields(both.expect_err("refused"))
        .into_iter()
        .map(|f| f.0)
        .collect();
    assert_eq!(both, ["id", "name", "config.apiUrl"], "all at once");
    let edited = unsaved(Some("prod"), Some("prod"), draft("d", other(URL), None));
    assert_eq!(core.check_connector(&edited).await.expect("checked"), []);
    assert_eq!(core.connectors(&caller()).await.expect("listed").len(), 1);
}

#[tokio::test]
async fn another_provider_forgets_what_it_has_no_use_for() {
    let core = core(Some(PASSPHRASE)).await;
    let saved = connector(&core, URL, Some("sk")).await;
    let mut full = other(URL);
    full["headers"] = json!({"X-Team": "a"});
    full["enableNativeFunctionCalling"] = json!(true);
    full["contextWindowLength"] = json!("8192");
    full["temperature"] = json!(0.5);
    let id = saved.id.as_str();
    let kept = core
        .update_connector(id, draft("c", full.clone(), None), &[])
        .await;
    let kept = kept.expect("saved");
    assert_eq!(kept.config.context_window_length, Some(8192));
    assert_eq!(kept.config.temperature, Some(0.5));
    assert_eq!(kept.config.headers["X-Team"], "a");
    full["apiProvider"] = json!("OpenAI");
    let refused = core.update_connector(id, draft("c", full, None), &[]).await;
    let found = fields(refused.expect_err("refused"));
    assert_eq!(found[0].0, "config");
    assert!(
        found[0].1.contains("enableNativeFunctionCalling"),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_is_in_the_form_can_be_tried_and_only_its_call_is_stored() {
    let core = core(Some(PASSPHRASE)).await;
    let (url, seen) = provider(|| "{}".into_response()).await;
    let mut config = other(&url);
    config["headers"] = json!({"X-Team": "blue"});
    let try_it = |unsaved| crate::DraftRunRequest {
        run_id: uuid::Uuid::from_u128(5),
        unsaved,
        body: r#"{"messages":[]}"#.into(),
        stream: false,
    };
    let new = unsaved(
        None,
        Some("not-yet"),
        draft("Not yet", config, Some("sk-typed")),
    );
    let run = core.run_draft(&caller(), try_it(new)).await;
    finish(run.expect("started")).await;
    {
        let seen = seen.lock().expect("not poisoned");
        assert_eq!(seen[0].0["authorization"], "Bearer sk-typed");
        assert_eq!(seen[0].0["x-team"], "blue");
    }
    assert_eq!(core.connectors(&caller()).await.expect("listed"), []);
    let used = core.usage_connectors(&caller()).await.expect("listed");
    assert_eq!(used, [("not-yet".to_owned(), "Not yet".to_owned())]);

    let saved = connector(&core, &url, Some("sk-stored")).await;
    let edited = unsaved(Some(saved.id.as_str()), None, draft("e", other(&url), None));
    let run = core.run_draft(&caller(), try_it(edited)).await;
    finish(run.expect("started")).await;
    assert_eq!(
        seen.lock().expect("not poisoned")[1].0["authorization"],
        "Bearer sk-stored"
    );
    // A form with its first fields filled in can be tried, too.
    let bare = unsaved(None, Some("Not A Slug"), draft(" ", other(&url), None));
    let run = core.run_draft(&caller(), try_it(bare)).await;
    finish(run.expect("started")).await;
    let used = core.usage_connectors(&caller()).await.expect("listed");
    assert!(used.contains(&("unsaved".to_owned(), "Unsaved connector".to_owned())));
    // Trying must not become a way to send a stored key elsewhere.
    let stolen = unsaved(Some(saved.id.as_str()), None, draft("e", other(URL), None));
    let refused = core.run_draft(&caller(), try_it(stolen)).await;
    assert!(matches!(refused, Err(Error::SecretRequired { .. })));
}

#[tokio::test]
async fn a_trial_leaves_out_what_the_form_forgets() {
    let core = core(Some(PASSPHRASE)).await;
    let (url, seen) = provider(|| "{}".into_response()).await;
    let made = rcgen::generate_simple_self_signed(["client".to_owned()]).expect("made");
    let base64 = |text: String| {
        use base64::Engine as _;
        SecretString::from(base64::engine::general_purpose::STANDARD.encode(text))
    };
    let mut with_pki = draft("p", other(&url), Some("sk-stored"));
    let files = [
        ("certificateData", made.cert.pem()),
        ("privateKeyData", made.signing_key.serialize_pem()),
    ];
    for (name, pem) in files {
        with_pki.secrets.insert(name.to_owned(), base64(pem));
    }
    let saved = core.create_connector(None, with_pki).await.expect("made");
    assert_eq!(saved.stored_secrets.len(), 3);
    let mut forgetful = unsaved(Some(saved.id.as_str()), None, draft("p", other(&url), None));
    forgetful.forget = vec![SecretField::ApiKey];
    let request = crate::DraftRunRequest {
        run_id: uuid::Uuid::from_u128(6),
        unsaved: forgetful,
        body: r#"{"messages":[]}"#.into(),
        stream: false,
    };
    let run = core.run_draft(&caller(), request).await;
    finish(run.expect("started")).await;
    let seen = seen.lock().expect("not poisoned");
    assert!(seen[0].0.get("authorization").is_none());
}

#[tokio::test]
async fn a_key_bound_to_a_connector_opens_that_one_only() {
    let core = core(None).await;
    let (url, _) = provider(|| "{}".into_response()).await;
    let mine = connector(&core, &url, None).await;
    let theirs = connector(&core, &url, None).await;
    let bound = Caller {
        connector: Some(mine.id.clone()),
        ..caller()
    };
    let seen = core.connectors(&bound).await.expect("listed");
    assert_eq!(seen.iter().map(|c| &c.id).collect::<Vec<_>>(), [&mine.id]);
    assert!(core.run(&bound, request(&mine, false)).await.is_ok());
    let refused = core.run(&bound, request(&theirs, true)).await;
    assert!(matches!(refused, Err(Error::ConnectorNotFound { .. })));
    let role = patchbay_model::Role::All;
    assert!(
        core.create_key("k", role, Some(mine.id.as_str()))
            .await
            .is_err()
    );
    let role = patchbay_model::Role::Read;
    assert!(core.create_key("k", role, Some("nobody")).await.is_err());
    core.create_key("k", role, Some(mine.id.as_str()))
        .await
        .expect("made");
    let mine = core
        .connector(&caller(), mine.id.as_str())
        .await
        .expect("there");
    assert_eq!(mine.api_keys, 1);
}

#[tokio::test]
async fn the_models_of_a_provider_are_listed_before_the_connector_is_saved() {
    use axum::Router;
    use axum::routing::get;
    let list = json!({"data": [
        {"id": "b", "max_model_len": 4096}, {"id": "a"}, {"id": ""}, {"id": "x\ny"}, {"no": 1},
    ]});
    let app = Router::new().route(
        "/v1/models",
        get(move |headers: axum::http::HeaderMap| {
            let list = list.clone();
            async move {
                match headers.get("authorization") {
                    Some(key) if key == "Bearer sk" => axum::Json(list).into_response(),
                    _ => axum::http::StatusCode::UNAUTHORIZED.into_response(),
                }
            }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!(
        "http://{}/v1/chat/completions",
        listener.local_addr().expect("bound")
    );
    tokio::spawn(async move { axum::serve(listener, app).await });
    let core = core(None).await;
    let typed = |key| {
        let config = json!({"apiProvider": "Other", "apiUrl": url, "defaultModel": ""});
        unsaved(None, Some("Not A Slug"), draft("", config, key))
    };
    let found = core
        .connector_models(typed(Some("sk")))
        .await
        .expect("asked");
    let ids: Vec<_> = found.models.iter().map(|m| m.id.as_str()).collect();
    assert_eq!((ids, found.problem), (vec!["a", "b"], None));
    assert_eq!(found.models[1].facts.context_window_tokens, Some(4096));
    let refused = core.connector_models(typed(None)).await.expect("asked");
    assert!(refused.problem.expect("a problem").contains("401"));
    let nowhere = json!({"apiProvider": "Other", "apiUrl": "http://127.0.0.1:1/v1"});
    let nowhere = core.connector_models(unsaved(None, None, draft("", nowhere, None)));
    assert!(nowhere.await.expect("asked").problem.is_some());
}
