use std::collections::{BTreeMap, BTreeSet, HashMap};

use patchbay_core::{
    ConnectionStates, ConnectorActivity, ConnectorDraft, Core, UnsavedConnector, secret_path,
};
use patchbay_model::{Connector, ConnectorConfig, Provider, SecretField, VerificationMode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{ApiError, ErrorCode, FieldErrorDto, OutcomeDto};

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

/// How much of a server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "VerificationMode")]
#[expect(missing_docs, reason = "the model documents them")]
pub enum VerificationModeDto {
    Full,
    Certificate,
    None,
}

impl From<VerificationMode> for VerificationModeDto {
    fn from(mode: VerificationMode) -> Self {
        match mode {
            VerificationMode::Full => Self::Full,
            VerificationMode::Certificate => Self::Certificate,
            VerificationMode::None => Self::None,
        }
    }
}

/// Kibana's connector config. What was never set is not there.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ConnectorConfig", optional_fields)]
pub struct ConnectorConfigDto {
    /// Who answers.
    pub api_provider: ProviderDto,
    /// The full endpoint.
    pub api_url: String,
    /// For bodies that name no model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_model: Option<String>,
    /// Sent as `OpenAI-Organization`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// Sent as `OpenAI-Project`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// Sent with every request; not secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "Record<string, string>", optional)]
    pub headers: Option<BTreeMap<String, String>>,
    /// Tokens. Told to programs that ask, never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_window_length: Option<u64>,
    /// Told to programs that ask, never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// How the server's certificate is checked, with PKI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_mode: Option<VerificationModeDto>,
    /// Told to programs that ask, never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_native_function_calling: Option<bool>,
}

impl From<ConnectorConfig> for ConnectorConfigDto {
    fn from(config: ConnectorConfig) -> Self {
        Self {
            api_provider: config.provider.into(),
            api_url: config.api_url.into(),
            default_model: config.default_model,
            organization_id: config.organization_id,
            project_id: config.project_id,
            headers: (!config.headers.is_empty()).then_some(config.headers),
            context_window_length: config.context_window_length,
            temperature: config.temperature,
            verification_mode: config.verification_mode.map(Into::into),
            enable_native_function_calling: config.native_function_calling,
        }
    }
}

/// A secret that is in an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "SecretReference")]
pub struct SecretReferenceDto {
    /// Path of the form, e.g. `secrets.apiKey`.
    pub path: String,
    /// Name of the environment variable.
    pub variable: String,
    /// Whether Patchbay has this variable now.
    pub is_set: bool,
}

/// A connector without its secrets.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
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
    /// Which secrets are stored, as paths of the form, e.g. `secrets.apiKey`.
    pub stored_secrets: Vec<String>,
    /// Which secrets are needed and not stored, or lost, as paths of the form.
    pub missing_secrets: Vec<String>,
    /// Which are sealed with a key that is gone, as paths of the form.
    pub lost_secrets: Vec<String>,
    /// Which are read from environment variables at each run. They are among the stored ones.
    pub secret_references: Vec<SecretReferenceDto>,
    /// Whether it cannot work before secrets are entered.
    pub is_missing_secrets: bool,
    /// Read-only.
    pub is_preconfigured: bool,
    /// One sentence, for preconfigured ones.
    pub description: Option<String>,
    /// The APIs its URL speaks, for badges.
    pub compatibility: Vec<String>,
    /// How many of Patchbay's API keys are bound to it.
    pub api_keys: u64,
    /// What it has of its own: `timeouts`, `proxy`, `verificationMode`, `certificateAuthoritiesData` and the like. Empty: as the Networking page says.
    #[ts(type = "Record<string, unknown>")]
    pub networking: Map<String, Value>,
    /// How its server's certificate is checked, when that is less than `full`.
    pub weak_verification: Option<VerificationModeDto>,
    /// Why nothing can be sent through it, when its networking settings do not let it.
    pub networking_problem: Option<String>,
    /// UTC Unix milliseconds; `null` for preconfigured ones.
    pub updated_at_ms: Option<i64>,
}

impl ConnectorDto {
    pub(crate) fn of(core: &Core, states: &ConnectionStates, connector: Connector) -> Self {
        let state = states.of(&connector);
        let missing = Core::missing_secrets(&connector);
        let compatibility = Core::compatibility(&connector);
        let paths = |secrets: &BTreeSet<SecretField>| secrets.iter().map(secret_path).collect();
        let references = connector.secret_references.into_iter();
        Self {
            is_missing_secrets: !missing.is_empty(),
            missing_secrets: paths(&missing),
            stored_secrets: paths(&connector.stored_secrets),
            lost_secrets: paths(&connector.lost_secrets),
            secret_references: references
                .map(|(field, variable)| SecretReferenceDto {
                    path: secret_path(&field),
                    is_set: core.has_variable(&variable),
                    variable,
                })
                .collect(),
            id: connector.id.to_string(),
            name: connector.name,
            connector_type_id: patchbay_core::CONNECTOR_TYPE_ID.to_owned(),
            config: connector.config.into(),
            is_preconfigured: connector.is_preconfigured,
            description: connector.description,
            compatibility: compatibility.into_iter().map(str::to_owned).collect(),
            api_keys: connector.api_keys,
            networking: connector.networking,
            weak_verification: state.weak_verification.map(Into::into),
            networking_problem: state.problem,
            updated_at_ms: connector.updated_at_ms,
        }
    }
}

/// `null` is as good as absent.
type Secrets = HashMap<String, Option<SecretString>>;

/// Makes a connector.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsCreate {
    /// A slug; `null` or absent: a UUID is made.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// For people.
    pub name: String,
    /// Kibana's connector config, checked field by field.
    #[ts(type = "Record<string, unknown>")]
    pub config: Map<String, Value>,
    /// Kibana's connector secrets by name, e.g. `apiKey`. Inwards only.
    #[ts(type = "Record<string, string>")]
    pub secrets: Secrets,
    /// As in `Connector.networking`; absent: nothing of its own.
    #[serde(default)]
    #[ts(type = "Record<string, unknown> | null", optional)]
    pub networking: Option<Map<String, Value>>,
}

impl ConnectorsCreate {
    pub(crate) fn read(self) -> (Option<String>, ConnectorDraft) {
        let draft = draft(self.name, self.config, self.secrets, self.networking);
        (self.id, draft)
    }
}

/// Changes a connector; an absent secret keeps the stored one.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsUpdate {
    /// Which connector.
    pub id: String,
    /// For people.
    pub name: String,
    /// Replaces the stored one.
    #[ts(type = "Record<string, unknown>")]
    pub config: Map<String, Value>,
    /// Those given replace the stored ones; absent or empty ones stay as they are.
    #[ts(type = "Record<string, string>")]
    pub secrets: Secrets,
    /// Stored secrets to remove, as paths of the form.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub forget_secrets: Vec<String>,
    /// As in `Connector.networking`; absent: as it is stored.
    #[serde(default)]
    #[ts(type = "Record<string, unknown> | null", optional)]
    pub networking: Option<Map<String, Value>>,
}

impl ConnectorsUpdate {
    pub(crate) fn read(self) -> Result<(String, ConnectorDraft, Vec<SecretField>), ApiError> {
        let forget = secret_fields(&self.forget_secrets)?;
        let draft = draft(self.name, self.config, self.secrets, self.networking);
        Ok((self.id, draft, forget))
    }
}

/// A connector that is not saved, or not as it is saved.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "ConnectorDraft")]
pub struct ConnectorDraftDto {
    /// The connector that is being edited; `null` while it is being created.
    pub stored_id: Option<String>,
    /// The id it shall have; `null`: not chosen yet. Not looked at when `stored_id` is given.
    pub id: Option<String>,
    /// For people.
    pub name: String,
    /// As for `connectors_create`.
    #[ts(type = "Record<string, unknown>")]
    pub config: Map<String, Value>,
    /// Absent or empty ones are taken from the stored connector while the host stays the same.
    #[ts(type = "Record<string, string>")]
    pub secrets: Secrets,
    /// Stored secrets to leave out, as paths of the form.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub forget_secrets: Vec<String>,
    /// As in `Connector.networking`; absent: as it is stored.
    #[serde(default)]
    #[ts(type = "Record<string, unknown> | null", optional)]
    pub networking: Option<Map<String, Value>>,
}

impl ConnectorDraftDto {
    pub(crate) fn read(self) -> Result<UnsavedConnector, ApiError> {
        Ok(UnsavedConnector {
            forget: secret_fields(&self.forget_secrets)?,
            stored_id: self.stored_id,
            id: self.id,
            draft: draft(self.name, self.config, self.secrets, self.networking),
        })
    }
}

fn draft(
    name: String,
    config: Map<String, Value>,
    secrets: Secrets,
    networking: Option<Map<String, Value>>,
) -> ConnectorDraft {
    ConnectorDraft {
        name,
        config,
        networking,
        secrets: secrets
            .into_iter()
            .filter_map(|(name, secret)| Some((name, secret?)))
            .collect(),
    }
}

fn secret_fields(paths: &[String]) -> Result<Vec<SecretField>, ApiError> {
    let field = |path: &String| {
        path.strip_prefix("secrets.")
            .and_then(SecretField::parse)
            .ok_or_else(|| {
                ApiError::new(
                    ErrorCode::Invalid,
                    "\"forget_secrets\" names no secret of a connector",
                )
                .with_hint("Name secrets as in the form, for example secrets.apiKey.")
            })
    };
    paths.iter().map(field).collect()
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectorChecked {
    /// What is wrong; empty when it can be saved.
    pub fields: Vec<FieldErrorDto>,
}

/// Names a connector to read.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsGet {
    /// Its id.
    pub id: String,
}

/// Names connectors to delete.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsDelete {
    /// Their ids. All go, or none.
    pub ids: Vec<String>,
}

/// What the list says of a connector's calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ConnectorActivity")]
pub struct ConnectorActivityDto {
    /// Whose.
    pub connector_id: String,
    /// UTC Unix milliseconds.
    pub last_run_at_ms: i64,
    /// How the last run ended.
    pub last_outcome: OutcomeDto,
    /// Whether any run ever succeeded.
    pub has_succeeded: bool,
    /// Calls in the last 7 days.
    pub requests_7d: u64,
    /// Known tokens of these calls.
    pub total_tokens_7d: u64,
    /// Calls among them whose tokens are estimated or unknown.
    pub unsure_requests_7d: u64,
}

impl From<ConnectorActivity> for ConnectorActivityDto {
    fn from(activity: ConnectorActivity) -> Self {
        Self {
            connector_id: activity.connector_id.to_string(),
            last_run_at_ms: activity.last_run_at_ms,
            last_outcome: activity.last_outcome.into(),
            has_succeeded: activity.has_succeeded,
            requests_7d: activity.requests,
            total_tokens_7d: activity.total_tokens,
            unsure_requests_7d: activity.unsure_requests,
        }
    }
}
