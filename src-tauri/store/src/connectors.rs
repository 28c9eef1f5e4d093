use patchbay_model::ConnectorId;
use rusqlite::OptionalExtension;

use crate::connector_row::{
    ConnectorRow, INSERT, SELECT, StoredConnector, UPDATE, read_row, write_row,
};
use crate::secrets::{forget_secrets, put_secrets};
use crate::{Error, Forget, SealedSecret, Store};

/// A change to one connector.
#[derive(Debug, Clone, PartialEq)]
pub enum ConnectorWrite {
    /// Adds it; the id must be free.
    Insert(ConnectorRow),
    /// Replaces everything but its secrets and the time it was made; it must be there.
    Update {
        /// Its new state.
        row: ConnectorRow,
        /// Its host changes, so a secret that came to be meanwhile must not go there.
        forget_secrets: bool,
    },
}

impl ConnectorWrite {
    /// The state after it.
    pub fn row(&self) -> &ConnectorRow {
        match self {
            Self::Insert(row) | Self::Update { row, .. } => row,
        }
    }
}

impl Store {
    /// Every connector, by name.
    pub async fn connectors(&self) -> Result<Vec<StoredConnector>, Error> {
        self.read(|db| {
            let mut select =
                db.prepare_cached(&format!("{SELECT} ORDER BY name COLLATE NOCASE, id"))?;
            select.query_map([], read_row)?.collect()
        })
        .await
    }

    /// One connector, or `None`.
    pub async fn connector(&self, id: &ConnectorId) -> Result<Option<StoredConnector>, Error> {
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
            if write_row(&transaction, INSERT, &row)? == 0 {
                return Ok(false);
            }
            put_secrets(&transaction, &row.id, &secrets)?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Replaces what may be edited and the given secrets, after `forget` removed stored ones.
    /// `false` when there is no such connector.
    pub async fn update_connector(
        &self,
        row: ConnectorRow,
        secrets: Vec<SealedSecret>,
        forget: Forget,
    ) -> Result<bool, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            if write_row(&transaction, UPDATE, &row)? == 0 {
                return Ok(false);
            }
            forget_secrets(&transaction, &row.id, &forget)?;
            put_secrets(&transaction, &row.id, &secrets)?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Carries out all changes, or none: `false` when an id to add is taken or one to change is
    /// not there.
    pub async fn write_connectors(&self, changes: Vec<ConnectorWrite>) -> Result<bool, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            for change in &changes {
                let statement = match change {
                    ConnectorWrite::Insert(_) => INSERT,
                    ConnectorWrite::Update { .. } => UPDATE,
                };
                if write_row(&transaction, statement, change.row())? == 0 {
                    return Ok(false);
                }
                if let ConnectorWrite::Update {
                    row,
                    forget_secrets: true,
                } = change
                {
                    forget_secrets(&transaction, &row.id, &Forget::All)?;
                }
            }
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Removes connectors with their secrets, all or none; their events stay. When one is not
    /// there, it is returned and nothing is removed.
    pub async fn delete_connectors(
        &self,
        ids: Vec<ConnectorId>,
    ) -> Result<Option<ConnectorId>, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            for id in ids {
                let removed = transaction
                    .prepare_cached("DELETE FROM connector WHERE id = ?1")?
                    .execute([id.as_str()])?;
                if removed == 0 {
                    return Ok(Some(id));
                }
            }
            transaction.commit()?;
            Ok(None)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(id: &str, name: &str) -> ConnectorRow {
        ConnectorRow {
            id: id.into(),
            name: name.into(),
            provider: "Other".into(),
            api_url: "http://localhost:1/v1/chat/completions".into(),
            default_model: Some("m".into()),
            organization_id: None,
            project_id: None,
            headers: BTreeMap::from([("X-Team".into(), "a, b".into())]),
            context_window_length: Some(8192),
            temperature: Some(0.2),
            verification_mode: Some("certificate".into()),
            native_function_calling: Some(false),
            awaits_secrets: true,
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
                .update_connector(row("a", "B"), vec![], Forget::Only(vec![]))
                .await
                .expect("written")
        );
        let kept = store
            .connector(&id("a"))
            .await
            .expect("read")
            .expect("there");
        assert_eq!(kept.row, row("a", "B"), "nothing is lost on the way");
        assert_eq!(kept.secrets, ["apiKey"]);
        assert!(
            store
                .update_connector(row("a", "B"), key(b"2"), Forget::All)
                .await
                .expect("written")
        );
        assert_eq!(
            store.sealed_secrets(&id("a")).await.expect("read"),
            [("apiKey".to_owned(), b"2".to_vec())]
        );
        assert!(
            store
                .update_connector(row("a", "B"), vec![], Forget::Only(vec!["apiKey"]))
                .await
                .expect("written")
        );
        assert_eq!(store.sealed_secrets(&id("a")).await.expect("read"), []);
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
        assert_eq!(store.connectors().await.expect("read")[0].row.name, "A");
        assert_eq!(
            store.sealed_secrets(&id("a")).await.expect("read"),
            [("apiKey".to_owned(), b"1".to_vec())]
        );
        assert!(
            !store
                .update_connector(row("b", "B"), key(b"1"), Forget::All)
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
        store
            .insert_connector(row("b", "B"), vec![])
            .await
            .expect("written");
        let missing = store.delete_connectors(vec![id("b"), id("c")]).await;
        assert_eq!(missing.expect("asked"), Some(id("c")));
        assert!(store.connector(&id("b")).await.expect("read").is_some());
        let missing = store.delete_connectors(vec![id("a"), id("b")]).await;
        assert_eq!(missing.expect("deleted"), None);
        assert_eq!(store.connectors().await.expect("read"), []);
        assert_eq!(store.sealed_secrets(&id("a")).await.expect("read"), []);
    }

    #[tokio::test]
    async fn many_changes_are_carried_out_together_or_not_at_all() {
        let store = Store::in_memory().await.expect("opened");
        let insert = |id: &str| ConnectorWrite::Insert(row(id, "new"));
        let update = |id: &str| ConnectorWrite::Update {
            row: row(id, "changed"),
            forget_secrets: false,
        };
        for refused in [
            vec![insert("a"), insert("a")],
            vec![insert("a"), update("b")],
        ] {
            assert!(!store.write_connectors(refused).await.expect("asked"));
            assert_eq!(store.connectors().await.expect("read"), []);
        }
        let done = store.write_connectors(vec![insert("a"), insert("b"), update("a")]);
        assert!(done.await.expect("written"));
        let names: Vec<_> = store.connectors().await.expect("read");
        let names: Vec<_> = names
            .iter()
            .map(|stored| stored.row.name.as_str())
            .collect();
        assert_eq!(names, ["changed", "new"]);
    }
}
