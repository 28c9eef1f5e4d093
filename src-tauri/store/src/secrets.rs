use rusqlite::{Row, Transaction, params};

use crate::{Error, Store};

/// The owner of secrets that belong to the networking settings; no connector can have this id.
pub const NETWORKING: &str = "(networking)";

/// A secret, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// The form's name of the field, e.g. `apiKey`.
    pub field: String,
    /// The secret itself, or where it is.
    pub content: SecretContent,
}

/// What is stored of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretContent {
    /// Sealed by the vault.
    Sealed {
        /// With which key.
        key_id: String,
        /// Ciphertext with its header.
        sealed: Vec<u8>,
    },
    /// In an environment variable of this name.
    Variable(String),
}

/// What becomes of the secrets a connector has when it is saved again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forget {
    /// All of them: they belong to another host.
    All,
    /// These; the others stay.
    Only(Vec<String>),
}

/// How many secrets are kept in which way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecretCounts {
    /// By the key they are sealed with.
    pub sealed: Vec<(String, u64)>,
    /// In environment variables.
    pub variables: u64,
}

impl Store {
    /// The secrets of a connector, by its id, or of [`NETWORKING`], as they are at one moment.
    pub async fn secrets(&self, owner: &str) -> Result<Vec<StoredSecret>, Error> {
        let owner = owner.to_owned();
        self.read(move |db| {
            db.prepare_cached(
                "SELECT field, sealed, key_id, variable FROM secret
                 WHERE owner = ?1 ORDER BY field",
            )?
            .query_map([owner], read_secret)?
            .collect()
        })
        .await
    }

    /// How many secrets there are.
    pub async fn count_secrets(&self) -> Result<SecretCounts, Error> {
        self.read(|db| {
            let mut counts = SecretCounts::default();
            let mut select =
                db.prepare_cached("SELECT key_id, count(*) FROM secret GROUP BY key_id")?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                match row.get(0)? {
                    Some(key_id) => counts.sealed.push((key_id, row.get(1)?)),
                    None => counts.variables = row.get(1)?,
                }
            }
            Ok(counts)
        })
        .await
    }
}

fn read_secret(row: &Row<'_>) -> rusqlite::Result<StoredSecret> {
    let content = match row.get(1)? {
        Some(sealed) => SecretContent::Sealed {
            key_id: row.get(2)?,
            sealed,
        },
        None => SecretContent::Variable(row.get(3)?),
    };
    Ok(StoredSecret {
        field: row.get(0)?,
        content,
    })
}

pub(crate) fn forget_secrets(
    transaction: &Transaction<'_>,
    owner: &str,
    forget: &Forget,
) -> rusqlite::Result<()> {
    match forget {
        Forget::All => {
            transaction.execute("DELETE FROM secret WHERE owner = ?1", [owner])?;
        }
        Forget::Only(fields) => {
            for field in fields {
                transaction.execute(
                    "DELETE FROM secret WHERE owner = ?1 AND field = ?2",
                    params![owner, field],
                )?;
            }
        }
    }
    Ok(())
}

/// `false` when one is sealed with a key that is not in use any more: it would be lost with it.
pub(crate) fn put_secrets(
    transaction: &Transaction<'_>,
    owner: &str,
    secrets: &[StoredSecret],
) -> rusqlite::Result<bool> {
    for StoredSecret { field, content } in secrets {
        let (sealed, key_id, variable) = match content {
            SecretContent::Sealed { key_id, sealed } => (Some(sealed), Some(key_id), None),
            SecretContent::Variable(variable) => (None, None, Some(variable)),
        };
        let put = transaction
            .prepare_cached(
                "INSERT INTO secret (owner, field, sealed, key_id, variable)
                 SELECT ?1, ?2, ?3, ?4, ?5
                 WHERE ?4 IS NULL
                    OR EXISTS (SELECT 1 FROM sealing_key WHERE key_id = ?4 AND state = 'current')
                 ON CONFLICT (owner, field) DO UPDATE SET
                    sealed = excluded.sealed, key_id = excluded.key_id,
                    variable = excluded.variable",
            )?
            .execute(params![owner, field, sealed, key_id, variable])?;
        if put == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
