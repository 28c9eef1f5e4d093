//! A row of `connector`, and the statements that read and write one.

use std::collections::BTreeMap;

use patchbay_model::UnixMs;
use rusqlite::{Row, Transaction, named_params};

/// A connector as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectorRow {
    /// The connector's id.
    pub id: String,
    /// The name people gave it.
    pub name: String,
    /// Kibana's `apiProvider`.
    pub provider: String,
    /// The endpoint.
    pub api_url: String,
    /// The model for bodies that name none.
    pub default_model: Option<String>,
    /// OpenAI's organization.
    pub organization_id: Option<String>,
    /// OpenAI's project.
    pub project_id: Option<String>,
    /// Custom headers; none of them is secret.
    pub headers: BTreeMap<String, String>,
    /// Tokens.
    pub context_window_length: Option<u64>,
    /// Of the model.
    pub temperature: Option<f64>,
    /// `full`, `certificate` or `none`.
    pub verification_mode: Option<String>,
    /// Kibana's `enableNativeFunctionCalling`.
    pub native_function_calling: Option<bool>,
    /// A JSON object with its own networking settings, when it has any.
    pub networking: Option<String>,
    /// Imported without the secrets it needs.
    pub awaits_secrets: bool,
    /// When it was made.
    pub created_at_ms: UnixMs,
    /// When it was last saved.
    pub updated_at_ms: UnixMs,
}

/// A connector with what other tables know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConnector {
    /// Its row.
    pub row: ConnectorRow,
    /// Its secrets, without what they are.
    pub secrets: Vec<SecretPlace>,
    /// How many API keys are bound to it.
    pub api_keys: u64,
}

/// A secret, without what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretPlace {
    /// The form's name of the field.
    pub field: String,
    /// The key it is sealed with; `None` where it is in an environment variable.
    pub key_id: Option<String>,
    /// The name of the environment variable.
    pub variable: Option<String>,
}

pub(crate) const SELECT: &str =
    "SELECT id, name, provider, api_url, default_model, organization_id, project_id,
    headers, context_window_length, temperature, verification_mode, native_function_calling,
    awaits_secrets, created_at_ms, updated_at_ms, networking,
    (SELECT json_group_array(json_array(field, key_id, variable)) FROM secret
        WHERE owner = connector.id),
    (SELECT COUNT(*) FROM api_key WHERE connector_id = connector.id)
    FROM connector";

pub(crate) const INSERT: &str = "INSERT INTO connector (id, name, provider, api_url, default_model,
        organization_id, project_id, headers, context_window_length, temperature,
        verification_mode, native_function_calling, awaits_secrets, created_at_ms, updated_at_ms,
        networking)
    VALUES (:id, :name, :provider, :api_url, :default_model, :organization_id, :project_id,
        :headers, :context_window_length, :temperature, :verification_mode,
        :native_function_calling, :awaits_secrets, :created_at_ms, :updated_at_ms, :networking)
    ON CONFLICT DO NOTHING";

/// `created_at_ms` is named so that both statements take the same parameters.
pub(crate) const UPDATE: &str =
    "UPDATE connector SET name = :name, provider = :provider, api_url = :api_url,
        default_model = :default_model, organization_id = :organization_id,
        project_id = :project_id, headers = :headers,
        context_window_length = :context_window_length, temperature = :temperature,
        verification_mode = :verification_mode,
        native_function_calling = :native_function_calling, awaits_secrets = :awaits_secrets,
        created_at_ms = COALESCE(created_at_ms, :created_at_ms), updated_at_ms = :updated_at_ms,
        networking = :networking
    WHERE id = :id";

pub(crate) fn write_row(
    transaction: &Transaction<'_>,
    statement: &str,
    row: &ConnectorRow,
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(statement)?
        .execute(named_params! {
            ":id": row.id,
            ":name": row.name,
            ":provider": row.provider,
            ":api_url": row.api_url,
            ":default_model": row.default_model,
            ":organization_id": row.organization_id,
            ":project_id": row.project_id,
            ":headers": headers_to_json(&row.headers),
            ":context_window_length": row.context_window_length,
            ":temperature": row.temperature,
            ":verification_mode": row.verification_mode,
            ":native_function_calling": row.native_function_calling,
            ":awaits_secrets": row.awaits_secrets,
            ":created_at_ms": row.created_at_ms,
            ":updated_at_ms": row.updated_at_ms,
            ":networking": row.networking,
        })
}

fn headers_to_json(headers: &BTreeMap<String, String>) -> Option<serde_json::Value> {
    let object = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()));
    (!headers.is_empty()).then(|| serde_json::Value::Object(object.collect()))
}

fn headers_of_json(json: Option<serde_json::Value>) -> BTreeMap<String, String> {
    let Some(serde_json::Value::Object(object)) = json else {
        return BTreeMap::new();
    };
    object
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect()
}

fn secret_places(json: serde_json::Value) -> Vec<SecretPlace> {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let places = json.as_array().into_iter().flatten();
    places
        .filter_map(|place| {
            Some(SecretPlace {
                field: text(place.get(0)?)?,
                key_id: text(place.get(1)?),
                variable: text(place.get(2)?),
            })
        })
        .collect()
}

pub(crate) fn read_row(row: &Row<'_>) -> rusqlite::Result<StoredConnector> {
    Ok(StoredConnector {
        row: ConnectorRow {
            id: row.get(0)?,
            name: row.get(1)?,
            provider: row.get(2)?,
            api_url: row.get(3)?,
            default_model: row.get(4)?,
            organization_id: row.get(5)?,
            project_id: row.get(6)?,
            headers: headers_of_json(row.get(7)?),
            context_window_length: row.get(8)?,
            temperature: row.get(9)?,
            verification_mode: row.get(10)?,
            native_function_calling: row.get(11)?,
            awaits_secrets: row.get(12)?,
            created_at_ms: row.get(13)?,
            updated_at_ms: row.get(14)?,
            networking: row.get(15)?,
        },
        secrets: secret_places(row.get(16)?),
        api_keys: row.get(17)?,
    })
}
