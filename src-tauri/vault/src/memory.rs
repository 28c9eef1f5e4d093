use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::flight::Flight;
use crate::seal::Sealer;

/// What a vault knows. Its lock is never held while something blocks.
#[derive(Default)]
pub(crate) struct Memory {
    sealers: HashMap<String, Sealer>,
    /// Apart from the others: nobody else has these keys, so closing must not wipe them.
    session: HashMap<String, Sealer>,
    pub(crate) closed: bool,
    /// Counts closings: what was begun before one must not undo it.
    pub(crate) closings: u64,
    /// Why the last prompt came to nothing. It is not repeated for every connector.
    pub(crate) refused: Option<Error>,
    pub(crate) last: HashMap<String, Error>,
    pub(crate) flight: Option<Arc<Flight>>,
    pub(crate) canary: Option<Canary>,
    pub(crate) busy: Vec<Instant>,
}

/// That a keychain failed the probe.
pub(crate) struct Canary {
    pub(crate) keychain: Option<String>,
    pub(crate) message: String,
}

impl Memory {
    pub(crate) fn sealer(&self, key_id: &str) -> Option<Sealer> {
        if self.closed {
            return None;
        }
        self.sealers
            .get(key_id)
            .or_else(|| self.session.get(key_id))
            .cloned()
    }

    pub(crate) fn remember(&mut self, sealer: &Sealer) {
        self.sealers
            .insert(sealer.key_id().to_owned(), sealer.clone());
    }

    pub(crate) fn remember_for_the_session(&mut self, sealer: &Sealer) {
        self.session
            .insert(sealer.key_id().to_owned(), sealer.clone());
    }

    pub(crate) fn forget(&mut self, key_id: &str) {
        self.sealers.remove(key_id);
        self.session.remove(key_id);
        self.last.remove(key_id);
    }

    pub(crate) fn close(&mut self) {
        self.sealers.clear();
        self.closed = true;
        self.closings += 1;
    }

    pub(crate) fn note(&mut self, key_id: &str, outcome: &Result<Sealer, Error>) {
        match outcome {
            Ok(_) => self.last.remove(key_id),
            Err(error) => self.last.insert(key_id.to_owned(), error.clone()),
        };
    }
}
