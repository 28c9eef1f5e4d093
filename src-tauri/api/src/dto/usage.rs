use patchbay_core::{UsageDay, UsageQuery, UsageSummary, UsageSums};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for the sums of a span.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UsageSummaryGet {
    /// One connector, or `null` for all.
    pub connector_id: Option<String>,
    /// First instant, UTC Unix milliseconds.
    pub from_ms: i64,
    /// The instant after the last.
    pub to_ms: i64,
    /// IANA name; decides where days begin.
    pub time_zone: String,
}

impl From<UsageSummaryGet> for UsageQuery {
    fn from(request: UsageSummaryGet) -> Self {
        Self {
            connector_id: request.connector_id,
            from_ms: request.from_ms,
            to_ms: request.to_ms,
            time_zone: request.time_zone,
        }
    }
}

/// A connector that can be chosen as a filter, deleted ones with events included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UsageConnector {
    /// Its id.
    pub id: String,
    /// Its name now, or when it was last used.
    pub name: String,
}

/// Sums over a span. Unknown numbers add nothing and are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the store documents them")]
pub struct UsageTotals {
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    pub total_tokens: u64,
    pub requests: u64,
    pub failures: u64,
    pub estimated_requests: u64,
    pub unknown_requests: u64,
}

impl From<UsageSums> for UsageTotals {
    fn from(sums: UsageSums) -> Self {
        Self {
            prompt_tokens: sums.prompt_tokens,
            completion_tokens: sums.completion_tokens,
            total_tokens: sums.total_tokens,
            requests: sums.requests,
            failures: sums.failures,
            estimated_requests: sums.estimated_requests,
            unknown_requests: sums.unknown_requests,
        }
    }
}

/// Tokens of one local day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "UsageDay")]
pub struct UsageDayDto {
    /// `2026-11-22`
    pub day: String,
    /// Where the day begins within the span, UTC Unix milliseconds.
    pub start_ms: i64,
    /// Input.
    pub prompt_tokens: u64,
    /// Output.
    pub completion_tokens: u64,
    /// As the providers add up.
    pub total_tokens: u64,
    /// Calls, whatever became of them.
    pub requests: u64,
}

impl From<UsageDay> for UsageDayDto {
    fn from(day: UsageDay) -> Self {
        Self {
            day: day.day,
            start_ms: day.start_ms,
            prompt_tokens: day.sums.prompt_tokens,
            completion_tokens: day.sums.completion_tokens,
            total_tokens: day.sums.total_tokens,
            requests: day.sums.requests,
        }
    }
}

/// The answer to a [`UsageSummaryGet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "UsageSummary")]
pub struct UsageSummaryDto {
    /// As asked.
    pub from_ms: i64,
    /// As asked.
    pub to_ms: i64,
    /// As asked.
    pub time_zone: String,
    /// Over the whole span.
    pub totals: UsageTotals,
    /// Every day of the span.
    pub days: Vec<UsageDayDto>,
    /// The newest event of the filter at any time.
    pub last_event_at_ms: Option<i64>,
}

impl UsageSummaryDto {
    pub(crate) fn new(query: UsageQuery, summary: UsageSummary) -> Self {
        Self {
            from_ms: query.from_ms,
            to_ms: query.to_ms,
            time_zone: query.time_zone,
            totals: summary.totals.into(),
            days: summary.days.into_iter().map(Into::into).collect(),
            last_event_at_ms: summary.last_event_at_ms,
        }
    }
}
