use patchbay_model::{ConnectorId, UnixMs};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::{Error, Store};

/// A connector as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorRow {
    /// The connector's id.
    pub id: String,
    /// The name people gave it.
    pub name: String,
    /// Kibana's `apiProvider`.
    pub provider: String,
    /// The endpoint.
    pub api_url: String,
    /// The model for bodies that name none.
    pub default_model: Option<String>,
    /// Whether an API key is sealed for it.
    pub has_api_key: bool,
    /// When it was made.
    pub created_at_ms: UnixMs,
    /// When it was last saved.
    pub updated_at_ms: UnixMs,
}

/// A secret as the vault sealed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The form's name of the field, e.g. `apiKey`.
    pub field: &'static str,
    /// Ciphertext with its header.
    pub sealed: Vec<u8>,
}

const SELECT: &str =
    "SELECT id, name, provider, api_url, default_model, created_at_ms, updated_at_ms,
    EXISTS (SELECT 1 FROM secret WHERE connector_id = connector.id AND field = 'apiKey')
    FROM connector";

impl Store {
    /// Every connector, by name.
    pub async fn connectors(&self) -> Result<Vec<ConnectorRow>, Error> {
        self.read(|db| {
            let mut select =
                db.prepare_cached(&format!("{SELECT} ORDER BY name COLLATE NOCASE, id"))?;
            select.query_map([], read_row)?.collect()
        })
        .await
    }

    /// One connector, or `None`.
    pub async fn connector(&self, id: &ConnectorId) -> Result<Option<ConnectorRow>, Error> {
        let id = id.clone();
        self.read(move |db| {
            db.query_row(&format!("{SELECT} WHERE id = ?1"), [id.as_str()], read_row)
                .optional()
        })
        .await
    }

    /// Adds a connector with its secrets, or `false` when the id is taken.
    pub async fn insert_connector(
        &self,
        row: ConnectorRow,
        secrets: Vec<SealedSecret>,
    ) -> Result<bool, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            let added = transaction.execute(
                "INSERT INTO connector
                    (id, name, provider, api_url, default_model, created_at_ms, updated_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
                params![
                    row.id,
                    row.name,
                    row.provider,
                    row.api_url,
                    row.default_model,
                    row.created_at_ms,
                    row.updated_at_ms
                ],
            )?;
            if added == 0 {
                return Ok(false);
            }
            put_secrets(&transaction, &row.id, &secrets)?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Replaces what may be edited and the given secrets; others stay. `forget_secrets` first
    /// removes the stored ones. `false` when there is no such connector.
    pub async fn update_connector(
        &self,
        row: ConnectorRow,
        secrets: Vec<SealedSecret>,
        forget_secrets: bool,
    ) -> Result<bool, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            let changed = transaction.execute(
                "UPDATE connector SET name = ?2, provider = ?3, api_url = ?4,
                    default_model = ?5, updated_at_ms = ?6 WHERE id = ?1",
                params![
                    row.id,
                    row.name,
                    row.provider,
                    row.api_url,
                    row.default_model,
                    row.updated_at_ms
                ],
            )?;
            if changed == 0 {
                return Ok(false);
            }
            if forget_secrets {
                transaction.execute("DELETE FROM secret WHERE connector_id = ?1", [&row.id])?;
            }
            put_secrets(&transaction, &row.id, &secrets)?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Removes a connector and its secrets; its events stay. `false` when there is none.
    pub async fn delete_connector(&self, id: &ConnectorId) -> Result<bool, Error> {
        let id = id.clone();
        self.write(move |db| {
            let removed = db.execute("DELETE FROM connector WHERE id = ?1", [id.as_str()])?;
            Ok(removed > 0)
        })
        .await
    }

    /// A sealed secret, or `None`.
    pub async fn sealed_secret(
        &self,
        id: &ConnectorId,
        field: &'static str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let id = id.clone();
        self.read(move |db| {
            db.query_row(
                "SELECT sealed FROM secret WHERE connector_id = ?1 AND field = ?2",
                params![id.as_str(), field],
                |row| row.get(0),
            )
            .optional()
        })
        .await
    }
}

fn put_secrets(
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

fn read_row(row: &Row<'_>) -> rusqlite::Result<ConnectorRow> {
    Ok(ConnectorRow {
        id: row.get(0)?,
        name: row.get(1)?,
        provider: row.get(2)?,
        api_url: row.get(3)?,
        default_model: row.get(4)?,
        created_at_ms: row.get(5)?,
        updated_at_ms: row.get(6)?,
        has_api_key: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, name: &str) -> ConnectorRow {
        ConnectorRow {
            id: id.into(),
            name: name.into(),
            provider: "Other".into(),
            api_url: "http://localhost:1/v1/chat/completions".into(),
            default_model: Some("m".into()),
            has_api_key: false,
            created_at_ms: 1,
            updated_at_ms: 1,
        }
    }

    fn key(sealed: &[u8]) -> Vec<SealedSecret> {
        vec![SealedSecret {
            field: "apiKey",
            sealed: sealed.to_vec(),
        }]
    }

    fn id(text: &str) -> ConnectorId {
        ConnectorId::parse(text).expect("valid")
    }

    #[tokio::test]
    async fn an_update_without_secrets_keeps_them_and_a_forgetting_one_does_not() {
        let store = Store::in_memory().await.expect("opened");
        assert!(
            store
                .insert_connector(row("a", "A"), key(b"1"))
                .await
                .expect("written")
        );
        assert!(
            store
                .update_connector(row("a", "B"), vec![], false)
                .await
                .expect("written")
        );
        let kept = store
            .connector(&id("a"))
            .await
            .expect("read")
            .expect("there");
        assert_eq!((kept.name.as_str(), kept.has_api_key), ("B", true));
        assert!(
            store
                .update_connector(row("a", "B"), key(b"2"), true)
                .await
                .expect("written")
        );
        assert_eq!(
            store.sealed_secret(&id("a"), "apiKey").await.expect("read"),
            Some(b"2".to_vec())
        );
        assert!(
            store
                .update_connector(row("a", "B"), vec![], true)
                .await
                .expect("written")
        );
        assert_eq!(
            store.sealed_secret(&id("a"), "apiKey").await.expect("read"),
            None
        );
    }

    #[tokio::test]
    async fn a_taken_id_changes_nothing() {
        let store = Store::in_memory().await.expect("opened");
        assert!(
            store
                .insert_connector(row("a", "A"), key(b"1"))
                .await
                .expect("written")
        );
        assert!(
            !store
                .insert_connector(row("a", "Z"), key(b"9"))
                .await
                .expect("refused")
        );
        assert_eq!(store.connectors().await.expect("read")[0].name, "A");
        assert_eq!(
            store.sealed_secret(&id("a"), "apiKey").await.expect("read"),
            Some(b"1".to_vec())
        );
        assert!(
            !store
                .update_connector(row("b", "B"), key(b"1"), false)
                .await
                .expect("absent")
        );
    }

    #[tokio::test]
    async fn a_deleted_connector_takes_its_secrets_along() {
        let store = Store::in_memory().await.expect("opened");
        store
            .insert_connector(row("a", "A"), key(b"1"))
            .await
            .expect("written");
        assert!(store.delete_connector(&id("a")).await.expect("deleted"));
        assert!(!store.delete_connector(&id("a")).await.expect("gone"));
        assert_eq!(
            store.sealed_secret(&id("a"), "apiKey").await.expect("read"),
            None
        );
    }
}
