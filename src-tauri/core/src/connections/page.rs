//! The Networking page: what is in force, what is saved, and saving.

use patchbay_model::{SecretField, VerificationMode};
use patchbay_network::Proxy;
use patchbay_store::SecretPlace;
use serde_json::{Map, Value};
use url::Url;

use super::{InForce, NetworkingFile};
use crate::networking::{ClientCertificateAt, Readable, Source, Sourced, Target};
use crate::{Core, Error, FieldError};

pub use super::draft::{CheckedDraft, NetworkingDraft};

pub(super) const CUSTOM_HOSTS: &str = "customHostSettings";

/// One setting in force.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkingSetting {
    /// Kibana's key.
    pub key: &'static str,
    /// As it was written; `Null` where nobody did, or where it cannot be read.
    pub value: Value,
    /// Who says so.
    pub source: Source,
    /// The file and line.
    pub place: Option<String>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// Settings of one host in force.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkingHost {
    /// Scheme, host and port.
    pub url: String,
    /// Who says so.
    pub source: Source,
    /// The file and line.
    pub place: Option<String>,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// Its own.
    pub verification_mode: Option<VerificationMode>,
    /// Paths.
    pub authorities_files: Vec<String>,
    /// PEM texts.
    pub authorities_data: Vec<String>,
    /// Nothing else is trusted.
    pub only_these_authorities: bool,
    /// Shown to it.
    pub client_certificate: Option<ClientCertificateAt>,
}

/// Something odd about the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkingProblem {
    /// The setting.
    pub key: String,
    /// For people.
    pub message: String,
    /// The file or the page.
    pub source: Source,
    /// The file and line.
    pub place: Option<String>,
}

/// What the variables of the system say about proxies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemProxy {
    /// For URLs of HTTPS; without credentials.
    pub https: Option<String>,
    /// For URLs of HTTP; without credentials.
    pub http: Option<String>,
    /// `NO_PROXY`.
    pub no_proxy: Option<String>,
    /// Why they cannot be read.
    pub problem: Option<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkingStatus {
    /// In the order of the page.
    pub settings: Vec<NetworkingSetting>,
    /// Those of the file first.
    pub hosts: Vec<NetworkingHost>,
    /// As saved.
    pub saved: Map<String, Value>,
    /// The file's name, when it says any of it.
    pub file: Option<String>,
    /// Secrets that are stored.
    pub stored_secrets: Vec<SecretField>,
    /// Those sealed with a key that is gone.
    pub lost_secrets: Vec<SecretField>,
    /// Those read from the environment, with the variable's name.
    pub secret_references: Vec<(SecretField, String)>,
    /// The proxy that user name and password are for.
    pub proxy_credentials_for: Option<String>,
    /// What the variables say.
    pub system_proxy: SystemProxy,
    /// What cannot be read.
    pub problems: Vec<NetworkingProblem>,
    /// What is partly ignored.
    pub warnings: Vec<NetworkingProblem>,
}

impl Core {
    /// What is in force, what is saved, and what is wrong with either.
    pub async fn networking_status(&self) -> Result<NetworkingStatus, Error> {
        let now = self.in_force().await?;
        let secrets = self.inner.store.networking().await?.secrets;
        let ring = self.inner.secrets.ring().await?;
        let (mut stored_secrets, mut lost_secrets) = (Vec::new(), Vec::new());
        let mut secret_references = Vec::new();
        for SecretPlace {
            field,
            key_id,
            variable,
        } in secrets
        {
            let Some(field) = SecretField::parse(&field) else {
                continue;
            };
            if key_id.is_some_and(|key_id| ring.is_lost(&key_id)) {
                lost_secrets.push(field.clone());
            }
            if let Some(variable) = variable {
                secret_references.push((field.clone(), variable));
            }
            stored_secrets.push(field);
        }
        let connections = &self.inner.connections;
        let file = &connections.file;
        let entered_for = now.settings.proxy_credentials_for.value.as_ref();
        Ok(NetworkingStatus {
            settings: settings(&now, file),
            hosts: hosts(&now, file),
            saved: without_our_own(&now.saved),
            file: file.name.clone().filter(|_| !file.settings.is_empty()),
            proxy_credentials_for: entered_for
                .ok()
                .and_then(|proxy| proxy.as_ref())
                .filter(|_| stored_secrets.contains(&SecretField::ProxyUsername))
                .map(ToString::to_string),
            stored_secrets,
            lost_secrets,
            secret_references,
            system_proxy: self.what_the_system_says(),
            problems: both(&connections.problems, &now.problems, file),
            warnings: both(&connections.warnings, &now.warnings, file),
        })
    }

    fn what_the_system_says(&self) -> SystemProxy {
        use secrecy::ExposeSecret as _;
        let variable = |name: &str| {
            let value = self.inner.environment.variable(name)?;
            Some(value.expose_secret().to_owned())
        };
        let mut says = SystemProxy {
            no_proxy: variable("no_proxy").or_else(|| variable("NO_PROXY")),
            ..SystemProxy::default()
        };
        // Names that no list of exceptions has.
        let without_exceptions = |name: &str| match name {
            "no_proxy" | "NO_PROXY" => None,
            name => variable(name),
        };
        for (url, place) in [
            ("https://provider.invalid", &mut says.https),
            ("http://provider.invalid", &mut says.http),
        ] {
            let Ok(url) = Url::parse(url) else { continue };
            match Proxy::from_environment(&url, without_exceptions) {
                Ok(proxy) => *place = proxy.map(|proxy| shown(&proxy)),
                Err(error) => says.problem = Some(error.to_string()),
            }
        }
        says
    }
}

/// What was noted along with the settings is told in a field of its own.
fn without_our_own(saved: &Map<String, Value>) -> Map<String, Value> {
    let mut saved = saved.clone();
    saved.remove(super::draft::CREDENTIALS_FOR);
    saved
}

/// Without credentials.
fn shown(proxy: &Proxy) -> String {
    use patchbay_network::ProxyKind as Kind;
    let scheme = match proxy.kind() {
        Kind::Http => "http",
        Kind::Https => "https",
        Kind::Socks5 => "socks5",
        Kind::Socks5h => "socks5h",
    };
    format!("{scheme}://{}", proxy.authority())
}

fn settings(now: &InForce, file: &NetworkingFile) -> Vec<NetworkingSetting> {
    let s = &now.settings;
    let mut all = Vec::new();
    let mut add = |key: &'static str, source: &Source, problem: Option<&FieldError>| {
        let map = match source {
            Source::File => Some(&file.settings),
            Source::Settings => Some(&now.saved),
            _ => None,
        };
        let found = map.and_then(|map| at(map, key)).cloned();
        let mut value = found.unwrap_or(Value::Null);
        if key == "proxyHeaders" {
            // Values may be passwords.
            let names = value
                .as_object()
                .map(|map| map.keys().cloned().map(Value::from).collect());
            value = names.map_or(Value::Null, Value::Array);
        }
        all.push(NetworkingSetting {
            key,
            value: if problem.is_some() {
                Value::Null
            } else {
                value
            },
            place: (*source == Source::File).then(|| file.place(key)).flatten(),
            source: source.clone(),
            problem: problem.map(|problem| problem.message.clone()),
        });
    };
    fn of<T>(sourced: &Sourced<Readable<T>>) -> (&Source, Option<&FieldError>) {
        (&sourced.source, sourced.value.as_ref().err())
    }
    for (key, (source, problem)) in [
        ("proxyUrl", of(&s.proxy)),
        ("proxyHeaders", of(&s.proxy_headers)),
        ("proxyBypassHosts", of(&s.bypass_hosts)),
        ("proxyOnlyHosts", of(&s.only_hosts)),
        ("useSystemProxy", of(&s.use_system_proxy)),
        ("ssl.proxyVerificationMode", of(&s.proxy_verification_mode)),
        ("ssl.verificationMode", of(&s.verification_mode)),
        ("ssl.certificateAuthoritiesFiles", of(&s.authorities)),
        ("ssl.certificateAuthoritiesData", of(&s.authorities)),
        ("ssl.onlyTheseAuthorities", of(&s.authorities)),
        ("responseTimeout", of(&s.response_timeout)),
        ("maxResponseContentLength", of(&s.max_response_bytes)),
        ("allowedHosts", of(&s.allowed_hosts)),
        ("enabledActionTypes", of(&s.enabled_types)),
        ("rateLimiter", of(&s.rate_limits)),
    ] {
        add(key, source, problem);
    }
    all
}

/// A value by its path; parts between dots.
pub(super) fn at<'m>(map: &'m Map<String, Value>, path: &str) -> Option<&'m Value> {
    match path.split_once('.') {
        Some((first, rest)) => at(map.get(first)?.as_object()?, rest),
        None => map.get(path),
    }
}

fn hosts(now: &InForce, file: &NetworkingFile) -> Vec<NetworkingHost> {
    let custom = now.settings.custom_hosts.iter();
    let all = custom.map(|Sourced { value, source }| NetworkingHost {
        url: format!("https://{}", value.target),
        place: (*source == Source::File)
            .then(|| {
                let at = index_of(&file.settings, &value.target)?;
                file.place(&format!("{CUSTOM_HOSTS}[{at}]"))
            })
            .flatten(),
        source: source.clone(),
        problem: value.broken.as_ref().map(|problem| problem.message.clone()),
        verification_mode: value.verification_mode,
        authorities_files: value.authorities.files.clone(),
        authorities_data: value.authorities.data.clone(),
        only_these_authorities: value.authorities.only_these,
        client_certificate: value.client_certificate.clone(),
    });
    all.collect()
}

/// Where a host stands in the list of a place.
pub(super) fn index_of(settings: &Map<String, Value>, target: &Target) -> Option<usize> {
    let list = settings.get(CUSTOM_HOSTS)?.as_array()?;
    list.iter().position(|item| {
        let url = item.get("url").and_then(Value::as_str);
        let url = url.and_then(|url| Url::parse(url).ok());
        url.and_then(|url| Target::of(&url)).as_ref() == Some(target)
    })
}

fn both(
    of_file: &[FieldError],
    of_page: &[FieldError],
    file: &NetworkingFile,
) -> Vec<NetworkingProblem> {
    let of_file = of_file.iter().map(|problem| NetworkingProblem {
        key: problem.field.clone(),
        message: problem.message.clone(),
        source: Source::File,
        place: file.place(&problem.field),
    });
    let of_page = of_page.iter().map(|problem| NetworkingProblem {
        key: problem.field.clone(),
        message: problem.message.clone(),
        source: Source::Settings,
        place: None,
    });
    of_file.chain(of_page).collect()
}
