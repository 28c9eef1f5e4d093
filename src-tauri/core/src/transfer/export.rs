use std::collections::BTreeMap;

use jiff::Timestamp;
use patchbay_model::{Connector, SecretField, UnixMs};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::spec::{CONNECTOR_TYPE_ID, config_to_json};
use crate::{Caller, Core, Error, SecretOwner};

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// `patchbay-connectors-2026-11-22.ndjson`
    pub file_name: String,
    /// What is in it.
    pub text: String,
    /// How many connectors it holds.
    pub count: usize,
}

impl Core {
    /// Writes connectors as a Kibana of 8.x or 9.x would; `None` for all that are stored.
    pub async fn export_connectors(
        &self,
        caller: &Caller,
        ids: Option<&[String]>,
    ) -> Result<Exported, Error> {
        let chosen = self.chosen(caller, ids).await?;
        let lines = chosen
            .iter()
            .map(|connector| saved_object(connector, &BTreeMap::new()));
        Ok(Exported {
            file_name: format!("patchbay-connectors-{}.ndjson", self.today()),
            text: ndjson(lines.collect()),
            count: chosen.len(),
        })
    }

    /// Writes connectors with their secrets into a file that only its passphrase opens.
    pub async fn export_with_secrets(
        &self,
        caller: &Caller,
        ids: Option<&[String]>,
        passphrase: &SecretString,
    ) -> Result<Exported, Error> {
        let chosen = self.chosen(caller, ids).await?;
        let mut lines = Vec::with_capacity(chosen.len());
        for connector in &chosen {
            // What is lost is entered again where the file is imported; how a machine reaches the
            // world, and with it the password of its proxy, is not moved to another one.
            let mut left_out = connector.lost_secrets.clone();
            left_out.extend([SecretField::ProxyUsername, SecretField::ProxyPassword]);
            let owner = SecretOwner::Connector(connector.name.clone());
            let secrets = &self.inner.secrets;
            let secrets = secrets
                .open_except(connector.id.as_str(), &owner, &left_out)
                .await?;
            lines.push(saved_object(connector, &secrets));
        }
        let closed = self.inner.secrets.close_file(ndjson(lines), passphrase);
        Ok(Exported {
            file_name: format!("patchbay-connectors-{}.sealed.json", self.today()),
            text: closed.await?,
            count: chosen.len(),
        })
    }

    async fn chosen(
        &self,
        caller: &Caller,
        ids: Option<&[String]>,
    ) -> Result<Vec<Connector>, Error> {
        let mut chosen = Vec::new();
        match ids {
            None => {
                chosen = self.stored_connectors().await?;
                chosen.retain(|connector| caller.may_use(&connector.id));
            }
            Some(ids) => {
                for id in ids {
                    chosen.push(self.exportable(caller, id).await?);
                }
            }
        }
        Ok(chosen)
    }

    async fn exportable(&self, caller: &Caller, id: &str) -> Result<Connector, Error> {
        let connector = self.connector(caller, id).await?;
        if connector.is_preconfigured {
            return Err(Error::BadRequest(format!(
                "the connector {:?} is preconfigured and cannot be exported",
                connector.name
            )));
        }
        Ok(connector)
    }

    fn today(&self) -> String {
        let now = time(self.inner.environment.now_ms());
        now.split('T').next().unwrap_or(&now).to_owned()
    }
}

/// One object a line, then Kibana's closing line.
fn ndjson(objects: Vec<Value>) -> String {
    let mut text = String::new();
    let closing = details(objects.len());
    for object in objects.iter().chain([&closing]) {
        text.push_str(&object.to_string());
        text.push('\n');
    }
    text
}

fn saved_object(connector: &Connector, secrets: &BTreeMap<SecretField, SecretString>) -> Value {
    let has_all = connector
        .stored_secrets
        .iter()
        .all(|field| secrets.contains_key(field));
    let is_missing_secrets = !has_all || !Core::missing_secrets(connector).is_empty();
    let secrets = secrets
        .iter()
        .map(|(field, secret)| (field.name().into_owned(), secret.expose_secret().into()));
    json!({
        "attributes": {
            "actionTypeId": CONNECTOR_TYPE_ID,
            "config": config_to_json(&connector.config),
            "isMissingSecrets": is_missing_secrets,
            "name": connector.name,
            "secrets": Value::Object(secrets.collect()),
        },
        // What Kibana's migrations of the type start from; every version since can read it.
        "coreMigrationVersion": "8.8.0",
        "created_at": time(connector.created_at_ms.unwrap_or_default()),
        "id": connector.id.as_str(),
        "managed": false,
        "references": [],
        "type": "action",
        "typeMigrationVersion": "8.3.0",
        "updated_at": time(connector.updated_at_ms.unwrap_or_default()),
    })
}

/// The last line of every export of Kibana's.
fn details(count: usize) -> Value {
    json!({
        "excludedObjects": [],
        "excludedObjectsCount": 0,
        "exportedCount": count,
        "missingRefCount": 0,
        "missingReferences": [],
    })
}

fn time(at_ms: UnixMs) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}
