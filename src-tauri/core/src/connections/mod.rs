//! How a request goes out: the settings in force, what they name on the disk and in the vault, and
//! the network's route that is made of it all.
//!
//! What the settings mean is `networking`'s; sockets are `network`'s.

mod authorities;
mod described;
mod draft;
mod page;
mod rate;
mod route;
mod secrets;
mod state;
#[cfg(test)]
mod tests;
mod trust;

use std::sync::{Arc, Mutex, PoisonError};

use patchbay_network::PresentedCertificate;
use serde_json::{Map, Value};

pub(crate) use authorities::check_authorities;
pub(crate) use described::mode_shown;
pub use described::{EffectiveNetworking, EffectiveValue};
use draft::check_pem;
pub use page::{
    CheckedDraft, NetworkingDraft, NetworkingHost, NetworkingProblem, NetworkingSetting,
    NetworkingStatus, SystemProxy,
};
pub(crate) use rate::Starts;
pub use state::{ConnectionState, ConnectionStates};

use crate::networking::{CheckedNetworking, NetworkingLayer, NetworkingSettings, check_networking};
use crate::{Core, Error, FieldError};

type LineOf = dyn Fn(&str) -> Option<usize> + Send + Sync;

/// The networking settings of the configuration file.
#[derive(Default)]
pub struct NetworkingFile {
    settings: Map<String, Value>,
    name: Option<String>,
    line_of: Option<Box<LineOf>>,
}

impl NetworkingFile {
    /// `settings` by Kibana's keys without `xpack.actions`; `name` is the file's, for people;
    /// `line_of` gives the line of a setting such as `customHostSettings[1].ssl`, from 1.
    pub fn new(
        settings: Map<String, Value>,
        name: String,
        line_of: impl Fn(&str) -> Option<usize> + Send + Sync + 'static,
    ) -> Self {
        Self {
            settings,
            name: Some(name),
            line_of: Some(Box::new(line_of)),
        }
    }

    /// Such as `patchbay.yml, line 3`.
    fn place(&self, setting: &str) -> Option<String> {
        let name = self.name.as_ref()?;
        let line = self.line_of.as_ref().and_then(|line_of| line_of(setting));
        Some(line.map_or_else(|| name.clone(), |line| format!("{name}, line {line}")))
    }
}

/// The file's settings, read once, and those saved last, read again when they have changed.
pub(crate) struct Connections {
    file: NetworkingFile,
    layer: NetworkingLayer,
    problems: Vec<FieldError>,
    warnings: Vec<FieldError>,
    latest: Mutex<Option<Arc<InForce>>>,
    pub(crate) starts: Starts,
}

/// Both places together, as they are at one moment.
pub(crate) struct InForce {
    /// As it is stored: another process may save, too.
    text: Option<String>,
    pub(crate) saved: Map<String, Value>,
    pub(crate) settings: Arc<NetworkingSettings>,
    problems: Vec<FieldError>,
    warnings: Vec<FieldError>,
}

impl Connections {
    pub(crate) fn new(file: NetworkingFile) -> Self {
        let checked = read(&file.settings);
        for problem in checked.problems.iter().chain(&checked.warnings) {
            let place = file.place(&problem.field).unwrap_or_default();
            tracing::warn!(%place, "{}", problem.message);
        }
        Self {
            file,
            layer: checked.settings,
            problems: checked.problems,
            warnings: checked.warnings,
            latest: Mutex::default(),
            starts: Starts::default(),
        }
    }

    /// What would be in force with these saved settings.
    fn with(&self, text: Option<String>, saved: Map<String, Value>) -> InForce {
        let checked = read(&saved);
        InForce {
            text,
            saved,
            settings: Arc::new(NetworkingSettings::new(
                self.layer.clone(),
                checked.settings,
            )),
            problems: checked.problems,
            warnings: checked.warnings,
        }
    }
}

/// What the settings say, and whether their certificates are any.
fn read(settings: &Map<String, Value>) -> CheckedNetworking {
    let mut checked = check_networking(settings);
    let no_certificates = check_pem(&checked.settings).into_iter();
    checked
        .problems
        .extend(no_certificates.map(|problem| FieldError {
            message: format!("{}: {}", problem.field, problem.message),
            ..problem
        }));
    checked
}

impl Core {
    /// The networking settings in force from now on.
    pub(crate) async fn networking_settings(&self) -> Result<Arc<NetworkingSettings>, Error> {
        Ok(self.in_force().await?.settings.clone())
    }

    pub(crate) async fn in_force(&self) -> Result<Arc<InForce>, Error> {
        let stored = self.inner.store.networking_settings().await?;
        let connections = &self.inner.connections;
        let latest = connections.latest.lock();
        let mut latest = latest.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = latest.as_ref().filter(|known| known.text == stored) {
            return Ok(known.clone());
        }
        let saved = match &stored {
            None => Map::new(),
            Some(text) => serde_json::from_str(text).map_err(|_| {
                Error::Store(patchbay_store::Error::Unreadable {
                    table: "setting",
                    reason: "networking".into(),
                })
            })?,
        };
        let now = Arc::new(connections.with(stored, saved));
        *latest = Some(now.clone());
        Ok(now)
    }

    /// The certificates of a PEM text, for somebody who wants to know what they chose.
    pub fn read_certificates(pem: &str) -> Result<Vec<PresentedCertificate>, Error> {
        patchbay_network::read_certificates(pem.as_bytes()).map_err(|error| {
            Error::BadRequest(format!(
                "This is not the PEM text of a certificate: {error}."
            ))
        })
    }
}
