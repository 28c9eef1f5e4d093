//! The Secret Service: gnome-keyring, KWallet, KeePassXC and others.
//!
//! Every call makes a connection and a store of its own. `keyring::Entry` makes one store per process,
//! which never sees a keychain that starts later and keeps a dead connection to one that was restarted.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};
use zbus::zvariant::OwnedObjectPath;
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

use super::bus::{Bus, dismissed, told, within};
use super::{Keychain, KeychainError, KeychainReport, KeychainState, SERVICE, fake_store};

const LABEL: &str = "Patchbay sealing key";
/// A status must not wait longer.
const LOOK_LIMIT: Duration = Duration::from_secs(2);
/// For each question to a keychain that works, some of which are slow.
const CALL_LIMIT: Duration = Duration::from_secs(30);
/// How long somebody may take to find and type a password.
const PROMPT_LIMIT: Duration = Duration::from_secs(120);
/// For everything, prompts too: longer than a prompt may take.
const LIMIT: Duration = Duration::from_secs(180);
/// A bus that hangs keeps its thread; more of them would not learn more.
const MOST_LOOKS: usize = 4;
static LOOKS: AtomicUsize = AtomicUsize::new(0);

/// One of the looks under way. Ends when its thread does, also when that never started.
struct Look;

impl Look {
    fn start() -> Option<Self> {
        let look = (LOOKS.fetch_add(1, Ordering::AcqRel), Self);
        (look.0 < MOST_LOOKS).then_some(look.1)
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        LOOKS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The platform's own keychain.
#[derive(Debug, Default)]
pub struct OsKeychain;

impl Keychain for OsKeychain {
    fn look(&self) -> KeychainReport {
        if let Some(fake) = fake_store() {
            return fake;
        }
        let looked = Look::start().and_then(|look| {
            within(LOOK_LIMIT, move || {
                // The bus waits longer, so that not answering in time has one outcome.
                let report = Bus::connect(LOOK_LIMIT * 2).and_then(|bus| bus.look());
                drop(look);
                report
            })
        });
        match looked {
            Some(Ok(report)) => report,
            Some(Err(error)) => KeychainReport {
                state: KeychainState::Absent,
                name: None,
                message: Some(reason(error)),
            },
            None => KeychainReport {
                state: KeychainState::Unknown,
                name: None,
                message: Some("the session bus does not answer in time".into()),
            },
        }
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        in_time(LIMIT, account, |account| {
            if open_entry(account)? {
                read(account)
            } else {
                Ok(None)
            }
        })
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let secret = Zeroizing::new(secret.to_vec());
        in_time(LIMIT, account, move |account| {
            open_default_collection()?;
            entry(account)?.set_secret(&secret).map_err(named)
        })
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        in_time(LIMIT, account, |account| {
            if !open_entry(account)? {
                return Ok(());
            }
            match entry(account)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(Error::Ambiguous(entries)) => entries
                    .iter()
                    .try_for_each(|entry| entry.delete_credential().map_err(named)),
                Err(error) => Err(named(error)),
            }
        })
    }

    fn peek(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        in_time(LOOK_LIMIT, account, |account| {
            let (open, locked) = Bus::connect(LOOK_LIMIT)?.search(&attributes(account))?;
            if !locked.is_empty() {
                return Err(KeychainError::Locked("it waits for its password".into()));
            }
            if open.is_empty() {
                return Ok(None);
            }
            read(account)
        })
    }
}

/// Gives up on a keychain that hangs.
fn in_time<T: Send + 'static>(
    limit: Duration,
    account: &str,
    work: impl FnOnce(&str) -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    if let Some(fake) = fake_store() {
        return Err(KeychainError::Untrusted(fake.message.unwrap_or_default()));
    }
    let account = account.to_owned();
    within(limit, move || work(&account)).unwrap_or_else(|| {
        Err(KeychainError::Unavailable(
            "it did not answer in time".into(),
        ))
    })
}

/// Under which an entry is found. The library writes the same ones.
fn attributes(account: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", account)])
}

/// Whether there is such an entry; if so, it is unlocked now.
fn open_entry(account: &str) -> Result<bool, KeychainError> {
    let bus = Bus::connect(CALL_LIMIT)?;
    let (open, locked) = bus.search(&attributes(account))?;
    if !locked.is_empty() {
        bus.unlock(&locked, PROMPT_LIMIT)?;
    }
    Ok(!open.is_empty() || !locked.is_empty())
}

fn open_default_collection() -> Result<(), KeychainError> {
    let bus = Bus::connect(CALL_LIMIT)?;
    let collection: OwnedObjectPath = bus.default_collection()?.ok_or_else(no_collection)?;
    if bus.is_locked(collection.as_str())? {
        bus.unlock(&[collection], PROMPT_LIMIT)?;
    }
    Ok(())
}

fn read(account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
    let secret = match entry(account)?.get_secret() {
        // A keyring that was copied or restored beside the other: both have the same key.
        Err(Error::Ambiguous(entries)) => match entries.first() {
            Some(entry) => entry.get_secret(),
            None => Err(Error::NoEntry),
        },
        secret => secret,
    };
    match secret {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(named(error)),
    }
}

fn entry(account: &str) -> Result<Entry, KeychainError> {
    Store::new()
        .and_then(|store| {
            let label = HashMap::from([("label", LABEL)]);
            store.build(SERVICE, account, Some(&label))
        })
        .map_err(named)
}

fn no_collection() -> KeychainError {
    KeychainError::Unavailable("it has no default keyring to put a key into".into())
}

fn reason(error: KeychainError) -> String {
    match error {
        KeychainError::Unavailable(reason)
        | KeychainError::Locked(reason)
        | KeychainError::Denied(reason)
        | KeychainError::Untrusted(reason) => reason,
    }
}

/// The library's texts can repeat what an entry holds (`BadEncoding`), so only known ones pass.
fn named(error: Error) -> KeychainError {
    match error {
        Error::NoStorageAccess(cause) => match cause.to_string() {
            text if text.contains("locked") => {
                KeychainError::Locked("it waits for its password".into())
            }
            text if text.contains("prompt") => dismissed(),
            _ => no_collection(),
        },
        Error::PlatformFailure(cause) => {
            match cause.source().and_then(|cause| cause.downcast_ref()) {
                Some(error) => told(error),
                None => KeychainError::Unavailable("it gave no usable answer".into()),
            }
        }
        _ => KeychainError::Unavailable("it gave no usable answer".into()),
    }
}
