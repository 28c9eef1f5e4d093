use patchbay_model::{ConnectorId, Event, UnixMs};
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{Error, Store};

/// Sums over a span of time. Unknown numbers add nothing and are counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UsageSums {
    /// Input tokens.
    pub prompt_tokens: u64,
    /// Output tokens.
    pub completion_tokens: u64,
    /// The providers' totals.
    pub total_tokens: u64,
    /// Calls, whatever became of them.
    pub requests: u64,
    /// Calls with outcome `failure` or `timeout`.
    pub failures: u64,
    /// Calls whose tokens were counted here.
    pub estimated_requests: u64,
    /// Calls of which nobody knows how many tokens they used; most of them failed.
    pub unknown_requests: u64,
}

/// A larger count is a provider's nonsense: it is kept as unknown, because sums of such numbers
/// would overflow SQLite's integers and take the whole dashboard down.
const MAX_TOKENS: u64 = 1_000_000_000_000;

const SUMS: &str = "COALESCE(SUM(e.prompt_tokens), 0), COALESCE(SUM(e.completion_tokens), 0),
    COALESCE(SUM(e.total_tokens), 0), COUNT(e.id),
    COALESCE(SUM(e.outcome IN ('failure', 'timeout')), 0),
    COALESCE(SUM(e.usage_source = 'estimated'), 0),
    COALESCE(SUM(e.usage_source = 'unknown'), 0)";

impl Store {
    /// Records a call. The same id again changes nothing.
    pub async fn insert_event(&self, event: Event) -> Result<(), Error> {
        self.write(move |db| {
            let usage = event.usage;
            let tokens = |count: Option<u64>| count.filter(|count| *count <= MAX_TOKENS);
            db.prepare_cached(
                "INSERT INTO event (id, connector_id, connector_name, user, started_at_ms,
                    duration_ms, ttft_ms, streamed, outcome, http_status, error_kind,
                    request_model, response_model, prompt_tokens, completion_tokens,
                    total_tokens, usage_source)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                Uuid::from(event.id).into_bytes().to_vec(),
                event.connector_id.as_str(),
                event.connector_name,
                event.user,
                event.started_at_ms,
                event.duration_ms,
                event.ttft_ms,
                event.streamed,
                event.outcome.as_str(),
                event.http_status,
                event.error_kind,
                event.request_model,
                event.response_model,
                tokens(usage.prompt_tokens),
                tokens(usage.completion_tokens),
                tokens(usage.total_tokens),
                usage.source.as_str(),
            ])?;
            Ok(())
        })
        .await
    }

    /// Sums for each span `[start, end)`, in the order given.
    pub async fn usage_by_span(
        &self,
        connector_id: Option<ConnectorId>,
        spans: Vec<(UnixMs, UnixMs)>,
    ) -> Result<Vec<UsageSums>, Error> {
        self.read(move |db| {
            let filter = match connector_id {
                Some(_) => "e.connector_id = ?3 AND",
                None => "?3 IS NULL AND",
            };
            let mut select = db.prepare_cached(&format!(
                "SELECT {SUMS} FROM event e
                 WHERE {filter} e.started_at_ms >= ?1 AND e.started_at_ms < ?2"
            ))?;
            let id = connector_id.as_ref().map(ConnectorId::as_str);
            spans
                .iter()
                .map(|(start, end)| select.query_row(params![start, end, id], read_sums))
                .collect()
        })
        .await
    }

    /// Id and last name of every connector that has events.
    pub async fn connectors_with_events(&self) -> Result<Vec<(String, String)>, Error> {
        self.read(|db| {
            // The walk over distinct ids jumps from one to the next in the index; a GROUP BY
            // would visit every event.
            let mut select = db.prepare_cached(
                "WITH RECURSIVE one (id) AS (
                    SELECT MIN(connector_id) FROM event
                    UNION ALL
                    SELECT (SELECT MIN(connector_id) FROM event WHERE connector_id > one.id)
                    FROM one WHERE one.id IS NOT NULL
                 )
                 SELECT id, (SELECT connector_name FROM event WHERE connector_id = one.id
                             ORDER BY started_at_ms DESC LIMIT 1)
                 FROM one WHERE id IS NOT NULL ORDER BY 2 COLLATE NOCASE, 1",
            )?;
            select
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .await
    }

    /// When the newest call began, or `None` without any.
    pub async fn last_event_at(
        &self,
        connector_id: Option<ConnectorId>,
    ) -> Result<Option<UnixMs>, Error> {
        self.read(move |db| {
            let newest = |filter: &str| {
                format!(
                    "SELECT started_at_ms FROM event {filter} ORDER BY started_at_ms DESC LIMIT 1"
                )
            };
            match connector_id {
                Some(id) => db
                    .query_row(&newest("WHERE connector_id = ?1"), [id.as_str()], |row| {
                        row.get(0)
                    })
                    .optional(),
                None => db.query_row(&newest(""), [], |row| row.get(0)).optional(),
            }
        })
        .await
    }
}

fn read_sums(row: &Row<'_>) -> rusqlite::Result<UsageSums> {
    Ok(UsageSums {
        prompt_tokens: row.get(0)?,
        completion_tokens: row.get(1)?,
        total_tokens: row.get(2)?,
        requests: row.get(3)?,
        failures: row.get(4)?,
        estimated_requests: row.get(5)?,
        unknown_requests: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use patchbay_model::{Outcome, Usage, UsageSource};

    use super::*;

    fn event(number: u128, connector: &str, started_at_ms: UnixMs, usage: Usage) -> Event {
        Event {
            id: Uuid::from_u128(number).into(),
            connector_id: ConnectorId::parse(connector).expect("valid"),
            connector_name: connector.into(),
            user: "me".into(),
            started_at_ms,
            duration_ms: 5,
            ttft_ms: None,
            streamed: false,
            outcome: Outcome::Success,
            http_status: Some(200),
            error_kind: None,
            request_model: None,
            response_model: None,
            usage,
        }
    }

    #[tokio::test]
    async fn sums_keep_to_span_and_connector_and_count_the_unknown_apart() {
        let store = Store::in_memory().await.expect("opened");
        let reported = Usage {
            prompt_tokens: Some(10),
            completion_tokens: None,
            total_tokens: Some(10),
            source: UsageSource::Reported,
        };
        let mut refused = event(4, "a", 15, Usage::UNKNOWN);
        refused.outcome = Outcome::Failure;
        for event in [
            event(1, "a", 10, Usage::estimated(3, 4)),
            event(2, "a", 19, reported),
            event(3, "b", 15, Usage::UNKNOWN),
            refused,
            event(5, "a", 20, Usage::estimated(100, 100)),
        ] {
            store.insert_event(event.clone()).await.expect("written");
            store
                .insert_event(event)
                .await
                .expect("the second time changes nothing");
        }

        let all = store
            .usage_by_span(None, vec![(10, 20), (20, 30)])
            .await
            .expect("read");
        assert_eq!(
            all[0],
            UsageSums {
                prompt_tokens: 13,
                completion_tokens: 4,
                total_tokens: 17,
                requests: 4,
                failures: 1,
                estimated_requests: 1,
                unknown_requests: 2,
            }
        );
        assert_eq!(all[1].total_tokens, 200);

        let used = store.connectors_with_events().await.expect("read");
        assert_eq!(used, [("a".into(), "a".into()), ("b".into(), "b".into())]);

        let b = ConnectorId::parse("b").ok();
        let only_b = store
            .usage_by_span(b.clone(), vec![(0, 100)])
            .await
            .expect("read");
        assert_eq!((only_b[0].requests, only_b[0].total_tokens), (1, 0));
        assert_eq!(store.last_event_at(None).await.expect("read"), Some(20));
        assert_eq!(store.last_event_at(b).await.expect("read"), Some(15));
        let nobody = ConnectorId::parse("c").ok();
        assert_eq!(store.last_event_at(nobody).await.expect("read"), None);
    }

    #[tokio::test]
    async fn an_absurd_count_is_unknown_and_the_event_is_kept() {
        let store = Store::in_memory().await.expect("opened");
        let mut nonsense = Usage::UNKNOWN;
        nonsense.prompt_tokens = Some(u64::MAX);
        store
            .insert_event(event(1, "a", 1, nonsense))
            .await
            .expect("written");
        let sums = store.usage_by_span(None, vec![(0, 2)]).await.expect("read");
        assert_eq!((sums[0].requests, sums[0].prompt_tokens), (1, 0));
    }
}
