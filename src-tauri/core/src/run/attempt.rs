//! Sending the request and reading the answer, as far as it comes.

use std::time::Instant;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode, header};
use patchbay_network::{Failure, FailureKind, Incoming};
use patchbay_openai::{Answer, Data, StreamedAnswer, provider_message, read_sse};
use serde_json::Value;

use super::{RawFormat, Run, RunEvent};
use crate::Error;

/// What is kept of an answer for the raw view; the answer itself is read to its end.
pub(super) const MAX_RAW_BYTES: usize = 4 * 1024 * 1024;

/// How the sending ended.
#[derive(Debug)]
pub(super) enum End {
    /// In full.
    Answered,
    /// By the caller.
    Stopped,
    /// With a status that is no success, or an error in the answer.
    Refused(Option<String>),
    /// The answer is not what the API promises.
    Unreadable(&'static str),
    /// The stream ended before it said it was complete.
    CutShort,
    /// A layer below gave way.
    Failed(Failure),
    /// The key could not be had, or cannot be sent.
    NoKey(Error),
}

/// What has come so far. It outlives the attempt, so that a stopped run keeps it.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) status: Option<StatusCode>,
    pub(super) raw: Raw,
    pub(super) answer: AnswerSoFar,
    pub(super) ttft_ms: Option<u64>,
}

#[derive(Debug)]
pub(super) enum AnswerSoFar {
    Buffered(Answer),
    Streamed(StreamedAnswer),
}

impl Default for AnswerSoFar {
    fn default() -> Self {
        Self::Buffered(Answer::default())
    }
}

impl AnswerSoFar {
    pub(super) fn get(&self) -> &Answer {
        match self {
            Self::Buffered(answer) => answer,
            Self::Streamed(streamed) => streamed.answer(),
        }
    }
}

#[derive(Debug)]
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) format: RawFormat,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            text: String::new(),
            format: RawFormat::Text,
        }
    }
}

impl Raw {
    fn push_line(&mut self, line: &str) {
        if self.text.len() + line.len() < MAX_RAW_BYTES {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn set(&mut self, text: &str) {
        let mut end = text.len().min(MAX_RAW_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text = text[..end].to_owned();
    }
}

impl Run {
    pub(super) async fn attempt(&self, progress: &mut Progress, clock: Instant) -> End {
        let request = match self.request().await {
            Ok(request) => request,
            Err(error) => return End::NoKey(error),
        };
        let incoming = match self.core.inner.network.send(request).await {
            Ok(incoming) => incoming,
            Err(failure) => return End::Failed(failure),
        };
        progress.status = Some(incoming.status);
        let Incoming {
            status,
            headers,
            body,
        } = incoming;
        self.read(status, &headers, body, progress, clock).await
    }

    pub(super) async fn read(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: impl Stream<Item = Result<Bytes, Failure>> + Send,
        progress: &mut Progress,
        clock: Instant,
    ) -> End {
        if status.is_success() && is_event_stream(headers) {
            self.read_stream(body, progress, clock).await
        } else {
            // A success that is not a stream is a buffered answer, whatever was asked for.
            self.read_buffered(status, body, progress).await
        }
    }

    async fn read_buffered(
        &self,
        status: StatusCode,
        body: impl Stream<Item = Result<Bytes, Failure>> + Send,
        progress: &mut Progress,
    ) -> End {
        let mut bytes = Vec::new();
        let mut body = std::pin::pin!(body);
        let mut failure = None;
        while let Some(piece) = body.next().await {
            match piece {
                Ok(piece) => bytes.extend_from_slice(&piece),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let json: Option<Value> = serde_json::from_str(&text).ok();
        match &json {
            Some(json) => {
                progress.raw.format = RawFormat::Json;
                let pretty = serde_json::to_string_pretty(json);
                progress.raw.set(pretty.as_deref().unwrap_or(&text));
            }
            None => progress.raw.set(&text),
        }
        if let Some(failure) = failure {
            return End::Failed(failure);
        }
        if !status.is_success() {
            return End::Refused(provider_message(&text));
        }
        let Some(json) = json else {
            return End::Unreadable(if text.trim().is_empty() {
                "the provider answered with an empty body"
            } else {
                "the provider answered with something that is not JSON"
            });
        };
        let answer = Answer::read(&json);
        let text_of_answer = answer.text.clone();
        progress.answer = AnswerSoFar::Buffered(answer);
        // Some providers send a success with an error inside.
        if json.get("error").is_some_and(|error| !error.is_null()) && json.get("choices").is_none()
        {
            return End::Refused(provider_message(&text));
        }
        if let Some(text) = text_of_answer {
            let _ = self.events.send(RunEvent::Delta { text }).await;
        }
        End::Answered
    }

    async fn read_stream(
        &self,
        body: impl Stream<Item = Result<Bytes, Failure>> + Send,
        progress: &mut Progress,
        clock: Instant,
    ) -> End {
        progress.raw.format = RawFormat::Events;
        progress.answer = AnswerSoFar::Streamed(StreamedAnswer::default());
        let AnswerSoFar::Streamed(streamed) = &mut progress.answer else {
            return End::Unreadable("the stream has no place to go");
        };
        let mut events = std::pin::pin!(read_sse(body));
        while let Some(event) = events.next().await {
            match event {
                Ok(Data::Chunk(chunk)) => {
                    progress.raw.push_line(&one_line(&chunk));
                    let text = streamed.push(&chunk);
                    if progress.ttft_ms.is_none() && !streamed.answer().produced.is_empty() {
                        progress.ttft_ms = Some(clock.elapsed().as_millis() as u64);
                    }
                    if let Some(text) = text {
                        let _ = self.events.send(RunEvent::Delta { text }).await;
                    }
                }
                Ok(Data::Done) => {
                    streamed.done();
                    break;
                }
                Err(cut) => {
                    // A provider that closes without ceremony after the last word has said it all.
                    if streamed.is_complete() {
                        break;
                    }
                    return match failure_in(&cut) {
                        Some(FailureKind::Timeout | FailureKind::TooLarge) | None => {
                            End::Failed(Failure::in_stream(&cut, failure_in(&cut)))
                        }
                        Some(_) => End::CutShort,
                    };
                }
            }
        }
        if let Some(error) = streamed.error() {
            return End::Refused(provider_message(&error_body(error)));
        }
        if streamed.is_complete() {
            End::Answered
        } else {
            End::CutShort
        }
    }
}

fn error_body(error: &Value) -> String {
    serde_json::json!({ "error": error }).to_string()
}

/// The names of types have no case (RFC 9110, 8.3.1).
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let name = content_type.and_then(|value| value.split(';').next());
    name.is_some_and(|name| name.trim().eq_ignore_ascii_case("text/event-stream"))
}

/// Chunks are JSON, where a line break is only white space.
fn one_line(chunk: &str) -> String {
    chunk.replace('\n', " ")
}

/// The layer that gave way below the decoder; `None` when the bytes themselves were wrong.
fn failure_in(cut: &patchbay_openai::Cut) -> Option<FailureKind> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&cut.0);
    while let Some(error) = cause {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            return Some(failure.kind);
        }
        cause = error.source();
    }
    None
}
