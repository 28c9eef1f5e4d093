//! The configuration file, from its place to connectors the core takes.

use std::path::{Path, PathBuf};

use patchbay_config::{ConfigFile, Error, NetworkingEntry};
use patchbay_core::{ConnectorDraft, FieldError, NetworkingFile, Preconfigured};
use patchbay_store::Store;

const FILE_NAME: &str = "patchbay.yml";

/// What the file set up, and what is odd about it.
#[derive(Default)]
pub(crate) struct Configuration {
    /// `None` when there is no file.
    pub(crate) path: Option<PathBuf>,
    pub(crate) preconfigured: Vec<Preconfigured>,
    /// How it wants connections to be made; `None` when there is no file.
    pub(crate) networking: Option<NetworkingFile>,
    /// For the log and the screen.
    pub(crate) notices: Vec<String>,
}

/// Reads the file that was named, or the one in the configuration directory when it is there.
pub(crate) fn read(chosen: Option<&Path>) -> Result<Configuration, Error> {
    let path = match chosen {
        Some(path) => path.to_owned(),
        None => match dirs::config_dir().map(|dir| dir.join("patchbay").join(FILE_NAME)) {
            Some(path) if path.exists() => path,
            _ => return Ok(Configuration::default()),
        },
    };
    let file = patchbay_config::read(&path, &|name| std::env::var(name).ok())?;
    let mut preconfigured = Vec::with_capacity(file.preconfigured.len());
    let ConfigFile {
        preconfigured: entries,
        networking: file_networking,
        warnings,
        ..
    } = file;
    for entry in entries {
        let draft = ConnectorDraft {
            name: entry.name.clone(),
            config: entry.config.clone(),
            secrets: entry.secrets.clone(),
            networking: None,
        };
        let connector = Preconfigured::from_file(&entry.id, &draft).map_err(|fields| {
            let first = fields.first().map_or("", |error| error.field.as_str());
            Error::rejected(
                &path,
                entry.line_of(first),
                format!(
                    "the connector {:?} is not valid: {}",
                    entry.id,
                    reasons(&fields)
                ),
                Some("Correct the entry, or remove it.".into()),
            )
        })?;
        preconfigured.push(connector);
    }
    Ok(Configuration {
        networking: Some(networking(&path, file_networking)),
        path: Some(path),
        preconfigured,
        notices: warnings,
    })
}

/// Settings that are wrong do not stop the start: connectors that do not depend on them work.
fn networking(path: &Path, entry: NetworkingEntry) -> NetworkingFile {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let settings = entry.settings.clone();
    NetworkingFile::new(settings, name, move |setting| entry.line_of(setting))
}

impl Configuration {
    /// Leaves out what a connector in the database stands in the way of; that one has history.
    pub(crate) async fn without_conflicts(
        mut self,
        store: &Store,
    ) -> Result<Self, patchbay_store::Error> {
        let mut free = Vec::with_capacity(self.preconfigured.len());
        for connector in self.preconfigured {
            if store.connector(connector.id()).await?.is_none() {
                free.push(connector);
                continue;
            }
            self.notices.push(format!(
                "The preconfigured connector with the ID {:?} was skipped because it conflicts with an already existing connector.",
                connector.id().as_str()
            ));
        }
        self.preconfigured = free;
        for notice in &self.notices {
            tracing::warn!("{notice}");
        }
        Ok(self)
    }
}

fn reasons(fields: &[FieldError]) -> String {
    let all: Vec<_> = fields
        .iter()
        .map(|error| format!("{}: {}", error.field, error.message))
        .collect();
    all.join(" ")
}
