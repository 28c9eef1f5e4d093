use patchbay_model::UnixMs;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, Store};

/// Where the sealing key is. Holds no key in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultRow {
    /// Names the key; part of what every sealed secret is bound to.
    pub key_id: String,
    /// `keychain` or `passphrase`.
    pub backend: String,
    /// Argon2id salt of a passphrase vault.
    pub salt: Option<Vec<u8>>,
    /// The sealing key, encrypted with the passphrase.
    pub wrapped_key: Option<Vec<u8>>,
    /// When it was made.
    pub created_at_ms: UnixMs,
}

impl Store {
    /// The vault's record, or `None` before the first secret.
    pub async fn vault(&self) -> Result<Option<VaultRow>, Error> {
        self.read(|db| select(db)).await
    }

    /// Records a new vault unless there is one, and returns the one in force: of two processes
    /// that make one at the same time, the first wins and both use it.
    pub async fn create_vault(&self, row: VaultRow) -> Result<VaultRow, Error> {
        self.write(move |db| {
            db.execute(
                "INSERT INTO vault (one, key_id, backend, salt, wrapped_key, created_at_ms)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                params![
                    row.key_id,
                    row.backend,
                    row.salt,
                    row.wrapped_key,
                    row.created_at_ms
                ],
            )?;
            select(db)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
        })
        .await
    }
}

fn select(db: &Connection) -> rusqlite::Result<Option<VaultRow>> {
    db.query_row(
        "SELECT key_id, backend, salt, wrapped_key, created_at_ms FROM vault",
        [],
        |row| {
            Ok(VaultRow {
                key_id: row.get(0)?,
                backend: row.get(1)?,
                salt: row.get(2)?,
                wrapped_key: row.get(3)?,
                created_at_ms: row.get(4)?,
            })
        },
    )
    .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_vault_stays() {
        let store = Store::in_memory().await.expect("opened");
        let row = |key_id: &str| VaultRow {
            key_id: key_id.into(),
            backend: "keychain".into(),
            salt: None,
            wrapped_key: None,
            created_at_ms: 1,
        };
        assert_eq!(store.vault().await.expect("read"), None);
        let first = store.create_vault(row("a")).await.expect("made");
        let second = store.create_vault(row("b")).await.expect("kept");
        assert_eq!(first, second);
        assert_eq!(second.key_id, "a");
    }
}
