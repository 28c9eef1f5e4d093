//! Where a connection is on its way. The same steps are taken by a run, which only wants to know at
//! which one the time ran out, and by a diagnosis, which wants to hear of each.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc::UnboundedSender;

use crate::Failure;
use crate::report::{Layer, Outcome, Seen, Step};

#[derive(Debug)]
pub(crate) struct Trace {
    at: Mutex<At>,
    heard: Option<UnboundedSender<Step>>,
}

#[derive(Debug)]
struct At {
    layer: Layer,
    since: Instant,
    seen: Seen,
}

impl Trace {
    /// For a run.
    pub(crate) fn silent() -> Self {
        Self::new(None)
    }

    /// For a diagnosis.
    pub(crate) fn heard_by(listener: UnboundedSender<Step>) -> Self {
        Self::new(Some(listener))
    }

    fn new(heard: Option<UnboundedSender<Step>>) -> Self {
        let at = At {
            layer: Layer::Dns,
            since: Instant::now(),
            seen: Seen::Nothing,
        };
        Self {
            at: Mutex::new(at),
            heard,
        }
    }

    pub(crate) fn begin(&self, layer: Layer) {
        *self.lock() = At {
            layer,
            since: Instant::now(),
            seen: Seen::Nothing,
        };
    }

    pub(crate) fn layer(&self) -> Layer {
        self.lock().layer
    }

    /// What was seen at this layer so far; it stays when the layer fails.
    pub(crate) fn note(&self, seen: impl FnOnce() -> Seen) {
        if self.heard.is_some() {
            self.lock().seen = seen();
        }
    }

    /// Adds to what was noted.
    pub(crate) fn amend(&self, change: impl FnOnce(&mut Seen)) {
        if self.heard.is_some() {
            change(&mut self.lock().seen);
        }
    }

    pub(crate) fn passed(&self) {
        self.end(Outcome::Passed);
    }

    pub(crate) fn failed(&self, failure: Failure) {
        self.end(Outcome::Failed(failure));
    }

    /// A listener that has gone away needs no step.
    fn end(&self, outcome: Outcome) {
        let Some(heard) = &self.heard else { return };
        let mut at = self.lock();
        let _ = heard.send(Step {
            layer: at.layer,
            outcome,
            elapsed: at.since.elapsed(),
            seen: std::mem::take(&mut at.seen),
        });
    }

    /// A panic cannot leave it half changed.
    fn lock(&self) -> MutexGuard<'_, At> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
