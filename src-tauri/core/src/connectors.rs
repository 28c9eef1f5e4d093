//! Making, changing, listing and deleting connectors.

use patchbay_model::{Connector, ConnectorConfig, ConnectorId, Provider};
use patchbay_store::{ConnectorRow, SealedSecret};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::spec::{API_KEY, Typed, check, needs_key};
use crate::{Core, Error, FieldError, Preconfigured, SANDBOX_ID};

/// A connector as a form or a program sends it.
#[derive(Debug)]
pub struct ConnectorDraft {
    /// For people.
    pub name: String,
    /// Kibana's `apiProvider`.
    pub provider: Provider,
    /// As typed.
    pub api_url: String,
    /// As typed.
    pub default_model: Option<String>,
    /// `None` or empty: none on creation, the stored one on update.
    pub api_key: Option<SecretString>,
}

impl ConnectorDraft {
    fn checked(&self) -> Result<(String, ConnectorConfig), Error> {
        check(&Typed {
            name: &self.name,
            provider: self.provider,
            api_url: &self.api_url,
            default_model: self.default_model.as_deref(),
            api_key: self.new_key().map(ExposeSecret::expose_secret),
        })
        .map_err(Error::Invalid)
    }

    fn new_key(&self) -> Option<&SecretString> {
        self.api_key
            .as_ref()
            .filter(|key| !key.expose_secret().is_empty())
    }
}

impl Core {
    /// Every connector, preconfigured ones first, then by name.
    pub async fn connectors(&self) -> Result<Vec<Connector>, Error> {
        let shown = self.shown_preconfigured().await?;
        let mut all: Vec<_> = shown.into_iter().map(|p| p.connector.clone()).collect();
        for row in self.inner.store.connectors().await? {
            all.push(read_row(row)?);
        }
        Ok(all)
    }

    /// One connector.
    pub async fn connector(&self, id: &str) -> Result<Connector, Error> {
        let not_found = || Error::ConnectorNotFound { id: id.to_owned() };
        let parsed = ConnectorId::parse(id).map_err(|_| not_found())?;
        if let Some(known) = self.preconfigured(&parsed).await? {
            return Ok(known.connector.clone());
        }
        let row = self.inner.store.connector(&parsed).await?;
        read_row(row.ok_or_else(not_found)?)
    }

    /// Makes a connector and seals its key. Nothing is stored when the key cannot be kept.
    pub async fn create_connector(&self, draft: ConnectorDraft) -> Result<Connector, Error> {
        let (name, config) = draft.checked()?;
        if needs_key(config.provider) && draft.new_key().is_none() {
            return Err(key_is_required());
        }
        let id = ConnectorId::from(self.inner.environment.new_id());
        let secrets = self.seal(&id, draft.new_key()).await?;
        let now_ms = self.inner.environment.now_ms();
        let row = write_row(&id, name, config, now_ms);
        if !self.inner.store.insert_connector(row, secrets).await? {
            return Err(Error::Internal("a new id was taken"));
        }
        self.connector(id.as_str()).await
    }

    /// Replaces name, configuration and, when one is given, the key. A stored key stays with the
    /// origin it was entered for: a new origin needs a new key.
    pub async fn update_connector(
        &self,
        id: &str,
        draft: ConnectorDraft,
    ) -> Result<Connector, Error> {
        let stored = self.editable(id).await?;
        let (name, config) = draft.checked()?;
        let moved = stored.config.host_port() != config.host_port();
        if draft.new_key().is_none() {
            if stored.has_secret && moved {
                return Err(Error::SecretRequired {
                    from: origin(&stored.config.api_url),
                    to: origin(&config.api_url),
                });
            }
            if !stored.has_secret && needs_key(config.provider) {
                return Err(key_is_required());
            }
        }
        let secrets = self.seal(&stored.id, draft.new_key()).await?;
        let now_ms = self.inner.environment.now_ms();
        let row = write_row(&stored.id, name, config, now_ms);
        if !self
            .inner
            .store
            .update_connector(row, secrets, moved)
            .await?
        {
            return Err(Error::ConnectorNotFound { id: id.to_owned() });
        }
        self.connector(id).await
    }

    /// Removes a connector and its key. Its events stay.
    pub async fn delete_connector(&self, id: &str) -> Result<(), Error> {
        let stored = self.editable(id).await?;
        if !self.inner.store.delete_connector(&stored.id).await? {
            return Err(Error::ConnectorNotFound { id: id.to_owned() });
        }
        Ok(())
    }

    /// The key to send with a run, from memory or from the vault.
    pub(crate) async fn api_key(
        &self,
        connector: &Connector,
    ) -> Result<Option<SecretString>, Error> {
        match self.preconfigured(&connector.id).await? {
            Some(known) => Ok(known.api_key.clone()),
            None => {
                let secrets = &self.inner.secrets;
                secrets.open(&connector.id, &connector.name).await
            }
        }
    }

    async fn seal(
        &self,
        id: &ConnectorId,
        key: Option<&SecretString>,
    ) -> Result<Vec<SealedSecret>, Error> {
        match key {
            Some(key) => Ok(vec![self.inner.secrets.seal(id, key).await?]),
            None => Ok(Vec::new()),
        }
    }

    async fn editable(&self, id: &str) -> Result<Connector, Error> {
        let connector = self.connector(id).await?;
        if connector.is_preconfigured {
            return Err(Error::ReadOnly {
                name: connector.name,
            });
        }
        Ok(connector)
    }

    async fn preconfigured(&self, id: &ConnectorId) -> Result<Option<&Preconfigured>, Error> {
        // Most ids are stored connectors: those need not wait for the settings.
        let mut all = self.inner.preconfigured.iter();
        if all.all(|known| known.connector.id != *id) {
            return Ok(None);
        }
        let shown = self.shown_preconfigured().await?;
        Ok(shown.into_iter().find(|known| known.connector.id == *id))
    }

    async fn shown_preconfigured(&self) -> Result<Vec<&Preconfigured>, Error> {
        let show_sandbox = self.settings().await?.show_sandbox;
        let all = self.inner.preconfigured.iter();
        Ok(all
            .filter(|known| show_sandbox || known.connector.id.as_str() != SANDBOX_ID)
            .collect())
    }
}

fn key_is_required() -> Error {
    Error::Invalid(vec![FieldError {
        field: API_KEY,
        message: "API key is required.".into(),
    }])
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn write_row(id: &ConnectorId, name: String, config: ConnectorConfig, now_ms: i64) -> ConnectorRow {
    ConnectorRow {
        id: id.to_string(),
        name,
        provider: config.provider.as_str().to_owned(),
        api_url: config.api_url.into(),
        default_model: config.default_model,
        has_api_key: false,
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
    }
}

fn read_row(row: ConnectorRow) -> Result<Connector, Error> {
    let unreadable = |reason: &str| {
        Error::Store(patchbay_store::Error::Unreadable {
            table: "connector",
            reason: reason.to_owned(),
        })
    };
    Ok(Connector {
        id: ConnectorId::parse(&row.id).map_err(|_| unreadable("id"))?,
        name: row.name,
        config: ConnectorConfig {
            provider: Provider::parse(&row.provider).ok_or_else(|| unreadable("provider"))?,
            api_url: Url::parse(&row.api_url).map_err(|_| unreadable("api_url"))?,
            default_model: row.default_model,
        },
        has_secret: row.has_api_key,
        is_preconfigured: false,
        description: None,
        updated_at_ms: Some(row.updated_at_ms),
    })
}

impl Core {
    /// Whether a connector lacks a key it cannot work without.
    pub fn is_missing_secrets(connector: &Connector) -> bool {
        needs_key(connector.config.provider) && !connector.has_secret
    }

    /// Whether secrets can be kept and read.
    pub async fn vault_status(&self) -> Result<crate::VaultStatus, Error> {
        self.inner.secrets.status().await
    }
}
