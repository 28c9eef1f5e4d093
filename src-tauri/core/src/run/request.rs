//! What leaves for a provider besides the body.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use patchbay_model::{Connector, ConnectorConfig, SecretField};
use patchbay_network::{Method, Outgoing};
use patchbay_openai::{Shaped, auth_header};
use secrecy::{ExposeSecret, SecretString};

use super::Run;
use crate::networking::Call;
use crate::{Core, Error, SecretOwner};

/// Where a run's secrets come from.
pub(crate) enum RunSecrets {
    /// The connector's own.
    Stored,
    /// A form that is not saved: those typed, and of the stored ones those that stay.
    Draft {
        kept: BTreeSet<SecretField>,
        given: BTreeMap<SecretField, SecretString>,
    },
}

impl Run {
    pub(super) async fn request(&self) -> Result<Outgoing, Error> {
        let secrets = self.secrets.open(&self.core, &self.connector).await?;
        self.core
            .outgoing(&self.connector, &secrets, &self.shaped)
            .await
    }
}

impl RunSecrets {
    pub(crate) async fn open(
        &self,
        core: &Core,
        connector: &Connector,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        match self {
            Self::Stored => core.secrets_of(&connector.id, &connector.name).await,
            Self::Draft { kept, given } => core.secrets_of_draft(connector, kept, given).await,
        }
    }
}

impl Core {
    /// The request of a run, and the way it goes.
    pub(crate) async fn outgoing(
        &self,
        connector: &Connector,
        secrets: &BTreeMap<SecretField, SecretString>,
        shaped: &Shaped,
    ) -> Result<Outgoing, Error> {
        let mut headers = request_headers(&connector.config, secrets)?;
        let accept = if shaped.streamed {
            "text/event-stream"
        } else {
            "application/json"
        };
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        let call = Call::Run {
            streamed: shaped.streamed,
        };
        let route = self.route(connector, secrets, &shaped.url, call).await?;
        Ok(Outgoing {
            method: Method::Post,
            url: shaped.url.clone(),
            headers,
            body: Bytes::from(shaped.body.to_string()),
            route,
        })
    }

    /// The secrets typed into a form, and of the stored ones those it keeps.
    pub(crate) async fn secrets_of_draft(
        &self,
        connector: &Connector,
        kept: &BTreeSet<SecretField>,
        given: &BTreeMap<SecretField, SecretString>,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let mut secrets = BTreeMap::new();
        if kept.iter().any(|field| !given.contains_key(field)) {
            secrets = self.secrets_of(&connector.id, &connector.name).await?;
            secrets.retain(|field, _| kept.contains(field));
        }
        let owner = SecretOwner::Connector(connector.name.clone());
        secrets.extend(self.inner.secrets.resolve(&owner, given)?);
        Ok(secrets)
    }
}

/// The one place where secrets become headers. The user's own headers go in first, so that none of them can stand in for the key.
pub(crate) fn request_headers(
    config: &ConnectorConfig,
    secrets: &BTreeMap<SecretField, SecretString>,
) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for (name, value) in &config.headers {
        let name = HeaderName::try_from(name.as_str());
        let value = HeaderValue::try_from(value.as_str());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
    for (name, value) in [
        ("openai-organization", &config.organization_id),
        ("openai-project", &config.project_id),
    ] {
        if let Some(value) = value.as_deref().and_then(|v| HeaderValue::try_from(v).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (field, secret) in secrets {
        if let SecretField::Header(name) = field {
            let (name, value) = secret_header(name, secret)?;
            headers.insert(name, value);
        }
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    if let Some(key) = secrets.get(&SecretField::ApiKey) {
        let (name, value) = auth_header(config.provider, key)
            .map_err(|error| Error::BadRequest(error.to_string()))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// What comes from the environment has not been checked before.
fn secret_header(name: &str, secret: &SecretString) -> Result<(HeaderName, HeaderValue), Error> {
    let cannot = || {
        Error::BadRequest(format!(
            "the value of the secret header {name} holds characters that an HTTP header cannot hold"
        ))
    };
    let mut value = HeaderValue::try_from(secret.expose_secret()).map_err(|_| cannot())?;
    value.set_sensitive(true);
    Ok((HeaderName::try_from(name).map_err(|_| cannot())?, value))
}
