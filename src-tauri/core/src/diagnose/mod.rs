//! Diagnose: which layer between this machine and an answer is broken, and what to do.
//!
//! What is seen comes from `network`; this room sends the request a run would send, judges what
//! came, compares the way through a proxy with the way past it, and says it in words. The request
//! of each way is a call like any other and is in the ledger.

mod findings;
mod http;
mod layers;
mod report;
#[cfg(test)]
mod tests;
mod verdict;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use patchbay_model::{Connector, SecretField};
use patchbay_network::{PresentedCertificate, Proxy};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;
use url::Url;
use uuid::Uuid;

use crate::run::{RunSecrets, Running};
use crate::{Caller, Core, Error, UnsavedConnector};

/// A way to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosisWay {
    /// As the settings say.
    Configured,
    /// Past the proxy.
    Direct,
}

/// A part of the way to an answer, in the order they are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosisLayer {
    /// Secrets and settings are there and can be used.
    Settings,
    /// The name has an address.
    Dns,
    /// Somebody answers there.
    Tcp,
    /// The proxy opens the way.
    Proxy,
    /// The host proves who it is.
    Tls,
    /// The host takes the key.
    Authentication,
    /// The API is there and answers with this model.
    Model,
    /// The answer comes piece by piece.
    Streaming,
}

/// What became of a layer, or of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosisState {
    /// As it should be.
    Passed,
    /// It works, and there is something to know.
    Warning,
    /// Here it ends.
    Failed,
    /// It ended, or was stopped, before.
    NotReached,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagnosisStep {
    /// Which one.
    pub layer: DiagnosisLayer,
    /// What became of it.
    pub state: DiagnosisState,
    /// How long it took; `None` when it was not reached.
    pub elapsed: Option<Duration>,
    /// One sentence.
    pub summary: String,
    /// What to do.
    pub hint: Option<String>,
    /// Label and value.
    pub facts: Vec<(&'static str, String)>,
    /// What the server showed, its own certificate first.
    pub certificates: Vec<PresentedCertificate>,
    /// Which of them would make the layer pass if it were trusted.
    pub trust: Option<usize>,
}

/// A way and its layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisPlan {
    /// Which one.
    pub way: DiagnosisWay,
    /// For people.
    pub label: String,
    /// In order. Each gets a step.
    pub layers: Vec<DiagnosisLayer>,
}

/// What it all comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisVerdict {
    /// Of the whole.
    pub state: DiagnosisState,
    /// One line.
    pub title: String,
    /// What it means, and what to do first.
    pub text: String,
    /// The first layer that is not as it should be.
    pub layer: Option<DiagnosisLayer>,
    /// `None` where there is no proxy, or it cannot be told.
    pub proxy_to_blame: Option<bool>,
}

/// What the caller of a diagnosis sees.
#[derive(Debug, Clone, PartialEq)]
pub enum DiagnosisEvent {
    /// What will be looked at.
    Started {
        /// Scheme, host and port.
        url: String,
        /// One, or two where there is a proxy.
        ways: Vec<DiagnosisPlan>,
    },
    /// A layer is known.
    Step {
        /// Of which way.
        way: DiagnosisWay,
        /// What became of it.
        step: Box<DiagnosisStep>,
    },
    /// Always the last one.
    Finished {
        /// What it comes to.
        verdict: DiagnosisVerdict,
        /// Plain text without a secret.
        report: String,
    },
}

/// The events of a diagnosis. Dropping it stops it.
pub type DiagnosisStream = mpsc::Receiver<DiagnosisEvent>;

const EVENTS_AHEAD: usize = 32;

impl Core {
    /// Diagnoses the connection of a connector that is saved.
    pub async fn diagnose(
        &self,
        caller: &Caller,
        run_id: Uuid,
        connector_id: &str,
    ) -> Result<DiagnosisStream, Error> {
        let connector = self.connector(caller, connector_id).await?;
        self.start_diagnosis(caller, run_id, connector, RunSecrets::Stored)
    }

    /// Diagnoses the connection of a connector as it is in a form. Nothing of it is stored.
    pub async fn diagnose_draft(
        &self,
        caller: &Caller,
        run_id: Uuid,
        unsaved: UnsavedConnector,
    ) -> Result<DiagnosisStream, Error> {
        let (connector, prepared) = self.prepare_trial(unsaved).await?;
        let secrets = RunSecrets::Draft {
            kept: prepared.kept,
            given: prepared.checked.secrets,
        };
        self.start_diagnosis(caller, run_id, connector, secrets)
    }

    fn start_diagnosis(
        &self,
        caller: &Caller,
        run_id: Uuid,
        connector: Connector,
        secrets: RunSecrets,
    ) -> Result<DiagnosisStream, Error> {
        let running = Arc::new(Running::register(self, run_id)?);
        let (events, stream) = mpsc::channel(EVENTS_AHEAD);
        let diagnosis = walk::Diagnosis {
            core: self.clone(),
            user: caller.user.clone(),
            connector,
            secrets,
            running,
            events,
        };
        self.inner.tasks.spawn(diagnosis.carry_out());
        Ok(stream)
    }
}

/// A URL as far as it is shown: a query may hold a key.
fn origin_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}://{host}:{port}", url.scheme())
}

/// Secrets that must not be in what is shown, should a server repeat one.
#[derive(Default)]
struct Hidden(Vec<SecretString>);

impl Hidden {
    /// Shorter ones are words that stand in any text.
    const SHORTEST: usize = 6;

    fn of(secrets: &std::collections::BTreeMap<SecretField, SecretString>) -> Self {
        let long = secrets
            .values()
            .filter(|secret| secret.expose_secret().len() >= Self::SHORTEST);
        Self(long.cloned().collect())
    }

    /// A proxy may repeat what it was sent, also as it was written for it.
    fn add_those_of(&mut self, proxy: &Proxy) {
        if let Some((user, password)) = &proxy.credentials {
            let password = password.expose_secret();
            let basic = BASE64.encode(format!("{user}:{password}"));
            self.0.push(SecretString::from(basic));
            self.add(password);
        }
        let values = proxy.headers.values();
        for value in values.filter_map(|value| value.to_str().ok()) {
            self.add(value);
            // `Basic` and `Bearer` are said before what is secret.
            self.add(value.rsplit(' ').next().unwrap_or_default());
        }
    }

    fn add(&mut self, secret: &str) {
        if secret.len() >= Self::SHORTEST {
            self.0.push(SecretString::from(secret));
        }
    }

    fn hide(&self, text: &mut String) {
        for secret in &self.0 {
            let secret = secret.expose_secret();
            if text.contains(secret) {
                *text = text.replace(secret, "[hidden]");
            }
        }
    }

    fn hide_in(&self, step: &mut DiagnosisStep) {
        self.hide(&mut step.summary);
        if let Some(hint) = &mut step.hint {
            self.hide(hint);
        }
        for (_, value) in &mut step.facts {
            self.hide(value);
        }
    }
}
