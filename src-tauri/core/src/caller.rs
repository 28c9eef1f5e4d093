use patchbay_model::{ConnectorId, Role};

/// On whose behalf something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The API key's name, or the operating system's user at the window.
    pub user: String,
    /// What the caller may do.
    pub role: Role,
    /// The only connector the caller may use; `None` for all.
    pub connector: Option<ConnectorId>,
}

impl Caller {
    /// Whether the caller's key opens this connector.
    pub fn may_use(&self, id: &ConnectorId) -> bool {
        self.connector.as_ref().is_none_or(|bound| bound == id)
    }
}
