//! Runs against a provider that misbehaves on request, over a real socket.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::HeaderMap as Headers;
use axum::response::IntoResponse;
use axum::routing::post;
use futures_util::{StreamExt, stream};
use patchbay_model::{Role, UsageSource};
use patchbay_network::{Network, Route};
use patchbay_store::Store;
use patchbay_vault::{KdfCost, Keychain, KeychainError, KeychainReport, KeychainState, Vault};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::*;
use crate::{ConnectorDraft, Environment, Parts, UsageQuery};

pub(crate) const PASSPHRASE: &str = "a passphrase for tests";

/// Argon2id as fast as it goes: what it costs is the vault's own business.
pub(crate) const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

struct NoKeychain;

impl Keychain for NoKeychain {
    fn look(&self) -> KeychainReport {
        KeychainReport {
            state: KeychainState::Absent,
            name: None,
            message: Some("no keychain in this test".into()),
        }
    }
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(KeychainError::Unavailable("test".into()))
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(KeychainError::Unavailable("test".into()))
    }
    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(KeychainError::Unavailable("test".into()))
    }
}

pub(crate) async fn core(passphrase: Option<&str>) -> Core {
    core_with(passphrase, crate::NetworkingFile::default()).await
}

/// With the networking settings of a configuration file.
pub(crate) async fn core_with(passphrase: Option<&str>, networking: crate::NetworkingFile) -> Core {
    let ids = AtomicU64::new(1);
    Core::new(Parts {
        store: Store::in_memory().await.expect("a database"),
        vault: Vault::new(Box::new(NoKeychain), CHEAP),
        passphrase: passphrase.map(SecretString::from),
        network: Network::new(Route::default()).expect("a client"),
        networking,
        environment: Environment::new(
            || 1_000,
            move || Uuid::from_u128(ids.fetch_add(1, Ordering::Relaxed).into()),
        )
        .with_variables(|name| match name {
            "HTTPS_PROXY" => Some("http://me:hunter22@system.example:8080".into()),
            "NO_PROXY" => Some("direct.example".into()),
            _ => None,
        }),
        preconfigured: Vec::new(),
    })
}

pub(crate) async fn core_without_network() -> Core {
    core(None).await
}

pub(crate) type Seen = Arc<Mutex<Vec<(Headers, String)>>>;

/// Serves one answer to everybody and keeps what was asked.
pub(crate) async fn provider(
    answer: impl Fn() -> axum::response::Response + Clone + Send + Sync + 'static,
) -> (String, Seen) {
    let seen = Seen::default();
    let kept = seen.clone();
    let handler = move |headers: Headers, body: String| {
        kept.lock().expect("not poisoned").push((headers, body));
        let answer = answer.clone();
        async move { answer() }
    };
    let app = Router::new().route("/v1/chat/completions", post(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!(
        "http://{}/v1/chat/completions",
        listener.local_addr().expect("bound")
    );
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, seen)
}

pub(crate) fn caller() -> Caller {
    Caller {
        user: "tester".into(),
        role: Role::All,
        connector: None,
    }
}

pub(crate) async fn connector(core: &Core, url: &str, key: Option<&str>) -> Connector {
    let draft = ConnectorDraft {
        name: "c".into(),
        config: config(url),
        secrets: secrets(key),
        networking: Some(impatient()),
    };
    core.create_connector(None, draft).await.expect("made")
}

/// Half a second for each part: some providers here never answer.
fn impatient() -> serde_json::Map<String, serde_json::Value> {
    let networking = serde_json::json!({"timeouts": {"firstByte": "500ms", "idle": "500ms"}});
    networking.as_object().cloned().expect("an object")
}

pub(crate) fn config(url: &str) -> serde_json::Map<String, serde_json::Value> {
    let config = serde_json::json!({
        "apiProvider": "Other", "apiUrl": url, "defaultModel": "m",
    });
    config.as_object().cloned().expect("an object")
}

pub(crate) fn secrets(key: Option<&str>) -> BTreeMap<String, SecretString> {
    key.map(|key| ("apiKey".to_owned(), SecretString::from(key)))
        .into_iter()
        .collect()
}

pub(crate) fn request(connector: &Connector, stream: bool) -> RunRequest {
    RunRequest {
        run_id: Uuid::from_u128(77),
        connector_id: connector.id.to_string(),
        body: r#"{"messages":[{"role":"user","content":"Hello world"}]}"#.into(),
        stream,
    }
}

pub(crate) async fn finish(mut run: RunStream) -> (String, RunResult) {
    let mut text = String::new();
    loop {
        match run.recv().await.expect("an end") {
            RunEvent::Started { .. } => {}
            RunEvent::Delta { text: more } => text.push_str(&more),
            RunEvent::Finished(result) => return (text, *result),
        }
    }
}

async fn run_against(
    answer: impl Fn() -> axum::response::Response + Clone + Send + Sync + 'static,
    stream: bool,
) -> (Core, String, RunResult) {
    let core = core(None).await;
    let (url, _) = provider(answer).await;
    let connector = connector(&core, &url, None).await;
    let run = core.run(&caller(), request(&connector, stream)).await;
    let (text, result) = finish(run.expect("started")).await;
    (core, text, result)
}

pub(crate) async fn totals(core: &Core) -> patchbay_store::UsageSums {
    let query = UsageQuery {
        connector_id: None,
        from_ms: 0,
        to_ms: 2_000,
        time_zone: "UTC".into(),
    };
    core.usage_summary(&caller(), query)
        .await
        .expect("summed")
        .totals
}

pub(crate) fn sse(text: &'static str) -> axum::response::Response {
    ([("content-type", "text/event-stream")], text).into_response()
}

#[tokio::test]
async fn a_buffered_run_gives_the_answer_and_the_reported_tokens() {
    let answer = || {
        (
            [("content-type", "application/json")],
            r#"{"model":"m-1","choices":[{"message":{"role":"assistant","content":"Hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#,
        )
            .into_response()
    };
    let (core, text, result) = run_against(answer, false).await;
    assert_eq!((text.as_str(), result.status), ("Hi", RunStatus::Ok));
    assert_eq!(result.response_model.as_deref(), Some("m-1"));
    assert_eq!(result.usage.source, UsageSource::Reported);
    let totals = totals(&core).await;
    assert_eq!(
        (
            totals.prompt_tokens,
            totals.completion_tokens,
            totals.requests
        ),
        (3, 1, 1)
    );
}

#[tokio::test]
async fn a_streamed_run_gives_each_piece_and_the_last_usage() {
    let answer = || {
        sse(concat!(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"He\"}}]}\n\n",
            ": keep-alive\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"y\"},\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
            "data: [DONE]\n\n",
        ))
    };
    let (core, text, result) = run_against(answer, true).await;
    assert_eq!((text.as_str(), result.outcome), ("Hey", Outcome::Success));
    assert_eq!(result.usage.total_tokens, Some(11));
    assert_eq!(
        (result.raw_format, result.raw.lines().count()),
        (RawFormat::Events, 3)
    );
    assert!(result.ttft_ms.is_some());
    assert_eq!(totals(&core).await.total_tokens, 11);
}

#[tokio::test]
async fn a_stream_without_usage_is_estimated_and_says_so() {
    let answer = || {
        sse(
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hello world\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        )
    };
    let (core, _, result) = run_against(answer, true).await;
    assert_eq!(result.usage, Usage::estimated(9, 2));
    assert_eq!(totals(&core).await.estimated_requests, 1);
}

#[tokio::test]
async fn a_stream_cut_short_keeps_what_was_used() {
    let answer = || {
        let first = Bytes::from_static(
            b"data: {\"choices\":[{\"delta\":{\"content\":\"Hello world\"}}]}\n\n",
        );
        // Not ready at once: only then does the server send what it has before it breaks off.
        let gone = async {
            tokio::task::yield_now().await;
            Err(std::io::Error::other("gone"))
        };
        let pieces = stream::iter([Ok(first)]).chain(stream::once(gone));
        (
            [("content-type", "text/event-stream")],
            Body::from_stream(pieces),
        )
            .into_response()
    };
    let (core, text, result) = run_against(answer, true).await;
    assert_eq!(
        (text.as_str(), result.outcome),
        ("Hello world", Outcome::UpstreamCut)
    );
    assert_eq!(result.usage, Usage::estimated(9, 2));
    assert_eq!(totals(&core).await.completion_tokens, 2);

    // A clean end of the connection without a finish reason is no complete answer either.
    let ended = || sse("data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n");
    let (_, _, result) = run_against(ended, true).await;
    assert_eq!(result.outcome, Outcome::UpstreamCut);
}

#[tokio::test]
async fn a_refusal_is_worded_as_kibana_does_and_its_tokens_are_unknown() {
    let answer = || {
        (
            axum::http::StatusCode::UNAUTHORIZED,
            r#"{"error":{"message":"Invalid API Key"}}"#,
        )
            .into_response()
    };
    let (core, _, result) = run_against(answer, true).await;
    assert_eq!(
        (result.status, result.http_status),
        (RunStatus::Error, Some(401))
    );
    assert_eq!(
        result.service_message.as_deref(),
        Some("Status code: 401. Message: Unauthorized API Error - Invalid API Key")
    );
    assert_eq!(result.usage, Usage::UNKNOWN);
    let totals = totals(&core).await;
    assert_eq!(
        (totals.requests, totals.failures, totals.total_tokens),
        (1, 1, 0)
    );
}

#[tokio::test]
async fn an_error_inside_a_success_is_a_failure_buffered_and_streamed() {
    let buffered = || r#"{"error":{"message":"overloaded"}}"#.into_response();
    let streamed = || sse("data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
    for result in [
        run_against(buffered, false).await.2,
        run_against(streamed, true).await.2,
    ] {
        assert_eq!(result.outcome, Outcome::Failure);
        let said = result.service_message.expect("a message");
        assert!(said.contains("overloaded"), "{said}");
    }
}

#[tokio::test]
async fn a_buffered_answer_to_a_streamed_request_is_read() {
    let answer = || {
        (
            [("content-type", "application/json")],
            r#"{"choices":[{"message":{"content":"whole"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#,
        )
            .into_response()
    };
    let (_, text, result) = run_against(answer, true).await;
    assert_eq!((text.as_str(), result.outcome), ("whole", Outcome::Success));
}

#[tokio::test]
async fn what_is_not_the_api_fails_and_is_shown_as_it_came() {
    for answer in ["<html>login</html>", ""] {
        let (core, _, result) = run_against(move || answer.into_response(), false).await;
        assert_eq!(result.outcome, Outcome::Failure, "{answer:?}");
        assert_eq!(result.raw, answer);
        assert!(result.hint.is_some());
        assert_eq!(totals(&core).await.requests, 1);
    }
    let not_utf8 = || {
        let bytes: &'static [u8] = b"data: \xff\xfe\n\n";
        ([("content-type", "text/event-stream")], bytes).into_response()
    };
    let (_, _, result) = run_against(not_utf8, true).await;
    assert_eq!(result.outcome, Outcome::Failure);
}

#[tokio::test]
async fn a_silent_provider_is_a_timeout_and_a_closed_port_a_failure() {
    let silent = || {
        let never = stream::pending::<Result<Bytes, Infallible>>();
        (
            [("content-type", "text/event-stream")],
            Body::from_stream(never),
        )
            .into_response()
    };
    let (_, _, result) = run_against(silent, true).await;
    assert_eq!(result.outcome, Outcome::Timeout);

    let core = core(None).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let connector = connector(
        &core,
        &format!("http://{address}/v1/chat/completions"),
        None,
    )
    .await;
    let run = core
        .run(&caller(), request(&connector, false))
        .await
        .expect("started");
    let (_, result) = finish(run).await;
    assert_eq!(
        (result.outcome, result.http_status),
        (Outcome::Failure, None)
    );
    let hint = result.hint.expect("a hint");
    assert!(hint.contains(&address.port().to_string()), "{hint}");
}

/// One chunk, then silence until the other side closes.
fn endless() -> axum::response::Response {
    let first =
        Bytes::from_static(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hello world\"}}]}\n\n");
    let pieces = stream::iter([Ok::<_, Infallible>(first)]).chain(stream::pending());
    (
        [("content-type", "text/event-stream")],
        Body::from_stream(pieces),
    )
        .into_response()
}

/// A run that has had its first piece and would wait for ever.
async fn endless_run() -> (Core, RunStream) {
    let core = core(None).await;
    let (url, _) = provider(endless).await;
    let connector = connector(&core, &url, None).await;
    let run = core.run(&caller(), request(&connector, true)).await;
    let mut run = run.expect("started");
    while !matches!(run.recv().await.expect("a piece"), RunEvent::Delta { .. }) {}
    (core, run)
}

#[tokio::test]
async fn a_stopped_run_ends_at_once_and_leaves_an_estimate() {
    let core = core(None).await;
    let (url, _) = provider(endless).await;
    let connector = connector(&core, &url, None).await;
    let request = request(&connector, true);
    let mut run = core.run(&caller(), request.clone()).await.expect("started");
    while !matches!(run.recv().await.expect("a piece"), RunEvent::Delta { .. }) {}
    let again = core.run(&caller(), request.clone()).await;
    assert!(matches!(again, Err(Error::RunIdTaken { .. })));
    assert!(core.stop_run(request.run_id));
    let (_, result) = finish(run).await;
    assert_eq!(result.outcome, Outcome::ClientAbort);
    assert_eq!(result.usage, Usage::estimated(9, 2));
    assert_eq!(totals(&core).await.requests, 1);
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_an_event() {
    let (core, run) = endless_run().await;
    drop(run);
    core.settle(Duration::from_secs(5)).await;
    let totals = totals(&core).await;
    assert_eq!(
        (totals.requests, totals.failures, totals.estimated_requests),
        (1, 0, 1)
    );
}

#[tokio::test]
async fn closing_stops_what_lasts_too_long_and_records_it() {
    let (core, _listening) = endless_run().await;
    core.settle(Duration::from_millis(10)).await;
    assert_eq!(totals(&core).await.requests, 1);
}

#[tokio::test]
async fn a_bad_body_and_an_unknown_connector_send_and_record_nothing() {
    let core = core(None).await;
    let (url, seen) = provider(|| "{}".into_response()).await;
    let connector = connector(&core, &url, None).await;
    let mut bad = request(&connector, false);
    bad.body = "{".into();
    assert!(matches!(
        core.run(&caller(), bad).await,
        Err(Error::BadRequest(_))
    ));
    for id in ["nobody", "../x", ""] {
        let mut unknown = request(&connector, false);
        unknown.connector_id = id.into();
        let error = core.run(&caller(), unknown).await.expect_err("refused");
        assert!(matches!(error, Error::ConnectorNotFound { .. }));
    }
    assert!(seen.lock().expect("not poisoned").is_empty());
    assert_eq!(totals(&core).await.requests, 0);
}
