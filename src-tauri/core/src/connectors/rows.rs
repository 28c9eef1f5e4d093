//! Between the connector people know and the row the database keeps.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{
    Connector, ConnectorConfig, ConnectorId, Provider, SecretField, VerificationMode,
};
use patchbay_store::{ConnectorRow, StoredConnector};
use serde_json::{Map, Value, json};
use url::Url;

use crate::Error;
use crate::secrets::KeyRing;

pub(crate) fn write_row(
    id: &ConnectorId,
    name: String,
    config: ConnectorConfig,
    networking: &Map<String, Value>,
    now_ms: i64,
) -> ConnectorRow {
    ConnectorRow {
        id: id.to_string(),
        name,
        provider: config.provider.as_str().to_owned(),
        api_url: config.api_url.into(),
        default_model: config.default_model,
        organization_id: config.organization_id,
        project_id: config.project_id,
        headers: config.headers,
        context_window_length: config.context_window_length,
        temperature: config.temperature,
        verification_mode: config
            .verification_mode
            .map(|mode| mode.as_str().to_owned()),
        native_function_calling: config.native_function_calling,
        networking: (!networking.is_empty()).then(|| json!(networking).to_string()),
        awaits_secrets: false,
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
    }
}

pub(crate) fn read_row(stored: StoredConnector, ring: &KeyRing) -> Result<Connector, Error> {
    let unreadable = |reason: &str| {
        Error::Store(patchbay_store::Error::Unreadable {
            table: "connector",
            reason: reason.to_owned(),
        })
    };
    let row = stored.row;
    let mut stored_secrets = BTreeSet::new();
    let mut lost_secrets = BTreeSet::new();
    let mut secret_references = BTreeMap::new();
    for place in stored.secrets {
        let Some(field) = SecretField::parse(&place.field) else {
            continue;
        };
        if let Some(variable) = place.variable {
            secret_references.insert(field.clone(), variable);
        }
        match place.key_id {
            Some(key_id) if ring.is_lost(&key_id) => lost_secrets.insert(field),
            _ => stored_secrets.insert(field),
        };
    }
    let verification_mode = match row.verification_mode {
        Some(mode) => {
            Some(VerificationMode::parse(&mode).ok_or_else(|| unreadable("verification_mode"))?)
        }
        None => None,
    };
    let networking = match row.networking {
        Some(text) => serde_json::from_str(&text).map_err(|_| unreadable("networking"))?,
        None => Map::new(),
    };
    Ok(Connector {
        networking,
        id: ConnectorId::parse(&row.id).map_err(|_| unreadable("id"))?,
        name: row.name,
        config: ConnectorConfig {
            provider: Provider::parse(&row.provider).ok_or_else(|| unreadable("provider"))?,
            api_url: Url::parse(&row.api_url).map_err(|_| unreadable("api_url"))?,
            default_model: row.default_model,
            organization_id: row.organization_id,
            project_id: row.project_id,
            headers: row.headers,
            context_window_length: row.context_window_length,
            temperature: row.temperature,
            verification_mode,
            native_function_calling: row.native_function_calling,
        },
        stored_secrets,
        lost_secrets,
        secret_references,
        awaits_secrets: row.awaits_secrets,
        api_keys: stored.api_keys,
        is_preconfigured: false,
        description: None,
        created_at_ms: Some(row.created_at_ms),
        updated_at_ms: Some(row.updated_at_ms),
    })
}
