use crate::{ConnectorId, EventId, UnixMs, Usage};

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The provider answered in full.
    Success,
    /// The provider, the network or the request failed.
    Failure,
    /// The caller stopped or went away first.
    ClientAbort,
    /// The provider's stream ended before it was complete.
    UpstreamCut,
    /// A time limit of ours ran out.
    Timeout,
}

impl Outcome {
    /// Every way there is.
    pub const ALL: [Self; 5] = [
        Self::Success,
        Self::Failure,
        Self::ClientAbort,
        Self::UpstreamCut,
        Self::Timeout,
    ];

    /// The reverse of [`Outcome::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == text)
    }

    /// The word stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::ClientAbort => "client_abort",
            Self::UpstreamCut => "upstream_cut",
            Self::Timeout => "timeout",
        }
    }
}

/// The record every call leaves, whatever became of it. Append-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// UUIDv7.
    pub id: EventId,
    /// Kept when the connector is deleted: history names what it was.
    pub connector_id: ConnectorId,
    /// The connector's name at that moment.
    pub connector_name: String,
    /// The API key's name, or the local user of the window.
    pub user: String,
    /// When the call was taken on.
    pub started_at_ms: UnixMs,
    /// Until the end, on the monotonic clock.
    pub duration_ms: u64,
    /// Until the first content of a streamed answer.
    pub ttft_ms: Option<u64>,
    /// Whether the answer was asked for as a stream.
    pub streamed: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The provider's status; `None` when no answer came.
    pub http_status: Option<u16>,
    /// A word for the kind of failure, never a provider's text.
    pub error_kind: Option<&'static str>,
    /// The model sent to the provider.
    pub request_model: Option<String>,
    /// The model the provider says it used.
    pub response_model: Option<String>,
    /// Tokens and how sure they are.
    pub usage: Usage,
}
