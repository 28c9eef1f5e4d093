use zeroize::Zeroizing;

/// Under which name the keys stand in the system's keychain.
const SERVICE: &str = "Patchbay";

/// Why a keychain gives or takes nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// There is none, or it does not work.
    #[error("there is no working system keychain ({0})")]
    Unavailable(String),
    /// There is one; it is locked, or its user said no.
    #[error("the system keychain is locked or access was denied ({0})")]
    Locked(String),
}

/// A place for small secrets that outlives the process.
pub trait Keychain: Send + Sync {
    /// `None` when there is no such entry; that is not an error.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;
    /// Adds or replaces an entry.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError>;
    /// Removes an entry.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
}

/// The platform's own: Secret Service, macOS Keychain, Windows Credential Manager.
#[derive(Debug, Default)]
pub struct OsKeychain;

impl OsKeychain {
    fn entry(account: &str) -> Result<keyring::Entry, KeychainError> {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(KeychainError::Unavailable(error.to_string()));
        }
        keyring::Entry::new(SERVICE, account).map_err(named)
    }
}

impl Keychain for OsKeychain {
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
        Self::entry(account)?.delete_credential().map_err(named)
    }
}

/// The library's texts can repeat what an entry holds (`BadEncoding`), so only known ones pass.
fn named(error: keyring::Error) -> KeychainError {
    match error {
        keyring::Error::NoStorageAccess(cause) => KeychainError::Locked(cause.to_string()),
        keyring::Error::PlatformFailure(cause) => KeychainError::Unavailable(cause.to_string()),
        keyring::Error::NoDefaultStore => KeychainError::Unavailable("no store".into()),
        _ => KeychainError::Unavailable("unexpected answer".into()),
    }
}
