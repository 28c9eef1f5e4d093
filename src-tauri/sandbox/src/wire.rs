//! The OpenAI wire in front of the answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::MODEL;
use crate::answer::{Answer, answer};

/// Slow enough to be seen and stopped, fast enough not to bore.
const PER_WORD: Duration = Duration::from_millis(25);

const ID: &str = "chatcmpl-sandbox";

pub(crate) struct State {
    pub(crate) authority: String,
    pub(crate) key: SecretString,
}

/// Only this process knows the key, and only its own address is answered: a web page that
/// rebinds its name to this machine is not.
pub(crate) async fn guard(
    Extract(state): Extract<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    match check(request.headers(), &state) {
        Ok(()) => next.run(request).await,
        Err((status, message)) => refuse(status, message),
    }
}

fn check(headers: &HeaderMap, state: &State) -> Result<(), (StatusCode, &'static str)> {
    let is = |name, expected: &str| {
        let value = headers.get::<header::HeaderName>(name);
        value.is_some_and(|value| value.as_bytes() == expected.as_bytes())
    };
    if !is(header::HOST, &state.authority) {
        return Err((StatusCode::FORBIDDEN, "unexpected Host"));
    }
    if !is(
        header::AUTHORIZATION,
        &format!("Bearer {}", state.key.expose_secret()),
    ) {
        return Err((StatusCode::UNAUTHORIZED, "Incorrect API key provided."));
    }
    Ok(())
}

pub(crate) async fn models() -> Response {
    Json(json!({
        "object": "list",
        "data": [{ "id": MODEL, "object": "model", "created": 0, "owned_by": "patchbay" }]
    }))
    .into_response()
}

pub(crate) async fn chat(headers: HeaderMap, body: Bytes) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE);
    if !content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/json")) {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be application/json.",
        );
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "The body is not JSON.");
    };
    if body.get("messages").and_then(Value::as_array).is_none() {
        return refuse(
            StatusCode::BAD_REQUEST,
            "Missing required parameter: 'messages'.",
        );
    }
    if let Some(model) = body
        .get("model")
        .and_then(Value::as_str)
        .filter(|m| *m != MODEL)
    {
        return refuse(
            StatusCode::NOT_FOUND,
            &format!("The model '{model}' does not exist here. The Sandbox has '{MODEL}'."),
        );
    }
    let streamed = body["stream"].as_bool().unwrap_or(false);
    let with_usage = body["stream_options"]["include_usage"].as_bool() == Some(true);
    // The tokenizer's tables take a moment to load.
    let Ok(answer) = tokio::task::spawn_blocking(move || answer(&body)).await else {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, "The answer failed.");
    };
    if streamed {
        stream_answer(answer, with_usage)
    } else {
        whole_answer(&answer)
    }
}

fn whole_answer(answer: &Answer) -> Response {
    Json(json!({
        "id": ID, "object": "chat.completion", "created": 0, "model": MODEL,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": answer.words.concat(), "refusal": null },
            "logprobs": null,
            "finish_reason": answer.finish_reason,
        }],
        "usage": usage(answer),
    }))
    .into_response()
}

fn stream_answer(answer: Answer, with_usage: bool) -> Response {
    let chunk = move |choices: Value| {
        let mut chunk = json!({
            "id": ID, "object": "chat.completion.chunk", "created": 0, "model": MODEL,
            "choices": choices,
        });
        if with_usage {
            chunk["usage"] = Value::Null;
        }
        chunk
    };
    let choice = |delta: Value, finish_reason: Value| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason }]);
    let mut last = vec![chunk(choice(json!({}), answer.finish_reason.into())).to_string()];
    if with_usage {
        let mut usage_chunk = chunk(json!([]));
        usage_chunk["usage"] = usage(&answer);
        last.push(usage_chunk.to_string());
    }
    last.push("[DONE]".into());

    let role = chunk(choice(
        json!({ "role": "assistant", "content": "" }),
        Value::Null,
    ));
    let words = stream::iter(answer.words).then(move |word| async move {
        tokio::time::sleep(PER_WORD).await;
        chunk(choice(json!({ "content": word }), Value::Null)).to_string()
    });
    let events = stream::iter([role.to_string()])
        .chain(words)
        .chain(stream::iter(last))
        .map(|data| Ok::<_, Infallible>(Bytes::from(format!("data: {data}\n\n"))));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, Body::from_stream(events)).into_response()
}

fn usage(answer: &Answer) -> Value {
    json!({
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.completion_tokens,
        "total_tokens": answer.prompt_tokens + answer.completion_tokens,
    })
}

fn refuse(status: StatusCode, message: &str) -> Response {
    let body = json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": null } });
    (status, Json(body)).into_response()
}
