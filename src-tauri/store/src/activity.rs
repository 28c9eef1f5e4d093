//! What the list of connectors says of their calls.

use patchbay_model::{ConnectorId, Outcome, UnixMs};

use crate::{Error, Store};

/// A connector's calls in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// Whose.
    pub connector_id: ConnectorId,
    /// When the newest call began.
    pub last_run_at_ms: UnixMs,
    /// How the newest call ended.
    pub last_outcome: Outcome,
    /// Whether any call ever succeeded.
    pub has_succeeded: bool,
    /// Calls since the instant asked for.
    pub requests: u64,
    /// Their known tokens.
    pub total_tokens: u64,
    /// Those of them whose tokens are estimated or unknown.
    pub unsure_requests: u64,
}

impl Store {
    /// One row for each connector that has calls, of any time; counts since `since_ms`.
    pub async fn activity(&self, since_ms: UnixMs) -> Result<Vec<ActivityRow>, Error> {
        self.read(move |db| {
            // The walk over distinct ids jumps through the index; a GROUP BY over all events
            // would visit every one of them.
            let mut select = db.prepare_cached(
                "WITH RECURSIVE one (id) AS (
                    SELECT MIN(connector_id) FROM event
                    UNION ALL
                    SELECT (SELECT MIN(connector_id) FROM event WHERE connector_id > one.id)
                    FROM one WHERE one.id IS NOT NULL
                 ),
                 recent (id, requests, tokens, unsure) AS (
                    SELECT connector_id, COUNT(*), COALESCE(SUM(total_tokens), 0),
                        SUM(usage_source <> 'reported')
                    FROM event WHERE started_at_ms >= ?1 GROUP BY connector_id
                 ),
                 last (id, at, outcome) AS (
                    SELECT one.id, e.started_at_ms, e.outcome FROM one
                    JOIN event e ON e.connector_id = one.id AND e.id = (
                        SELECT id FROM event WHERE connector_id = one.id
                        ORDER BY started_at_ms DESC, id DESC LIMIT 1)
                    WHERE one.id IS NOT NULL
                 )
                 SELECT last.id, last.at, last.outcome,
                    EXISTS (SELECT 1 FROM event
                            WHERE connector_id = last.id AND outcome = 'success'),
                    COALESCE(recent.requests, 0), COALESCE(recent.tokens, 0),
                    COALESCE(recent.unsure, 0)
                 FROM last LEFT JOIN recent ON recent.id = last.id",
            )?;
            let rows = select.query_map([since_ms], |row| {
                let id: String = row.get(0)?;
                let outcome: String = row.get(2)?;
                Ok(ConnectorId::parse(&id).ok().and_then(|connector_id| {
                    Some(ActivityRow {
                        connector_id,
                        last_run_at_ms: row.get(1).ok()?,
                        last_outcome: Outcome::parse(&outcome)?,
                        has_succeeded: row.get(3).ok()?,
                        requests: row.get(4).ok()?,
                        total_tokens: row.get(5).ok()?,
                        unsure_requests: row.get(6).ok()?,
                    })
                }))
            })?;
            rows.filter_map(Result::transpose).collect()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use patchbay_model::{Event, Usage, UsageSource};
    use uuid::Uuid;

    use super::*;

    fn event(
        number: u128,
        connector: &str,
        at_ms: UnixMs,
        outcome: Outcome,
        usage: Usage,
    ) -> Event {
        Event {
            id: Uuid::from_u128(number).into(),
            connector_id: ConnectorId::parse(connector).expect("valid"),
            connector_name: connector.into(),
            user: "me".into(),
            started_at_ms: at_ms,
            duration_ms: 5,
            ttft_ms: None,
            streamed: false,
            outcome,
            http_status: Some(200),
            error_kind: None,
            request_model: None,
            response_model: None,
            usage,
        }
    }

    #[tokio::test]
    async fn the_newest_call_and_the_recent_ones_are_told_apart() {
        let store = Store::in_memory().await.expect("opened");
        assert_eq!(store.activity(0).await.expect("read"), []);
        let reported = Usage {
            source: UsageSource::Reported,
            ..Usage::estimated(3, 4)
        };
        for event in [
            event(1, "a", 10, Outcome::Success, reported),
            event(2, "a", 100, Outcome::Success, reported),
            event(3, "a", 110, Outcome::Failure, Usage::UNKNOWN),
            event(4, "b", 20, Outcome::Timeout, Usage::UNKNOWN),
            event(5, "c", 120, Outcome::ClientAbort, Usage::estimated(1, 1)),
        ] {
            store.insert_event(event).await.expect("written");
        }
        let row = |id: &str, at, outcome, has_succeeded, counts: (u64, u64, u64)| ActivityRow {
            connector_id: ConnectorId::parse(id).expect("valid"),
            last_run_at_ms: at,
            last_outcome: outcome,
            has_succeeded,
            requests: counts.0,
            total_tokens: counts.1,
            unsure_requests: counts.2,
        };
        let mut found = store.activity(100).await.expect("read");
        found.sort_by(|a, b| a.connector_id.cmp(&b.connector_id));
        assert_eq!(
            found,
            [
                row("a", 110, Outcome::Failure, true, (2, 7, 1)),
                row("b", 20, Outcome::Timeout, false, (0, 0, 0)),
                row("c", 120, Outcome::ClientAbort, false, (1, 2, 1)),
            ]
        );
    }
}
