//! A run whose every layer is told, for a diagnosis. It leaves its event like every other run, as
//! soon as something has answered: until then nothing can have been used.

use std::sync::Arc;
use std::time::Instant;

use futures_util::{StreamExt, stream};
use patchbay_model::{Connector, EventId};
use patchbay_network::{Diagnosis, HttpSeen, Outcome, Outgoing, Step};
use patchbay_openai::Shaped;
use tokio::sync::mpsc;

use super::attempt::{End, Progress};
use super::{Run, RunResult, Running};
use crate::Core;
use crate::run::request::RunSecrets;

/// A request that is not sent yet.
pub(crate) struct Probe(Run);

/// A request on its way.
pub(crate) struct Probing {
    run: Run,
    steps: Diagnosis,
    clock: Instant,
    started_at_ms: i64,
}

impl Probe {
    pub(crate) fn new(
        core: &Core,
        user: &str,
        connector: Connector,
        shaped: Shaped,
        running: Arc<Running>,
    ) -> Self {
        // Nobody listens to the text of the answer.
        let (events, _) = mpsc::channel(1);
        Self(Run {
            core: core.clone(),
            connector,
            // They are in the request already.
            secrets: RunSecrets::Stored,
            user: user.to_owned(),
            shaped,
            event_id: EventId::from(core.inner.environment.new_id()),
            events,
            running,
        })
    }

    pub(crate) fn send(self, outgoing: Outgoing) -> Probing {
        let core = &self.0.core.inner;
        Probing {
            steps: core.network.diagnose(outgoing),
            clock: Instant::now(),
            started_at_ms: core.environment.now_ms(),
            run: self.0,
        }
    }
}

impl Probing {
    pub(crate) async fn next(&mut self) -> Option<Step> {
        self.steps.next().await
    }

    /// Reads what came as a run would, and records it.
    pub(crate) async fn conclude(&mut self, seen: &HttpSeen, outcome: &Outcome) -> RunResult {
        let run = &self.run;
        let mut progress = Progress {
            status: Some(seen.status),
            ..Progress::default()
        };
        let mut pieces = vec![Ok(seen.body.clone())];
        if let Outcome::Failed(failure) = outcome {
            pieces.push(Err(failure.clone()));
        }
        let body = stream::iter(pieces);
        let end: End = run
            .read(seen.status, &seen.headers, body, &mut progress, self.clock)
            .await;
        // Of a stream the beginning was seen here, and its pieces' times are the diagnosis's.
        progress.ttft_ms = seen.pieces.first().map(|piece| piece.at.as_millis() as u64);
        let duration_ms = self.clock.elapsed().as_millis() as u64;
        let concluded = run.conclude(progress, end, duration_ms).await;
        run.core
            .record(run.event(&concluded, self.started_at_ms))
            .await;
        concluded.0
    }
}
