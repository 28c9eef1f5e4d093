//! A keychain that fails in every way one can, and can be stopped in the middle of an answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::{
    Backend, KdfCost, Keychain, KeychainError, KeychainReport, KeychainState, Record, Vault,
};

/// Enough for tests of what is around it.
pub(crate) const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};
pub(crate) const LONG: &str = "correct horse battery";

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Mode {
    #[default]
    Works,
    /// Locked, and whoever is asked unlocks it.
    Locked,
    /// Locked, and whoever is asked says no.
    Denies,
    /// Locked, and nobody can be asked.
    Mute,
    /// Open, and the entry is in a place of it that is locked. Whoever is asked says no.
    DeniesOne,
    NoCollection,
    Absent,
    Mock,
    Forgets,
    Changes,
    /// Looks fine and takes nothing.
    ReadOnly,
    Panics,
}

#[derive(Default)]
struct Inside {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    mode: Mutex<Mode>,
    name: Mutex<&'static str>,
    /// How often it was asked for a value.
    gets: AtomicUsize,
    sets: AtomicUsize,
    gate: Gate,
}

#[derive(Clone, Default)]
pub(crate) struct Fake(Arc<Inside>);

impl Fake {
    pub(crate) fn new(mode: Mode) -> Self {
        let fake = Self::default();
        fake.turn(mode);
        fake
    }

    pub(crate) fn turn(&self, mode: Mode) {
        *self.0.mode.lock().expect("whole") = mode;
    }

    pub(crate) fn rename(&self, name: &'static str) {
        *self.0.name.lock().expect("whole") = name;
    }

    pub(crate) fn gets(&self) -> usize {
        self.0.gets.load(Ordering::SeqCst)
    }

    pub(crate) fn sets(&self) -> usize {
        self.0.sets.load(Ordering::SeqCst)
    }

    pub(crate) fn entries(&self) -> HashMap<String, Vec<u8>> {
        self.0.entries.lock().expect("whole").clone()
    }

    /// From now on every question waits for [`Held::open`].
    pub(crate) fn gate(&self) -> Held {
        self.0.gate.shut();
        Held(self.clone())
    }

    fn mode(&self) -> Mode {
        *self.0.mode.lock().expect("whole")
    }

    fn answer(&self) -> Result<(), KeychainError> {
        self.0.gate.pass();
        match self.mode() {
            Mode::Absent => Err(KeychainError::Unavailable("no bus".into())),
            Mode::Denies | Mode::DeniesOne => Err(KeychainError::Denied("dismissed".into())),
            Mode::Mute => Err(KeychainError::Locked("nobody to ask".into())),
            Mode::Mock => Err(KeychainError::Untrusted("a mock".into())),
            Mode::Panics => panic!("the keychain's library broke"),
            Mode::Locked => {
                self.turn(Mode::Works);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Keychain for Fake {
    fn look(&self) -> KeychainReport {
        let state = match self.mode() {
            Mode::Locked | Mode::Denies | Mode::Mute => KeychainState::Locked,
            Mode::NoCollection => KeychainState::NoCollection,
            Mode::Absent => KeychainState::Absent,
            Mode::Mock => KeychainState::Untrusted,
            _ => KeychainState::Works,
        };
        KeychainReport {
            state,
            name: Some(*self.0.name.lock().expect("whole"))
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            message: (state != KeychainState::Works).then(|| format!("{state:?}")),
        }
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.0.gets.fetch_add(1, Ordering::SeqCst);
        self.answer()?;
        let mut found = self.entries().remove(account);
        if let (Mode::Changes, Some(value)) = (self.mode(), found.as_mut()) {
            value[0] ^= 1;
        }
        Ok(found.map(Zeroizing::new))
    }

    fn peek(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        if self.mode() == Mode::DeniesOne {
            return Err(KeychainError::Locked("this one is locked".into()));
        }
        self.get(account)
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.0.sets.fetch_add(1, Ordering::SeqCst);
        self.answer()?;
        match self.mode() {
            Mode::ReadOnly => return Err(KeychainError::Unavailable("read-only".into())),
            Mode::NoCollection => return Err(KeychainError::Unavailable("no place".into())),
            Mode::Forgets => {}
            _ => {
                let mut entries = self.0.entries.lock().expect("whole");
                entries.insert(account.into(), secret.into());
            }
        }
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.answer()?;
        self.0.entries.lock().expect("whole").remove(account);
        Ok(())
    }
}

/// Holds threads until it is opened, and tells how many it holds.
#[derive(Default)]
struct Gate {
    state: Mutex<(bool, usize)>,
    changed: Condvar,
}

impl Gate {
    fn shut(&self) {
        self.state.lock().expect("whole").0 = true;
    }

    fn open(&self) {
        self.state.lock().expect("whole").0 = false;
        self.changed.notify_all();
    }

    fn pass(&self) {
        let mut state = self.state.lock().expect("whole");
        state.1 += 1;
        self.changed.notify_all();
        while state.0 {
            state = self.changed.wait(state).expect("whole");
        }
        state.1 -= 1;
    }

    fn wait_for_somebody(&self) {
        let state = self.state.lock().expect("whole");
        let (state, limit) = self
            .changed
            .wait_timeout_while(state, Duration::from_secs(10), |state| state.1 == 0)
            .expect("whole");
        assert!(!limit.timed_out(), "nobody came: {state:?}");
    }
}

/// A shut gate. It opens with the end of the test at the latest: a test that fails must not hang.
pub(crate) struct Held(Fake);

impl Held {
    pub(crate) fn open(&self) {
        self.0.0.gate.open();
    }

    pub(crate) fn wait_for_somebody(&self) {
        self.0.0.gate.wait_for_somebody();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.open();
    }
}

pub(crate) fn vault(fake: &Fake) -> Vault {
    Vault::new(Box::new(fake.clone()), CHEAP)
}

pub(crate) fn words(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A key in a keychain, made by a process that has ended.
pub(crate) fn kept_in(fake: &Fake) -> Record {
    let vault = vault(fake);
    let new = vault.make(Backend::Keychain, None).expect("made");
    vault.keep(&new).expect("kept");
    new.record().clone()
}
