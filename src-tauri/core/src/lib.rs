//! What the product does: connectors, runs, the ledger, keys, settings.
//!
//! Every rule is here and every face calls it here. Deliberately absent: screens, HTTP servers,
//! SQL, sockets, the keychain; `store`, `network` and `vault` are handed in.

mod activity;
mod caller;
mod connections;
mod connectors;
mod days;
mod diagnose;
mod environment;
mod error;
mod keys;
mod ledger;
mod models;
pub mod networking;
mod preconfigured;
mod prices;
mod run;
mod secrets;
mod settings;
mod spec;
mod transfer;
mod vault;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use patchbay_network::Network;
use patchbay_store::Store;
use patchbay_vault::Vault;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use activity::ConnectorActivity;
pub use caller::Caller;
pub use connections::{
    CheckedDraft, ConnectionState, ConnectionStates, EffectiveNetworking, EffectiveValue,
    NetworkingDraft, NetworkingFile, NetworkingHost, NetworkingProblem, NetworkingSetting,
    NetworkingStatus, SystemProxy,
};
pub use connectors::{ConnectorDraft, UnsavedConnector};
pub use diagnose::{
    DiagnosisEvent, DiagnosisLayer, DiagnosisPlan, DiagnosisState, DiagnosisStep, DiagnosisStream,
    DiagnosisVerdict, DiagnosisWay,
};
pub use environment::Environment;
pub use error::{Error, FieldError, SecretOwner};
pub use ledger::{UsageDay, UsageQuery, UsageSummary};
pub use models::{ConnectorModels, KnownModel, ModelOption};
pub use patchbay_network::{PresentedCertificate, Route};
pub use patchbay_store::UsageSums;
pub use patchbay_vault::{
    Backend as VaultBackend, Error as VaultError, KeychainReport, KeychainState,
};
pub use preconfigured::{Preconfigured, SANDBOX_ID};
pub use prices::ModelFacts;
pub use run::{DraftRunRequest, RawFormat, RunEvent, RunRequest, RunResult, RunStatus, RunStream};
pub use secrets::{VaultChange, VaultState, VaultStatus};
pub use settings::Settings;
pub use spec::{
    CONNECTOR_TYPE_ID, ConnectorPreset, ConnectorSpec, FieldGroup, FieldKind, FieldSpec,
    ProviderSpec, Section, connector_spec, secret_path,
};
pub use transfer::{
    Conflicts, Exported, ImportAction, ImportFile, ImportPlan, ImportRow, MAX_IMPORT_BYTES,
};

use crate::connections::Connections;
use crate::secrets::Secrets;

/// What the shell builds once and both faces share. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    secrets: Secrets,
    network: Network,
    connections: Connections,
    environment: Environment,
    preconfigured: Vec<Preconfigured>,
    /// Runs that can be stopped, by the id their caller chose.
    running: Mutex<HashMap<Uuid, CancellationToken>>,
    /// Runs end by writing their event; closing waits for that.
    tasks: TaskTracker,
}

/// The adapters a [`Core`] works with.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The keychain, and keys in memory.
    pub vault: Vault,
    /// The vault's passphrase, for machines where nobody can type one.
    pub passphrase: Option<SecretString>,
    /// The client for everything that leaves the machine.
    pub network: Network,
    /// How the configuration file wants connections to be made.
    pub networking: NetworkingFile,
    /// Clock and ids.
    pub environment: Environment,
    /// Connectors that are not in the database, the Sandbox among them.
    pub preconfigured: Vec<Preconfigured>,
}

impl Core {
    /// Puts the parts together. Nothing is read or sent yet.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                secrets: Secrets::new(
                    parts.store.clone(),
                    parts.vault,
                    parts.passphrase,
                    &parts.environment,
                ),
                store: parts.store,
                network: parts.network,
                connections: Connections::new(parts.networking),
                environment: parts.environment,
                preconfigured: parts.preconfigured,
                running: Mutex::default(),
                tasks: TaskTracker::new(),
            }),
        }
    }

    /// Waits until every run has written its event, then closes the database. Runs that last
    /// longer than `patience` are stopped, as if their callers had gone.
    pub async fn close(&self, patience: std::time::Duration) {
        self.settle(patience).await;
        if let Err(error) = self.inner.store.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Waits for runs as [`Core::close`] does, and leaves the database open.
    pub(crate) async fn settle(&self, patience: std::time::Duration) {
        self.inner.tasks.close();
        if tokio::time::timeout(patience, self.inner.tasks.wait())
            .await
            .is_err()
        {
            self.stop_all_runs();
            self.inner.tasks.wait().await;
        }
    }
}
