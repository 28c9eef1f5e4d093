//! Which way a request goes, and how a proxy on it is spoken to.

use std::collections::BTreeMap;

use patchbay_model::VerificationMode;
use secrecy::SecretString;
use url::Url;

use super::effective::{Refusal, certificate_of, first_match, readable, source_of, strictest};
use super::hosts::{HostPattern, Target};
use super::proxy_address::{ProxyAddress, ProxyScheme};
use super::settings::{
    Authorities, ClientCertificateAt, ConnectorNetworking, NetworkingSettings, ProxyChoice, Source,
    Sourced,
};

/// Which way a request goes.
#[derive(Debug, Clone)]
pub enum Route {
    /// To the server itself.
    Direct(DirectBecause),
    /// As the system's settings say, `NO_PROXY` among them; they are read elsewhere, and
    /// [`NetworkingSettings::proxy_tls`] says the rest about the proxy they name.
    System,
    /// Through this proxy.
    Proxy(Box<EffectiveProxy>),
}

/// Why there is no proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectBecause {
    /// None is set.
    NoProxy,
    /// The connector says so.
    ConnectorChoice,
    /// The server is this machine. Ours: a proxy elsewhere could not reach it.
    Loopback,
    /// This entry of `proxyBypassHosts` means the host.
    Bypassed(HostPattern),
    /// No entry of `proxyOnlyHosts` means the host.
    NotListed,
}

/// A proxy, and what it needs.
#[derive(Debug, Clone)]
pub struct EffectiveProxy {
    /// Where.
    pub address: ProxyAddress,
    /// Whether the vault holds a user name and password for it: the connector's when the route's
    /// source is the connector, else those of the settings.
    pub has_credentials: bool,
    /// For the proxy alone. Kibana sends them for `https` targets; here for `http` ones, too.
    pub headers: BTreeMap<String, SecretString>,
    /// For a proxy reached over TLS.
    pub tls: ProxyTls,
}

/// How the connection to a proxy is secured. Kibana has the mode alone; ours is that an item of
/// `customHostSettings` with the proxy's own URL counts for the proxy.
#[derive(Debug, Clone)]
pub struct ProxyTls {
    /// How much of the proxy's certificate is checked.
    pub verification_mode: Sourced<VerificationMode>,
    /// Who may have signed it.
    pub authorities: Vec<Sourced<Authorities>>,
    /// Whether the system's authorities are trusted, too.
    pub system_authorities: Sourced<bool>,
    /// Shown to the proxy.
    pub client_certificate: Option<Sourced<ClientCertificateAt>>,
}

impl NetworkingSettings {
    /// How the connection to this proxy is secured.
    pub fn proxy_tls(&self, address: &ProxyAddress) -> Result<ProxyTls, Refusal> {
        let target = address.target();
        let is_tls = address.scheme() == ProxyScheme::Https;
        let host = if is_tls { self.host_at(&target)? } else { None };
        let (authorities, system_authorities) = if is_tls {
            self.authorities(None, host)?
        } else {
            (Vec::new(), Sourced::new(true, Source::Default))
        };
        let of_host = host.and_then(|host| host.value.verification_mode.map(|mode| (mode, host)));
        Ok(ProxyTls {
            verification_mode: match of_host {
                Some((mode, host)) => Sourced::new(mode, source_of(&host.value)),
                None => strictest(&self.proxy_verification_mode),
            },
            authorities,
            system_authorities,
            client_certificate: host.and_then(certificate_of),
        })
    }

    /// Kibana's precedence between its lists; before it, ours: the connector's choice, and that
    /// this machine is reached without a proxy.
    pub(super) fn route(
        &self,
        own: &ConnectorNetworking,
        url: &Url,
    ) -> Result<Sourced<Route>, Refusal> {
        let direct = |because, source| Ok(Sourced::new(Route::Direct(because), source));
        match &own.proxy {
            ProxyChoice::Inherit => {}
            ProxyChoice::None => return direct(DirectBecause::ConnectorChoice, Source::Connector),
            ProxyChoice::Own {
                address,
                has_credentials,
            } => {
                let proxy = EffectiveProxy {
                    address: address.clone(),
                    has_credentials: *has_credentials,
                    headers: BTreeMap::new(),
                    tls: self.proxy_tls(address)?,
                };
                return Ok(Sourced::new(
                    Route::Proxy(Box::new(proxy)),
                    Source::Connector,
                ));
            }
        }
        let Some(target) = Target::of(url) else {
            return direct(DirectBecause::NoProxy, Source::Default);
        };
        if target.is_loopback() {
            return direct(DirectBecause::Loopback, Source::Default);
        }
        let proxy = readable(&self.proxy.value)?;
        let system = proxy.is_none() && *readable(&self.use_system_proxy.value)?;
        if proxy.is_none() && !system {
            return direct(DirectBecause::NoProxy, self.proxy.source.clone());
        }
        if let Some(patterns) = readable(&self.bypass_hosts.value)? {
            if let Some(hit) = first_match(patterns, &target) {
                let because = DirectBecause::Bypassed(hit.clone());
                return direct(because, self.bypass_hosts.source.clone());
            }
        } else if let Some(patterns) = readable(&self.only_hosts.value)?
            && first_match(patterns, &target).is_none()
        {
            return direct(DirectBecause::NotListed, self.only_hosts.source.clone());
        }
        let Some(address) = proxy else {
            return Ok(Sourced::new(
                Route::System,
                self.use_system_proxy.source.clone(),
            ));
        };
        let entered_for = readable(&self.proxy_credentials_for.value)?;
        let proxy = EffectiveProxy {
            address: address.clone(),
            has_credentials: entered_for.as_ref() == Some(address),
            headers: readable(&self.proxy_headers.value)?.clone(),
            tls: self.proxy_tls(address)?,
        };
        Ok(Sourced::new(
            Route::Proxy(Box::new(proxy)),
            self.proxy.source.clone(),
        ))
    }
}
