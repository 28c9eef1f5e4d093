//! From what is in force for a request to the route it takes.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use patchbay_model::{Connector, SecretField, VerificationMode};
use patchbay_network::{
    ClientCertificate, Limits, PemError, Proxy, ProxyKind, RootCertificates, Route as NetworkRoute,
    Timeouts, Tls, Verification,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::authorities::{named, read_file, roots, unusable};
use crate::networking::{
    Call, ClientCertificateAt, ConnectorNetworking, ConnectorPki, Effective, EffectiveProxy,
    NetworkingSettings, ProxyAddress, ProxyChoice, ProxyTls, Refusal, Route, Source, Sourced,
    Subject, check_connector_networking,
};
use crate::spec::{CONNECTOR_TYPE_ID, decode_key, decode_pem};
use crate::{Core, Error, FieldError, SANDBOX_ID};

type Secrets = BTreeMap<SecretField, SecretString>;

impl Core {
    /// The route of one request, by the settings of this moment. Nothing is sent.
    pub(crate) async fn route(
        &self,
        connector: &Connector,
        secrets: &Secrets,
        url: &Url,
        call: Call,
    ) -> Result<NetworkRoute, Error> {
        let settings = self.networking_settings().await?;
        let effective = effective(&settings, connector, url, call)?;
        let mode = effective.verification_mode.value;
        if url.scheme() == "https" && mode != VerificationMode::Full {
            let (connector, mode) = (connector.id.as_str(), mode.as_str());
            tracing::warn!(connector, mode, "a certificate is checked less than fully");
        }
        let tls = match url.scheme() {
            "https" => self.tls(&effective, secrets).await?,
            _ => Tls::default(),
        };
        let proxy = match &effective.route.value {
            Route::Direct(_) => None,
            Route::Proxy(proxy) => {
                let source = &effective.route.source;
                Some(self.proxy(proxy, source, secrets).await?)
            }
            Route::System => self.system_proxy(&settings, url).await?,
        };
        let route = NetworkRoute {
            tls,
            proxy,
            timeouts: Timeouts {
                connect: effective.connect_timeout.value,
                first_byte: effective.first_byte_timeout.value,
                idle: effective.idle_timeout.value,
                total: effective.total_timeout.value,
            },
            limits: Limits {
                max_response_bytes: usize::try_from(effective.max_response_bytes.value)
                    .unwrap_or(usize::MAX),
                ..Limits::default()
            },
        };
        Ok(route)
    }

    async fn tls(&self, effective: &Effective, secrets: &Secrets) -> Result<Tls, Error> {
        let file = &self.inner.connections.file;
        let (own, ca) = of_connector(secrets)?;
        let client_certificate = match (own, &effective.client_certificate) {
            (Some(own), _) => Some(own),
            (None, Some(at)) => Some(self.client_certificate(at).await?),
            (None, None) => None,
        };
        let with_system = effective.system_authorities.value;
        Ok(Tls {
            verification: verification(effective.verification_mode.value),
            client_certificate,
            roots: roots(file, &effective.authorities, with_system, ca).await?,
        })
    }

    /// The certificate that settings have for one host.
    async fn client_certificate(
        &self,
        at: &Sourced<ClientCertificateAt>,
    ) -> Result<ClientCertificate, Error> {
        let file = &self.inner.connections.file;
        let setting = named("clientCertificate", &at.source, file);
        let (certificate, key) = match &at.value {
            ClientCertificateAt::Vault => {
                let Source::Host(origin) = &at.source else {
                    return Err(Error::Internal("a client certificate belongs to no host"));
                };
                let mut secrets = self.inner.secrets.open_networking().await?;
                let certificate = secrets.remove(&SecretField::HostCertificate(origin.clone()));
                let key = secrets.remove(&SecretField::HostKey(origin.clone()));
                let (Some(certificate), Some(key)) = (certificate, key) else {
                    return Err(unusable(&setting, "its certificate and key are not stored"));
                };
                (certificate.expose_secret().as_bytes().to_vec(), key)
            }
            ClientCertificateAt::Files { certificate, key } => {
                let certificate = read_file(certificate, &setting).await?;
                let key = String::from_utf8(read_file(key, &setting).await?)
                    .map_err(|_| unusable(&setting, "the key's file is not a PEM file"))?;
                (certificate, SecretString::from(key))
            }
        };
        ClientCertificate::from_pem(&certificate, &key)
            .map_err(|error| unusable(&setting, &error.to_string()))
    }

    async fn proxy(
        &self,
        proxy: &EffectiveProxy,
        source: &Source,
        secrets: &Secrets,
    ) -> Result<Proxy, Error> {
        let of_connector = *source == Source::Connector;
        let needs_vault = !of_connector
            && (proxy.has_credentials
                || (*source == Source::Settings && !proxy.headers.is_empty()));
        let stored = if needs_vault {
            self.inner.secrets.open_networking().await?
        } else {
            Secrets::new()
        };
        let mut made = self.proxy_at(&proxy.address, &proxy.tls).await?;
        if proxy.has_credentials {
            let secrets = if of_connector { secrets } else { &stored };
            let of = |field| {
                secrets
                    .get(&field)
                    .map(|s: &SecretString| s.expose_secret())
            };
            let user = of(SecretField::ProxyUsername)
                .unwrap_or_default()
                .to_owned();
            let password = of(SecretField::ProxyPassword).unwrap_or_default();
            made.credentials = Some((user, SecretString::from(password)));
        }
        for (name, value) in &proxy.headers {
            // Those of the Networking page are in the vault; the file has its own in it.
            let sealed = stored.iter().find_map(|(field, secret)| match field {
                SecretField::ProxyHeader(stored) if stored.eq_ignore_ascii_case(name) => {
                    Some(secret)
                }
                _ => None,
            });
            put_header(&mut made.headers, name, sealed.unwrap_or(value))?;
        }
        made.check()
            .map_err(|error| unusable("the proxy's user name and password", &error.to_string()))?;
        Ok(made)
    }

    async fn proxy_at(&self, address: &ProxyAddress, tls: &ProxyTls) -> Result<Proxy, Error> {
        let made = Proxy::new(&address.to_string())
            .map_err(|error| unusable("proxyUrl", &error.to_string()))?;
        self.secured(made, tls).await
    }

    async fn secured(&self, mut proxy: Proxy, tls: &ProxyTls) -> Result<Proxy, Error> {
        let file = &self.inner.connections.file;
        if let Some(at) = &tls.client_certificate {
            proxy.client_certificate = Some(self.client_certificate(at).await?);
        }
        proxy.verification = verification(tls.verification_mode.value);
        let with_system = tls.system_authorities.value;
        proxy.roots = roots(file, &tls.authorities, with_system, None).await?;
        Ok(proxy)
    }

    async fn system_proxy(
        &self,
        settings: &NetworkingSettings,
        url: &Url,
    ) -> Result<Option<Proxy>, Error> {
        let environment = &self.inner.environment;
        let variable = |name: &str| {
            let value = environment.variable(name)?;
            Some(value.expose_secret().to_owned())
        };
        let found = Proxy::from_environment(url, variable)
            .map_err(|error| unusable("the system's proxy", &error.to_string()))?;
        let Some(proxy) = found else { return Ok(None) };
        let scheme = match proxy.kind() {
            ProxyKind::Http => "http",
            ProxyKind::Https => "https",
            ProxyKind::Socks5 => "socks5",
            ProxyKind::Socks5h => "socks5h",
        };
        let address = ProxyAddress::parse(&format!("{scheme}://{}", proxy.authority()))
            .map_err(|reason| unusable("the system's proxy", &reason))?;
        let tls = settings.proxy_tls(&address)?;
        Ok(Some(self.secured(proxy, &tls).await?))
    }
}

/// What is in force for a connector. The Sandbox is a part of this program and not of the network:
/// no setting keeps it from answering.
pub(super) fn effective(
    settings: &NetworkingSettings,
    connector: &Connector,
    url: &Url,
    call: Call,
) -> Result<Effective, Error> {
    let networking = own_networking(connector)?;
    let subject = Subject {
        type_id: CONNECTOR_TYPE_ID,
        is_preconfigured: connector.is_preconfigured,
        networking: &networking,
        url,
        call,
    };
    let is_sandbox = connector.is_preconfigured && connector.id.as_str() == SANDBOX_ID;
    let defaults;
    let settings = if is_sandbox {
        defaults = NetworkingSettings::default();
        &defaults
    } else {
        settings
    };
    Ok(settings.effective(subject)?)
}

fn own_networking(connector: &Connector) -> Result<ConnectorNetworking, Error> {
    let checked = check_connector_networking(&connector.networking);
    let mut own = checked.map_err(|problems| {
        let first = problems.into_iter().next();
        let first = first.unwrap_or_else(|| FieldError {
            field: String::new(),
            message: "it cannot be read".into(),
        });
        Refusal::Unreadable(FieldError {
            field: format!("networking.{}", first.field),
            message: format!("networking.{}", first.message),
        })
    })?;
    let has = |field| connector.stored_secrets.contains(&field);
    if let ProxyChoice::Own {
        has_credentials, ..
    } = &mut own.proxy
    {
        *has_credentials = has(SecretField::ProxyUsername);
    }
    own.pki = has(SecretField::CertificateData).then_some(ConnectorPki {
        verification_mode: connector.config.verification_mode,
    });
    Ok(own)
}

/// A connector's own certificate, and who it says has signed its server's.
fn of_connector(
    secrets: &Secrets,
) -> Result<(Option<ClientCertificate>, Option<RootCertificates>), Error> {
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
        return Ok((None, None));
    };
    let key = decode_key(key).map_err(Error::BadRequest)?;
    // Kibana's words.
    let invalid = |error: PemError| {
        Error::BadRequest(format!("Invalid or inaccessible PKI certificates: {error}"))
    };
    let ca = match pem(SecretField::CaData)? {
        Some(ca) => Some(RootCertificates::from_pem(&ca).map_err(invalid)?),
        None => None,
    };
    let own = ClientCertificate::from_pem(&certificate, &key).map_err(invalid)?;
    Ok((Some(own), ca))
}

fn put_header(headers: &mut HeaderMap, name: &str, value: &SecretString) -> Result<(), Error> {
    let cannot = || unusable("proxyHeaders", &format!("{name} cannot be sent"));
    let mut value = HeaderValue::try_from(value.expose_secret()).map_err(|_| cannot())?;
    value.set_sensitive(true);
    headers.insert(HeaderName::try_from(name).map_err(|_| cannot())?, value);
    Ok(())
}

fn verification(mode: VerificationMode) -> Verification {
    match mode {
        VerificationMode::Full => Verification::Full,
        VerificationMode::Certificate => Verification::Certificate,
        VerificationMode::None => Verification::None,
    }
}
