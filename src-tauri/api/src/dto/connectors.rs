use patchbay_core::{
    ConnectorDraft, ConnectorSpec, Core, FieldKind, FieldSpec, ProviderSpec, Section,
};
use patchbay_model::{Connector, Provider};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Kibana's `apiProvider`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "Provider")]
#[expect(missing_docs, reason = "the model documents them")]
pub enum ProviderDto {
    #[serde(rename = "OpenAI")]
    OpenAi,
    #[serde(rename = "Azure OpenAI")]
    AzureOpenAi,
    Other,
}

impl From<Provider> for ProviderDto {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::OpenAi => Self::OpenAi,
            Provider::AzureOpenAi => Self::AzureOpenAi,
            Provider::Other => Self::Other,
        }
    }
}

impl From<ProviderDto> for Provider {
    fn from(provider: ProviderDto) -> Self {
        match provider {
            ProviderDto::OpenAi => Self::OpenAi,
            ProviderDto::AzureOpenAi => Self::AzureOpenAi,
            ProviderDto::Other => Self::Other,
        }
    }
}

/// Kibana's connector config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(rename = "ConnectorConfig")]
pub struct ConnectorConfigDto {
    /// Who answers.
    pub api_provider: ProviderDto,
    /// The full endpoint.
    pub api_url: String,
    /// For bodies that name no model.
    pub default_model: Option<String>,
}

/// Kibana's connector secrets. Inwards only.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectorSecrets {
    /// `null`, absent or empty: none on creation, the stored one on update.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub api_key: Option<SecretString>,
}

/// A connector without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Connector")]
pub struct ConnectorDto {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Kibana's type.
    pub connector_type_id: String,
    /// Its configuration.
    pub config: ConnectorConfigDto,
    /// Whether a key is stored.
    pub has_secret: bool,
    /// Whether a key is needed and none is stored.
    pub is_missing_secrets: bool,
    /// Read-only.
    pub is_preconfigured: bool,
    /// One sentence, for preconfigured ones.
    pub description: Option<String>,
    /// UTC Unix milliseconds; `null` for preconfigured ones.
    pub updated_at_ms: Option<i64>,
}

impl From<Connector> for ConnectorDto {
    fn from(connector: Connector) -> Self {
        Self {
            is_missing_secrets: Core::is_missing_secrets(&connector),
            id: connector.id.to_string(),
            name: connector.name,
            connector_type_id: patchbay_core::connector_spec().type_id.to_owned(),
            config: ConnectorConfigDto {
                api_provider: connector.config.provider.into(),
                api_url: connector.config.api_url.into(),
                default_model: connector.config.default_model,
            },
            has_secret: connector.has_secret,
            is_preconfigured: connector.is_preconfigured,
            description: connector.description,
            updated_at_ms: connector.updated_at_ms,
        }
    }
}

/// Makes a connector.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the draft documents them")]
pub struct ConnectorsCreate {
    pub name: String,
    pub config: ConnectorConfigDto,
    pub secrets: ConnectorSecrets,
}

/// Changes a connector; an absent key keeps the stored one.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the draft documents them")]
pub struct ConnectorsUpdate {
    pub id: String,
    pub name: String,
    pub config: ConnectorConfigDto,
    pub secrets: ConnectorSecrets,
}

/// Names a connector to read.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsGet {
    /// Its id.
    pub id: String,
}

/// Names a connector to delete.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsDelete {
    /// Its id.
    pub id: String,
}

pub(crate) fn draft(
    name: String,
    config: ConnectorConfigDto,
    secrets: ConnectorSecrets,
) -> ConnectorDraft {
    ConnectorDraft {
        name,
        provider: config.api_provider.into(),
        api_url: config.api_url,
        default_model: config.default_model,
        api_key: secrets.api_key,
    }
}

/// Under which heading a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "FieldSection")]
#[expect(missing_docs, reason = "the spec documents them")]
pub enum FieldSectionDto {
    Settings,
    Authentication,
}

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "FieldKind")]
#[expect(missing_docs, reason = "the spec documents them")]
pub enum FieldKindDto {
    Text,
    Url,
    Secret,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "FieldSpec")]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct FieldSpecDto {
    pub name: String,
    pub section: FieldSectionDto,
    pub label: String,
    pub kind: FieldKindDto,
    pub required: bool,
    pub default_value: String,
    pub placeholder: String,
    pub help: String,
    pub docs_label: Option<String>,
    pub docs_url: Option<String>,
}

impl From<FieldSpec> for FieldSpecDto {
    fn from(field: FieldSpec) -> Self {
        Self {
            name: field.name.to_owned(),
            section: match field.section {
                Section::Settings => FieldSectionDto::Settings,
                Section::Authentication => FieldSectionDto::Authentication,
            },
            label: field.label.to_owned(),
            kind: match field.kind {
                FieldKind::Text => FieldKindDto::Text,
                FieldKind::Url => FieldKindDto::Url,
                FieldKind::Secret => FieldKindDto::Secret,
            },
            required: field.required,
            default_value: field.default_value.to_owned(),
            placeholder: field.placeholder.to_owned(),
            help: field.help.to_owned(),
            docs_label: field.docs.map(|(label, _)| label.to_owned()),
            docs_url: field.docs.map(|(_, url)| url.to_owned()),
        }
    }
}

/// What one provider's connectors need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ProviderSpec")]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct ProviderSpecDto {
    pub id: ProviderDto,
    pub label: String,
    pub sample_body: String,
    pub fields: Vec<FieldSpecDto>,
}

impl From<ProviderSpec> for ProviderSpecDto {
    fn from(provider: ProviderSpec) -> Self {
        Self {
            id: provider.id.into(),
            label: provider.label.to_owned(),
            sample_body: provider.sample_body.to_owned(),
            fields: provider.fields.into_iter().map(Into::into).collect(),
        }
    }
}

/// The connector as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ConnectorSpec")]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct ConnectorSpecDto {
    pub type_id: String,
    pub name: String,
    pub description: String,
    pub providers: Vec<ProviderSpecDto>,
}

impl From<ConnectorSpec> for ConnectorSpecDto {
    fn from(spec: ConnectorSpec) -> Self {
        Self {
            type_id: spec.type_id.to_owned(),
            name: spec.name.to_owned(),
            description: spec.description.to_owned(),
            providers: spec.providers.into_iter().map(Into::into).collect(),
        }
    }
}
