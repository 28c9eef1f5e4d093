//! One run: the only path on which a request leaves for a provider.
//!
//! A run is a task of its own. Its caller listens through a channel and may go away at any time;
//! the task notices, closes the connection and writes its event all the same.

mod attempt;
mod hint;
mod outcome;
mod probe;
mod request;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::hash_map::Entry;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use patchbay_model::{Connector, EventId, Outcome, Usage};
use patchbay_openai::{Shaped, shape};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::spec::CONNECTOR_TYPE_ID;
use crate::{Caller, Core, Error, UnsavedConnector};
pub(crate) use attempt::is_event_stream;
use attempt::{End, Progress};
pub(crate) use hint::for_failure as hint_for_failure;
pub(crate) use probe::Probe;
pub(crate) use request::{RunSecrets, request_headers};

/// A body to send through a connector.
#[derive(Debug, Clone)]
pub struct RunRequest {
    /// Chosen by the caller, to stop the run by.
    pub run_id: Uuid,
    /// Which connector.
    pub connector_id: String,
    /// JSON text.
    pub body: String,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// A body to send through a connector that is not saved, or not as it is saved.
#[derive(Debug, Clone)]
pub struct DraftRunRequest {
    /// Chosen by the caller, to stop the run by.
    pub run_id: Uuid,
    /// What is in the form. Nothing of it is stored.
    pub unsaved: UnsavedConnector,
    /// JSON text.
    pub body: String,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// What a run's caller sees.
#[derive(Debug, Clone, PartialEq)]
pub enum RunEvent {
    /// The request is on its way.
    Started {
        /// The record this run will leave.
        event_id: EventId,
        /// Whether a stream was asked for.
        streamed: bool,
    },
    /// More of the first choice's text.
    Delta {
        /// To be appended.
        text: String,
    },
    /// Always the last one.
    Finished(Box<RunResult>),
}

/// Kibana's `status` of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus {
    /// The provider answered.
    Ok,
    /// It did not, or not in full.
    Error,
}

/// What [`RunResult::raw`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawFormat {
    /// One JSON value.
    Json,
    /// One chunk of a stream a line.
    Events,
    /// Whatever came.
    Text,
}

/// How a run ended, and all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// Its record.
    pub event_id: EventId,
    /// Kibana's word.
    pub status: RunStatus,
    /// Ours, finer.
    pub outcome: Outcome,
    /// `None` when no answer came.
    pub http_status: Option<u16>,
    /// One sentence, Kibana's, when the run failed.
    pub message: Option<String>,
    /// The cause, in Kibana's wording.
    pub service_message: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Text of the first choice.
    pub answer: Option<String>,
    /// What the provider sent, cut at [`attempt::MAX_RAW_BYTES`].
    pub raw: String,
    /// How to read `raw`.
    pub raw_format: RawFormat,
    /// The model sent.
    pub request_model: Option<String>,
    /// The model that answered.
    pub response_model: Option<String>,
    /// Tokens and how sure they are.
    pub usage: Usage,
    /// Until the first content of a stream.
    pub ttft_ms: Option<u64>,
    /// Until the end.
    pub duration_ms: u64,
}

/// The events of a run. Dropping it stops the run.
pub type RunStream = mpsc::Receiver<RunEvent>;

/// Enough to keep a slow reader from holding up a fast provider for a moment; a reader slower
/// than that slows the connection, not the memory.
const EVENTS_AHEAD: usize = 256;

const MAX_RUNS: usize = 100;

impl Core {
    /// Starts a run. An error here means that nothing was sent and nothing recorded.
    pub async fn run(&self, caller: &Caller, request: RunRequest) -> Result<RunStream, Error> {
        let connector = self.connector(caller, &request.connector_id).await?;
        let RunRequest {
            run_id,
            body,
            stream,
            ..
        } = request;
        self.start(caller, run_id, connector, RunSecrets::Stored, &body, stream)
            .await
    }

    /// Starts a run through a connector that is not saved. It leaves its event like every other
    /// one, under the id and the name in the form.
    pub async fn run_draft(
        &self,
        caller: &Caller,
        request: DraftRunRequest,
    ) -> Result<RunStream, Error> {
        let DraftRunRequest {
            run_id,
            unsaved,
            body,
            stream,
        } = request;
        let (connector, prepared) = self.prepare_trial(unsaved).await?;
        let secrets = RunSecrets::Draft {
            kept: prepared.kept,
            given: prepared.checked.secrets,
        };
        self.start(caller, run_id, connector, secrets, &body, stream)
            .await
    }

    async fn start(
        &self,
        caller: &Caller,
        run_id: Uuid,
        connector: Connector,
        secrets: RunSecrets,
        body: &str,
        stream: bool,
    ) -> Result<RunStream, Error> {
        let shaped = shape(&connector.config, body, stream)
            .map_err(|error| Error::BadRequest(error.to_string()))?;
        self.admit().await?;
        let running = Arc::new(Running::register(self, run_id)?);
        let (events, stream) = mpsc::channel(EVENTS_AHEAD);
        let run = Run {
            core: self.clone(),
            connector,
            secrets,
            user: caller.user.clone(),
            shaped,
            event_id: EventId::from(self.inner.environment.new_id()),
            events,
            running,
        };
        self.inner.tasks.spawn(run.carry_out());
        Ok(stream)
    }

    /// Holds a start against the rate limit. Limits that cannot be read refuse the request later,
    /// with a record.
    async fn admit(&self) -> Result<(), Error> {
        let settings = self.networking_settings().await?;
        if let Ok(Some(limit)) = settings.rate_limit(CONNECTOR_TYPE_ID) {
            let now_ms = self.inner.environment.now_ms();
            self.inner
                .connections
                .starts
                .admit(CONNECTOR_TYPE_ID, limit.value, now_ms)?;
        }
        Ok(())
    }

    /// Stops a run; `false` when there is none of this id. Its stream still ends with
    /// [`RunEvent::Finished`].
    pub fn stop_run(&self, run_id: Uuid) -> bool {
        let running = self.inner.running.lock();
        let running = running.unwrap_or_else(PoisonError::into_inner);
        running
            .get(&run_id)
            .map(CancellationToken::cancel)
            .is_some()
    }

    pub(crate) fn stop_all_runs(&self) {
        let running = self.inner.running.lock();
        let running = running.unwrap_or_else(PoisonError::into_inner);
        running.values().for_each(CancellationToken::cancel);
    }
}

/// A place in the list of runs that can be stopped; given back when dropped.
pub(crate) struct Running {
    core: Core,
    run_id: Uuid,
    stop: CancellationToken,
}

impl Running {
    pub(crate) fn register(core: &Core, run_id: Uuid) -> Result<Self, Error> {
        let running = core.inner.running.lock();
        let mut running = running.unwrap_or_else(PoisonError::into_inner);
        if running.len() >= MAX_RUNS {
            return Err(Error::TooManyRuns { limit: MAX_RUNS });
        }
        match running.entry(run_id) {
            Entry::Occupied(_) => Err(Error::RunIdTaken { id: run_id }),
            Entry::Vacant(place) => {
                let stop = CancellationToken::new();
                place.insert(stop.clone());
                Ok(Self {
                    core: core.clone(),
                    run_id,
                    stop,
                })
            }
        }
    }
}

impl Running {
    /// When somebody stops it.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let running = self.core.inner.running.lock();
        let mut running = running.unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.run_id);
    }
}

struct Run {
    core: Core,
    connector: Connector,
    secrets: RunSecrets,
    user: String,
    shaped: Shaped,
    event_id: EventId,
    events: mpsc::Sender<RunEvent>,
    running: Arc<Running>,
}

impl Run {
    async fn carry_out(self) {
        let started_at_ms = self.core.inner.environment.now_ms();
        let clock = Instant::now();
        let mut progress = Progress::default();
        let started = RunEvent::Started {
            event_id: self.event_id,
            streamed: self.shaped.streamed,
        };
        let end = if self.events.send(started).await.is_err() {
            End::Stopped
        } else {
            tokio::select! {
                biased;
                () = self.running.stopped() => End::Stopped,
                () = self.events.closed() => End::Stopped,
                end = self.attempt(&mut progress, clock) => end,
            }
        };
        let duration_ms = clock.elapsed().as_millis() as u64;
        let result = self.conclude(progress, end, duration_ms).await;
        // The record first: who sees the end of a run must find it in the ledger.
        let event = self.event(&result, started_at_ms);
        self.core.record(event).await;
        // Not awaited here: a reader that has stopped reading must not hold up the program's end.
        let finished = RunEvent::Finished(Box::new(result.0));
        let events = self.events;
        tokio::spawn(async move { events.send(finished).await });
    }
}
