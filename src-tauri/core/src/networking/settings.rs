//! What can be set, where each value came from, and how the file and the screen come together.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use patchbay_model::VerificationMode;
use secrecy::SecretString;

use super::hosts::{HostPattern, Target};
use super::proxy_address::ProxyAddress;
use crate::FieldError;

/// A setting of one place that may hold it.
#[derive(Debug, Clone, Default)]
pub enum Given<T> {
    /// The place says nothing.
    #[default]
    Absent,
    /// It says this.
    Value(T),
    /// It says something that cannot be read. What depends on it is refused: going on without it
    /// would open what somebody closed.
    Broken(FieldError),
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The connector itself.
    Connector,
    /// The settings of this host, by its URL.
    Host(String),
    /// The configuration file; locked on the screen.
    File,
    /// The Networking page.
    Settings,
    /// Nobody set it.
    Default,
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// What is in force.
    pub value: T,
    /// Who says so.
    pub source: Source,
}

/// Authorities to trust. Kibana knows files and PEM texts for one host and lets the texts replace
/// the system's authorities; here they are added, unless `only_these` is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authorities {
    /// PEM texts, each with one certificate or more.
    pub data: Vec<String>,
    /// Paths of PEM files.
    pub files: Vec<String>,
    /// Nothing more general is trusted: neither the system's authorities nor those of a wider
    /// setting. Ours.
    pub only_these: bool,
}

/// Where a host's client certificate is. Ours: Kibana has it for each connector alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCertificateAt {
    /// Certificate and key, sealed under the host's URL.
    Vault,
    /// PEM files.
    Files {
        /// The chain.
        certificate: String,
        /// Its private key.
        key: String,
    },
}

/// Settings of one `https` host, Kibana's `customHostSettings[]`.
#[derive(Debug, Clone)]
pub struct CustomHost {
    /// Scheme, host and port; nothing else of its URL counts (Kibana).
    pub target: Target,
    /// `ssl.verificationMode`. Kibana's `certificate` leaves the check of the host name as the
    /// global mode says; here it is what it is called.
    pub verification_mode: Option<VerificationMode>,
    /// `ssl.certificateAuthoritiesFiles` and `ssl.certificateAuthoritiesData`.
    pub authorities: Authorities,
    /// Shown to this host alone. Ours.
    pub client_certificate: Option<ClientCertificateAt>,
    /// Something in it cannot be read: connections to this host are refused.
    pub broken: Option<FieldError>,
}

/// How often connectors of one type may run: Kibana's sliding window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How far back runs are counted.
    pub lookback: Duration,
    /// The most runs in it.
    pub limit: u64,
}

/// The settings of one place, the configuration file or the Networking page.
///
/// `Debug` shows no value of a header: secrets redact themselves.
#[derive(Debug, Clone, Default)]
pub struct NetworkingLayer {
    /// `allowedHosts`.
    pub allowed_hosts: Given<Vec<HostPattern>>,
    /// `customHostSettings`, one for each host.
    pub custom_hosts: Given<Vec<CustomHost>>,
    /// `proxyUrl`.
    pub proxy: Given<ProxyAddress>,
    /// `proxyHeaders`: for the proxy alone.
    pub proxy_headers: Given<BTreeMap<String, SecretString>>,
    /// `proxyCredentialsFor`: the vault holds a user name and password that were entered for this
    /// proxy, and they go to no other. Ours.
    pub proxy_credentials_for: Given<ProxyAddress>,
    /// `proxyBypassHosts`.
    pub bypass_hosts: Given<Vec<HostPattern>>,
    /// `proxyOnlyHosts`.
    pub only_hosts: Given<Vec<HostPattern>>,
    /// `useSystemProxy`: the system's proxy and `NO_PROXY` count. Ours; Kibana never reads them.
    pub use_system_proxy: Given<bool>,
    /// `ssl.verificationMode`.
    pub verification_mode: Given<VerificationMode>,
    /// `ssl.proxyVerificationMode`.
    pub proxy_verification_mode: Given<VerificationMode>,
    /// `ssl.certificateAuthoritiesFiles` and the like, for every host. Ours.
    pub authorities: Given<Authorities>,
    /// `responseTimeout`.
    pub response_timeout: Given<Duration>,
    /// `maxResponseContentLength`, in bytes.
    pub max_response_bytes: Given<u64>,
    /// `enabledActionTypes`: ids of types, or `*`.
    pub enabled_types: Given<Vec<String>>,
    /// `rateLimiter`, by the type's id without the dot before it.
    pub rate_limits: Given<BTreeMap<String, RateLimit>>,
}

/// A value that is in force, or why what depends on it is refused.
pub type Readable<T> = Result<T, FieldError>;

/// The settings in force for every connector: the file's where it has one, then those of the
/// Networking page, then Kibana's defaults. The fields are those of [`NetworkingLayer`].
#[derive(Debug, Clone)]
pub struct NetworkingSettings {
    /// `None` allows every host.
    pub allowed_hosts: Sourced<Readable<Option<Vec<HostPattern>>>>,
    /// The file's before the saved ones; of two for the same host the first counts.
    pub custom_hosts: Vec<Sourced<CustomHost>>,
    /// A place whose list of hosts is no list closes every `https` host.
    pub broken_hosts: Option<FieldError>,
    /// The proxy for every connector.
    pub proxy: Sourced<Readable<Option<ProxyAddress>>>,
    /// By name in lowercase.
    pub proxy_headers: Sourced<Readable<BTreeMap<String, SecretString>>>,
    /// Counts when it is the proxy in force.
    pub proxy_credentials_for: Sourced<Readable<Option<ProxyAddress>>>,
    /// Wins over `only_hosts`.
    pub bypass_hosts: Sourced<Readable<Option<Vec<HostPattern>>>>,
    /// `None` sends every host through the proxy.
    pub only_hosts: Sourced<Readable<Option<Vec<HostPattern>>>>,
    /// Counts when `proxy` is `None`.
    pub use_system_proxy: Sourced<Readable<bool>>,
    /// What cannot be read counts as `full`.
    pub verification_mode: Sourced<Readable<VerificationMode>>,
    /// What cannot be read counts as `full`.
    pub proxy_verification_mode: Sourced<Readable<VerificationMode>>,
    /// For every host.
    pub authorities: Sourced<Readable<Authorities>>,
    /// What cannot be read counts as the default.
    pub response_timeout: Sourced<Readable<Duration>>,
    /// Bytes; `None` leaves it to the kind of call. What cannot be read counts as Kibana's default.
    pub max_response_bytes: Sourced<Readable<Option<u64>>>,
    /// `None` enables every type.
    pub enabled_types: Sourced<Readable<Option<Vec<String>>>>,
    /// By the type's id without the dot before it.
    pub rate_limits: Sourced<Readable<BTreeMap<String, RateLimit>>>,
}

/// Kibana's `responseTimeout` when nobody sets it.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);

impl NetworkingSettings {
    /// Brings the two places together, key by key, with three exceptions that are ours because
    /// only we have two places: hosts are taken one by one, so that a host can be trusted on the
    /// screen while the file names others; `proxyBypassHosts` and `proxyOnlyHosts` are one choice,
    /// so that a saved list cannot undo one in the file; headers stay with the `proxyUrl` beside
    /// them, so that no other proxy gets them.
    pub fn new(file: NetworkingLayer, saved: NetworkingLayer) -> Self {
        let (mut file, mut saved) = (file, saved);
        if file.bypass_hosts.is_given() || file.only_hosts.is_given() {
            saved.bypass_hosts = Given::Absent;
            saved.only_hosts = Given::Absent;
        }
        if file.proxy.is_given() {
            saved.proxy_headers = Given::Absent;
        } else {
            file.proxy_headers = Given::Absent;
        }
        let mut custom_hosts: Vec<Sourced<CustomHost>> = Vec::new();
        let mut broken_hosts = None;
        for (hosts, source) in [
            (file.custom_hosts, Source::File),
            (saved.custom_hosts, Source::Settings),
        ] {
            match hosts {
                Given::Absent => {}
                Given::Broken(problem) => broken_hosts = broken_hosts.or(Some(problem)),
                // Of two for the same host the first counts.
                Given::Value(hosts) => custom_hosts.extend(
                    hosts
                        .into_iter()
                        .map(|host| Sourced::new(host, source.clone())),
                ),
            }
        }
        Self {
            allowed_hosts: optional(file.allowed_hosts, saved.allowed_hosts),
            custom_hosts,
            broken_hosts,
            proxy: optional(file.proxy, saved.proxy),
            proxy_headers: either(file.proxy_headers, saved.proxy_headers, BTreeMap::new()),
            proxy_credentials_for: optional(
                file.proxy_credentials_for,
                saved.proxy_credentials_for,
            ),
            bypass_hosts: optional(file.bypass_hosts, saved.bypass_hosts),
            only_hosts: optional(file.only_hosts, saved.only_hosts),
            use_system_proxy: either(file.use_system_proxy, saved.use_system_proxy, false),
            verification_mode: either(
                file.verification_mode,
                saved.verification_mode,
                VerificationMode::Full,
            ),
            proxy_verification_mode: either(
                file.proxy_verification_mode,
                saved.proxy_verification_mode,
                VerificationMode::Full,
            ),
            authorities: either(file.authorities, saved.authorities, Authorities::default()),
            response_timeout: either(
                file.response_timeout,
                saved.response_timeout,
                RESPONSE_TIMEOUT,
            ),
            max_response_bytes: optional(file.max_response_bytes, saved.max_response_bytes),
            enabled_types: optional(file.enabled_types, saved.enabled_types),
            rate_limits: either(file.rate_limits, saved.rate_limits, BTreeMap::new()),
        }
    }
}

/// Nothing set: Kibana's defaults.
impl Default for NetworkingSettings {
    fn default() -> Self {
        Self::new(NetworkingLayer::default(), NetworkingLayer::default())
    }
}

/// The file's value, or else the saved one, or else the default.
fn either<T>(file: Given<T>, saved: Given<T>, default: T) -> Sourced<Readable<T>> {
    let (given, source) = if file.is_given() {
        (file, Source::File)
    } else {
        (saved, Source::Settings)
    };
    let (value, source) = match given {
        Given::Value(value) => (Ok(value), source),
        Given::Broken(problem) => (Err(problem), source),
        Given::Absent => (Ok(default), Source::Default),
    };
    Sourced { value, source }
}

fn optional<T>(file: Given<T>, saved: Given<T>) -> Sourced<Readable<Option<T>>> {
    either(file.map(Some), saved.map(Some), None)
}

impl<T> Given<T> {
    /// Whether the place says anything, readable or not.
    pub fn is_given(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    pub(super) fn problem(&self) -> Option<&FieldError> {
        match self {
            Self::Broken(problem) => Some(problem),
            Self::Absent | Self::Value(_) => None,
        }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Value(value) => Given::Value(change(value)),
            Self::Broken(problem) => Given::Broken(problem),
        }
    }
}

/// Waits of one connector. All of them ours: Kibana has none for a single connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeouts {
    /// TCP and TLS, the proxy's included.
    pub connect: Option<Duration>,
    /// From sending the request to the beginning of the answer.
    pub first_byte: Option<Duration>,
    /// Between two pieces of an answer.
    pub idle: Option<Duration>,
    /// From sending the request to the end of the answer.
    pub total: Option<Duration>,
}

/// Which way a connector goes. Ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProxyChoice {
    /// As the settings say.
    #[default]
    Inherit,
    /// Directly, whatever the settings say.
    None,
    /// Through its own proxy, for every address; no list of the settings counts, nor do their
    /// headers and credentials.
    Own {
        /// Where.
        address: ProxyAddress,
        /// The vault holds a user name and password that were entered for this connector's proxy.
        has_credentials: bool,
    },
}

/// What a connector with a client certificate says about its server: Kibana's PKI fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConnectorPki {
    /// `config.verificationMode`; `full` without one.
    pub verification_mode: Option<VerificationMode>,
}

/// What one connector has of its own. It wins over every other setting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConnectorNetworking {
    /// How long it waits.
    pub timeouts: Timeouts,
    /// Which way it goes.
    pub proxy: ProxyChoice,
    /// How much of its server's certificate is checked.
    pub verification_mode: Option<VerificationMode>,
    /// Who may have signed it.
    pub authorities: Authorities,
    /// Set when the connector has a client certificate. Not part of its JSON: the vault and the
    /// connector's `config` say it.
    pub pki: Option<ConnectorPki>,
}

impl Authorities {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty() && self.files.is_empty()
    }
}

impl<T> Sourced<T> {
    pub(super) fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }
}

/// For the screen and the report of a diagnosis.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connector => f.write_str("connector"),
            Self::Host(url) => write!(f, "host {url}"),
            Self::File => f.write_str("file"),
            Self::Settings => f.write_str("settings"),
            Self::Default => f.write_str("default"),
        }
    }
}
