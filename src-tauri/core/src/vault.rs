//! What a person can ask of the vault.

use secrecy::SecretString;

use crate::{Core, Error, VaultChange, VaultStatus};

impl Core {
    /// Whether secrets can be kept and read. Waits for nobody.
    pub async fn vault_status(&self) -> Result<VaultStatus, Error> {
        self.inner.secrets.status().await
    }

    /// Looks at the keychain and opens what can be opened without asking anybody. To be called
    /// once at the start; a keychain may be slow, and nothing but a run needs it.
    pub fn wake_vault(&self) {
        self.inner.secrets.wake_in_background();
    }

    /// Opens the vault. A keychain may ask its user, and this waits for the answer.
    pub async fn unlock_vault(&self, passphrase: Option<&SecretString>) -> Result<(), Error> {
        self.inner.secrets.unlock(passphrase).await
    }

    /// Wipes the keys from memory until somebody unlocks.
    pub fn lock_vault(&self) {
        self.inner.secrets.lock();
    }

    /// Another key, holder or passphrase. All or nothing.
    pub async fn change_vault(&self, change: VaultChange) -> Result<(), Error> {
        self.inner.secrets.change(change).await
    }
}
