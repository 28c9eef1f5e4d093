//! What an answer says of authentication, model and streaming.

use std::time::Duration;

use http::StatusCode;
use patchbay_model::{Connector, SecretField};
use patchbay_network::HttpSeen;

use super::{DiagnosisLayer as Layer, DiagnosisState as State, DiagnosisStep};
use crate::run::{RunResult, RunStatus, is_event_stream};

/// Fewer events can come at once by chance.
const ENOUGH_EVENTS: usize = 8;
/// Pieces that come closer together than this came as one.
const AT_ONCE: Duration = Duration::from_millis(40);
/// A model does not make an answer of many pieces in less.
const SLOW_ENOUGH: Duration = Duration::from_millis(400);

/// How the answer came in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flow {
    /// Events of the stream.
    pub(super) events: usize,
    /// Pieces they came in.
    pub(super) pieces: usize,
    /// From sending to the first piece.
    pub(super) first: Duration,
    /// From the first to the last piece.
    pub(super) spread: Duration,
}

impl Flow {
    pub(super) fn of(seen: &HttpSeen) -> Self {
        let body = seen.body.as_ref();
        // Each event is a line that begins so; a comment is none, and neither is the end.
        let begins = |line: &&[u8]| {
            let data = line.trim_ascii_start().strip_prefix(b"data:");
            data.is_some_and(|data| data.trim_ascii() != b"[DONE]")
        };
        let first = seen.pieces.first().map(|piece| piece.at);
        let last = seen.pieces.last().map(|piece| piece.at);
        Self {
            events: body.split(|byte| *byte == b'\n').filter(begins).count(),
            pieces: seen.pieces.len(),
            first: first.unwrap_or_default(),
            spread: last
                .unwrap_or_default()
                .saturating_sub(first.unwrap_or_default()),
        }
    }

    /// Many events, all at the same moment, after a wait in which they could have come.
    pub(super) fn came_at_once(&self) -> bool {
        self.events >= ENOUGH_EVENTS && self.spread < AT_ONCE && self.first >= SLOW_ENOUGH
    }
}

/// The layers above the connection, as far as an answer came.
pub(super) fn judged(
    connector: &Connector,
    seen: &HttpSeen,
    result: &RunResult,
    streamed: bool,
) -> Vec<DiagnosisStep> {
    let status = seen.status;
    let answered =
        DiagnosisStep::new(Layer::Authentication, State::Passed, "").took(seen.first_byte);
    let facts = vec![
        ("Status", status.to_string()),
        ("Protocol", format!("{:?}", seen.version)),
    ];
    let said = result.service_message.clone().unwrap_or_default();
    let mut steps = Vec::new();
    let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    let mut authentication = answered;
    authentication.facts = facts;
    if refused {
        authentication.state = State::Failed;
        authentication.summary = said;
        authentication.hint.clone_from(&result.hint);
        steps.push(authentication);
        steps.push(DiagnosisStep::not_reached(Layer::Model));
        steps.extend(streamed.then(|| DiagnosisStep::not_reached(Layer::Streaming)));
        return steps;
    }
    let has_key = connector.stored_secrets.contains(&SecretField::ApiKey);
    authentication.summary = match (status.is_success(), has_key) {
        (true, true) => "The server took the key.",
        (true, false) => "The server asks for no key.",
        (false, _) => "The server did not complain about the key.",
    }
    .into();
    steps.push(authentication);
    let (model, goes_on) = model(seen, result, said);
    steps.push(model);
    if streamed {
        steps.push(if goes_on {
            streaming(seen, result)
        } else {
            DiagnosisStep::not_reached(Layer::Streaming)
        });
    }
    steps
}

/// Whether there is an answer to go on with.
fn model(seen: &HttpSeen, result: &RunResult, said: String) -> (DiagnosisStep, bool) {
    let ok = result.status == RunStatus::Ok;
    let began = seen.status.is_success() && result.response_model.is_some();
    if !ok && !began {
        let step = DiagnosisStep::new(Layer::Model, State::Failed, said)
            .took(seen.first_byte)
            .advise(result.hint.clone());
        return (step, false);
    }
    let summary = match &result.response_model {
        Some(model) => format!("The model {model:?} answers."),
        None => "The API answers.".to_owned(),
    };
    let mut step = DiagnosisStep::new(Layer::Model, State::Passed, summary).took(seen.first_byte);
    if let (Some(asked), Some(answers)) = (&result.request_model, &result.response_model)
        && asked != answers
    {
        step.facts.push(("Asked for", asked.clone()));
    }
    if let Some(tokens) = result.usage.total_tokens {
        step.facts.push(("Tokens used", tokens.to_string()));
    }
    (step, true)
}

fn streaming(seen: &HttpSeen, result: &RunResult) -> DiagnosisStep {
    let flow = Flow::of(seen);
    let content_type = seen
        .headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let elapsed = flow.first + flow.spread;
    let mut step = if !is_event_stream(&seen.headers) {
        DiagnosisStep::new(
            Layer::Streaming,
            State::Warning,
            "A stream was asked for, and the answer came in one piece of JSON. Patchbay reads it, but its text appears only at the end.",
        )
        .advise("Check whether the server or a gateway before it can stream.".to_owned())
    } else if result.status != RunStatus::Ok {
        let said = result.service_message.clone().unwrap_or_default();
        DiagnosisStep::new(Layer::Streaming, State::Failed, said).advise(result.hint.clone())
    } else if flow.came_at_once() {
        DiagnosisStep::new(
            Layer::Streaming,
            State::Warning,
            format!(
                "All {} events came at the same moment, after {} ms: something on the way collects the stream before it hands it on.",
                flow.events,
                flow.first.as_millis()
            ),
        )
        .advise(BUFFERS.to_owned())
    } else {
        DiagnosisStep::new(
            Layer::Streaming,
            State::Passed,
            format!("The answer came in {} events, piece by piece.", flow.events),
        )
    };
    step.facts = vec![
        ("Content type", content_type.to_owned()),
        ("Events", flow.events.to_string()),
        ("Pieces", flow.pieces.to_string()),
        (
            "First piece after",
            format!("{} ms", flow.first.as_millis()),
        ),
        ("Last piece after", format!("{} ms", elapsed.as_millis())),
    ];
    step.took(elapsed)
}

pub(super) const BUFFERS: &str = "Ask whoever runs the proxy or gateway to pass on text/event-stream without buffering (nginx: proxy_buffering off).";
