//! macOS Keychain and Windows Credential Manager, as the library gives them.

use zeroize::Zeroizing;

use super::{Keychain, KeychainError, KeychainReport, KeychainState, SERVICE, fake_store};

const NAME: &str = if cfg!(target_os = "macos") {
    "macOS Keychain"
} else {
    "Windows Credential Manager"
};

/// The platform's own keychain.
#[derive(Debug, Default)]
pub struct OsKeychain;

impl OsKeychain {
    fn entry(account: &str) -> Result<keyring::Entry, KeychainError> {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(KeychainError::Unavailable(error.to_string()));
        }
        if let Some(fake) = fake_store() {
            return Err(KeychainError::Untrusted(fake.message.unwrap_or_default()));
        }
        keyring::Entry::new(SERVICE, account).map_err(named)
    }
}

impl Keychain for OsKeychain {
    fn look(&self) -> KeychainReport {
        if let Some(fake) = fake_store() {
            return fake;
        }
        match keyring::Entry::store_status() {
            Ok(()) => KeychainReport {
                state: KeychainState::Works,
                name: Some(NAME.into()),
                message: None,
            },
            Err(error) => KeychainReport {
                state: KeychainState::Absent,
                name: None,
                message: Some(error.to_string()),
            },
        }
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        match Self::entry(account)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(named(error)),
        }
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        Self::entry(account)?.set_secret(secret).map_err(named)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(named(error)),
        }
    }
}

/// The library's texts can repeat what an entry holds (`BadEncoding`), so only known ones pass.
fn named(error: keyring::Error) -> KeychainError {
    match error {
        keyring::Error::NoStorageAccess(cause) => KeychainError::Denied(cause.to_string()),
        keyring::Error::PlatformFailure(cause) => {
            let text = cause.to_string();
            // macOS has no class of errors for it.
            if text.to_lowercase().contains("cancel") {
                KeychainError::Denied(text)
            } else {
                KeychainError::Unavailable(text)
            }
        }
        keyring::Error::NoDefaultStore => KeychainError::Unavailable("no store".into()),
        _ => KeychainError::Unavailable("unexpected answer".into()),
    }
}
