use patchbay_model::UnixMs;
use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

/// One of Patchbay's own keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRow {
    /// UUIDv7.
    pub id: String,
    /// Becomes the user of its events.
    pub name: String,
    /// `usage`, `read` or `all`.
    pub role: String,
    /// The only connector it opens; `None` for all.
    pub connector_id: Option<String>,
    /// SHA-256 of the key. The key has 256 random bits, so a slow hash would add nothing.
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at_ms: UnixMs,
}

impl Store {
    /// Adds a key.
    pub async fn insert_api_key(&self, row: ApiKeyRow) -> Result<(), Error> {
        self.write(move |db| {
            db.execute(
                "INSERT INTO api_key (id, name, role, connector_id, hash, created_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    row.id,
                    row.name,
                    row.role,
                    row.connector_id,
                    row.hash,
                    row.created_at_ms
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// Finds a key by its hash.
    pub async fn api_key_by_hash(&self, hash: Vec<u8>) -> Result<Option<ApiKeyRow>, Error> {
        self.read(move |db| {
            db.query_row(
                "SELECT id, name, role, connector_id, hash, created_at_ms FROM api_key WHERE hash = ?1",
                [hash],
                |row| {
                    Ok(ApiKeyRow {
                        id: row.get(0)?,
                        name: row.get(1)?,
                        role: row.get(2)?,
                        connector_id: row.get(3)?,
                        hash: row.get(4)?,
                        created_at_ms: row.get(5)?,
                    })
                },
            )
            .optional()
        })
        .await
    }
}
