//! What there is to know about the vault, without waiting for anybody.

use std::sync::atomic::Ordering;
use std::time::Duration;

use patchbay_vault::{Backend, Error as VaultError, KeychainReport, KeychainState};

use super::Secrets;
use super::ring::Key;
use crate::Error;

/// Whether secrets can be kept and read, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// Nothing has been sealed; the first secret decides where the key goes.
    Unset,
    /// They can.
    Open,
    /// A keychain is being asked, or asks its user.
    Opening,
    /// The keychain is locked.
    Locked,
    /// The keychain's user said no.
    Denied,
    /// Somebody closed it.
    Closed,
    /// There is no keychain that could have the key.
    NoKeychain,
    /// The keychain works and does not have the key, or the session is over.
    KeyMissing,
    /// It is under a passphrase.
    PassphraseNeeded,
    /// The record of the key is not one of ours.
    Damaged,
}

/// The vault's state, for a screen.
#[derive(Debug, Clone)]
pub struct VaultStatus {
    /// Whether it works.
    pub state: VaultState,
    /// Who holds the key.
    pub backend: Option<Backend>,
    /// Who would hold the first key; `None` where a person has to choose.
    pub first_backend: Option<Backend>,
    /// What is wrong, when it does not work.
    pub error: Option<VaultError>,
    /// When the key was made.
    pub key_made_at_ms: Option<i64>,
    /// The keychain that took the key.
    pub written_by: Option<String>,
    /// The keychain there is.
    pub keychain: KeychainReport,
    /// How many secrets are sealed with a key that can be had.
    pub sealed_secrets: u64,
    /// How many are sealed with one that is gone.
    pub lost_secrets: u64,
    /// How many are in environment variables.
    pub references: u64,
    /// How long a passphrase will be refused unseen.
    pub retry_after: Option<Duration>,
}

impl Secrets {
    /// What is known now. What may have become better is tried again in the background, without a
    /// prompt.
    pub(crate) async fn status(&self) -> Result<VaultStatus, Error> {
        let keychain = self.keychain().await?;
        let ring = self.ring().await?;
        let counts = self.inner.store.count_secrets().await?;
        let (mut sealed_secrets, mut lost_secrets) = (0, 0);
        for (key_id, count) in &counts.sealed {
            if ring.is_lost(key_id) {
                lost_secrets += count;
            } else {
                sealed_secrets += count;
            }
        }
        let key = ring.current();
        let (state, error) = match key {
            None => (VaultState::Unset, None),
            Some(key) => self.state_of(key, keychain.state),
        };
        Ok(VaultStatus {
            state,
            backend: key.map(|key| key.record.backend),
            first_backend: self.first_backend(keychain.state),
            error,
            key_made_at_ms: key.map(|key| key.created_at_ms),
            written_by: key.and_then(|key| key.record.holder.clone()),
            keychain,
            sealed_secrets,
            lost_secrets,
            references: counts.variables,
            retry_after: self.inner.vault.retry_after(),
        })
    }

    fn state_of(&self, key: &Key, keychain: KeychainState) -> (VaultState, Option<VaultError>) {
        let vault = &self.inner.vault;
        let backend = key.record.backend;
        if vault.is_closed() {
            return match backend {
                Backend::Passphrase => needs_passphrase(),
                Backend::Keychain | Backend::Session => {
                    (VaultState::Closed, Some(VaultError::Closed))
                }
            };
        }
        if vault.in_memory(&key.record.key_id).is_some() {
            return (VaultState::Open, None);
        }
        if vault.opening_since().is_some() || self.inner.waking.load(Ordering::SeqCst) {
            return (VaultState::Opening, None);
        }
        let Some(error) = vault.last_error(&key.record.key_id) else {
            return self.try_again(backend);
        };
        let state = match &error {
            // It was unlocked or started outside of Patchbay.
            VaultError::Locked(_) | VaultError::NoKeychain(_)
                if keychain == KeychainState::Works =>
            {
                return self.try_again(backend);
            }
            VaultError::Locked(_) => VaultState::Locked,
            VaultError::Denied(_) => VaultState::Denied,
            VaultError::NoKeychain(_) | VaultError::Untrusted(_) => VaultState::NoKeychain,
            VaultError::KeyMissing { .. } | VaultError::SessionOver => VaultState::KeyMissing,
            VaultError::PassphraseNeeded
            | VaultError::WrongPassphrase
            | VaultError::TooManyTries { .. } => VaultState::PassphraseNeeded,
            VaultError::Closed => VaultState::Closed,
            _ => VaultState::Damaged,
        };
        (state, Some(error))
    }

    fn try_again(&self, backend: Backend) -> (VaultState, Option<VaultError>) {
        self.wake_in_background();
        match backend {
            Backend::Keychain => (VaultState::Opening, None),
            Backend::Passphrase => needs_passphrase(),
            Backend::Session => (VaultState::KeyMissing, Some(VaultError::SessionOver)),
        }
    }
}

fn needs_passphrase() -> (VaultState, Option<VaultError>) {
    (
        VaultState::PassphraseNeeded,
        Some(VaultError::PassphraseNeeded),
    )
}
