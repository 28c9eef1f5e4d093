use patchbay_core::{Settings, VaultStatus};
use patchbay_model::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Through what a caller asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Face")]
pub enum FaceDto {
    /// The desktop window.
    Window,
    /// A browser or a program on the loopback port.
    Http,
}

/// See [`Role`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Role")]
#[expect(missing_docs, reason = "the model documents them")]
pub enum RoleDto {
    All,
    Read,
    Usage,
}

impl From<Role> for RoleDto {
    fn from(role: Role) -> Self {
        match role {
            Role::All => Self::All,
            Role::Read => Self::Read,
            Role::Usage => Self::Usage,
        }
    }
}

/// Whether secrets can be kept and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// They can.
    Open,
    /// Nothing has been sealed yet; the first secret makes the vault.
    Unset,
    /// There are sealed secrets, but their key cannot be had.
    Unavailable,
}

/// Who holds the sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultBackend {
    /// The system's keychain.
    Keychain,
    /// `PATCHBAY_VAULT_PASSPHRASE`.
    Passphrase,
}

impl From<patchbay_core::VaultBackend> for VaultBackend {
    fn from(backend: patchbay_core::VaultBackend) -> Self {
        match backend {
            patchbay_core::VaultBackend::Keychain => Self::Keychain,
            patchbay_core::VaultBackend::Passphrase => Self::Passphrase,
        }
    }
}

/// The vault, for the Security settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "VaultStatus")]
pub struct VaultStatusDto {
    /// Whether it works.
    pub state: VaultState,
    /// `None` while it is unset.
    pub backend: Option<VaultBackend>,
    /// What is wrong, when it does not.
    pub message: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl From<VaultStatus> for VaultStatusDto {
    fn from(status: VaultStatus) -> Self {
        let (state, backend, error) = match status {
            VaultStatus::Unset => (VaultState::Unset, None, None),
            VaultStatus::Open(backend) => (VaultState::Open, Some(backend), None),
            VaultStatus::Unavailable(backend, error) => {
                (VaultState::Unavailable, Some(backend), Some(error))
            }
        };
        Self {
            state,
            backend: backend.map(Into::into),
            message: error.as_ref().map(ToString::to_string),
            hint: error.as_ref().map(|error| error.hint().to_owned()),
        }
    }
}

/// This process and who is asking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AppInfo {
    /// The program's version.
    pub version: String,
    /// Where the database is.
    pub data_dir: String,
    /// Through what the caller asks.
    pub face: FaceDto,
    /// What the caller may do.
    pub role: RoleDto,
    /// The caller's name.
    pub user: String,
    /// Whether secrets can be kept.
    pub vault: VaultStatusDto,
    /// The file with preconfigured connectors, when there is one.
    pub config_file: Option<String>,
    /// What was odd about that file, for people.
    pub notices: Vec<String>,
}

/// What a user may switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Settings")]
pub struct SettingsDto {
    /// Whether the Sandbox stands in the list.
    pub show_sandbox: bool,
}

impl From<Settings> for SettingsDto {
    fn from(settings: Settings) -> Self {
        Self {
            show_sandbox: settings.show_sandbox,
        }
    }
}

/// Replaces the settings.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettingsUpdate {
    /// Whether the Sandbox stands in the list.
    pub show_sandbox: bool,
}
