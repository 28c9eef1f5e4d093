//! Where keys are kept: one random key seals every secret, and that one is in the system's
//! keychain or under a passphrase.
//!
//! Everything here blocks (a keychain may ask its user): call it off the async threads.
//! Deliberately absent: storage. Sealed bytes and the record travel through the caller.

mod keychain;
mod seal;
mod wrap;

use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

pub use keychain::{Keychain, KeychainError, OsKeychain};
pub use seal::{CannotOpen, Sealer};

/// Who holds the sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Secret Service, macOS Keychain or Windows Credential Manager.
    Keychain,
    /// Argon2id over `PATCHBAY_VAULT_PASSPHRASE`.
    Passphrase,
}

impl Backend {
    /// The word stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Passphrase => "passphrase",
        }
    }

    /// The reverse of [`Backend::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Keychain, Self::Passphrase]
            .into_iter()
            .find(|backend| backend.as_str() == text)
    }
}

/// How to find the sealing key again. Holds no key in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Random; names the key in the keychain and binds every sealed secret to it.
    pub key_id: String,
    /// Who holds it.
    pub backend: Backend,
    /// For a passphrase vault: the salt.
    pub salt: Option<Vec<u8>>,
    /// For a passphrase vault: the sealing key, encrypted.
    pub wrapped_key: Option<Vec<u8>>,
}

/// Why the vault gives no key. Each has its own remedy, and none of them destroys anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither a keychain nor a passphrase: a new secret cannot be kept.
    #[error("no place to keep secrets: {reason}, and PATCHBAY_VAULT_PASSPHRASE is not set")]
    NoBackend {
        /// Why the keychain does not serve.
        reason: String,
    },
    /// The key is in a keychain that does not answer or is locked.
    #[error("the system keychain does not give the key: {0}")]
    Keychain(#[from] KeychainError),
    /// The keychain works, but has no such key.
    #[error(
        "the system keychain has no key {key_id:?}; this database was made under another user or on another machine"
    )]
    KeyMissing {
        /// The key looked for.
        key_id: String,
    },
    /// The vault needs its passphrase.
    #[error("the vault is closed with a passphrase and PATCHBAY_VAULT_PASSPHRASE is not set")]
    PassphraseNeeded,
    /// The passphrase does not open the vault.
    #[error("PATCHBAY_VAULT_PASSPHRASE is not the passphrase this vault was made with")]
    WrongPassphrase,
    /// The record is not one of ours.
    #[error("the vault's record is damaged: {0}")]
    Damaged(&'static str),
    /// The system gives no random bytes.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl Error {
    /// What to do about it, in one sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoBackend { .. } => {
                "Start a keychain (on Linux a Secret Service such as gnome-keyring or KWallet), or set PATCHBAY_VAULT_PASSPHRASE before starting Patchbay."
            }
            Self::Keychain(_) => "Unlock or start the system keychain and try again.",
            Self::KeyMissing { .. } => {
                "Enter the API keys again, or restore the keychain this database was made with."
            }
            Self::PassphraseNeeded => "Set PATCHBAY_VAULT_PASSPHRASE before starting Patchbay.",
            Self::WrongPassphrase => {
                "Start Patchbay again with the passphrase the vault was made with."
            }
            Self::Damaged(_) => "Restore the database from a backup.",
            Self::NoRandomness => "Restart the system.",
        }
    }
}

/// Gives the sealing key, and remembers it once it has it.
pub struct Vault {
    keychain: Box<dyn Keychain>,
    passphrase: Option<SecretString>,
    open: Mutex<Option<Sealer>>,
}

impl Vault {
    /// `passphrase` is used where there is no keychain, and for vaults made with one.
    pub fn new(keychain: Box<dyn Keychain>, passphrase: Option<SecretString>) -> Self {
        Self {
            keychain,
            passphrase,
            open: Mutex::new(None),
        }
    }

    /// The sealer of an existing vault. Blocks while a keychain asks its user.
    pub fn open(&self, record: &Record) -> Result<Sealer, Error> {
        // Held across the keychain's answer, so that a slow keychain asks once, not once per caller.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sealer) = open.as_ref().filter(|s| s.key_id() == record.key_id) {
            return Ok(sealer.clone());
        }
        let key = match record.backend {
            Backend::Keychain => {
                self.keychain
                    .get(&record.key_id)?
                    .ok_or_else(|| Error::KeyMissing {
                        key_id: record.key_id.clone(),
                    })?
            }
            Backend::Passphrase => {
                let passphrase = self.passphrase.as_ref().ok_or(Error::PassphraseNeeded)?;
                wrap::unwrap_key(record, passphrase)?
            }
        };
        let sealer = Sealer::new(record.key_id.clone(), &key)?;
        *open = Some(sealer.clone());
        Ok(sealer)
    }

    /// Makes a new key and puts it into the keychain, or under the passphrase where there is no
    /// keychain. With neither, nothing is made.
    pub fn create(&self) -> Result<(Record, Sealer), Error> {
        let key = seal::random_key()?;
        let key_id = seal::random_id()?;
        let sealer = Sealer::new(key_id.clone(), key.as_slice())?;
        let record = match (
            keep(self.keychain.as_ref(), &key_id, key.as_slice()),
            &self.passphrase,
        ) {
            (Ok(()), _) => Record {
                key_id,
                backend: Backend::Keychain,
                salt: None,
                wrapped_key: None,
            },
            (Err(_), Some(passphrase)) => wrap::wrap_key(key_id, &key, passphrase)?,
            (Err(reason), None) => {
                return Err(Error::NoBackend {
                    reason: reason.to_string(),
                });
            }
        };
        Ok((record, sealer))
    }

    /// Forgets a key that was made but lost the race to be recorded. Best effort: a key nobody
    /// refers to does no harm.
    pub fn discard(&self, record: &Record) {
        if record.backend == Backend::Keychain {
            let _ = self.keychain.delete(&record.key_id);
        }
    }
}

/// Writes and reads back: a keychain that forgets must be noticed before something depends on it.
fn keep(keychain: &dyn Keychain, key_id: &str, key: &[u8]) -> Result<(), KeychainError> {
    keychain.set(key_id, key)?;
    match keychain.get(key_id)? {
        Some(kept) if kept.as_slice() == key => Ok(()),
        _ => Err(KeychainError::Unavailable(
            "the keychain did not keep what was written".into(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use zeroize::Zeroizing;

    use super::*;

    #[derive(Clone, Default)]
    struct Fake(Arc<Mutex<HashMap<String, Vec<u8>>>>, Mode);

    #[derive(Clone, Copy, Default, PartialEq)]
    enum Mode {
        #[default]
        Works,
        Absent,
        Locked,
        Forgets,
    }

    impl Fake {
        fn check(&self) -> Result<(), KeychainError> {
            match self.1 {
                Mode::Absent => Err(KeychainError::Unavailable("no D-Bus".into())),
                Mode::Locked => Err(KeychainError::Locked("locked".into())),
                _ => Ok(()),
            }
        }
    }

    impl Keychain for Fake {
        fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
            self.check()?;
            let all = self.0.lock().expect("not poisoned");
            Ok(all.get(account).cloned().map(Zeroizing::new))
        }

        fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
            self.check()?;
            if self.1 != Mode::Forgets {
                let mut all = self.0.lock().expect("not poisoned");
                all.insert(account.into(), secret.into());
            }
            Ok(())
        }

        fn delete(&self, account: &str) -> Result<(), KeychainError> {
            self.check()?;
            self.0.lock().expect("not poisoned").remove(account);
            Ok(())
        }
    }

    fn vault(fake: &Fake, passphrase: Option<&str>) -> Vault {
        Vault::new(Box::new(fake.clone()), passphrase.map(SecretString::from))
    }

    #[test]
    fn a_key_in_the_keychain_opens_in_a_new_process() {
        let fake = Fake::default();
        let (record, sealer) = vault(&fake, Some("unused")).create().expect("made");
        assert_eq!(record.backend, Backend::Keychain);
        assert_eq!((&record.salt, &record.wrapped_key), (&None, &None));
        let sealed = sealer.seal("c", "apiKey", b"sk-1").expect("sealed");
        let again = vault(&fake, None).open(&record).expect("opened");
        assert_eq!(
            again
                .open("c", "apiKey", &sealed)
                .expect("whole")
                .as_slice(),
            b"sk-1"
        );
    }

    #[test]
    fn without_a_keychain_the_passphrase_serves_and_only_the_right_one() {
        let absent = Fake(Arc::default(), Mode::Absent);
        let (record, sealer) = vault(&absent, Some("right")).create().expect("made");
        assert_eq!(record.backend, Backend::Passphrase);
        let sealed = sealer.seal("c", "apiKey", b"sk-1").expect("sealed");
        let again = vault(&absent, Some("right")).open(&record).expect("opened");
        assert_eq!(
            again
                .open("c", "apiKey", &sealed)
                .expect("whole")
                .as_slice(),
            b"sk-1"
        );
        assert!(matches!(
            vault(&absent, Some("wrong")).open(&record).err(),
            Some(Error::WrongPassphrase)
        ));
        assert!(matches!(
            vault(&absent, None).open(&record).err(),
            Some(Error::PassphraseNeeded)
        ));
    }

    #[test]
    fn with_neither_the_error_names_both_ways() {
        let absent = Fake(Arc::default(), Mode::Absent);
        let error = vault(&absent, None).create().err().expect("refused");
        let text = format!("{error} {}", error.hint());
        assert!(text.contains("no D-Bus") && text.contains("PATCHBAY_VAULT_PASSPHRASE"));
        assert!(text.contains("Secret Service"), "{text}");
    }

    #[test]
    fn a_keychain_that_forgets_is_not_trusted() {
        let forgets = Fake(Arc::default(), Mode::Forgets);
        assert!(matches!(
            vault(&forgets, None).create().err(),
            Some(Error::NoBackend { .. })
        ));
    }

    #[test]
    fn locked_and_missing_are_two_states_and_neither_makes_a_new_key() {
        let works = Fake::default();
        let (record, _) = vault(&works, None).create().expect("made");
        let locked = Fake(works.0.clone(), Mode::Locked);
        assert!(matches!(
            vault(&locked, None).open(&record).err(),
            Some(Error::Keychain(KeychainError::Locked(_)))
        ));
        let other_machine = Fake::default();
        assert!(matches!(
            vault(&other_machine, None).open(&record).err(),
            Some(Error::KeyMissing { .. })
        ));
        assert!(other_machine.0.lock().expect("not poisoned").is_empty());
    }
}
