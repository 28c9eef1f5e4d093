use std::convert::Infallible;
use std::sync::Arc;

use axum::Extension;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use patchbay_api::{ApiError, Context, ErrorCode};
use serde_json::{Value, json};

use crate::{Face, MAX_REQUEST_BYTES, reply};

pub(crate) async fn call(
    State(face): State<Arc<Face>>,
    Extension(context): Extension<Context>,
    Path(command): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return unreadable(&rejection),
    };
    let answer = match read(&body) {
        Ok(request) => face.api.call(&context, &command, request).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => reply::error(error),
    }
}

/// One event a line. An error before the first event is a plain refusal; a later one is the
/// last line. Dropping the response stops what streams.
pub(crate) async fn stream(
    State(face): State<Arc<Face>>,
    Extension(context): Extension<Context>,
    Path(command): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return unreadable(&rejection),
    };
    let events = match read(&body) {
        Ok(request) => face.api.stream(&context, &command, request).await,
        Err(error) => Err(error),
    };
    match events {
        Ok(events) => {
            let lines = events.map(|event| {
                let line = event.unwrap_or_else(|error| json!({ "type": "error", "error": error }));
                Ok::<_, Infallible>(Bytes::from(format!("{line}\n")))
            });
            let headers = [
                (header::CONTENT_TYPE, "application/x-ndjson"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Body::from_stream(lines)).into_response()
        }
        Err(error) => reply::error(error),
    }
}

/// Too long, or broken off.
fn unreadable(rejection: &BytesRejection) -> Response {
    let status = rejection.status();
    let message = if status == StatusCode::PAYLOAD_TOO_LARGE {
        format!(
            "the request is larger than {} MB",
            MAX_REQUEST_BYTES / 1024 / 1024
        )
    } else {
        "the request ended before it was complete".to_owned()
    };
    reply::refuse(status, ApiError::new(ErrorCode::Invalid, message))
}

fn read(body: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        ApiError::new(
            ErrorCode::Invalid,
            format!(
                "the request is not JSON (line {}, column {})",
                error.line(),
                error.column()
            ),
        )
    })
}
