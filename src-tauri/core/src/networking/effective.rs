//! What the settings come to for one connector and one address, each value with its source.

use std::time::Duration;

use patchbay_model::VerificationMode;
use url::Url;

use super::hosts::{HostPattern, Target};
use super::route::Route;
use super::settings::{
    Authorities, ClientCertificateAt, ConnectorNetworking, CustomHost, NetworkingSettings,
    RateLimit, Readable, Source, Sourced,
};
use crate::FieldError;

/// Ours; Kibana has no timeout for connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Ours; Kibana stops watching when the answer begins.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);
/// What Kibana's connector asks for when it runs, whatever `responseTimeout` says below it.
const RUN_TIMEOUT: Duration = Duration::from_secs(200);
/// Kibana's `maxResponseContentLength`.
const MAX_RESPONSE_BYTES: u64 = 1024 * 1024;
/// Ours, where nobody set one: Kibana's megabyte cuts a stream after some 4,000 tokens, because
/// each comes in an event of its own.
const MAX_STREAM_BYTES: u64 = 64 * 1024 * 1024;
const ANY: &str = "*";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A run or a test. Kibana streams with `responseTimeout` alone; its users complain about the
    /// 60 s, so a streamed run waits as long as another here.
    Run {
        /// Whether pieces are expected.
        streamed: bool,
    },
    /// Anything else that is asked of a provider, such as its models.
    Lookup,
}

/// Who goes where.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The connector's type, such as `.gen-ai`.
    pub type_id: &'a str,
    /// Whether it comes from the file; `enabledActionTypes` is not for such connectors (Kibana).
    pub is_preconfigured: bool,
    /// What it has of its own.
    pub networking: &'a ConnectorNetworking,
    /// Where the request goes.
    pub url: &'a Url,
    /// What the request is for.
    pub call: Call,
}

/// Everything in force for one request.
#[derive(Debug, Clone)]
pub struct Effective {
    /// TCP and TLS.
    pub connect_timeout: Sourced<Duration>,
    /// From sending the request to the beginning of the answer.
    pub first_byte_timeout: Sourced<Duration>,
    /// Between two pieces.
    pub idle_timeout: Sourced<Duration>,
    /// To the end of the answer; `None` is no limit.
    pub total_timeout: Sourced<Option<Duration>>,
    /// The whole answer, decoded.
    pub max_response_bytes: Sourced<u64>,
    /// How much of the server's certificate is checked; counts for `https` alone.
    pub verification_mode: Sourced<VerificationMode>,
    /// Who may have signed it, the most special first. The authority among a connector's secrets
    /// comes on top.
    pub authorities: Vec<Sourced<Authorities>>,
    /// Whether the system's authorities are trusted, too.
    pub system_authorities: Sourced<bool>,
    /// Shown to the server by a connector without a certificate of its own.
    pub client_certificate: Option<Sourced<ClientCertificateAt>>,
    /// Which way.
    pub route: Sourced<Route>,
    /// How often connectors of this type may run.
    pub rate_limit: Option<Sourced<RateLimit>>,
}

/// Why there will be no connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Kibana's words. The URL is shown without its query, which may hold a key.
    #[error("target url {url:?} is not added to the Kibana config xpack.actions.allowedHosts")]
    HostNotAllowed {
        /// As far as it is shown.
        url: String,
    },
    /// Kibana's words.
    #[error(
        "action type {type_id:?} is not enabled in the Kibana config xpack.actions.enabledActionTypes"
    )]
    TypeNotEnabled {
        /// The connector's.
        type_id: String,
    },
    /// A setting that decides about this connection cannot be read. Kibana goes on without it.
    #[error("{}", .0.message)]
    Unreadable(FieldError),
}

impl NetworkingSettings {
    /// Everything in force for a request, or why it must not be sent.
    pub fn effective(&self, subject: Subject<'_>) -> Result<Effective, Refusal> {
        self.check_type(subject.type_id, subject.is_preconfigured)?;
        self.check_url(subject.url)?;
        let own = subject.networking;
        let host = self.host_of(subject.url)?;
        let (authorities, system_authorities) = if subject.url.scheme() == "https" {
            self.authorities(Some(&own.authorities), host)?
        } else {
            (Vec::new(), Sourced::new(true, Source::Default))
        };
        let (first_byte_timeout, total_timeout) = self.waits(own, subject.call);
        Ok(Effective {
            connect_timeout: own_or(own.timeouts.connect, CONNECT_TIMEOUT),
            first_byte_timeout,
            idle_timeout: own_or(own.timeouts.idle, IDLE_TIMEOUT),
            total_timeout,
            max_response_bytes: self.max_response(subject.call),
            verification_mode: self.verification(own, host),
            authorities,
            system_authorities,
            client_certificate: match own.pki {
                Some(_) => None,
                None => host.and_then(certificate_of),
            },
            route: self.route(own, subject.url)?,
            rate_limit: self.rate_limit(subject.type_id)?,
        })
    }

    /// Whether connectors may go to this address at all: Kibana asks when one is saved and when
    /// it runs.
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        let Some(patterns) = readable(&self.allowed_hosts.value)? else {
            return Ok(());
        };
        let target = Target::of(url);
        if target.is_some_and(|target| first_match(patterns, &target).is_some()) {
            return Ok(());
        }
        let mut shown = url.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        // Fails for URLs that can have neither.
        let _ = shown
            .set_username("")
            .and_then(|()| shown.set_password(None));
        Err(Refusal::HostNotAllowed {
            url: shown.to_string(),
        })
    }

    /// Whether connectors of a type may be made and run.
    pub fn check_type(&self, type_id: &str, is_preconfigured: bool) -> Result<(), Refusal> {
        if is_preconfigured {
            return Ok(());
        }
        let Some(enabled) = readable(&self.enabled_types.value)? else {
            return Ok(());
        };
        if enabled.iter().any(|id| id == type_id || id == ANY) {
            return Ok(());
        }
        Err(Refusal::TypeNotEnabled {
            type_id: type_id.to_owned(),
        })
    }

    /// Kibana looks a host up by scheme, host and port.
    fn host_of(&self, url: &Url) -> Result<Option<&Sourced<CustomHost>>, Refusal> {
        match Target::of(url) {
            Some(target) if url.scheme() == "https" => self.host_at(&target),
            _ => Ok(None),
        }
    }

    pub(super) fn host_at(&self, target: &Target) -> Result<Option<&Sourced<CustomHost>>, Refusal> {
        // A list that is none may have been meant for any host.
        if let Some(problem) = &self.broken_hosts {
            return Err(Refusal::Unreadable(problem.clone()));
        }
        let host = self
            .custom_hosts
            .iter()
            .find(|host| host.value.target == *target);
        match host.and_then(|host| host.value.broken.as_ref()) {
            Some(problem) => Err(Refusal::Unreadable(problem.clone())),
            None => Ok(host),
        }
    }

    /// Kibana's precedence: the connector's PKI fields, then the host, then the setting for all.
    /// Before them stands what only we have, a mode of the connector without PKI.
    fn verification(
        &self,
        own: &ConnectorNetworking,
        host: Option<&Sourced<CustomHost>>,
    ) -> Sourced<VerificationMode> {
        let pki = own.pki.as_ref();
        let of_pki = pki.map(|pki| pki.verification_mode.unwrap_or_default());
        if let Some(mode) = own.verification_mode.or(of_pki) {
            return Sourced::new(mode, Source::Connector);
        }
        let of_host = host.and_then(|host| host.value.verification_mode.map(|mode| (mode, host)));
        match of_host {
            Some((mode, host)) => Sourced::new(mode, source_of(&host.value)),
            None => strictest(&self.verification_mode),
        }
    }

    /// The most special first, up to the first that says "only these". Ours: in Kibana a host's
    /// certificates take the place of the system's.
    pub(super) fn authorities(
        &self,
        own: Option<&Authorities>,
        host: Option<&Sourced<CustomHost>>,
    ) -> Result<(Vec<Sourced<Authorities>>, Sourced<bool>), Refusal> {
        let general = readable(&self.authorities.value)?;
        let levels = [
            own.map(|own| (own, Source::Connector)),
            host.map(|host| (&host.value.authorities, source_of(&host.value))),
            Some((general, self.authorities.source.clone())),
        ];
        let mut trusted = Vec::new();
        for (authorities, source) in levels.into_iter().flatten() {
            if authorities.is_empty() {
                continue;
            }
            trusted.push(Sourced::new(authorities.clone(), source.clone()));
            if authorities.only_these {
                return Ok((trusted, Sourced::new(false, source)));
            }
        }
        Ok((trusted, Sourced::new(true, Source::Default)))
    }

    /// Time to the first byte and to the last. The former is Kibana's: the longer of
    /// `responseTimeout` and what the call asks for. A connector that waits longer for the whole
    /// answer than that waits as long for its beginning: a buffered answer begins when it is ready.
    fn waits(
        &self,
        own: &ConnectorNetworking,
        call: Call,
    ) -> (Sourced<Duration>, Sourced<Option<Duration>>) {
        let general = match &self.response_timeout.value {
            Ok(wait) => Sourced::new(*wait, self.response_timeout.source.clone()),
            Err(_) => Sourced::new(super::settings::RESPONSE_TIMEOUT, Source::Default),
        };
        let mut first_byte = match call {
            Call::Run { .. } if general.value < RUN_TIMEOUT => {
                Sourced::new(RUN_TIMEOUT, Source::Default)
            }
            _ => general,
        };
        let total = own.timeouts.total;
        if let Some(own) = own.timeouts.first_byte {
            first_byte = Sourced::new(own, Source::Connector);
        } else if let Some(total) = total.filter(|total| *total > first_byte.value) {
            first_byte = Sourced::new(total, Source::Connector);
        }
        let source = match total {
            Some(_) => Source::Connector,
            None => Source::Default,
        };
        (first_byte, Sourced::new(total, source))
    }

    fn max_response(&self, call: Call) -> Sourced<u64> {
        match &self.max_response_bytes.value {
            Ok(Some(bytes)) => Sourced::new(*bytes, self.max_response_bytes.source.clone()),
            Ok(None) if call == (Call::Run { streamed: true }) => {
                Sourced::new(MAX_STREAM_BYTES, Source::Default)
            }
            Ok(None) | Err(_) => Sourced::new(MAX_RESPONSE_BYTES, Source::Default),
        }
    }

    /// How often connectors of a type may run.
    pub(crate) fn rate_limit(&self, type_id: &str) -> Result<Option<Sourced<RateLimit>>, Refusal> {
        let name = type_id.strip_prefix('.').unwrap_or(type_id);
        let limit = readable(&self.rate_limits.value)?.get(name);
        Ok(limit.map(|limit| Sourced::new(*limit, self.rate_limits.source.clone())))
    }
}

/// The value, or the refusal of what depends on it.
pub(super) fn readable<T>(value: &Readable<T>) -> Result<&T, Refusal> {
    value
        .as_ref()
        .map_err(|problem| Refusal::Unreadable(problem.clone()))
}

/// A mode that cannot be read is the strictest one.
pub(super) fn strictest(mode: &Sourced<Readable<VerificationMode>>) -> Sourced<VerificationMode> {
    match &mode.value {
        Ok(value) => Sourced::new(*value, mode.source.clone()),
        Err(_) => Sourced::new(VerificationMode::Full, Source::Default),
    }
}

fn own_or(own: Option<Duration>, default: Duration) -> Sourced<Duration> {
    match own {
        Some(own) => Sourced::new(own, Source::Connector),
        None => Sourced::new(default, Source::Default),
    }
}

pub(super) fn first_match<'p>(
    patterns: &'p [HostPattern],
    target: &Target,
) -> Option<&'p HostPattern> {
    patterns.iter().find(|pattern| pattern.matches(target))
}

pub(super) fn certificate_of(host: &Sourced<CustomHost>) -> Option<Sourced<ClientCertificateAt>> {
    let certificate = host.value.client_certificate.clone()?;
    Some(Sourced::new(certificate, source_of(&host.value)))
}

pub(super) fn source_of(host: &CustomHost) -> Source {
    Source::Host(format!("https://{}", host.target))
}

#[cfg(test)]
#[path = "effective_tests.rs"]
mod tests;
