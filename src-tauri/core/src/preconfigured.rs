use patchbay_model::{Connector, ConnectorConfig, ConnectorId};
use secrecy::SecretString;
use url::Url;

/// The id of the connector that needs no account.
pub const SANDBOX_ID: &str = "sandbox";

/// A connector that is not in the database. Its key lives in memory only.
pub struct Preconfigured {
    pub(crate) connector: Connector,
    pub(crate) api_key: Option<SecretString>,
}

impl Preconfigured {
    /// The Sandbox at its address of this start.
    pub fn sandbox(api_url: Url, model: &str, api_key: SecretString) -> Option<Self> {
        Some(Self {
            connector: Connector {
                id: ConnectorId::parse(SANDBOX_ID).ok()?,
                name: "Sandbox".into(),
                config: ConnectorConfig {
                    provider: patchbay_model::Provider::Other,
                    api_url,
                    default_model: Some(model.into()),
                },
                has_secret: true,
                is_preconfigured: true,
                description: Some(
                    "Answers on this machine, without an account or a network. It repeats your words by rule and is not a language model."
                        .into(),
                ),
                updated_at_ms: None,
            },
            api_key: Some(api_key),
        })
    }
}
