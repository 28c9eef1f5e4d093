mod probe;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::closed_file;
use crate::error::Error;
use crate::flight::{Busy, Flight, Takeoff};
use crate::keychain::{Keychain, KeychainReport, KeychainState};
use crate::limiter::{Clock, Limiter, monotonic};
use crate::memory::Memory;
use crate::record::{Backend, NewKey, Record};
use crate::seal::{self, Sealer};
use crate::wrap::{self, KdfCost};

/// How far opening may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Nothing that could show a prompt: for the status.
    Never,
    /// A prompt is fine, unless one came to nothing in this process or the vault was closed.
    May,
    /// The user asked for it: earlier refusals and [`Vault::close`] are forgotten.
    Again,
}

/// Gives sealing keys, and remembers them once it has them.
pub struct Vault {
    keychain: Box<dyn Keychain>,
    cost: KdfCost,
    /// Of the vault's own passphrase.
    limiter: Limiter,
    /// Of closed files: a wrong one there says nothing of the vault.
    file_limiter: Limiter,
    /// Held while a keychain is asked, so that there is one prompt at a time.
    turn: Mutex<()>,
    /// Never held while something blocks.
    memory: Mutex<Memory>,
}

impl Vault {
    /// `cost` is what new passphrases go through.
    pub fn new(keychain: Box<dyn Keychain>, cost: KdfCost) -> Self {
        Self::with_clocks(keychain, cost, monotonic(), monotonic())
    }

    pub(crate) fn with_clocks(
        keychain: Box<dyn Keychain>,
        cost: KdfCost,
        clock: Clock,
        file_clock: Clock,
    ) -> Self {
        Self {
            keychain,
            cost,
            limiter: Limiter::new(clock),
            file_limiter: Limiter::new(file_clock),
            turn: Mutex::default(),
            memory: Mutex::default(),
        }
    }

    /// The sealer if it is in memory already. Never blocks, not even while another thread opens.
    pub fn in_memory(&self, key_id: &str) -> Option<Sealer> {
        self.memory().sealer(key_id)
    }

    /// Blocks. Callers at the same time share one access to the keychain and its outcome.
    pub fn open(&self, record: &Record, ask: Ask) -> Result<Sealer, Error> {
        if ask == Ask::Again {
            let mut memory = self.memory();
            memory.closed = false;
            memory.refused = None;
        }
        match record.backend {
            Backend::Keychain if ask == Ask::Never => self.peek(record),
            Backend::Keychain => self.ask(record),
            Backend::Passphrase => self.remembered(record, Error::PassphraseNeeded),
            Backend::Session => self.remembered(record, Error::SessionOver),
        }
    }

    /// Blocks for Argon2. Opens a passphrase vault and remembers its key. Refused for a while after
    /// several wrong passphrases.
    pub fn unlock_with(&self, record: &Record, passphrase: &SecretString) -> Result<Sealer, Error> {
        let closings = self.memory().closings;
        let outcome = self.limiter.attempt(|| {
            let wrapped = record
                .wrapped
                .as_ref()
                .ok_or(Error::Damaged("it has no key under a passphrase"))?;
            let key = wrap::unwrap_key(&record.key_id, wrapped, passphrase)?;
            Sealer::new(record.key_id.clone(), &key)
        });
        let mut memory = self.memory();
        let outcome = outcome.and_then(|sealer| {
            if memory.closings != closings {
                return Err(Error::Closed);
            }
            memory.closed = false;
            memory.remember(&sealer);
            Ok(sealer)
        });
        memory.note(&record.key_id, &outcome);
        outcome
    }

    /// Wipes the keys that can be had again. Those of a session stay and are not given out until
    /// the vault is unlocked: wiping them would lose what they sealed.
    pub fn close(&self) {
        self.memory().close();
    }

    /// Whether [`Vault::close`] was called and nothing was unlocked since.
    pub fn is_closed(&self) -> bool {
        self.memory().closed
    }

    /// Blocks (Argon2 for a passphrase). Makes a key. It is in no keychain before [`Vault::keep`], and
    /// not in memory before [`Vault::adopt`].
    pub fn make(
        &self,
        backend: Backend,
        passphrase: Option<&SecretString>,
    ) -> Result<NewKey, Error> {
        let key = seal::random_key()?;
        let key_id = seal::random_id()?;
        let wrapped = match backend {
            Backend::Passphrase => {
                let passphrase = passphrase.ok_or(Error::PassphraseNeeded)?;
                wrap::long_enough(passphrase)?;
                Some(wrap::wrap_key(&key_id, &key, passphrase, self.cost)?)
            }
            Backend::Keychain | Backend::Session => None,
        };
        let holder = match backend {
            Backend::Keychain => self.keychain.look().name,
            Backend::Passphrase | Backend::Session => None,
        };
        Ok(NewKey {
            sealer: Sealer::new(key_id.clone(), key.as_slice())?,
            record: Record {
                key_id,
                backend,
                holder,
                wrapped,
            },
        })
    }

    /// Blocks, may prompt. Puts the key into its keychain and reads it back: one that forgets must be
    /// noticed before something depends on it.
    pub fn keep(&self, new: &NewKey) -> Result<(), Error> {
        if new.record.backend != Backend::Keychain {
            return Ok(());
        }
        let _busy = Busy::start(&self.memory);
        let _turn = self.turn();
        // Without the last probe's opinion: the key itself is the better one.
        usable(&self.keychain.look())?;
        let (account, key) = (new.record.key_id.as_str(), new.sealer.key());
        self.keychain.set(account, key)?;
        let kept = self.keychain.get(account)?;
        if let Some(fault) = probe::fault(kept.as_deref(), key) {
            // Best effort: a key that nothing was sealed with does no harm.
            let _ = self.keychain.delete(account);
            return Err(Error::Untrusted(fault.into()));
        }
        let mut memory = self.memory();
        memory.canary = None;
        memory.refused = None;
        Ok(())
    }

    /// From now on the key is in memory. Whoever makes a key has the vault open.
    pub fn adopt(&self, new: NewKey) {
        let mut memory = self.memory();
        memory.closed = false;
        memory.last.remove(&new.record.key_id);
        match new.record.backend {
            Backend::Session => memory.remember_for_the_session(&new.sealer),
            Backend::Keychain | Backend::Passphrase => memory.remember(&new.sealer),
        }
    }

    /// Blocks, may prompt. Removes a key from memory and from its keychain; not having it is fine.
    pub fn forget(&self, record: &Record) -> Result<(), Error> {
        self.memory().forget(&record.key_id);
        if record.backend != Backend::Keychain {
            return Ok(());
        }
        let _turn = self.turn();
        Ok(self.keychain.delete(&record.key_id)?)
    }

    /// Since when somebody is waiting for the keychain.
    pub fn opening_since(&self) -> Option<Instant> {
        self.memory().busy.first().copied()
    }

    /// After wrong passphrases: how long the next try must wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.limiter.retry_after()
    }

    /// What the last try to open this key ended with; `None` when it was opened or never tried.
    pub fn last_error(&self, key_id: &str) -> Option<Error> {
        self.memory().last.get(key_id).cloned()
    }

    /// Blocks for Argon2. [`crate::open_file`], refused for a while after several wrong passphrases.
    pub fn open_file(
        &self,
        text: &str,
        passphrase: &SecretString,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.file_limiter
            .attempt(|| closed_file::open_file(text, passphrase))
    }

    /// For keys that only memory can have.
    fn remembered(&self, record: &Record, otherwise: Error) -> Result<Sealer, Error> {
        let mut memory = self.memory();
        let outcome = match memory.sealer(&record.key_id) {
            None if memory.closed => return Err(Error::Closed),
            found => found.ok_or(otherwise),
        };
        memory.note(&record.key_id, &outcome);
        outcome
    }

    /// Opens if nobody has to be asked for it.
    fn peek(&self, record: &Record) -> Result<Sealer, Error> {
        let closings = {
            let memory = self.memory();
            if let Some(sealer) = memory.sealer(&record.key_id) {
                return Ok(sealer);
            }
            if memory.closed {
                return Err(Error::Closed);
            }
            memory.closings
        };
        let Some(turn) = self.free_turn() else {
            let last = self.last_error(&record.key_id);
            return Err(last.unwrap_or_else(|| Error::Locked("it is being asked".into())));
        };
        let outcome = self.look_and_peek(record, closings);
        drop(turn);
        self.memory().note(&record.key_id, &outcome);
        outcome
    }

    fn look_and_peek(&self, record: &Record, closings: u64) -> Result<Sealer, Error> {
        let report = self.keychain.look();
        usable(&report)?;
        let found = self.quietly(record, &report)?;
        self.opened(record, found, report, closings)
    }

    /// What the keychain gives without asking anybody. Where it would have to ask, the last answer to that
    /// question is the better error.
    fn quietly(
        &self,
        record: &Record,
        report: &KeychainReport,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let found = match report.state {
            KeychainState::Locked => Err(locked(report)),
            _ => self.keychain.peek(&record.key_id).map_err(Error::from),
        };
        found.map_err(|error| match (error, self.memory().refused.clone()) {
            (Error::Locked(_), Some(refused)) => refused,
            (error, _) => error,
        })
    }

    /// Opens, and lets the keychain ask its user if it wants to.
    fn ask(&self, record: &Record) -> Result<Sealer, Error> {
        let takeoff = loop {
            let mut memory = self.memory();
            if let Some(sealer) = memory.sealer(&record.key_id) {
                return Ok(sealer);
            }
            if memory.closed {
                return Err(Error::Closed);
            }
            let Some(flight) = memory.flight.clone() else {
                let flight = Arc::new(Flight::new(&record.key_id));
                memory.flight = Some(flight.clone());
                let closings = memory.closings;
                drop(memory);
                break Takeoff::new(&self.memory, flight, closings);
            };
            drop(memory);
            let outcome = flight.wait();
            if flight.key_id == record.key_id {
                return outcome;
            }
        };
        let outcome = self.fly(record, takeoff.closings);
        takeoff.land(outcome.clone());
        outcome
    }

    fn fly(&self, record: &Record, closings: u64) -> Result<Sealer, Error> {
        let _turn = self.turn();
        let report = self.keychain.look();
        usable(&report)?;
        if self.memory().refused.is_some() {
            let found = self.quietly(record, &report)?;
            return self.opened(record, found, report, closings);
        }
        let found = self.keychain.get(&record.key_id).map_err(Error::from);
        if let Err(refused @ (Error::Locked(_) | Error::Denied(_))) = &found {
            self.memory().refused = Some(refused.clone());
        }
        self.opened(record, found?, report, closings)
    }

    fn opened(
        &self,
        record: &Record,
        found: Option<Zeroizing<Vec<u8>>>,
        report: KeychainReport,
        closings: u64,
    ) -> Result<Sealer, Error> {
        let key = found.ok_or_else(|| Error::KeyMissing {
            key_id: record.key_id.clone(),
            written_by: record.holder.clone(),
            answering: report.name,
        })?;
        let sealer = Sealer::new(record.key_id.clone(), &key)?;
        let mut memory = self.memory();
        if memory.closings != closings {
            return Err(Error::Closed);
        }
        memory.refused = None;
        memory.remember(&sealer);
        Ok(sealer)
    }

    /// `None` while somebody else asks the keychain.
    fn free_turn(&self) -> Option<MutexGuard<'_, ()>> {
        match self.turn.try_lock() {
            Ok(turn) => Some(turn),
            Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it makes sense to ask the keychain for anything.
fn usable(report: &KeychainReport) -> Result<(), Error> {
    let message = || report.message.clone().unwrap_or_default();
    match report.state {
        KeychainState::Works | KeychainState::Locked | KeychainState::NoCollection => Ok(()),
        KeychainState::Absent | KeychainState::Unknown => Err(Error::NoKeychain(message())),
        KeychainState::Untrusted => Err(Error::Untrusted(message())),
    }
}

fn locked(report: &KeychainReport) -> Error {
    Error::Locked(
        report
            .message
            .clone()
            .unwrap_or_else(|| "it waits for its password".into()),
    )
}
