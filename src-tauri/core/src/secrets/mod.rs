//! The vault's keys and the database's sealed bytes, brought together.

mod change;
mod ring;
mod status;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use patchbay_model::SecretField;
use patchbay_store::{NETWORKING, SecretContent, Store, StoredSecret};
use patchbay_vault::{
    Ask, Backend, KdfCost, KeychainReport, KeychainState, Record, Sealer, Vault, close_file,
    is_closed_file,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

pub use change::VaultChange;
pub(crate) use ring::KeyRing;
pub use status::{VaultState, VaultStatus};

use crate::spec::{reference_to, variable};
use crate::{Environment, Error, SecretOwner};
use ring::Key;

/// A key may be replaced while something is read or written; then it is tried again.
pub(crate) const TRIES: usize = 20;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Secrets {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    vault: Arc<Vault>,
    environment: Environment,
    /// For machines where nobody can type one.
    passphrase: Option<SecretString>,
    /// It is tried once: a wrong one must not use up the tries of a person.
    passphrase_tried: AtomicBool,
    /// Two first secrets at once must not make two keys.
    changing: Mutex<()>,
    /// A look at the keychain is on its way.
    waking: AtomicBool,
}

impl Secrets {
    pub(crate) fn new(
        store: Store,
        vault: Vault,
        passphrase: Option<SecretString>,
        environment: &Environment,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                vault: Arc::new(vault),
                environment: environment.clone(),
                passphrase,
                passphrase_tried: AtomicBool::new(false),
                changing: Mutex::default(),
                waking: AtomicBool::new(false),
            }),
        }
    }

    /// Seals the secrets of a connector, by its id, or of [`NETWORKING`], and makes the vault with
    /// the first one. What names an environment variable is not sealed.
    pub(crate) async fn seal(
        &self,
        owner: &str,
        secrets: &BTreeMap<SecretField, SecretString>,
    ) -> Result<Vec<StoredSecret>, Error> {
        let mut sealer = None;
        let mut stored = Vec::with_capacity(secrets.len());
        for (field, secret) in secrets {
            let field = field.name().into_owned();
            let secret = secret.expose_secret();
            let content = match variable(secret) {
                Some(name) => SecretContent::Variable(name.to_owned()),
                None => {
                    let sealer = match &sealer {
                        Some(sealer) => sealer,
                        None => sealer.insert(self.sealer().await?),
                    };
                    SecretContent::Sealed {
                        key_id: sealer.key_id().to_owned(),
                        sealed: sealer.seal(owner, &field, secret.as_bytes())?,
                    }
                }
            };
            stored.push(StoredSecret { field, content });
        }
        Ok(stored)
    }

    /// A connector's secrets for a request: opened, or read from the environment.
    pub(crate) async fn open(
        &self,
        id: &str,
        owner: &SecretOwner,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let entered = self.open_except(id, owner, &BTreeSet::new()).await?;
        self.resolve(owner, &entered)
    }

    /// The secrets of the networking settings, for a connection.
    pub(crate) async fn open_networking(
        &self,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        self.open(NETWORKING, &SecretOwner::Networking).await
    }

    /// A connector's secrets as they were entered, without some.
    pub(crate) async fn open_except(
        &self,
        id: &str,
        owner: &SecretOwner,
        except: &BTreeSet<SecretField>,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let except: Vec<_> = except.iter().map(SecretField::name).collect();
        let read = async || {
            let mut stored = self.inner.store.secrets(id).await?;
            stored.retain(|secret| !except.iter().any(|name| *name == secret.field));
            Ok::<_, Error>(stored)
        };
        let mut stored = read().await?;
        for _ in 0..TRIES {
            if stored.is_empty() {
                break;
            }
            let error = match self.open_all(id, owner, &stored).await {
                Ok(secrets) => return Ok(secrets),
                Err(error) => error,
            };
            // Somebody may have sealed them anew while we were reading.
            let now = read().await?;
            if now == stored {
                return Err(error);
            }
            stored = now;
        }
        Ok(BTreeMap::new())
    }

    async fn open_all(
        &self,
        id: &str,
        owner: &SecretOwner,
        stored: &[StoredSecret],
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let ring = self.ring().await?;
        let unreadable = || Error::SecretUnreadable {
            owner: owner.clone(),
        };
        let mut secrets = BTreeMap::new();
        for StoredSecret { field, content } in stored {
            let parsed = SecretField::parse(field).ok_or_else(unreadable)?;
            let secret = match content {
                SecretContent::Variable(variable) => reference_to(variable),
                SecretContent::Sealed { key_id, sealed } => {
                    let lost = || Error::SecretLost {
                        owner: owner.clone(),
                    };
                    let key = ring.find(key_id).ok_or_else(lost)?;
                    let sealer = match self.sealer_of(&key.record, Ask::May).await {
                        Err(Error::Vault(_)) if key.was_given_up() => return Err(lost()),
                        Err(Error::Vault(error)) if is_final(&error) => return Err(lost()),
                        sealer => sealer?,
                    };
                    let opened = sealer.open(id, field, sealed).map_err(|_| unreadable())?;
                    let text = std::str::from_utf8(&opened).map_err(|_| unreadable())?;
                    SecretString::from(text)
                }
            };
            secrets.insert(parsed, secret);
        }
        Ok(secrets)
    }

    /// Reads those that name an environment variable.
    pub(crate) fn resolve(
        &self,
        owner: &SecretOwner,
        secrets: &BTreeMap<SecretField, SecretString>,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let resolve = |(field, secret): (&SecretField, &SecretString)| {
            let secret = match variable(secret.expose_secret()) {
                Some(variable) => {
                    let value = self.inner.environment.variable(variable);
                    value.ok_or_else(|| Error::VariableUnset {
                        owner: owner.clone(),
                        variable: variable.into(),
                    })?
                }
                None => secret.clone(),
            };
            Ok((field.clone(), secret))
        };
        secrets.iter().map(resolve).collect()
    }

    /// Closes a text with a passphrase of its own.
    pub(crate) async fn close_file(
        &self,
        text: String,
        passphrase: &SecretString,
    ) -> Result<String, Error> {
        let (text, passphrase) = (Zeroizing::new(text), passphrase.clone());
        let close = move || close_file(text.as_bytes(), &passphrase, KdfCost::default());
        Ok(blocking(close).await??)
    }

    /// The text of a file that may be closed with a passphrase, and whether it was.
    pub(crate) async fn open_file(
        &self,
        text: &str,
        passphrase: Option<&SecretString>,
    ) -> Result<(Zeroizing<String>, bool), Error> {
        let text = Zeroizing::new(text.to_owned());
        if !is_closed_file(&text) {
            return Ok((text, false));
        }
        let passphrase = passphrase.ok_or(Error::FilePassphraseNeeded)?.clone();
        let open = move |vault: &Vault| vault.open_file(&text, &passphrase);
        let opened = self.with_vault(open).await??;
        let text = std::str::from_utf8(&opened).map_err(|_| patchbay_vault::Error::FileDamaged)?;
        Ok((Zeroizing::new(text.to_owned()), true))
    }

    /// Which keys there are, and which of them are gone.
    pub(crate) async fn ring(&self) -> Result<KeyRing, Error> {
        let rows = self.inner.store.sealing_keys().await?;
        KeyRing::read(rows, &self.inner.vault)
    }

    /// The sealer for what is saved now.
    async fn sealer(&self) -> Result<Sealer, Error> {
        for _ in 0..TRIES {
            let ring = self.ring().await?;
            if let Some(key) = ring.current() {
                match self.sealer_of(&key.record, Ask::May).await {
                    // The keychain works and does not know the key. What it sealed stays where it
                    // is, in case it comes back; what is entered from now on needs another.
                    Err(Error::Vault(patchbay_vault::Error::KeyMissing { .. })) => {}
                    Err(Error::Vault(patchbay_vault::Error::SessionOver)) => {
                        return Err(no_place(self.keychain().await?).into());
                    }
                    sealer => return sealer,
                }
            }
            let _one_at_a_time = self.inner.changing.lock().await;
            let now = self.ring().await?;
            let same = |key: Option<&Key>| key.map(|key| key.record.key_id.clone());
            if same(now.current()) != same(ring.current()) {
                continue;
            }
            let (backend, passphrase) = self.first_choice().await?;
            match self.install(&now, backend, passphrase).await {
                Err(Error::VaultChanged) => {}
                sealer => return sealer,
            }
        }
        Err(Error::VaultChanged)
    }

    /// The keychain where it works, else the passphrase the program was started with. Everything
    /// else is for a person to choose.
    fn first_backend(&self, keychain: KeychainState) -> Option<Backend> {
        match (keychain, &self.inner.passphrase) {
            (KeychainState::Works, _) => Some(Backend::Keychain),
            (_, Some(_)) => Some(Backend::Passphrase),
            (_, None) => None,
        }
    }

    async fn first_choice(&self) -> Result<(Backend, Option<SecretString>), Error> {
        let keychain = self.keychain().await?;
        match self.first_backend(keychain.state) {
            Some(Backend::Passphrase) => Ok((Backend::Passphrase, self.inner.passphrase.clone())),
            Some(backend) => Ok((backend, None)),
            None => Err(no_place(keychain).into()),
        }
    }

    async fn keychain(&self) -> Result<KeychainReport, Error> {
        self.with_vault(Vault::keychain).await
    }

    /// For what blocks: on a thread of its own.
    async fn with_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Vault) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let vault = self.inner.vault.clone();
        blocking(move || work(&vault)).await
    }

    /// Blocks a thread of its own, never this one.
    async fn sealer_of(&self, record: &Record, ask: Ask) -> Result<Sealer, Error> {
        if let Some(sealer) = self.inner.vault.in_memory(&record.key_id) {
            return Ok(sealer);
        }
        let (inner, record) = (self.inner.clone(), record.clone());
        let opened = blocking(move || match inner.vault.open(&record, ask) {
            Err(patchbay_vault::Error::PassphraseNeeded) => {
                let tried = || inner.passphrase_tried.swap(true, Ordering::Relaxed);
                match &inner.passphrase {
                    Some(passphrase) if !inner.vault.is_closed() && !tried() => {
                        inner.vault.unlock_with(&record, passphrase)
                    }
                    _ => Err(patchbay_vault::Error::PassphraseNeeded),
                }
            }
            opened => opened,
        });
        Ok(opened.await??)
    }
}

fn no_place(keychain: KeychainReport) -> patchbay_vault::Error {
    patchbay_vault::Error::NoPlace {
        reason: keychain
            .message
            .unwrap_or_else(|| "nothing was chosen to keep them".into()),
    }
}

/// Unlocking does not help.
fn is_final(error: &patchbay_vault::Error) -> bool {
    matches!(
        error,
        patchbay_vault::Error::KeyMissing { .. } | patchbay_vault::Error::SessionOver
    )
}

/// A keychain may ask its user and wait for minutes; Argon2id takes a fifth of a second.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal("the vault's thread ended early"))
}
