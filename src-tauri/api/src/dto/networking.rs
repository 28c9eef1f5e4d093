use std::collections::HashMap;

use patchbay_core::networking::{ClientCertificateAt, Source};
use patchbay_core::{
    CheckedDraft, EffectiveNetworking, EffectiveValue, NetworkingDraft, NetworkingHost,
    NetworkingProblem, NetworkingSetting, NetworkingStatus, SystemProxy,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{FieldErrorDto, SecretReferenceDto, VerificationModeDto};

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NetworkingSource")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum NetworkingSourceDto {
    Connector,
    Host,
    File,
    Settings,
    Default,
}

impl From<&Source> for NetworkingSourceDto {
    fn from(source: &Source) -> Self {
        match source {
            Source::Connector => Self::Connector,
            Source::Host(_) => Self::Host,
            Source::File => Self::File,
            Source::Settings => Self::Settings,
            Source::Default => Self::Default,
        }
    }
}

/// One setting in force.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "NetworkingSetting")]
pub struct NetworkingSettingDto {
    /// Kibana's key, e.g. `ssl.verificationMode`.
    pub key: String,
    /// In force, as JSON; `null` where there is none or it cannot be read.
    #[ts(type = "unknown")]
    pub value: Value,
    /// Who says so.
    pub source: NetworkingSourceDto,
    /// The configuration file's name and the line, of a value from it.
    pub place: Option<String>,
    /// Why it cannot be read. What depends on it is refused.
    pub problem: Option<String>,
}

impl From<NetworkingSetting> for NetworkingSettingDto {
    fn from(setting: NetworkingSetting) -> Self {
        Self {
            key: setting.key.to_owned(),
            value: setting.value,
            source: (&setting.source).into(),
            place: setting.place,
            problem: setting.problem,
        }
    }
}

/// Where a host's client certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum ClientCertificatePlace {
    Vault,
    Files,
}

/// Settings of one host in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "NetworkingHost")]
pub struct NetworkingHostDto {
    /// Scheme, host and port.
    pub url: String,
    /// Who says so.
    pub source: NetworkingSourceDto,
    /// The configuration file's name and the line, of a host from it.
    pub place: Option<String>,
    /// Why it cannot be read. Connections to it are refused.
    pub problem: Option<String>,
    /// Its own; `null`: as for every host.
    pub verification_mode: Option<VerificationModeDto>,
    /// Paths of PEM files.
    pub certificate_authorities_files: Vec<String>,
    /// PEM texts.
    pub certificate_authorities_data: Vec<String>,
    /// Nothing else is trusted.
    pub only_these_authorities: bool,
    /// Where the certificate is that is shown to it.
    pub client_certificate: Option<ClientCertificatePlace>,
    /// Path of a PEM file.
    pub client_certificate_file: Option<String>,
    /// Path of a PEM file.
    pub client_key_file: Option<String>,
}

impl From<NetworkingHost> for NetworkingHostDto {
    fn from(host: NetworkingHost) -> Self {
        let (client_certificate, client_certificate_file, client_key_file) = match host
            .client_certificate
        {
            None => (None, None, None),
            Some(ClientCertificateAt::Vault) => (Some(ClientCertificatePlace::Vault), None, None),
            Some(ClientCertificateAt::Files { certificate, key }) => (
                Some(ClientCertificatePlace::Files),
                Some(certificate),
                Some(key),
            ),
        };
        Self {
            url: host.url,
            source: (&host.source).into(),
            place: host.place,
            problem: host.problem,
            verification_mode: host.verification_mode.map(Into::into),
            certificate_authorities_files: host.authorities_files,
            certificate_authorities_data: host.authorities_data,
            only_these_authorities: host.only_these_authorities,
            client_certificate,
            client_certificate_file,
            client_key_file,
        }
    }
}

/// Something odd about the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "NetworkingProblem")]
pub struct NetworkingProblemDto {
    /// The setting, e.g. `customHostSettings[1].ssl.verificationMode`.
    pub key: String,
    /// For people.
    pub message: String,
    /// `file` or `settings`.
    pub source: NetworkingSourceDto,
    /// The configuration file's name and the line, of a problem in it.
    pub place: Option<String>,
}

impl From<NetworkingProblem> for NetworkingProblemDto {
    fn from(problem: NetworkingProblem) -> Self {
        Self {
            key: problem.key,
            message: problem.message,
            source: (&problem.source).into(),
            place: problem.place,
        }
    }
}

/// What the system says about proxies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "SystemProxy")]
pub struct SystemProxyDto {
    /// For `https` URLs, without credentials.
    pub https: Option<String>,
    /// For `http` URLs, without credentials.
    pub http: Option<String>,
    /// Hosts it is not for.
    pub no_proxy: Option<String>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

impl From<SystemProxy> for SystemProxyDto {
    fn from(proxy: SystemProxy) -> Self {
        let SystemProxy {
            https,
            http,
            no_proxy,
            problem,
        } = proxy;
        Self {
            https,
            http,
            no_proxy,
            problem,
        }
    }
}

/// Everything the Networking page shows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "NetworkingStatus")]
pub struct NetworkingStatusDto {
    /// In force, in the order of the page; `customHostSettings` is in `hosts`.
    pub settings: Vec<NetworkingSettingDto>,
    /// In force; those of the file first.
    pub hosts: Vec<NetworkingHostDto>,
    /// What the Networking page says, by Kibana's keys. Values of headers are empty.
    #[ts(type = "Record<string, unknown>")]
    pub saved: Map<String, Value>,
    /// The configuration file that says some of it.
    pub file: Option<String>,
    /// Which secrets are stored, e.g. `proxyPassword`, `proxyHeaders.X-Team`, `clientKey.https://host:8443`.
    pub stored_secrets: Vec<String>,
    /// Which of them are sealed with a key that is gone.
    pub lost_secrets: Vec<String>,
    /// Which of them are read from environment variables; `path` is the secret's name.
    pub secret_references: Vec<SecretReferenceDto>,
    /// The proxy that the stored user name and password are for.
    pub proxy_credentials_for: Option<String>,
    /// What the variables of the system say, whether they count or not.
    pub system_proxy: SystemProxyDto,
    /// What cannot be read.
    pub problems: Vec<NetworkingProblemDto>,
    /// What is read and partly ignored.
    pub warnings: Vec<NetworkingProblemDto>,
}

impl NetworkingStatusDto {
    pub(crate) fn of(status: NetworkingStatus, is_set: impl Fn(&str) -> bool) -> Self {
        let names = |fields: Vec<patchbay_model::SecretField>| {
            fields
                .iter()
                .map(|field| field.name().into_owned())
                .collect()
        };
        Self {
            settings: status.settings.into_iter().map(Into::into).collect(),
            hosts: status.hosts.into_iter().map(Into::into).collect(),
            saved: status.saved,
            file: status.file,
            stored_secrets: names(status.stored_secrets),
            lost_secrets: names(status.lost_secrets),
            secret_references: status
                .secret_references
                .into_iter()
                .map(|(field, variable)| SecretReferenceDto {
                    path: field.name().into_owned(),
                    is_set: is_set(&variable),
                    variable,
                })
                .collect(),
            proxy_credentials_for: status.proxy_credentials_for,
            system_proxy: status.system_proxy.into(),
            problems: status.problems.into_iter().map(Into::into).collect(),
            warnings: status.warnings.into_iter().map(Into::into).collect(),
        }
    }
}

/// Settings to check or to save.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "NetworkingDraft")]
pub struct NetworkingDraftDto {
    /// Replaces what the Networking page said, by Kibana's keys, nested. Values of `proxyHeaders` may be empty: they are secrets.
    #[ts(type = "Record<string, unknown>")]
    pub settings: Map<String, Value>,
    /// Secrets to store, by the names in `stored_secrets`. Absent or empty ones stay as they are.
    #[ts(type = "Record<string, string>")]
    pub secrets: HashMap<String, Option<SecretString>>,
    /// Secrets to remove, by the same names.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub forget_secrets: Vec<String>,
}

impl NetworkingDraftDto {
    pub(crate) fn read(self) -> NetworkingDraft {
        let secrets = self.secrets.into_iter();
        NetworkingDraft {
            settings: self.settings,
            secrets: secrets
                .filter_map(|(name, secret)| Some((name, secret?)))
                .collect(),
            forget: self.forget_secrets,
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NetworkingChecked {
    /// What is wrong, by key below `settings.` or name below `secrets.`; empty when it can be saved.
    pub fields: Vec<FieldErrorDto>,
    /// What would be partly ignored.
    pub warnings: Vec<FieldErrorDto>,
}

impl From<CheckedDraft> for NetworkingChecked {
    fn from(checked: CheckedDraft) -> Self {
        Self {
            fields: checked.fields.into_iter().map(Into::into).collect(),
            warnings: checked.warnings.into_iter().map(Into::into).collect(),
        }
    }
}

/// Names a certificate to trust.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NetworkingTrust {
    /// The host's URL; only scheme, host and port count.
    pub url: String,
    /// The certificate to trust for this host, as PEM.
    pub pem: String,
}

/// One value in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "EffectiveValue")]
pub struct EffectiveValueDto {
    /// For people, e.g. `Proxy`.
    pub label: String,
    /// For people, e.g. `http://proxy.example:3128`.
    pub value: String,
    /// Who says so.
    pub source: NetworkingSourceDto,
    /// Which host, or the file's name and line.
    pub place: Option<String>,
    /// Why it is so, or what to know about it.
    pub note: Option<String>,
}

impl From<EffectiveValue> for EffectiveValueDto {
    fn from(value: EffectiveValue) -> Self {
        Self {
            label: value.label.to_owned(),
            value: value.value,
            source: (&value.source).into(),
            place: value.place,
            note: value.note,
        }
    }
}

/// Everything in force for a connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "EffectiveNetworking")]
pub struct EffectiveNetworkingDto {
    /// In the order of the page; empty when it is refused.
    pub values: Vec<EffectiveValueDto>,
    /// Why nothing can be sent.
    pub problem: Option<String>,
}

impl From<EffectiveNetworking> for EffectiveNetworkingDto {
    fn from(effective: EffectiveNetworking) -> Self {
        Self {
            values: effective.values.into_iter().map(Into::into).collect(),
            problem: effective.problem,
        }
    }
}
