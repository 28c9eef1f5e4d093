use patchbay_core::{KeychainReport, VaultChange as Change, VaultStatus};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether secrets can be kept and read, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum VaultState {
    Unset,
    Open,
    Opening,
    Locked,
    Denied,
    Closed,
    NoKeychain,
    KeyMissing,
    PassphraseNeeded,
    Damaged,
}

impl From<patchbay_core::VaultState> for VaultState {
    fn from(state: patchbay_core::VaultState) -> Self {
        use patchbay_core::VaultState as S;
        match state {
            S::Unset => Self::Unset,
            S::Open => Self::Open,
            S::Opening => Self::Opening,
            S::Locked => Self::Locked,
            S::Denied => Self::Denied,
            S::Closed => Self::Closed,
            S::NoKeychain => Self::NoKeychain,
            S::KeyMissing => Self::KeyMissing,
            S::PassphraseNeeded => Self::PassphraseNeeded,
            S::Damaged => Self::Damaged,
        }
    }
}

/// Who holds the sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultBackend {
    /// The system's keychain.
    Keychain,
    /// Stored, encrypted with a passphrase.
    Passphrase,
    /// In memory, until Patchbay is closed.
    Session,
}

impl From<patchbay_core::VaultBackend> for VaultBackend {
    fn from(backend: patchbay_core::VaultBackend) -> Self {
        match backend {
            patchbay_core::VaultBackend::Keychain => Self::Keychain,
            patchbay_core::VaultBackend::Passphrase => Self::Passphrase,
            patchbay_core::VaultBackend::Session => Self::Session,
        }
    }
}

impl From<VaultBackend> for patchbay_core::VaultBackend {
    fn from(backend: VaultBackend) -> Self {
        match backend {
            VaultBackend::Keychain => Self::Keychain,
            VaultBackend::Passphrase => Self::Passphrase,
            VaultBackend::Session => Self::Session,
        }
    }
}

/// What can be seen of a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// It takes secrets and gives them back.
    Works,
    /// It waits for its user.
    Locked,
    /// It is there, and has no place to put a secret yet.
    NoCollection,
    /// There is none.
    Absent,
    /// It forgets, or changes what it was given, or is a stand-in.
    Untrusted,
    /// It cannot be told.
    Unknown,
}

impl From<patchbay_core::KeychainState> for KeychainState {
    fn from(state: patchbay_core::KeychainState) -> Self {
        use patchbay_core::KeychainState as S;
        match state {
            S::Works => Self::Works,
            S::Locked => Self::Locked,
            S::NoCollection => Self::NoCollection,
            S::Absent => Self::Absent,
            S::Untrusted => Self::Untrusted,
            S::Unknown => Self::Unknown,
        }
    }
}

/// The keychain of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "KeychainStatus")]
pub struct KeychainStatusDto {
    /// As far as it can be told without asking its user.
    pub state: KeychainState,
    /// What answers as keychain, e.g. `GNOME Keyring`; `null` where it does not say.
    pub name: Option<String>,
    /// What is wrong with it.
    pub message: Option<String>,
}

impl From<KeychainReport> for KeychainStatusDto {
    fn from(report: KeychainReport) -> Self {
        Self {
            state: report.state.into(),
            name: report.name,
            message: report.message,
        }
    }
}

/// The vault, for the Security settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "VaultStatus")]
pub struct VaultStatusDto {
    /// Whether it works.
    pub state: VaultState,
    /// Who holds the sealing key; `null` while it is unset.
    pub backend: Option<VaultBackend>,
    /// Who would hold the first one; `null` where a person has to choose.
    pub first_backend: Option<VaultBackend>,
    /// Whether what is sealed can be opened after a restart.
    pub is_persistent: bool,
    /// What is wrong, when it does not work.
    pub message: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// When the sealing key was made, UTC Unix milliseconds.
    pub key_made_at_ms: Option<i64>,
    /// The keychain that took the key, as it called itself then.
    pub written_by: Option<String>,
    /// The keychain of this machine, now.
    pub keychain: KeychainStatusDto,
    /// How many secrets are sealed and can be opened once the vault is open.
    pub sealed_secrets: u64,
    /// How many are sealed with a key that is gone.
    pub lost_secrets: u64,
    /// How many are references to environment variables.
    pub references: u64,
    /// After wrong passphrases: how long the next try has to wait.
    pub retry_after_ms: Option<u64>,
}

impl From<VaultStatus> for VaultStatusDto {
    fn from(status: VaultStatus) -> Self {
        let backend: Option<VaultBackend> = status.backend.map(Into::into);
        Self {
            state: status.state.into(),
            backend,
            first_backend: status.first_backend.map(Into::into),
            is_persistent: backend.is_some_and(|backend| backend != VaultBackend::Session),
            message: status.error.as_ref().map(ToString::to_string),
            hint: status.error.as_ref().map(|error| error.hint().to_owned()),
            key_made_at_ms: status.key_made_at_ms,
            written_by: status.written_by,
            keychain: status.keychain.into(),
            sealed_secrets: status.sealed_secrets,
            lost_secrets: status.lost_secrets,
            references: status.references,
            retry_after_ms: status.retry_after.map(|wait| wait.as_millis() as u64),
        }
    }
}

/// Opens the vault.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultUnlock {
    /// For a vault under a passphrase.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub passphrase: Option<SecretString>,
}

/// Another key, holder or passphrase.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChange {
    /// Who shall hold the sealing key from now on. The one that has it already: another passphrase, or a new key.
    pub backend: VaultBackend,
    /// The passphrase of the vault as it is, when it is under one.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub passphrase: Option<SecretString>,
    /// The passphrase it shall have, when it shall be under one.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub new_passphrase: Option<SecretString>,
    /// Make a new key though the old one cannot be had: what it sealed must be entered again.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub give_up: bool,
}

impl VaultChange {
    pub(crate) fn read(self) -> Change {
        Change {
            backend: self.backend.into(),
            passphrase: self.passphrase,
            new_passphrase: self.new_passphrase,
            give_up: self.give_up,
        }
    }
}
