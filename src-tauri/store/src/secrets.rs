use patchbay_model::ConnectorId;
use rusqlite::{Transaction, params};

use crate::{Error, Store};

/// A secret as the vault sealed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The form's name of the field, e.g. `apiKey`.
    pub field: &'static str,
    /// Ciphertext with its header.
    pub sealed: Vec<u8>,
}

/// What becomes of the secrets a connector has when it is saved again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forget {
    /// All of them: they belong to another host.
    All,
    /// These; the others stay.
    Only(Vec<&'static str>),
}

impl Store {
    /// A connector's sealed secrets: field and ciphertext.
    pub async fn sealed_secrets(&self, id: &ConnectorId) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let id = id.clone();
        self.read(move |db| {
            let mut select = db.prepare_cached(
                "SELECT field, sealed FROM secret WHERE connector_id = ?1 ORDER BY field",
            )?;
            select
                .query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .await
    }
}

pub(crate) fn forget_secrets(
    transaction: &Transaction<'_>,
    connector_id: &str,
    forget: &Forget,
) -> rusqlite::Result<()> {
    match forget {
        Forget::All => {
            transaction.execute("DELETE FROM secret WHERE connector_id = ?1", [connector_id])?;
        }
        Forget::Only(fields) => {
            for field in fields {
                transaction.execute(
                    "DELETE FROM secret WHERE connector_id = ?1 AND field = ?2",
                    params![connector_id, field],
                )?;
            }
        }
    }
    Ok(())
}

pub(crate) fn put_secrets(
    transaction: &Transaction<'_>,
    connector_id: &str,
    secrets: &[SealedSecret],
) -> rusqlite::Result<()> {
    for secret in secrets {
        transaction.execute(
            "INSERT INTO secret (connector_id, field, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (connector_id, field) DO UPDATE SET sealed = excluded.sealed",
            params![connector_id, secret.field, secret.sealed],
        )?;
    }
    Ok(())
}
