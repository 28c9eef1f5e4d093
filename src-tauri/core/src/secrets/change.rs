//! Another key, another holder, another passphrase: all of it is one thing. A new key is made and
//! kept, everything is sealed with it in one transaction, and only then the old one goes. Killed
//! at any point, the old or the new state is whole; a key nobody needs is found at the next start.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use patchbay_store::{KeyState, Replacement};
use patchbay_vault::{Ask, Backend, KeychainState, Record, Sealer, Vault};
use secrecy::SecretString;

use super::ring::{Key, write_row};
use super::{KeyRing, Secrets};
use crate::Error;

/// A key that was made and not taken into use for so long belongs to a process that ended.
const PENDING_MS: i64 = 10 * 60 * 1000;

/// What to change about the vault.
#[derive(Debug, Clone)]
pub struct VaultChange {
    /// Who shall hold the key.
    pub backend: Backend,
    /// Of the vault as it is, when it is under a passphrase.
    pub passphrase: Option<SecretString>,
    /// The one it shall have; `None` keeps the one it has.
    pub new_passphrase: Option<SecretString>,
    /// Go on though the key in use cannot be had.
    pub give_up: bool,
}

impl Secrets {
    /// Replaces the key. What was sealed with the one in use is sealed anew.
    pub(crate) async fn change(&self, change: VaultChange) -> Result<(), Error> {
        let _one_at_a_time = self.inner.changing.lock().await;
        let ring = self.ring().await?;
        if let Some(key) = ring.current() {
            match self.prove(&key.record, change.passphrase.as_ref()).await {
                Ok(()) => {}
                // A session that is over has nothing left to lose.
                Err(Error::Vault(patchbay_vault::Error::SessionOver)) => {}
                Err(Error::Vault(error)) if change.give_up && can_be_given_up(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let passphrase = match change.backend {
            Backend::Passphrase => {
                let chosen = change.new_passphrase.or(change.passphrase);
                Some(chosen.ok_or_else(|| {
                    Error::BadRequest(
                        "a vault under a passphrase needs a \"new_passphrase\"".into(),
                    )
                })?)
            }
            Backend::Keychain | Backend::Session => None,
        };
        self.install(&ring, change.backend, passphrase).await?;
        Ok(())
    }

    /// The key in use is at hand, and whoever asks knows its passphrase.
    async fn prove(&self, record: &Record, passphrase: Option<&SecretString>) -> Result<(), Error> {
        match (record.backend, passphrase) {
            (Backend::Passphrase, None) => Err(patchbay_vault::Error::PassphraseNeeded.into()),
            (Backend::Passphrase, Some(passphrase)) => self.unlock_with(record, passphrase).await,
            (Backend::Keychain | Backend::Session, _) => {
                self.sealer_of(record, Ask::Again).await.map(drop)
            }
        }
    }

    /// Opens the vault because a person asked for it; a prompt may appear.
    pub(crate) async fn unlock(&self, passphrase: Option<&SecretString>) -> Result<(), Error> {
        let ring = self.ring().await?;
        let Some(key) = ring.current() else {
            return Ok(());
        };
        self.prove(&key.record, passphrase).await
    }

    async fn unlock_with(&self, record: &Record, passphrase: &SecretString) -> Result<(), Error> {
        let (record, passphrase) = (record.clone(), passphrase.clone());
        let unlock = move |vault: &Vault| vault.unlock_with(&record, &passphrase);
        self.with_vault(unlock).await??;
        Ok(())
    }

    /// Forgets every key until somebody unlocks.
    pub(crate) fn lock(&self) {
        self.inner.vault.close();
    }

    /// Makes a key and takes it into use. [`Error::VaultChanged`] when another was faster.
    pub(super) async fn install(
        &self,
        ring: &KeyRing,
        backend: Backend,
        passphrase: Option<SecretString>,
    ) -> Result<Sealer, Error> {
        let Self { inner } = self;
        // Now: whoever locks the vault while the keychain asks its user must not make them lost.
        let at_hand = |key: &Key| inner.vault.in_memory(&key.record.key_id);
        let openers: HashMap<_, _> = ring
            .0
            .iter()
            .filter_map(|key| Some((key.record.key_id.clone(), at_hand(key)?)))
            .collect();
        let make = move |vault: &Vault| vault.make(backend, passphrase.as_ref());
        let new = self.with_vault(make).await??;
        let record = new.record().clone();
        let row = write_row(&record, KeyState::Pending, inner.environment.now_ms());
        inner.store.add_pending_key(row).await?;
        let (kept, new) = self.with_vault(|vault| (vault.keep(&new), new)).await?;
        if let Err(error) = kept {
            self.discard(&record, KeyState::Pending).await;
            return Err(error.into());
        }

        let old = ring.current();
        let leaves = match old {
            Some(old) if openers.contains_key(&old.record.key_id) => KeyState::Retired,
            _ => KeyState::Lost,
        };
        let change = Replacement {
            from: old.map(|key| key.record.key_id.clone()),
            leaves,
            to: record.key_id.clone(),
        };
        let sealer = new.sealer().clone();
        let seal = sealer.clone();
        let replaced = inner.store.replace_key(change, move |secret| {
            let opener = openers.get(secret.key_id)?;
            let opened = opener
                .open(secret.owner, secret.field, secret.sealed)
                .ok()?;
            seal.seal(secret.owner, secret.field, &opened).ok()
        });
        if !replaced.await? {
            self.discard(&record, KeyState::Pending).await;
            return Err(Error::VaultChanged);
        }
        inner.vault.adopt(new);
        if let (Some(old), KeyState::Retired) = (old, leaves) {
            self.discard(&old.record, KeyState::Retired).await;
        }
        Ok(sealer)
    }

    /// Looks at the keychain, tries the keys without asking anybody, and clears away what earlier
    /// changes left behind. At the start, and when something may have changed for the better.
    pub(crate) async fn wake(&self) -> Result<(), Error> {
        if self.inner.waking.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let woken = self.look_around().await;
        self.inner.waking.store(false, Ordering::SeqCst);
        woken
    }

    /// [`Secrets::wake`], for those who need not wait for it.
    pub(crate) fn wake_in_background(&self) {
        let again = self.clone();
        tokio::spawn(async move {
            if let Err(error) = again.wake().await {
                tracing::warn!(%error, "the vault could not be looked at");
            }
        });
    }

    async fn look_around(&self) -> Result<(), Error> {
        let keychain = self.with_vault(Vault::probe).await?;
        let ring = self.ring().await?;
        let used = self.inner.store.count_secrets().await?;
        let is_used = |key: &Key| used.sealed.iter().any(|(id, _)| *id == key.record.key_id);
        let old = self.inner.environment.now_ms() - PENDING_MS;
        for key in &ring.0 {
            let is_left_over = match key.state {
                KeyState::Current => false,
                KeyState::Retired => true,
                KeyState::Lost => !is_used(key),
                KeyState::Pending => key.created_at_ms < old,
            };
            let may_remove =
                key.record.backend != Backend::Keychain || keychain.state == KeychainState::Works;
            match (is_left_over, key.state) {
                (false, KeyState::Pending) => {}
                // Its outcome is what the status tells.
                (false, _) => drop(self.sealer_of(&key.record, Ask::Never).await),
                (true, _) if !may_remove => {}
                (true, KeyState::Retired) => self.discard(&key.record, key.state).await,
                // The record first, so that it cannot come into use meanwhile.
                (true, state) => {
                    if self
                        .inner
                        .store
                        .remove_key(&key.record.key_id, state)
                        .await?
                    {
                        self.discard(&key.record, state).await;
                    }
                }
            }
        }
        Ok(())
    }

    /// Removes a key that is not in use and never will be, then its record. What fails is tried
    /// again at the next start, as long as there is a record.
    async fn discard(&self, record: &Record, state: KeyState) {
        let forgotten = record.clone();
        let removed = async {
            self.with_vault(move |vault| vault.forget(&forgotten))
                .await??;
            self.inner.store.remove_key(&record.key_id, state).await?;
            Ok::<_, Error>(())
        };
        if let Err(error) = removed.await {
            tracing::warn!(%error, "a key that is not needed any more could not be removed");
        }
    }
}

/// Errors that say the key cannot be had, not that the change went wrong.
fn can_be_given_up(error: &patchbay_vault::Error) -> bool {
    use patchbay_vault::Error as E;
    matches!(
        error,
        E::KeyMissing { .. }
            | E::NoKeychain(_)
            | E::Untrusted(_)
            | E::Locked(_)
            | E::Denied(_)
            | E::PassphraseNeeded
            | E::Damaged(_)
    )
}
