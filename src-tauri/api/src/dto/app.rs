use patchbay_core::Settings;
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
