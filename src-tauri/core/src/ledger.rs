//! Every call leaves a record, and what the records add up to.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use patchbay_model::{ConnectorId, Event, UnixMs};
use patchbay_store::UsageSums;

use crate::days::days;
use crate::{Caller, Core, Error};

/// A span longer than this is a mistake, not a question.
const MAX_SPAN_MS: UnixMs = 400 * 24 * 3_600_000;

/// What to add up.
#[derive(Debug, Clone)]
pub struct UsageQuery {
    /// One connector, or all of them.
    pub connector_id: Option<String>,
    /// First instant.
    pub from_ms: UnixMs,
    /// The instant after the last.
    pub to_ms: UnixMs,
    /// IANA name; decides where days begin.
    pub time_zone: String,
}

/// Tokens of one local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageDay {
    /// `2026-11-22`
    pub day: String,
    /// Where the day begins within the span.
    pub start_ms: UnixMs,
    /// Its sums.
    pub sums: UsageSums,
}

/// The answer to a [`UsageQuery`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageSummary {
    /// Over the whole span: the sum of its days.
    pub totals: UsageSums,
    /// Every day of the span, empty ones included.
    pub days: Vec<UsageDay>,
    /// The newest event of the filter at any time.
    pub last_event_at_ms: Option<UnixMs>,
}

impl Core {
    /// Adds up events by local day. A caller bound to a connector sees that one's only.
    pub async fn usage_summary(
        &self,
        caller: &Caller,
        query: UsageQuery,
    ) -> Result<UsageSummary, Error> {
        let span_ms = query.to_ms.checked_sub(query.from_ms);
        if !span_ms.is_some_and(|ms| (1..=MAX_SPAN_MS).contains(&ms)) {
            return Err(Error::BadRequest(
                "\"to_ms\" must be after \"from_ms\", by 400 days at most".into(),
            ));
        }
        let zone = TimeZone::get(&query.time_zone).map_err(|_| {
            Error::BadRequest(format!(
                "no time zone is named {:?}; use an IANA name such as \"Europe/Berlin\"",
                query.time_zone
            ))
        })?;
        let connector_id = match &query.connector_id {
            Some(id) => Some(
                ConnectorId::parse(id).map_err(|_| Error::ConnectorNotFound { id: id.clone() })?,
            ),
            None => caller.connector.clone(),
        };
        if let Some(id) = &connector_id
            && !caller.may_use(id)
        {
            return Err(Error::ConnectorNotFound { id: id.to_string() });
        }
        let days = days(query.from_ms, query.to_ms, &zone)
            .ok_or_else(|| Error::BadRequest("the span is outside the calendar".into()))?;
        let spans = days.iter().map(|day| (day.start_ms, day.end_ms)).collect();
        let store = &self.inner.store;
        let sums = store.usage_by_span(connector_id.clone(), spans).await?;
        Ok(UsageSummary {
            totals: sums.iter().fold(UsageSums::default(), plus),
            days: days
                .into_iter()
                .zip(sums)
                .map(|(day, sums)| UsageDay {
                    day: day.date,
                    start_ms: day.start_ms,
                    sums,
                })
                .collect(),
            last_event_at_ms: store.last_event_at(connector_id).await?,
        })
    }

    /// What the dashboard can be filtered by, as id and name: the connectors there are, and
    /// deleted ones that left events.
    pub async fn usage_connectors(&self, caller: &Caller) -> Result<Vec<(String, String)>, Error> {
        let mut all: Vec<_> = self
            .connectors(caller)
            .await?
            .into_iter()
            .map(|connector| (connector.id.to_string(), connector.name))
            .collect();
        let known: HashSet<_> = all.iter().map(|(id, _)| id.clone()).collect();
        for (id, name) in self.inner.store.connectors_with_events().await? {
            let may_see = ConnectorId::parse(&id).is_ok_and(|id| caller.may_use(&id));
            if may_see && !known.contains(&id) {
                all.push((id, name));
            }
        }
        Ok(all)
    }

    /// Writes an event. A run must not fail because its record does: the gap is logged.
    pub(crate) async fn record(&self, event: Event) {
        let id = event.id;
        if let Err(error) = self.inner.store.insert_event(event).await {
            tracing::error!(event_id = %id, %error, "an event could not be recorded");
        }
    }
}

fn plus(total: UsageSums, one: &UsageSums) -> UsageSums {
    UsageSums {
        prompt_tokens: total.prompt_tokens + one.prompt_tokens,
        completion_tokens: total.completion_tokens + one.completion_tokens,
        total_tokens: total.total_tokens + one.total_tokens,
        requests: total.requests + one.requests,
        failures: total.failures + one.failures,
        estimated_requests: total.estimated_requests + one.estimated_requests,
        unknown_requests: total.unknown_requests + one.unknown_requests,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::{caller, core_without_network};

    fn query(from_ms: UnixMs, to_ms: UnixMs, time_zone: &str) -> UsageQuery {
        UsageQuery {
            connector_id: None,
            from_ms,
            to_ms,
            time_zone: time_zone.into(),
        }
    }

    #[tokio::test]
    async fn an_empty_span_has_its_days_and_no_last_event() {
        let core = core_without_network().await;
        let week = query(0, 7 * 24 * 3_600_000, "UTC");
        let summary = core.usage_summary(&caller(), week).await.expect("summed");
        assert_eq!(summary.days.len(), 7);
        assert_eq!(summary.totals, UsageSums::default());
        assert_eq!(summary.last_event_at_ms, None);
    }

    #[tokio::test]
    async fn a_span_or_a_zone_that_makes_no_sense_is_refused_by_name() {
        let core = core_without_network().await;
        for (from_ms, to_ms) in [(5, 5), (6, 5), (0, i64::MAX), (i64::MIN, i64::MAX)] {
            let error = core
                .usage_summary(&caller(), query(from_ms, to_ms, "UTC"))
                .await;
            assert!(
                matches!(error, Err(Error::BadRequest(_))),
                "{from_ms} {to_ms}"
            );
        }
        let error = core
            .usage_summary(&caller(), query(0, 1, "Mars/Olympus"))
            .await;
        let text = error.err().map(|e| e.to_string()).unwrap_or_default();
        assert!(text.contains("Mars/Olympus"), "{text}");
    }
}
