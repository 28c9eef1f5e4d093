//! The vault's keys and the database's sealed bytes, brought together.

use std::collections::BTreeMap;
use std::sync::Arc;

use patchbay_model::{ConnectorId, SecretField};
use patchbay_store::{SealedSecret, Store, VaultRow};
use patchbay_vault::{Backend, Record, Sealer, Vault};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::{Environment, Error};

/// Whether secrets can be kept and read.
#[derive(Debug)]
pub enum VaultStatus {
    /// Nothing has been sealed; the first secret decides where the key goes.
    Unset,
    /// The key is there.
    Open(Backend),
    /// There are sealed secrets, but their key cannot be had.
    Unavailable(Backend, patchbay_vault::Error),
}

pub(crate) struct Secrets {
    store: Store,
    vault: Arc<Vault>,
    environment: Environment,
    /// Two first secrets at once must not make two keys.
    making: Mutex<()>,
}

impl Secrets {
    pub(crate) fn new(store: Store, vault: Vault, environment: &Environment) -> Self {
        Self {
            store,
            vault: Arc::new(vault),
            environment: environment.clone(),
            making: Mutex::default(),
        }
    }

    pub(crate) async fn status(&self) -> Result<VaultStatus, Error> {
        let Some(record) = self.record().await? else {
            return Ok(VaultStatus::Unset);
        };
        let backend = record.backend;
        match self.open_vault(record).await {
            Ok(_) => Ok(VaultStatus::Open(backend)),
            Err(Error::Vault(error)) => Ok(VaultStatus::Unavailable(backend, error)),
            Err(error) => Err(error),
        }
    }

    /// Seals a connector's secrets; makes the vault with the first one.
    pub(crate) async fn seal(
        &self,
        id: &ConnectorId,
        secrets: &BTreeMap<SecretField, SecretString>,
    ) -> Result<Vec<SealedSecret>, Error> {
        if secrets.is_empty() {
            return Ok(Vec::new());
        }
        let sealer = self.sealer().await?;
        let seal = |(field, secret): (&SecretField, &SecretString)| {
            let field = field.as_str();
            let sealed = sealer.seal(id.as_str(), field, secret.expose_secret().as_bytes())?;
            Ok(SealedSecret { field, sealed })
        };
        secrets.iter().map(seal).collect()
    }

    /// Opens a connector's secrets, as many as it has.
    pub(crate) async fn open(
        &self,
        id: &ConnectorId,
        name: &str,
    ) -> Result<BTreeMap<SecretField, SecretString>, Error> {
        let stored = self.store.sealed_secrets(id).await?;
        if stored.is_empty() {
            return Ok(BTreeMap::new());
        }
        let unreadable = || Error::SecretUnreadable { name: name.into() };
        let record = self.record().await?.ok_or_else(unreadable)?;
        let sealer = self.open_vault(record).await?;
        let mut secrets = BTreeMap::new();
        for (field, sealed) in stored {
            let field = SecretField::parse(&field).ok_or_else(unreadable)?;
            let secret = sealer
                .open(id.as_str(), field.as_str(), &sealed)
                .map_err(|_| unreadable())?;
            let text = std::str::from_utf8(&secret).map_err(|_| unreadable())?;
            secrets.insert(field, SecretString::from(text));
        }
        Ok(secrets)
    }

    async fn sealer(&self) -> Result<Sealer, Error> {
        let _one_at_a_time = self.making.lock().await;
        if let Some(record) = self.record().await? {
            return self.open_vault(record).await;
        }
        let vault = self.vault.clone();
        let (record, sealer) = blocking(move || vault.create()).await??;
        let kept = self.store.create_vault(self.row(&record)).await?;
        if kept.key_id == record.key_id {
            return Ok(sealer);
        }
        // Another process was first.
        let vault = self.vault.clone();
        blocking(move || vault.discard(&record)).await?;
        self.open_vault(read_row(kept)?).await
    }

    async fn open_vault(&self, record: Record) -> Result<Sealer, Error> {
        let vault = self.vault.clone();
        Ok(blocking(move || vault.open(&record)).await??)
    }

    async fn record(&self) -> Result<Option<Record>, Error> {
        self.store.vault().await?.map(read_row).transpose()
    }

    fn row(&self, record: &Record) -> VaultRow {
        VaultRow {
            key_id: record.key_id.clone(),
            backend: record.backend.as_str().to_owned(),
            salt: record.salt.clone(),
            wrapped_key: record.wrapped_key.clone(),
            created_at_ms: self.environment.now_ms(),
        }
    }
}

fn read_row(row: VaultRow) -> Result<Record, Error> {
    let backend = Backend::parse(&row.backend)
        .ok_or(patchbay_vault::Error::Damaged("an unknown kind of vault"))?;
    Ok(Record {
        key_id: row.key_id,
        backend,
        salt: row.salt,
        wrapped_key: row.wrapped_key,
    })
}

/// A keychain may ask its user and wait for minutes; Argon2id takes a fifth of a second.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal("the vault's thread ended early"))
}
