//! What leaves for a provider besides the body.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use patchbay_model::{Connector, ConnectorConfig, SecretField, VerificationMode};
use patchbay_network::{
    ClientCertificate, Method, Outgoing, RootCertificates, Roots, Route, Tls, Verification,
};
use patchbay_openai::auth_header;
use secrecy::{ExposeSecret, SecretString};

use super::Run;
use crate::spec::{decode_key, decode_pem};
use crate::{Core, Error};

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
        let secrets = match &self.secrets {
            RunSecrets::Stored => {
                let Connector { id, name, .. } = &self.connector;
                self.core.secrets_of(id, name).await?
            }
            RunSecrets::Draft { kept, given } => {
                self.core
                    .secrets_of_draft(&self.connector, kept, given)
                    .await?
            }
        };
        let (mut headers, tls) = request_headers(&self.connector.config, &secrets)?;
        let accept = if self.shaped.streamed {
            "text/event-stream"
        } else {
            "application/json"
        };
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        Ok(Outgoing {
            method: Method::Post,
            url: self.shaped.url.clone(),
            headers,
            body: Bytes::from(self.shaped.body.to_string()),
            route: Route {
                tls,
                ..self.core.inner.network.route().clone()
            },
        })
    }
}

impl Core {
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
        secrets.extend(self.inner.secrets.resolve(&connector.name, given)?);
        Ok(secrets)
    }
}

/// The one place where secrets become part of a request: headers and client certificate. The
/// user's own headers go in first, so that none of them can stand in for the key.
pub(crate) fn request_headers(
    config: &ConnectorConfig,
    secrets: &BTreeMap<SecretField, SecretString>,
) -> Result<(HeaderMap, Tls), Error> {
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
    Ok((headers, tls(config, secrets)?))
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

/// Kibana's rule: the mode counts where there is a client certificate, and nowhere else.
fn tls(
    config: &ConnectorConfig,
    secrets: &BTreeMap<SecretField, SecretString>,
) -> Result<Tls, Error> {
    let pem = |field: SecretField| match secrets.get(&field) {
        Some(secret) => decode_pem(secret.expose_secret(), &field.name())
            .map(Some)
            .map_err(Error::BadRequest),
        None => Ok(None),
    };
    let (Some(certificate), Some(key)) = (
        pem(SecretField::CertificateData)?,
        secrets.get(&SecretField::PrivateKeyData),
    ) else {
        return Ok(Tls::default());
    };
    let key = decode_key(key).map_err(Error::BadRequest)?;
    let invalid = |error: patchbay_network::PemError| {
        Error::BadRequest(format!("Invalid or inaccessible PKI certificates: {error}"))
    };
    let extra_roots = match pem(SecretField::CaData)? {
        Some(ca) => Some(RootCertificates::from_pem(&ca).map_err(invalid)?),
        None => None,
    };
    Ok(Tls {
        verification: match config.verification_mode.unwrap_or_default() {
            VerificationMode::Full => Verification::Full,
            VerificationMode::Certificate => Verification::Certificate,
            VerificationMode::None => Verification::None,
        },
        client_certificate: Some(ClientCertificate::from_pem(&certificate, &key).map_err(invalid)?),
        roots: Roots::SystemAnd(extra_roots.into_iter().collect()),
    })
}
