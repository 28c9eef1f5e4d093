//! One access to a keychain, and everybody who waits for its outcome.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use crate::error::Error;
use crate::memory::Memory;
use crate::seal::Sealer;

/// An access under way.
pub(crate) struct Flight {
    pub(crate) key_id: String,
    outcome: Mutex<Option<Result<Sealer, Error>>>,
    landed: Condvar,
}

impl Flight {
    pub(crate) fn new(key_id: &str) -> Self {
        Self {
            key_id: key_id.to_owned(),
            outcome: Mutex::new(None),
            landed: Condvar::new(),
        }
    }

    pub(crate) fn wait(&self) -> Result<Sealer, Error> {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(outcome) = outcome.as_ref() {
                return outcome.clone();
            }
            outcome = self
                .landed
                .wait(outcome)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Whoever makes the access. Whatever becomes of it, the others are told.
pub(crate) struct Takeoff<'a> {
    memory: &'a Mutex<Memory>,
    flight: Arc<Flight>,
    /// As it was at the start.
    pub(crate) closings: u64,
    _busy: Busy<'a>,
}

impl<'a> Takeoff<'a> {
    pub(crate) fn new(memory: &'a Mutex<Memory>, flight: Arc<Flight>, closings: u64) -> Self {
        Self {
            memory,
            flight,
            closings,
            _busy: Busy::start(memory),
        }
    }

    pub(crate) fn land(self, outcome: Result<Sealer, Error>) {
        *self.outcome() = Some(outcome);
    }

    fn outcome(&self) -> std::sync::MutexGuard<'_, Option<Result<Sealer, Error>>> {
        self.flight
            .outcome
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Takeoff<'_> {
    fn drop(&mut self) {
        // Nothing landed: the keychain panicked, and those who wait must not wait for ever.
        let outcome = self
            .outcome()
            .get_or_insert_with(|| Err(Error::NoKeychain("asking it failed".into())))
            .clone();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.note(&self.flight.key_id, &outcome);
        memory.flight = None;
        drop(memory);
        self.flight.landed.notify_all();
    }
}

/// Tells that somebody waits for the keychain.
pub(crate) struct Busy<'a> {
    memory: &'a Mutex<Memory>,
    since: Instant,
}

impl<'a> Busy<'a> {
    pub(crate) fn start(memory: &'a Mutex<Memory>) -> Self {
        let since = Instant::now();
        memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .busy
            .push(since);
        Self { memory, since }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = memory.busy.iter().position(|since| *since == self.since) {
            memory.busy.remove(place);
        }
    }
}
