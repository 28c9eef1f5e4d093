//! Making, changing, checking, listing and deleting connectors.

mod draft;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use patchbay_model::{Connector, ConnectorId, InvalidId, SecretField};
use patchbay_openai::Api;
use patchbay_store::{ConnectorRow, ConnectorWrite, Forget, Written};
use secrecy::SecretString;

use draft::prepare;
pub use draft::{ConnectorDraft, UnsavedConnector};
pub(crate) use draft::{Prepared, origin};
use rows::read_row;
pub(crate) use rows::write_row;

use crate::secrets::TRIES;
use crate::spec::{Checked, ID, needs_key};
use crate::{Caller, Core, Error, FieldError, Preconfigured, SANDBOX_ID, SecretOwner};

/// A connector to write, with secrets that are still to be sealed.
pub(crate) struct Change {
    pub(crate) row: ConnectorRow,
    /// `None`: it is new.
    pub(crate) forget: Option<Forget>,
    pub(crate) secrets: BTreeMap<SecretField, SecretString>,
}

/// The id of a connector that was tried before it had one.
const UNSAVED_ID: &str = "unsaved";
const UNSAVED_NAME: &str = "Unsaved connector";

impl Core {
    /// Every connector the caller may use, preconfigured ones first, then by name.
    pub async fn connectors(&self, caller: &Caller) -> Result<Vec<Connector>, Error> {
        let shown = self.shown_preconfigured().await?;
        let mut all: Vec<_> = shown.into_iter().map(|p| p.connector.clone()).collect();
        all.extend(self.stored_connectors().await?);
        all.retain(|connector| caller.may_use(&connector.id));
        Ok(all)
    }

    /// Those in the database, by name.
    pub(crate) async fn stored_connectors(&self) -> Result<Vec<Connector>, Error> {
        let rows = self.inner.store.connectors().await?;
        let ring = self.inner.secrets.ring().await?;
        rows.into_iter().map(|row| read_row(row, &ring)).collect()
    }

    /// One connector.
    pub async fn connector(&self, caller: &Caller, id: &str) -> Result<Connector, Error> {
        let connector = self.find_connector(id).await?;
        // A key learns nothing of connectors that are not its own, not even that they are there.
        if !caller.may_use(&connector.id) {
            return Err(Error::ConnectorNotFound { id: id.to_owned() });
        }
        Ok(connector)
    }

    pub(crate) async fn find_connector(&self, id: &str) -> Result<Connector, Error> {
        let not_found = || Error::ConnectorNotFound { id: id.to_owned() };
        let parsed = ConnectorId::parse(id).map_err(|_| not_found())?;
        if let Some(known) = self.preconfigured(&parsed).await? {
            return Ok(known.connector.clone());
        }
        let row = self.inner.store.connector(&parsed).await?;
        read_row(
            row.ok_or_else(not_found)?,
            &self.inner.secrets.ring().await?,
        )
    }

    /// Makes a connector and seals its secrets. Nothing is stored when they cannot be kept.
    /// Without an id it gets a UUID.
    pub async fn create_connector(
        &self,
        id: Option<&str>,
        draft: ConnectorDraft,
    ) -> Result<Connector, Error> {
        let id = match id {
            Some(id) => self.free_id(id).await?,
            None => Ok(ConnectorId::from(self.inner.environment.new_id())),
        };
        let settings = self.networking_settings().await?;
        let (id, prepared) = with_id(id, prepare(&settings, None, &draft, &[]))?;
        let Prepared {
            checked,
            networking,
            ..
        } = prepared;
        let Checked {
            name,
            config,
            secrets,
        } = checked;
        let now_ms = self.inner.environment.now_ms();
        let row = write_row(&id, name, config, &networking, now_ms);
        let change = Change {
            row,
            forget: None,
            secrets,
        };
        if !self.write(&[change]).await? {
            return Err(Error::Invalid(vec![id_is_taken()]));
        }
        self.find_connector(id.as_str()).await
    }

    /// Replaces name, configuration and the secrets that are given; the others stay unless they
    /// are to be forgotten. A stored secret stays with the origin it was entered for: a new
    /// origin needs new ones.
    pub async fn update_connector(
        &self,
        id: &str,
        draft: ConnectorDraft,
        forget: &[SecretField],
    ) -> Result<Connector, Error> {
        let stored = self.editable(id).await?;
        let settings = self.networking_settings().await?;
        let Prepared {
            checked,
            networking,
            forget,
            ..
        } = prepare(&settings, Some(&stored), &draft, forget)?;
        let Checked {
            name,
            config,
            secrets,
        } = checked;
        let now_ms = self.inner.environment.now_ms();
        let row = write_row(&stored.id, name, config, &networking, now_ms);
        let change = Change {
            row,
            forget: Some(forget),
            secrets,
        };
        if !self.write(&[change]).await? {
            return Err(Error::ConnectorNotFound { id: id.to_owned() });
        }
        self.find_connector(id).await
    }

    /// Seals and writes, all or nothing; `false` when an id to add is taken or one to change is
    /// not there.
    pub(crate) async fn write(&self, changes: &[Change]) -> Result<bool, Error> {
        for _ in 0..TRIES {
            let mut writes = Vec::with_capacity(changes.len());
            for Change {
                row,
                forget,
                secrets,
            } in changes
            {
                writes.push(ConnectorWrite {
                    row: row.clone(),
                    forget: forget.clone(),
                    secrets: self.inner.secrets.seal(&row.id, secrets).await?,
                });
            }
            match self.inner.store.write_connectors(writes).await? {
                Written::Done => return Ok(true),
                Written::Refused => return Ok(false),
                Written::KeyReplaced => {}
            }
        }
        Err(Error::VaultChanged)
    }

    /// What is wrong with a connector before it is saved; empty when it would be taken.
    pub async fn check_connector(
        &self,
        unsaved: &UnsavedConnector,
    ) -> Result<Vec<FieldError>, Error> {
        match self.prepare_unsaved(unsaved).await {
            Ok(_) => Ok(Vec::new()),
            Err(error) => match error.into_fields() {
                Ok(fields) => Ok(fields),
                Err(error) => Err(error),
            },
        }
    }

    /// A connector that is not saved, checked like one that shall be.
    async fn prepare_unsaved(
        &self,
        unsaved: &UnsavedConnector,
    ) -> Result<(Connector, Prepared), Error> {
        let stored = match &unsaved.stored_id {
            Some(id) => Some(self.editable(id).await?),
            None => None,
        };
        let settings = self.networking_settings().await?;
        let prepared = prepare(&settings, stored.as_ref(), &unsaved.draft, &unsaved.forget);
        let id = match (&stored, &unsaved.id) {
            (Some(stored), _) => Ok(stored.id.clone()),
            (None, Some(id)) => self.free_id(id).await?,
            (None, None) => ConnectorId::parse(UNSAVED_ID)
                .map_err(|_| Error::Internal("the id of unsaved connectors is not valid"))
                .map(Ok)?,
        };
        let (id, prepared) = with_id(id, prepared)?;
        let connector = Connector {
            id,
            name: prepared.checked.name.clone(),
            config: prepared.checked.config.clone(),
            networking: prepared.networking.clone(),
            stored_secrets: prepared.secrets(),
            lost_secrets: BTreeSet::new(),
            secret_references: BTreeMap::new(),
            awaits_secrets: false,
            api_keys: 0,
            is_preconfigured: false,
            description: None,
            created_at_ms: None,
            updated_at_ms: None,
        };
        Ok((connector, prepared))
    }

    /// A connector that is not saved, as far as a request to its provider needs it: it may lack
    /// a name, and an id that it could not have is not held against it.
    pub(crate) async fn prepare_trial(
        &self,
        mut unsaved: UnsavedConnector,
    ) -> Result<(Connector, Prepared), Error> {
        if unsaved.draft.name.trim().is_empty() {
            unsaved.draft.name = UNSAVED_NAME.into();
        }
        if let Some(id) = &unsaved.id
            && self.free_id(id).await?.is_err()
        {
            unsaved.id = None;
        }
        self.prepare_unsaved(&unsaved).await
    }

    /// Removes connectors with their secrets, all or none. Their events stay.
    pub async fn delete_connectors(&self, ids: &[String]) -> Result<(), Error> {
        let mut parsed = Vec::with_capacity(ids.len());
        let mut seen = HashSet::with_capacity(ids.len());
        for id in ids {
            let not_found = |_| Error::ConnectorNotFound { id: id.clone() };
            let id = ConnectorId::parse(id).map_err(not_found)?;
            if let Some(known) = self.preconfigured(&id).await? {
                return Err(Error::ReadOnly {
                    name: known.connector.name.clone(),
                });
            }
            if seen.insert(id.clone()) {
                parsed.push(id);
            }
        }
        match self.inner.store.delete_connectors(parsed).await? {
            Some(id) => Err(Error::ConnectorNotFound { id: id.to_string() }),
            None => Ok(()),
        }
    }

    /// A connector's secrets, from memory or from the vault.
    pub(crate) async fn secrets_of(
        &self,
        id: &ConnectorId,
        name: &str,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let owner = SecretOwner::Connector(name.to_owned());
        match self.preconfigured(id).await? {
            Some(known) => self.inner.secrets.resolve(&owner, &known.secrets),
            None => self.inner.secrets.open(id.as_str(), &owner).await,
        }
    }

    /// Whether a connector with this id could be made. The inner error is the field's.
    async fn free_id(&self, id: &str) -> Result<Result<ConnectorId, FieldError>, Error> {
        let id = match ConnectorId::parse(id.trim()) {
            Ok(id) => id,
            Err(wrong) => return Ok(Err(id_is_wrong(&wrong))),
        };
        let is_preconfigured = self.is_preconfigured(&id);
        if is_preconfigured || self.inner.store.connector(&id).await?.is_some() {
            return Ok(Err(id_is_taken()));
        }
        Ok(Ok(id))
    }

    async fn editable(&self, id: &str) -> Result<Connector, Error> {
        let connector = self.find_connector(id).await?;
        if connector.is_preconfigured {
            return Err(Error::ReadOnly {
                name: connector.name,
            });
        }
        Ok(connector)
    }

    /// Also of those that are hidden.
    pub(crate) fn is_preconfigured(&self, id: &ConnectorId) -> bool {
        let mut all = self.inner.preconfigured.iter();
        all.any(|known| known.connector.id == *id)
    }

    async fn preconfigured(&self, id: &ConnectorId) -> Result<Option<&Preconfigured>, Error> {
        // Most ids are stored connectors: those need not wait for the settings.
        if !self.is_preconfigured(id) {
            return Ok(None);
        }
        let shown = self.shown_preconfigured().await?;
        Ok(shown.into_iter().find(|known| known.connector.id == *id))
    }

    async fn shown_preconfigured(&self) -> Result<Vec<&Preconfigured>, Error> {
        let show_sandbox = self.settings().await?.show_sandbox;
        let all = self.inner.preconfigured.iter();
        Ok(all
            .filter(|known| show_sandbox || known.connector.id.as_str() != SANDBOX_ID)
            .collect())
    }

    /// What a connector still needs before it can work.
    pub fn missing_secrets(connector: &Connector) -> BTreeSet<SecretField> {
        let mut missing = connector.lost_secrets.clone();
        let is_there = |field| {
            connector.stored_secrets.contains(&field) || connector.lost_secrets.contains(&field)
        };
        let needed = needs_key(connector.config.provider) || connector.awaits_secrets;
        if needed && !is_there(SecretField::ApiKey) && !is_there(SecretField::CertificateData) {
            missing.insert(SecretField::ApiKey);
        }
        missing
    }

    /// Whether this process has an environment variable.
    pub fn has_variable(&self, name: &str) -> bool {
        self.inner.environment.variable(name).is_some()
    }

    /// The APIs its URL speaks; none where the URL does not say.
    pub fn compatibility(connector: &Connector) -> Option<&'static str> {
        Api::of(&connector.config.api_url).label()
    }
}

/// What is wrong with the id is told together with what is wrong with the rest.
fn with_id(
    id: Result<ConnectorId, FieldError>,
    prepared: Result<Prepared, Error>,
) -> Result<(ConnectorId, Prepared), Error> {
    match (id, prepared) {
        (Ok(id), prepared) => Ok((id, prepared?)),
        (Err(wrong), Ok(_)) => Err(Error::Invalid(vec![wrong])),
        (Err(wrong), Err(error)) => Err(error.and_field(wrong)),
    }
}

fn id_is_taken() -> FieldError {
    FieldError {
        field: ID.into(),
        message: "A connector is already using this ID. Choose a different ID.".into(),
    }
}

fn id_is_wrong(wrong: &InvalidId) -> FieldError {
    FieldError {
        field: ID.into(),
        message: wrong.to_string(),
    }
}
