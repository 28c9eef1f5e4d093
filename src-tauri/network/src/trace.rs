//! Where a diagnosis is on its way, told to whoever listens.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use crate::Failure;
use crate::report::{Layer, Outcome, Seen, Step};

#[derive(Debug)]
pub(crate) struct Trace {
    at: Mutex<At>,
    heard: UnboundedSender<Step>,
}

#[derive(Debug)]
struct At {
    layer: Layer,
    since: Instant,
    seen: Seen,
}

impl Trace {
    pub(crate) fn heard_by(heard: UnboundedSender<Step>) -> Self {
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

    /// What had passed did not hold. The time is that of what found it out.
    pub(crate) fn begin_again(&self, layer: Layer) {
        let mut at = self.lock();
        at.layer = layer;
        at.seen = Seen::Nothing;
    }

    pub(crate) fn layer(&self) -> Layer {
        self.lock().layer
    }

    /// It began later: what came before was not its own time.
    pub(crate) fn began(&self, since: Instant) {
        self.lock().since = since;
    }

    /// What was seen at this layer so far; it stays when the layer fails.
    pub(crate) fn note(&self, seen: Seen) {
        self.lock().seen = seen;
    }

    /// Adds to what was noted.
    pub(crate) fn amend(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock().seen);
    }

    pub(crate) fn passed(&self) {
        self.end(Outcome::Passed);
    }

    pub(crate) fn failed(&self, failure: Failure) {
        self.end(Outcome::Failed(failure));
    }

    /// A listener that has gone away needs no step.
    pub(crate) fn not_reached(&self, layer: Layer) {
        let _ = self.heard.send(Step {
            layer,
            outcome: Outcome::NotReached,
            elapsed: Duration::ZERO,
            seen: Seen::Nothing,
        });
    }

    fn end(&self, outcome: Outcome) {
        let mut at = self.lock();
        let _ = self.heard.send(Step {
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
