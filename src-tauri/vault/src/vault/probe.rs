//! Whether a keychain keeps what it is given, before anything depends on it.

use super::Vault;
use crate::keychain::{KeychainReport, KeychainState};
use crate::memory::Canary;
use crate::seal;

impl Vault {
    /// The keychain as it looks now, and what the last probe found. Asks nobody.
    pub fn keychain(&self) -> KeychainReport {
        let report = self.keychain.look();
        match &self.memory().canary {
            Some(canary)
                if report.state == KeychainState::Works && canary.keychain == report.name =>
            {
                KeychainReport {
                    state: KeychainState::Untrusted,
                    message: Some(canary.message.clone()),
                    ..report
                }
            }
            _ => report,
        }
    }

    /// Gives an open keychain a random value to keep, reads it back and deletes it. What comes of it is
    /// what [`Vault::keychain`] says from now on. Does nothing while the keychain is busy or not open.
    pub fn probe(&self) -> KeychainReport {
        if let Some(_turn) = self.free_turn() {
            let report = self.keychain.look();
            if report.state == KeychainState::Works {
                let message = self.canary();
                self.memory().canary = message.map(|message| Canary {
                    keychain: report.name,
                    message,
                });
            }
        }
        self.keychain()
    }

    /// Why the keychain is not to be trusted.
    fn canary(&self) -> Option<String> {
        let value = seal::random_key().ok()?;
        let account = format!("canary-{}", seal::random_id().ok()?);
        let kept = self
            .keychain
            .set(&account, value.as_slice())
            .and_then(|()| self.keychain.get(&account));
        let deleted = self.keychain.delete(&account);
        match kept.and_then(|kept| deleted.map(|()| kept)) {
            Ok(kept) => fault(kept.as_deref(), value.as_slice()).map(str::to_owned),
            // One that was locked or ended meanwhile is not broken, and says so itself.
            Err(error) => {
                (self.keychain.look().state == KeychainState::Works).then(|| error.to_string())
            }
        }
    }
}

/// What is wrong with a keychain that gave `kept` after it was given `value`.
pub(super) fn fault(kept: Option<&Vec<u8>>, value: &[u8]) -> Option<&'static str> {
    match kept {
        Some(kept) if kept.as_slice() == value => None,
        Some(_) => Some("it changes what it is given"),
        None => Some("it forgets what it is given"),
    }
}
