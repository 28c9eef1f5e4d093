use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use url::Url;

use crate::{ConnectorId, UnixMs};

/// Who answers. The names are Kibana's `apiProvider` values, kept so that its exports import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// The public OpenAI API, or a proxy in front of it.
    OpenAi,
    /// A deployment in Azure; the key travels in the `api-key` header.
    AzureOpenAi,
    /// Anything that speaks the same wire: llama.cpp, Ollama, vLLM, LM Studio, gateways.
    Other,
}

impl Provider {
    /// Every provider, in the order of the form.
    pub const ALL: [Self; 3] = [Self::OpenAi, Self::AzureOpenAi, Self::Other];

    /// Kibana's config value, e.g. `Azure OpenAI`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::AzureOpenAi => "Azure OpenAI",
            Self::Other => "Other",
        }
    }

    /// The reverse of [`Provider::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// How much of a server's certificate is checked. Kibana's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum VerificationMode {
    /// Chain and host name.
    #[default]
    Full,
    /// The chain without the host name.
    Certificate,
    /// Nothing.
    None,
}

impl VerificationMode {
    /// Every mode, strictest first.
    pub const ALL: [Self; 3] = [Self::Full, Self::Certificate, Self::None];

    /// Kibana's config value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Certificate => "certificate",
            Self::None => "none",
        }
    }

    /// The reverse of [`VerificationMode::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// The secrets a connector or the networking settings may have, by Kibana's names where it has
/// one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretField {
    /// The provider's key.
    ApiKey,
    /// The client's certificate: base64 of a PEM text.
    CertificateData,
    /// Its private key: base64 of a PEM text.
    PrivateKeyData,
    /// Who signed the server's certificate: base64 of a PEM text.
    CaData,
    /// The value of a header that was marked secret, by the header's name as typed.
    Header(String),
    /// For a proxy: the connector's own, or that of the settings.
    ProxyUsername,
    /// For the same proxy.
    ProxyPassword,
    /// The value of a header for the proxy of the settings, by its name.
    ProxyHeader(String),
    /// The certificate shown to one host of the settings, by its origin: a PEM text.
    HostCertificate(String),
    /// Its private key, by the same origin: a PEM text.
    HostKey(String),
}

/// Before the name of a secret header; Kibana's key for such headers.
const HEADER_PREFIX: &str = "secretHeaders.";
const PROXY_HEADER_PREFIX: &str = "proxyHeaders.";
const HOST_CERTIFICATE_PREFIX: &str = "clientCertificate.";
const HOST_KEY_PREFIX: &str = "clientKey.";

impl SecretField {
    /// The secrets with a name of their own, in the order of the form.
    pub const FIXED: [Self; 6] = [
        Self::ApiKey,
        Self::CertificateData,
        Self::PrivateKeyData,
        Self::CaData,
        Self::ProxyUsername,
        Self::ProxyPassword,
    ];

    /// Kibana's name, which is also the row's name in the database.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::ApiKey => "apiKey".into(),
            Self::CertificateData => "certificateData".into(),
            Self::PrivateKeyData => "privateKeyData".into(),
            Self::CaData => "caData".into(),
            Self::ProxyUsername => "proxyUsername".into(),
            Self::ProxyPassword => "proxyPassword".into(),
            Self::Header(header) => format!("{HEADER_PREFIX}{header}").into(),
            Self::ProxyHeader(header) => format!("{PROXY_HEADER_PREFIX}{header}").into(),
            Self::HostCertificate(origin) => format!("{HOST_CERTIFICATE_PREFIX}{origin}").into(),
            Self::HostKey(origin) => format!("{HOST_KEY_PREFIX}{origin}").into(),
        }
    }

    /// The reverse of [`SecretField::name`].
    pub fn parse(text: &str) -> Option<Self> {
        for prefix in [
            HEADER_PREFIX,
            PROXY_HEADER_PREFIX,
            HOST_CERTIFICATE_PREFIX,
            HOST_KEY_PREFIX,
        ] {
            let Some(name) = text.strip_prefix(prefix) else {
                continue;
            };
            let name = (!name.is_empty()).then(|| name.to_owned())?;
            return Some(match prefix {
                HEADER_PREFIX => Self::Header(name),
                PROXY_HEADER_PREFIX => Self::ProxyHeader(name),
                HOST_CERTIFICATE_PREFIX => Self::HostCertificate(name),
                _ => Self::HostKey(name),
            });
        }
        Self::FIXED.into_iter().find(|field| field.name() == text)
    }
}

/// The part of a connector a user may read back.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectorConfig {
    /// Decides the authentication header and what is changed in a body.
    pub provider: Provider,
    /// The full endpoint, e.g. `https://api.openai.com/v1/chat/completions`.
    pub api_url: Url,
    /// Used when a body names no model. `Other` always has one.
    pub default_model: Option<String>,
    /// Sent as `OpenAI-Organization`.
    pub organization_id: Option<String>,
    /// Sent as `OpenAI-Project`.
    pub project_id: Option<String>,
    /// Sent with every request, besides the secret ones. None can override authentication.
    pub headers: BTreeMap<String, String>,
    /// Tokens. Told to programs that ask, never sent.
    pub context_window_length: Option<u64>,
    /// Told to programs that ask, never sent.
    pub temperature: Option<f64>,
    /// How the server's certificate is checked; in force with PKI only, as in Kibana.
    pub verification_mode: Option<VerificationMode>,
    /// Told to programs that ask, never sent.
    pub native_function_calling: Option<bool>,
}

impl ConnectorConfig {
    /// A configuration with nothing but what every connector has.
    pub fn new(provider: Provider, api_url: Url) -> Self {
        Self {
            provider,
            api_url,
            default_model: None,
            organization_id: None,
            project_id: None,
            headers: BTreeMap::new(),
            context_window_length: None,
            temperature: None,
            verification_mode: None,
            native_function_calling: None,
        }
    }
}

/// Scheme, host and port of a URL: what a stored key is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort(String, String, Option<u16>);

impl ConnectorConfig {
    /// The origin the key may be sent to. The scheme is part of it: a key entered for `https`
    /// must not travel over `http`.
    pub fn host_port(&self) -> HostPort {
        HostPort(
            self.api_url.scheme().to_owned(),
            self.api_url.host_str().unwrap_or_default().to_owned(),
            self.api_url.port_or_known_default(),
        )
    }
}

/// A saved way to reach one provider. Its secrets are in the vault, never here.
#[derive(Debug, Clone, PartialEq)]
pub struct Connector {
    /// Set once, at creation.
    pub id: ConnectorId,
    /// Shown to people; need not be unique, as in Kibana.
    pub name: String,
    /// Provider, URL and model.
    pub config: ConnectorConfig,
    /// How it is connected, where that differs from the settings: a JSON object, empty as a rule.
    pub networking: Map<String, Value>,
    /// What the vault holds for it, and what it reads from the environment.
    pub stored_secrets: BTreeSet<SecretField>,
    /// What is sealed with a key that is gone.
    pub lost_secrets: BTreeSet<SecretField>,
    /// Those of the stored ones that are read from the environment, with the variable's name.
    pub secret_references: BTreeMap<SecretField, String>,
    /// Set by an import: it had secrets where it comes from, and has none here yet.
    pub awaits_secrets: bool,
    /// How many of Patchbay's own keys are bound to it.
    pub api_keys: u64,
    /// Made by the product or a file: readable and runnable, not editable.
    pub is_preconfigured: bool,
    /// One sentence for preconfigured connectors.
    pub description: Option<String>,
    /// When it was made; `None` for preconfigured connectors, which are not stored.
    pub created_at_ms: Option<UnixMs>,
    /// When it was last saved; `None` as above.
    pub updated_at_ms: Option<UnixMs>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> ConnectorConfig {
        ConnectorConfig::new(Provider::Other, Url::parse(url).expect("test URL"))
    }

    #[test]
    fn a_key_is_bound_to_scheme_host_and_port_and_to_nothing_else() {
        let stored = config("https://api.example.com/v1/chat/completions").host_port();
        assert_eq!(
            stored,
            config("https://API.example.com:443/other?x=1").host_port()
        );
        for other in [
            "http://api.example.com/v1/chat/completions",
            "https://api.example.com:8443/v1/chat/completions",
            "https://api.example.com.evil.test/v1/chat/completions",
        ] {
            assert_ne!(stored, config(other).host_port(), "{other}");
        }
    }

    #[test]
    fn providers_keep_kibanas_names() {
        for provider in Provider::ALL {
            assert_eq!(Provider::parse(provider.as_str()), Some(provider));
        }
        assert_eq!(Provider::parse("openai"), None);
        let header = SecretField::Header("X-Team.Token".into());
        let more = [
            header,
            SecretField::ProxyHeader("X-Team".into()),
            SecretField::HostCertificate("https://a.example:443".into()),
            SecretField::HostKey("https://a.example:443".into()),
        ];
        for field in SecretField::FIXED.into_iter().chain(more) {
            assert_eq!(SecretField::parse(&field.name()), Some(field));
        }
        assert_eq!(SecretField::parse("secretHeaders."), None);
        assert_eq!(SecretField::parse("headers"), None);
        for mode in VerificationMode::ALL {
            assert_eq!(VerificationMode::parse(mode.as_str()), Some(mode));
        }
    }
}
