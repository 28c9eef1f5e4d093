//! A preview of what an import would do, and the import, which does exactly that.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use patchbay_model::{Connector, ConnectorId, SecretField};
use patchbay_store::Forget;
use secrecy::SecretString;
use serde_json::Map;
use sha2::{Digest, Sha256};

use super::saved_object::{Line, SavedConnector, lines};
use crate::connectors::{Change, origin, write_row};
use crate::spec::{config_to_json, provider_spec};
use crate::{Core, Error};

/// Longest file that is read.
pub const MAX_IMPORT_BYTES: usize = 16 * 1024 * 1024;

/// Kibana's own limit of objects in a file.
const MAX_OBJECTS: usize = 10_000;

/// What to do with ids that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// Change the connector that has it.
    Overwrite,
    /// Leave the connector that has it.
    Skip,
    /// Add another connector.
    Copy,
}

/// A file to import.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// What is in it.
    pub text: String,
    /// What it may be closed with.
    pub passphrase: Option<SecretString>,
    /// What to do with ids that are taken.
    pub conflicts: Conflicts,
}

/// What happens to one object of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportAction {
    /// A new connector.
    Add,
    /// A connector changes.
    Change,
    /// A connector is like that already.
    Same,
    /// Left out, as asked.
    Skip,
    /// Cannot be imported.
    Refuse,
}

/// One object of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// In the file, from 1.
    pub line: usize,
    /// The id it will have, where one can be said.
    pub id: Option<String>,
    /// As written, where there is one.
    pub name: Option<String>,
    /// What happens to it.
    pub action: ImportAction,
    /// Why, or what else to know.
    pub reason: Option<String>,
    /// Labels of the fields that change.
    pub changes: Vec<String>,
    /// Whether secrets must be entered before it works.
    pub needs_secrets: bool,
    /// Whether the file brings its secrets.
    pub brings_secrets: bool,
}

/// What an import does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// Of exactly this file over exactly these connectors.
    pub plan_id: String,
    /// Whether the file was closed with a passphrase.
    pub is_sealed: bool,
    /// In the order of the file.
    pub rows: Vec<ImportRow>,
}

struct Planned {
    row: ImportRow,
    write: Option<Change>,
}

impl Core {
    /// What an import would do. Nothing is stored.
    pub async fn plan_import(&self, file: &ImportFile) -> Result<ImportPlan, Error> {
        let (planned, is_sealed) = self.planned(file).await?;
        Ok(ImportPlan {
            is_sealed,
            ..plan(file, &planned)
        })
    }

    /// Does what [`Core::plan_import`] said, all of it or nothing; refused when the connectors
    /// have changed since in a way that makes a difference.
    pub async fn import(&self, file: &ImportFile, plan_id: &str) -> Result<Vec<ImportRow>, Error> {
        let (planned, _) = self.planned(file).await?;
        if plan(file, &planned).plan_id != plan_id {
            return Err(Error::PlanOutdated);
        }
        let mut rows = Vec::with_capacity(planned.len());
        let mut writes = Vec::new();
        for Planned { mut row, write } in planned {
            if let Some(write) = write {
                row.id = Some(write.row.id.clone());
                writes.push(write);
            }
            rows.push(row);
        }
        if !self.write(&writes).await? {
            return Err(Error::PlanOutdated);
        }
        Ok(rows)
    }

    async fn planned(&self, file: &ImportFile) -> Result<(Vec<Planned>, bool), Error> {
        if file.text.len() > MAX_IMPORT_BYTES {
            return Err(Error::BadRequest(format!(
                "The file is larger than {} MB.",
                MAX_IMPORT_BYTES / 1024 / 1024
            )));
        }
        let secrets = &self.inner.secrets;
        let (ndjson, is_sealed) = secrets
            .open_file(&file.text, file.passphrase.as_ref())
            .await?;
        let there = self.stored_connectors().await?.into_iter();
        let mut planner = Planner {
            core: self,
            there: there.map(|there| (there.id.clone(), there)).collect(),
            conflicts: file.conflicts,
            lines_by_id: HashMap::new(),
        };
        let mut planned = Vec::new();
        for line in lines(&ndjson, is_sealed) {
            if planned.len() == MAX_OBJECTS {
                return Err(Error::BadRequest(format!(
                    "The file holds more than {MAX_OBJECTS} objects."
                )));
            }
            planned.push(planner.plan(line));
        }
        if planned.is_empty() {
            return Err(Error::BadRequest(
                "The file holds no saved objects. Choose an NDJSON file that Kibana or Patchbay exported."
                    .into(),
            ));
        }
        Ok((planned, is_sealed))
    }
}

/// The id stands for the file and for every decision, but not for ids made on the way.
fn plan(file: &ImportFile, planned: &[Planned]) -> ImportPlan {
    let rows: Vec<_> = planned.iter().map(|planned| planned.row.clone()).collect();
    let mut digest = Sha256::new();
    digest.update(&file.text);
    digest.update(format!("{:?}{rows:?}", file.conflicts));
    ImportPlan {
        plan_id: BASE64.encode(digest.finalize()),
        is_sealed: false,
        rows,
    }
}

struct Planner<'a> {
    core: &'a Core,
    there: HashMap<ConnectorId, Connector>,
    conflicts: Conflicts,
    /// Where an id of the file was first.
    lines_by_id: HashMap<String, usize>,
}

impl Planner<'_> {
    fn plan(&mut self, line: Line) -> Planned {
        let row = ImportRow {
            line: line.number,
            id: line.id,
            name: line.name,
            action: ImportAction::Refuse,
            reason: None,
            changes: Vec::new(),
            needs_secrets: false,
            brings_secrets: false,
        };
        let refuse = |mut row: ImportRow, reason: String| {
            row.reason = Some(reason);
            Planned { row, write: None }
        };
        let saved = match line.content {
            Ok(saved) => saved,
            Err(reason) => return refuse(row, reason),
        };
        if let Some(id) = &row.id {
            if let Some(first) = self.lines_by_id.get(id) {
                return refuse(row, format!("Line {first} has the same ID."));
            }
            self.lines_by_id.insert(id.clone(), line.number);
        }
        let copies = self.conflicts == Conflicts::Copy;
        let mut row = row;
        if saved.holds_secrets {
            row.reason = Some("The file holds secrets of it. They were not read.".into());
        }
        match &saved.id {
            Err(_) if copies => self.add(None, saved, row),
            Err(reason) => {
                let reason = format!("{reason} Import it as a new connector with another ID.");
                refuse(row, reason)
            }
            Ok(id) if self.core.is_preconfigured(id) && !copies => refuse(
                row,
                "The ID belongs to a preconfigured connector. Import it as a new connector with another ID."
                    .into(),
            ),
            Ok(id) if self.core.is_preconfigured(id) => self.add(None, saved, row),
            Ok(id) => match self.there.get(id) {
                None => self.add(Some(id.clone()), saved, row),
                Some(_) if copies => self.add(None, saved, row),
                Some(_) if self.conflicts == Conflicts::Skip => {
                    row.action = ImportAction::Skip;
                    row.reason = Some("A connector with this ID is there already.".into());
                    Planned { row, write: None }
                }
                Some(stored) => self.change(stored, saved, row),
            },
        }
    }

    /// `None`: with an id of its own, which is made when it is imported.
    fn add(&self, id: Option<ConnectorId>, saved: SavedConnector, mut row: ImportRow) -> Planned {
        let environment = &self.core.inner.environment;
        row.action = ImportAction::Add;
        row.brings_secrets = !saved.secrets.is_empty();
        row.needs_secrets = saved.needs_secrets();
        if id.is_none() {
            row.id = None;
        }
        let id = id.unwrap_or_else(|| ConnectorId::from(environment.new_id()));
        let awaits_secrets = saved.had_secrets;
        let mut write = write_row(
            &id,
            saved.name,
            saved.config,
            &Map::new(),
            environment.now_ms(),
        );
        write.awaits_secrets = awaits_secrets;
        Planned {
            row,
            write: Some(Change {
                row: write,
                forget: None,
                secrets: saved.secrets,
            }),
        }
    }

    fn change(&self, stored: &Connector, saved: SavedConnector, mut row: ImportRow) -> Planned {
        let moved = stored.config.host_port() != saved.config.host_port();
        let has_secrets = !stored.stored_secrets.is_empty() || !stored.lost_secrets.is_empty();
        if moved && has_secrets {
            row.reason = Some(format!(
                "The host would change from {} to {}, and the connector has a key for the old one. Change it by hand, with the new key.",
                origin(&stored.config.api_url),
                origin(&saved.config.api_url)
            ));
            return Planned { row, write: None };
        }
        row.changes = changes(stored, &saved);
        let awaits_secrets = saved.had_secrets && !has_secrets;
        row.brings_secrets = !saved.secrets.is_empty();
        row.needs_secrets = !has_secrets && saved.needs_secrets();
        if row.changes.is_empty() {
            row.action = ImportAction::Same;
            return Planned { row, write: None };
        }
        row.action = ImportAction::Change;
        let now_ms = self.core.inner.environment.now_ms();
        let mut write = write_row(
            &stored.id,
            saved.name,
            saved.config,
            &stored.networking,
            now_ms,
        );
        write.awaits_secrets = awaits_secrets;
        Planned {
            row,
            write: Some(Change {
                row: write,
                // A secret that came to be meanwhile must not go to another host.
                forget: Some(if moved {
                    Forget::All
                } else {
                    Forget::Only(Vec::new())
                }),
                secrets: saved.secrets,
            }),
        }
    }
}

/// Labels of what differs, as the form has them.
fn changes(stored: &Connector, saved: &SavedConnector) -> Vec<String> {
    let mut labels = Vec::new();
    if stored.name != saved.name {
        labels.push("Name".to_owned());
    }
    if stored.config.provider != saved.config.provider {
        labels.push("Provider".to_owned());
    }
    let before = config_to_json(&stored.config);
    let after = config_to_json(&saved.config);
    let mut fields = provider_spec(saved.config.provider).fields;
    fields.extend(provider_spec(stored.config.provider).fields);
    for field in fields {
        // Whether a secret is another one is not looked at: nobody has to open the vault for it.
        let differs = if field.is_secret() {
            let secret = SecretField::parse(field.key());
            secret.is_some_and(|secret| saved.secrets.contains_key(&secret))
        } else {
            before.get(field.key()) != after.get(field.key())
        };
        if differs && !labels.iter().any(|label| label == field.label) {
            labels.push(field.label.to_owned());
        }
    }
    let is_header = |field: &SecretField| matches!(field, SecretField::Header(_));
    if saved.secrets.keys().any(is_header) {
        labels.push("Secret headers".to_owned());
    }
    labels
}
