use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{Connector, ConnectorConfig, ConnectorId, Provider, SecretField};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Map;
use url::Url;

use crate::spec::{Checked, ID, Typed, check, variable};
use crate::{ConnectorDraft, FieldError};

/// The id of the connector that needs no account.
pub const SANDBOX_ID: &str = "sandbox";

/// A connector that is not in the database. Its secrets live in memory only.
pub struct Preconfigured {
    pub(crate) connector: Connector,
    pub(crate) secrets: BTreeMap<SecretField, SecretString>,
}

impl Preconfigured {
    /// The Sandbox at its address of this start.
    pub fn sandbox(api_url: Url, model: &str, api_key: SecretString) -> Option<Self> {
        Some(Self::new(
            ConnectorId::parse(SANDBOX_ID).ok()?,
            Checked {
                name: "Sandbox".into(),
                config: ConnectorConfig {
                    default_model: Some(model.into()),
                    ..ConnectorConfig::new(Provider::Other, api_url)
                },
                secrets: BTreeMap::from([(SecretField::ApiKey, api_key)]),
            },
            "Answers on this machine, without an account or a network. It repeats your words by rule and is not a language model.",
        ))
    }

    /// A connector of the configuration file. It obeys the rules of the form.
    pub fn from_file(id: &str, draft: &ConnectorDraft) -> Result<Self, Vec<FieldError>> {
        let id = ConnectorId::parse(id).map_err(|wrong| {
            vec![FieldError {
                field: ID.into(),
                message: wrong.to_string(),
            }]
        })?;
        if id.as_str() == SANDBOX_ID {
            return Err(vec![FieldError {
                field: ID.into(),
                message: "The ID \"sandbox\" belongs to the Sandbox. Choose a different ID.".into(),
            }]);
        }
        let checked = check(&Typed {
            name: &draft.name,
            config: &draft.config,
            secrets: &draft.secrets,
            kept: &BTreeSet::new(),
            secrets_come_later: false,
        })?;
        Ok(Self::new(id, checked, "From the configuration file."))
    }

    /// Its id.
    pub fn id(&self) -> &ConnectorId {
        &self.connector.id
    }

    fn new(id: ConnectorId, checked: Checked, description: &str) -> Self {
        Self {
            connector: Connector {
                id,
                name: checked.name,
                config: checked.config,
                networking: Map::new(),
                stored_secrets: checked.secrets.keys().cloned().collect(),
                lost_secrets: BTreeSet::new(),
                secret_references: references(&checked.secrets),
                awaits_secrets: false,
                api_keys: 0,
                is_preconfigured: true,
                description: Some(description.into()),
                created_at_ms: None,
                updated_at_ms: None,
            },
            secrets: checked.secrets,
        }
    }
}

/// Those that name an environment variable, by its name.
fn references(secrets: &BTreeMap<SecretField, SecretString>) -> BTreeMap<SecretField, String> {
    let named = secrets.iter().filter_map(|(field, secret)| {
        Some((field.clone(), variable(secret.expose_secret())?.to_owned()))
    });
    named.collect()
}
