//! One line of an export, read with care: it may come from anywhere.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{ConnectorConfig, ConnectorId, SecretField};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::spec::{CONNECTOR_TYPE_ID, Typed, check, needs_key, shown};

/// A line that holds a connector, or why it holds none.
#[derive(Debug)]
pub(super) struct Line {
    /// In the file, from 1.
    pub(super) number: usize,
    /// As written, where there is one.
    pub(super) id: Option<String>,
    /// As written, where there is one.
    pub(super) name: Option<String>,
    pub(super) content: Result<SavedConnector, String>,
}

#[derive(Debug)]
pub(super) struct SavedConnector {
    /// `Err` with the reason when it is no id of ours.
    pub(super) id: Result<ConnectorId, String>,
    pub(super) name: String,
    pub(super) config: ConnectorConfig,
    /// It had secrets where it comes from.
    pub(super) had_secrets: bool,
    /// Somebody wrote secrets into a file that anybody can read. They are not read.
    pub(super) holds_secrets: bool,
    /// Those of a file that was closed.
    pub(super) secrets: BTreeMap<SecretField, SecretString>,
}

impl SavedConnector {
    /// Whether it cannot work with what the file brings.
    pub(super) fn needs_secrets(&self) -> bool {
        let has = |field| self.secrets.contains_key(&field);
        let has_key = has(SecretField::ApiKey) || has(SecretField::CertificateData);
        !has_key && (self.had_secrets || needs_key(self.config.provider))
    }
}

/// Every line but empty ones and Kibana's closing line of counts.
pub(super) fn lines(ndjson: &str, was_closed: bool) -> impl Iterator<Item = Line> {
    let text = ndjson.strip_prefix('\u{feff}').unwrap_or(ndjson);
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .filter_map(move |(index, line)| read_line(index + 1, line, was_closed))
}

fn read_line(number: usize, line: &str, was_closed: bool) -> Option<Line> {
    let refused = |reason: String| Line {
        number,
        id: None,
        name: None,
        content: Err(reason),
    };
    let object = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Some(refused("The line is not a JSON object.".into())),
        Err(error) => {
            return Some(refused(format!(
                "The line is not valid JSON (column {}). The file may have been cut short.",
                error.column()
            )));
        }
    };
    if !object.contains_key("type") && object.contains_key("exportedCount") {
        return None;
    }
    let attributes = object.get("attributes").and_then(Value::as_object);
    let text_at = |from: Option<&Map<String, Value>>, key: &str| {
        let text = from?.get(key)?.as_str()?;
        Some(text.chars().take(256).collect::<String>())
    };
    Some(Line {
        number,
        id: text_at(Some(&object), "id"),
        name: text_at(attributes, "name"),
        content: read_object(&object, attributes, was_closed),
    })
}

fn read_object(
    object: &Map<String, Value>,
    attributes: Option<&Map<String, Value>>,
    was_closed: bool,
) -> Result<SavedConnector, String> {
    match object.get("type").and_then(Value::as_str) {
        Some("action") => {}
        Some(other) => {
            return Err(format!(
                "A saved object of type {} is not a connector.",
                shown(other)
            ));
        }
        None => return Err("The object has no type. Connectors have the type \"action\".".into()),
    }
    let attributes = attributes.ok_or("The object has no attributes.")?;
    let type_id = CONNECTOR_TYPE_ID;
    match attributes.get("actionTypeId").and_then(Value::as_str) {
        Some(found) if found == type_id => {}
        Some(other) => {
            return Err(format!(
                "Connectors of type {} are not supported, only {type_id:?}.",
                shown(other)
            ));
        }
        None => return Err("The connector has no actionTypeId.".into()),
    }
    let name = attributes
        .get("name")
        .and_then(Value::as_str)
        .ok_or("The connector has no name.")?;
    let config = attributes
        .get("config")
        .and_then(Value::as_object)
        .ok_or("The connector has no config.")?;
    let secrets = if was_closed {
        read_secrets(attributes)
    } else {
        BTreeMap::new()
    };
    let checked = check(&Typed {
        name,
        config,
        secrets: &secrets,
        kept: &BTreeSet::new(),
        secrets_come_later: true,
    })
    .map_err(|errors| {
        let reasons: Vec<_> = errors
            .into_iter()
            .map(|error| format!("{}: {}", error.field, error.message))
            .collect();
        reasons.join(" ")
    })?;
    let flag = attributes.get("isMissingSecrets").and_then(Value::as_bool);
    let holds_secrets = match attributes.get("secrets") {
        Some(Value::Object(secrets)) => !secrets.is_empty() && !was_closed,
        Some(Value::String(secrets)) => !secrets.is_empty(),
        _ => false,
    };
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    Ok(SavedConnector {
        id: ConnectorId::parse(id).map_err(|wrong| wrong.to_string()),
        name: checked.name,
        config: checked.config,
        had_secrets: flag.unwrap_or(false) || holds_secrets,
        holds_secrets,
        secrets: checked.secrets,
    })
}

fn read_secrets(attributes: &Map<String, Value>) -> BTreeMap<String, SecretString> {
    let secrets = attributes.get("secrets").and_then(Value::as_object);
    let texts = secrets
        .into_iter()
        .flatten()
        .filter_map(|(name, secret)| Some((name.clone(), SecretString::from(secret.as_str()?))));
    texts.collect()
}
