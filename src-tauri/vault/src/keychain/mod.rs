//! The system's keychain: what it must do, how it can fail, and the one of each platform.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;

use zeroize::Zeroizing;

#[cfg(not(target_os = "linux"))]
pub use native::OsKeychain;
#[cfg(target_os = "linux")]
pub use secret_service::OsKeychain;

/// Under which name the keys stand in the system's keychain.
const SERVICE: &str = "Patchbay";

/// Why the library would not use the system's keychain: somebody set a store for tests.
fn fake_store() -> Option<KeychainReport> {
    let vendor = keyring_core::get_default_store()?.vendor();
    let lower = vendor.to_lowercase();
    ["mock", "sample"]
        .iter()
        .any(|fake| lower.contains(fake))
        .then(|| KeychainReport {
            state: KeychainState::Untrusted,
            name: Some(vendor),
            message: Some("it is a stand-in for tests, which keeps nothing".into()),
        })
}

/// What can be said of a keychain without asking anybody anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeychainState {
    /// It is there and open.
    Works,
    /// It is there, and gives nothing before its user unlocks it.
    Locked,
    /// It is there, and has no collection to put something into.
    NoCollection,
    /// There is none.
    Absent,
    /// What it is given is not safe there.
    Untrusted,
    /// It did not answer in time.
    Unknown,
}

impl KeychainState {
    /// The word sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Locked => "locked",
            Self::NoCollection => "no_collection",
            Self::Absent => "absent",
            Self::Untrusted => "untrusted",
            Self::Unknown => "unknown",
        }
    }
}

/// A keychain as it looks from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeychainReport {
    /// Whether it would give and take keys.
    pub state: KeychainState,
    /// The program or product that answers.
    pub name: Option<String>,
    /// Why it does not work.
    pub message: Option<String>,
}

/// Why a keychain gives or takes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// There is none, or it does not work.
    #[error("there is no working system keychain ({0})")]
    Unavailable(String),
    /// It is locked, and nobody could be asked.
    #[error("the system keychain is locked ({0})")]
    Locked(String),
    /// Its user was asked and said no.
    #[error("access to the system keychain was not allowed ({0})")]
    Denied(String),
    /// What it is given is not safe there.
    #[error("the system keychain cannot be trusted with a key ({0})")]
    Untrusted(String),
}

/// A place for small secrets that outlives the process. Each call is made with a fresh handle: what was
/// started, restarted or locked since the last one is seen.
pub trait Keychain: Send + Sync {
    /// What can be seen without asking anybody anything. Takes two seconds at most.
    fn look(&self) -> KeychainReport;
    /// Blocks, may prompt. `None` when there is no such entry; that is not an error.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;
    /// Blocks, may prompt. Adds or replaces an entry.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError>;
    /// Blocks, may prompt. Removes an entry; not having it is fine.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
    /// Like [`Keychain::get`] for a keychain that looks open, where even then nobody may be asked.
    fn peek(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.get(account)
    }
}
