use jiff::Timestamp;
use patchbay_model::{Connector, UnixMs};
use serde_json::{Value, json};

use crate::connectors::read_row;
use crate::spec::{CONNECTOR_TYPE_ID, config_to_json};
use crate::{Caller, Core, Error};

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// `patchbay-connectors-2026-11-22.ndjson`
    pub file_name: String,
    /// Its text.
    pub ndjson: String,
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
        let mut chosen = Vec::new();
        match ids {
            None => {
                for stored in self.inner.store.connectors().await? {
                    chosen.push(read_row(stored)?);
                }
                chosen.retain(|connector| caller.may_use(&connector.id));
            }
            Some(ids) => {
                for id in ids {
                    chosen.push(self.exportable(caller, id).await?);
                }
            }
        }
        let mut lines: Vec<String> = chosen
            .iter()
            .map(|connector| saved_object(connector).to_string())
            .collect();
        lines.push(details(lines.len()).to_string());
        Ok(Exported {
            file_name: format!("patchbay-connectors-{}.ndjson", self.today()),
            ndjson: lines.join("\n") + "\n",
            count: chosen.len(),
        })
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

fn saved_object(connector: &Connector) -> Value {
    let is_missing_secrets =
        !connector.stored_secrets.is_empty() || !Core::missing_secrets(connector).is_empty();
    json!({
        "attributes": {
            "actionTypeId": CONNECTOR_TYPE_ID,
            "config": config_to_json(&connector.config),
            "isMissingSecrets": is_missing_secrets,
            "name": connector.name,
            "secrets": {},
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
