use crate::{Core, Error};

/// What a user may switch, apart from the look of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whether the Sandbox stands in the list.
    pub show_sandbox: bool,
}

const SHOW_SANDBOX: &str = "show_sandbox";

impl Core {
    /// The settings in force; what was never set has its default.
    pub async fn settings(&self) -> Result<Settings, Error> {
        let stored = self.inner.store.setting(SHOW_SANDBOX).await?;
        Ok(Settings {
            show_sandbox: stored.as_deref() != Some("false"),
        })
    }

    /// Replaces the settings.
    pub async fn update_settings(&self, settings: Settings) -> Result<Settings, Error> {
        let value = serde_json::Value::Bool(settings.show_sandbox).to_string();
        self.inner.store.set_setting(SHOW_SANDBOX, value).await?;
        Ok(settings)
    }
}
