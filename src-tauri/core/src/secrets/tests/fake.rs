//! A keychain that does as it is told, and a core over it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use patchbay_model::{Connector, ConnectorId};
use patchbay_network::{Network, Route};
use patchbay_store::Store;
use patchbay_vault::{
    Backend, Error as VaultError, Keychain, KeychainError, KeychainReport, KeychainState, Vault,
};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::run::tests::{CHEAP, config};
use crate::{ConnectorDraft, Core, Environment, Error, Parts, VaultChange, VaultState};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    Works,
    Locked,
    Denied,
    Absent,
    Forgets,
}

/// Clones are the same keychain.
#[derive(Clone)]
pub(super) struct Fake(Arc<State>);

struct State {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    mode: Mutex<Mode>,
    asked: AtomicUsize,
    /// Whether it makes everybody wait.
    slow: AtomicBool,
}

impl Fake {
    pub(super) fn new() -> Self {
        Self(Arc::new(State {
            entries: Mutex::default(),
            mode: Mutex::new(Mode::Works),
            asked: AtomicUsize::new(0),
            slow: AtomicBool::new(false),
        }))
    }

    pub(super) fn set_mode(&self, mode: Mode) {
        *self.0.mode.lock().expect("not poisoned") = mode;
    }

    /// Until it is let go, every access waits.
    pub(super) fn hold(&self, hold: bool) {
        self.0.slow.store(hold, Ordering::SeqCst);
    }

    /// The keys it has, without canaries.
    pub(super) fn keys(&self) -> Vec<String> {
        let entries = self.0.entries.lock().expect("not poisoned");
        let mut keys: Vec<_> = entries.keys().cloned().collect();
        keys.sort();
        keys
    }

    pub(super) fn take(&self, key_id: &str) -> Vec<u8> {
        let mut entries = self.0.entries.lock().expect("not poisoned");
        entries.remove(key_id).expect("it is there")
    }

    pub(super) fn put(&self, key_id: &str, key: Vec<u8>) {
        let mut entries = self.0.entries.lock().expect("not poisoned");
        entries.insert(key_id.to_owned(), key);
    }

    /// How often a key was asked for.
    pub(super) fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    fn access(&self) -> Result<(), KeychainError> {
        while self.0.slow.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(2));
        }
        match *self.0.mode.lock().expect("not poisoned") {
            Mode::Works | Mode::Forgets => Ok(()),
            Mode::Locked => Err(KeychainError::Locked("it is locked".into())),
            Mode::Denied => Err(KeychainError::Denied("its user said no".into())),
            Mode::Absent => Err(KeychainError::Unavailable("no bus".into())),
        }
    }
}

impl Keychain for Fake {
    fn look(&self) -> KeychainReport {
        let state = match *self.0.mode.lock().expect("not poisoned") {
            Mode::Works | Mode::Forgets => KeychainState::Works,
            Mode::Locked | Mode::Denied => KeychainState::Locked,
            Mode::Absent => KeychainState::Absent,
        };
        KeychainReport {
            state,
            name: (state != KeychainState::Absent).then(|| "fake-keychain".into()),
            message: (state != KeychainState::Works).then(|| "as it was told".into()),
        }
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        if !account.starts_with("canary") {
            self.0.asked.fetch_add(1, Ordering::SeqCst);
        }
        self.access()?;
        let entries = self.0.entries.lock().expect("not poisoned");
        Ok(entries.get(account).cloned().map(Zeroizing::new))
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.access()?;
        if *self.0.mode.lock().expect("not poisoned") != Mode::Forgets {
            self.put(account, secret.to_vec());
        }
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.access()?;
        let mut entries = self.0.entries.lock().expect("not poisoned");
        entries.remove(account);
        Ok(())
    }
}

/// A keychain that outlives its process: a folder with one file for each entry.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    fn file(&self, account: &str) -> PathBuf {
        self.0.join(account)
    }
}

fn failed(error: &std::io::Error) -> KeychainError {
    KeychainError::Unavailable(error.to_string())
}

impl Keychain for Folder {
    fn look(&self) -> KeychainReport {
        KeychainReport {
            state: KeychainState::Works,
            name: Some("folder".into()),
            message: None,
        }
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        match std::fs::read(self.file(account)) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        // As a keychain does it: the entry is there in full or not at all.
        let unfinished = self.0.join(format!("unfinished-{account}"));
        std::fs::write(&unfinished, secret).map_err(|error| failed(&error))?;
        std::fs::rename(&unfinished, self.file(account)).map_err(|error| failed(&error))
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        match std::fs::remove_file(self.file(account)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(&error)),
            _ => Ok(()),
        }
    }
}

/// A process over a keychain and a database in a folder.
pub(super) async fn start(
    data_dir: &Path,
    keychain: impl Keychain + 'static,
    passphrase: Option<&str>,
) -> Core {
    let core = Core::new(Parts {
        store: Store::open(data_dir).await.expect("a database"),
        vault: Vault::new(Box::new(keychain), CHEAP),
        passphrase: passphrase.map(SecretString::from),
        network: Network::new(Route::default()).expect("a client"),
        networking: crate::NetworkingFile::default(),
        environment: Environment::system().with_variables(|name| match name {
            "TEAM_KEY" => Some("sk-from-the-environment\n".into()),
            "EMPTY" => Some(" ".into()),
            _ => None,
        }),
        preconfigured: Vec::new(),
    });
    core.inner.secrets.wake().await.expect("woken");
    core
}

pub(super) fn draft(name: &str, secrets: &[(&str, &str)]) -> ConnectorDraft {
    ConnectorDraft {
        name: name.to_owned(),
        config: config("http://localhost:1/v1/chat/completions"),
        secrets: secrets
            .iter()
            .map(|(name, secret)| ((*name).to_owned(), SecretString::from(*secret)))
            .collect(),
        networking: None,
    }
}

pub(super) async fn add(core: &Core, id: &str, key: &str) -> Connector {
    let draft = draft(id, &[("apiKey", key)]);
    let made = core.create_connector(Some(id), draft).await;
    made.expect("made")
}

/// A connector's secrets by name, or why there are none.
pub(super) async fn secrets(core: &Core, id: &str) -> Result<Vec<(String, String)>, crate::Error> {
    let connector = core.find_connector(id).await.expect("it is there");
    let secrets = core.secrets_of(&connector.id, &connector.name).await?;
    let texts = secrets
        .iter()
        .map(|(field, secret)| (field.name().into_owned(), secret.expose_secret().to_owned()));
    Ok(texts.collect())
}

pub(super) async fn key(core: &Core, id: &str) -> Result<String, crate::Error> {
    let secrets = secrets(core, id).await?;
    let [(name, key)] = secrets.as_slice() else {
        panic!("one secret: {secrets:?}")
    };
    assert_eq!(name, "apiKey");
    Ok(key.clone())
}

pub(super) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(super) fn id(text: &str) -> ConnectorId {
    ConnectorId::parse(text).expect("valid")
}

pub(super) fn to(backend: Backend) -> VaultChange {
    VaultChange {
        backend,
        passphrase: None,
        new_passphrase: None,
        give_up: false,
    }
}

pub(super) fn passphrase(text: &str) -> Option<SecretString> {
    Some(SecretString::from(text))
}

pub(super) async fn state(core: &Core) -> VaultState {
    for _ in 0..1000 {
        let status = core.vault_status().await.expect("told");
        if status.state != VaultState::Opening {
            return status.state;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it opens for ever")
}

pub(super) async fn code(core: &Core, id: &str) -> VaultError {
    match key(core, id).await {
        Err(Error::Vault(error)) => error,
        other => panic!("{other:?}"),
    }
}
