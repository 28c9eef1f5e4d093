use patchbay_core::{RawFormat, RunEvent, RunResult, RunStatus};
use patchbay_model::{Outcome, Usage, UsageSource};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Sends a body through a connector.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsRun {
    /// Chosen by the caller, to stop the run by.
    pub run_id: Uuid,
    /// Which connector.
    pub connector_id: String,
    /// JSON text.
    pub body: String,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// Sends a body through a connector that is not saved.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsRunDraft {
    /// Chosen by the caller, to stop the run by.
    pub run_id: Uuid,
    /// A connector that is not saved, or not as it is saved.
    pub draft: crate::ConnectorDraftDto,
    /// JSON text.
    pub body: String,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// Stops a run.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsRunStop {
    /// The id it was started with.
    pub run_id: Uuid,
}

/// Whether there was something to stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectorsRunStopped {
    /// `false`: it had ended already, or never was.
    pub stopped: bool,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Outcome")]
#[expect(missing_docs, reason = "the model documents them")]
pub enum OutcomeDto {
    Success,
    Failure,
    ClientAbort,
    UpstreamCut,
    Timeout,
}

impl From<Outcome> for OutcomeDto {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Failure => Self::Failure,
            Outcome::ClientAbort => Self::ClientAbort,
            Outcome::UpstreamCut => Self::UpstreamCut,
            Outcome::Timeout => Self::Timeout,
        }
    }
}

/// Where token numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "UsageSource")]
#[expect(missing_docs, reason = "the model documents them")]
pub enum UsageSourceDto {
    Reported,
    Estimated,
    Unknown,
}

/// Tokens of one run; `null` is unknown, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the model documents them")]
pub struct RunUsage {
    pub prompt_tokens: Option<u64>,
    pub completion_tokens: Option<u64>,
    pub total_tokens: Option<u64>,
    pub source: UsageSourceDto,
}

impl From<Usage> for RunUsage {
    fn from(usage: Usage) -> Self {
        Self {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            total_tokens: usage.total_tokens,
            source: match usage.source {
                UsageSource::Reported => UsageSourceDto::Reported,
                UsageSource::Estimated => UsageSourceDto::Estimated,
                UsageSource::Unknown => UsageSourceDto::Unknown,
            },
        }
    }
}

/// Kibana's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RunStatus")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum RunStatusDto {
    Ok,
    Error,
}

/// How to read `raw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RawFormat")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum RawFormatDto {
    Json,
    Events,
    Text,
}

/// How a run ended, and all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "RunResult")]
#[expect(missing_docs, reason = "the core documents them")]
pub struct RunResultDto {
    pub event_id: String,
    pub status: RunStatusDto,
    pub outcome: OutcomeDto,
    pub http_status: Option<u16>,
    pub message: Option<String>,
    pub service_message: Option<String>,
    pub hint: Option<String>,
    pub answer: Option<String>,
    pub raw: String,
    pub raw_format: RawFormatDto,
    pub request_model: Option<String>,
    pub response_model: Option<String>,
    pub usage: RunUsage,
    pub ttft_ms: Option<u64>,
    pub duration_ms: u64,
}

impl From<RunResult> for RunResultDto {
    fn from(result: RunResult) -> Self {
        Self {
            event_id: result.event_id.to_string(),
            status: match result.status {
                RunStatus::Ok => RunStatusDto::Ok,
                RunStatus::Error => RunStatusDto::Error,
            },
            outcome: result.outcome.into(),
            http_status: result.http_status,
            message: result.message,
            service_message: result.service_message,
            hint: result.hint,
            answer: result.answer,
            raw: result.raw,
            raw_format: match result.raw_format {
                RawFormat::Json => RawFormatDto::Json,
                RawFormat::Events => RawFormatDto::Events,
                RawFormat::Text => RawFormatDto::Text,
            },
            request_model: result.request_model,
            response_model: result.response_model,
            usage: result.usage.into(),
            ttft_ms: result.ttft_ms,
            duration_ms: result.duration_ms,
        }
    }
}

/// What a run's caller sees, in order; `finished` is the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "RunEvent")]
pub enum RunEventDto {
    /// The request is on its way.
    Started {
        /// The record this run will leave.
        event_id: String,
        /// Whether a stream was asked for.
        streamed: bool,
    },
    /// More text.
    Delta {
        /// To be appended.
        text: String,
    },
    /// The end.
    Finished {
        /// All that is known.
        result: Box<RunResultDto>,
    },
}

impl From<RunEvent> for RunEventDto {
    fn from(event: RunEvent) -> Self {
        match event {
            RunEvent::Started { event_id, streamed } => Self::Started {
                event_id: event_id.to_string(),
                streamed,
            },
            RunEvent::Delta { text } => Self::Delta { text },
            RunEvent::Finished(result) => Self::Finished {
                result: Box::new((*result).into()),
            },
        }
    }
}
