use patchbay_model::Role;

/// On whose behalf something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The API key's name, or the operating system's user at the window.
    pub user: String,
    /// What the caller may do.
    pub role: Role,
}
