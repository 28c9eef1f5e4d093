//! Effective settings, for people: each value with where it came from.

use std::time::Duration;

use patchbay_model::{Connector, SecretField, VerificationMode};
use url::Url;

use super::NetworkingFile;
use super::route::effective;
use crate::networking::{
    Authorities, Call, ClientCertificateAt, DirectBecause, Effective, EffectiveProxy, Route,
    Source, Sourced,
};
use crate::{Caller, Core, Error, UnsavedConnector};

/// One value in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveValue {
    /// For people.
    pub label: &'static str,
    /// For people.
    pub value: String,
    /// Who says so.
    pub source: Source,
    /// The host, or the file and line.
    pub place: Option<String>,
    /// Why, or what to know.
    pub note: Option<String>,
}

/// Everything in force for a connector's runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EffectiveNetworking {
    /// In the order of a request's way.
    pub values: Vec<EffectiveValue>,
    /// Why nothing can be sent.
    pub problem: Option<String>,
}

const STREAMED: Call = Call::Run { streamed: true };

impl Core {
    /// What is in force for a connector that is saved.
    pub async fn effective_networking(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<EffectiveNetworking, Error> {
        let connector = self.connector(caller, id).await?;
        self.described(&connector).await
    }

    /// What would be in force for a connector as it is in the form.
    pub async fn effective_networking_of_draft(
        &self,
        unsaved: UnsavedConnector,
    ) -> Result<EffectiveNetworking, Error> {
        match self.prepare_trial(unsaved).await {
            Ok((connector, _)) => self.described(&connector).await,
            Err(error) => {
                let fields = error.into_fields()?;
                let all: Vec<_> = fields.into_iter().map(|field| field.message).collect();
                Ok(EffectiveNetworking {
                    values: Vec::new(),
                    problem: Some(all.join(" ")),
                })
            }
        }
    }

    async fn described(&self, connector: &Connector) -> Result<EffectiveNetworking, Error> {
        let settings = self.networking_settings().await?;
        let url = &connector.config.api_url;
        let found = effective(&settings, connector, url, STREAMED);
        let buffered = effective(&settings, connector, url, Call::Run { streamed: false });
        let (found, buffered) = match (found, buffered) {
            (Ok(found), Ok(buffered)) => (found, buffered),
            (Err(error), _) | (_, Err(error)) => {
                return Ok(EffectiveNetworking {
                    values: Vec::new(),
                    problem: Some(error.to_string()),
                });
            }
        };
        let file = &self.inner.connections.file;
        // A file that has gone, a key that is locked: what a run would stumble over.
        let problem = match self.secrets_of_saved(connector).await {
            Ok(secrets) => self.route(connector, &secrets, url, STREAMED).await.err(),
            Err(error) => Some(error),
        };
        Ok(EffectiveNetworking {
            values: described(&found, &buffered, connector, url, file),
            problem: problem.map(|error| error.to_string()),
        })
    }

    /// Without what is only in a form.
    async fn secrets_of_saved(
        &self,
        connector: &Connector,
    ) -> Result<std::collections::BTreeMap<SecretField, secrecy::SecretString>, Error> {
        self.secrets_of(&connector.id, &connector.name).await
    }
}

fn described(
    found: &Effective,
    buffered: &Effective,
    connector: &Connector,
    url: &Url,
    file: &NetworkingFile,
) -> Vec<EffectiveValue> {
    let mut all = List {
        file,
        values: Vec::new(),
    };
    all.route(&found.route);
    if url.scheme() == "https" {
        all.tls(found, connector);
    } else {
        let note =
            "The URL begins with http://: nothing is encrypted, and nobody proves who they are.";
        all.add(
            "TLS",
            "None".into(),
            &Source::Connector,
            "",
            Some(note.into()),
        );
    }
    for (label, key, value) in [
        ("Connect within", "", &found.connect_timeout),
        (
            "First byte within",
            "responseTimeout",
            &found.first_byte_timeout,
        ),
        ("Between two pieces", "", &found.idle_timeout),
    ] {
        all.add(label, span(value.value), &value.source, key, None);
    }
    let total = &found.total_timeout;
    let shown = total.value.map_or_else(|| "No limit".into(), span);
    all.add("Whole answer within", shown, &total.source, "", None);
    let (streamed, whole) = (&found.max_response_bytes, &buffered.max_response_bytes);
    let note = (streamed.value != whole.value)
        .then(|| format!("{} for an answer that is not streamed.", size(whole.value)));
    let key = "maxResponseContentLength";
    all.add(
        "Largest answer",
        size(streamed.value),
        &streamed.source,
        key,
        note,
    );
    if let Some(limit) = &found.rate_limit {
        let value = format!(
            "{} runs within {}",
            limit.value.limit,
            span(limit.value.lookback)
        );
        let note = Some("Of all connectors together.".into());
        all.add("Rate limit", value, &limit.source, "rateLimiter", note);
    }
    all.values
}

struct List<'a> {
    file: &'a NetworkingFile,
    values: Vec<EffectiveValue>,
}

impl List<'_> {
    /// `key` is the setting's in the file.
    fn add(
        &mut self,
        label: &'static str,
        value: String,
        source: &Source,
        key: &str,
        note: Option<String>,
    ) {
        let place = match source {
            Source::Host(url) => Some(url.clone()),
            Source::File => self.file.place(key),
            Source::Connector | Source::Settings | Source::Default => None,
        };
        self.values.push(EffectiveValue {
            label,
            value,
            source: source.clone(),
            place,
            note,
        });
    }

    fn route(&mut self, route: &Sourced<Route>) {
        let source = &route.source;
        match &route.value {
            Route::Direct(because) => {
                let (key, note) = why_direct(because);
                self.add("Proxy", "None".into(), source, key, note);
            }
            Route::System => {
                let note = "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY decide.";
                let value = "As the system says".into();
                self.add("Proxy", value, source, "useSystemProxy", Some(note.into()));
            }
            Route::Proxy(proxy) => self.proxy(proxy, source),
        }
    }

    fn proxy(&mut self, proxy: &EffectiveProxy, source: &Source) {
        let mut notes = Vec::new();
        if proxy.has_credentials {
            notes.push("Signed in to with a user name and password.".to_owned());
        }
        if !proxy.headers.is_empty() {
            let names: Vec<_> = proxy.headers.keys().map(String::as_str).collect();
            notes.push(format!("Gets the headers {}.", names.join(", ")));
        }
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        let value = proxy.address.to_string();
        let is_tls = value.starts_with("https:");
        self.add("Proxy", value, source, "proxyUrl", note);
        if is_tls {
            let mode = &proxy.tls.verification_mode;
            let key = "ssl.proxyVerificationMode";
            let value = mode_shown(mode.value);
            self.add("Certificate of the proxy", value, &mode.source, key, None);
        }
    }

    fn tls(&mut self, found: &Effective, connector: &Connector) {
        let mode = &found.verification_mode;
        let value = mode_shown(mode.value);
        let key = "ssl.verificationMode";
        self.add("Certificate of the server", value, &mode.source, key, None);
        let mut system = &found.system_authorities;
        if mode.value == VerificationMode::None {
            return;
        }
        for authorities in &found.authorities {
            let key = "ssl.certificateAuthoritiesFiles";
            let value = authorities_shown(&authorities.value);
            self.add("Trusted authorities", value, &authorities.source, key, None);
            if !system.value {
                system = &found.system_authorities;
            }
        }
        if connector.stored_secrets.contains(&SecretField::CaData) {
            let value = "Its certificate authority file".into();
            self.add("Trusted authorities", value, &Source::Connector, "", None);
        }
        let (value, note) = if system.value {
            ("Those of the system", None)
        } else {
            (
                "Not those of the system",
                Some("Only your own count.".into()),
            )
        };
        let key = "ssl.onlyTheseAuthorities";
        self.add(
            "Trusted authorities",
            value.into(),
            &system.source,
            key,
            note,
        );
        if connector
            .stored_secrets
            .contains(&SecretField::CertificateData)
        {
            let value = "Its own".into();
            self.add("Client certificate", value, &Source::Connector, "", None);
        } else if let Some(certificate) = &found.client_certificate {
            let value = match &certificate.value {
                ClientCertificateAt::Vault => "From the vault".to_owned(),
                ClientCertificateAt::Files { certificate, .. } => certificate.clone(),
            };
            self.add("Client certificate", value, &certificate.source, "", None);
        }
    }
}

/// The setting that says so, and why in words.
fn why_direct(because: &DirectBecause) -> (&'static str, Option<String>) {
    match because {
        DirectBecause::NoProxy => ("proxyUrl", None),
        DirectBecause::ConnectorChoice => ("", Some("The connector goes directly.".into())),
        DirectBecause::Loopback => ("", Some("The server is on this machine.".into())),
        DirectBecause::Bypassed(entry) => (
            "proxyBypassHosts",
            Some(format!("proxyBypassHosts has {}.", entry.as_str())),
        ),
        DirectBecause::NotListed => (
            "proxyOnlyHosts",
            Some("proxyOnlyHosts does not have the host.".into()),
        ),
    }
}

pub(crate) fn mode_shown(mode: VerificationMode) -> String {
    match mode {
        VerificationMode::Full => "full: chain and host name are checked",
        VerificationMode::Certificate => "certificate: the host name is not checked",
        VerificationMode::None => "none: nothing is checked",
    }
    .to_owned()
}

fn authorities_shown(authorities: &Authorities) -> String {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        count(authorities.data.len(), "PEM text", "PEM texts"),
        count(authorities.files.len(), "PEM file", "PEM files"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Such as `10 s`, `500 ms`, `5 min`.
pub(crate) fn span(duration: Duration) -> String {
    let ms = duration.as_millis();
    match ms {
        _ if ms.is_multiple_of(60_000) && ms >= 300_000 => format!("{} min", ms / 60_000),
        _ if ms.is_multiple_of(1_000) => format!("{} s", ms / 1_000),
        _ => format!("{ms} ms"),
    }
}

fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    match bytes {
        _ if bytes.is_multiple_of(KIB * KIB) => format!("{} MB", bytes / KIB / KIB),
        _ if bytes.is_multiple_of(KIB) => format!("{} kB", bytes / KIB),
        _ => format!("{bytes} bytes"),
    }
}
