use patchbay_model::ConnectorId;
use rusqlite::OptionalExtension;

use crate::connector_row::{
    ConnectorRow, INSERT, SELECT, StoredConnector, UPDATE, read_row, write_row,
};
use crate::secrets::{forget_secrets, put_secrets};
use crate::{Error, Forget, Store, StoredSecret};

/// A change to one connector.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectorWrite {
    /// Its new state.
    pub row: ConnectorRow,
    /// `None`: it is new, and its id must be free. Otherwise it must be there, and this is what
    /// becomes of the secrets it has.
    pub forget: Option<Forget>,
    /// Secrets it gets.
    pub secrets: Vec<StoredSecret>,
}

/// What came of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Everything was written.
    Done,
    /// Nothing was: an id to add is taken, or one to change is not there.
    Refused,
    /// Nothing was: a secret is sealed with a key that is not in use any more.
    KeyReplaced,
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

    /// Carries out all changes, or none.
    pub async fn write_connectors(&self, changes: Vec<ConnectorWrite>) -> Result<Written, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            for ConnectorWrite {
                row,
                forget,
                secrets,
            } in &changes
            {
                let statement = if forget.is_some() { UPDATE } else { INSERT };
                if write_row(&transaction, statement, row)? == 0 {
                    return Ok(Written::Refused);
                }
                if let Some(forget) = forget {
                    forget_secrets(&transaction, &row.id, forget)?;
                }
                if !put_secrets(&transaction, &row.id, secrets)? {
                    return Ok(Written::KeyReplaced);
                }
            }
            transaction.commit()?;
            Ok(Written::Done)
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
    use crate::{KeyState, Replacement, SealingKeyRow, SecretContent};

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
            networking: Some(r#"{"proxy":"none"}"#.into()),
            awaits_secrets: true,
            created_at_ms: 1,
            updated_at_ms: 1,
        }
    }

    fn add(id: &str, name: &str, secrets: Vec<StoredSecret>) -> ConnectorWrite {
        ConnectorWrite {
            row: row(id, name),
            forget: None,
            secrets,
        }
    }

    fn change(id: &str, name: &str, forget: Forget, secrets: Vec<StoredSecret>) -> ConnectorWrite {
        ConnectorWrite {
            forget: Some(forget),
            ..add(id, name, secrets)
        }
    }

    fn sealed(field: &str, key_id: &str) -> StoredSecret {
        StoredSecret {
            field: field.into(),
            content: SecretContent::Sealed {
                key_id: key_id.into(),
                sealed: format!("{field} with {key_id}").into_bytes(),
            },
        }
    }

    fn variable(field: &str) -> StoredSecret {
        StoredSecret {
            field: field.into(),
            content: SecretContent::Variable("OPENAI_API_KEY".into()),
        }
    }

    fn id(text: &str) -> ConnectorId {
        ConnectorId::parse(text).expect("valid")
    }

    /// A database whose key in use is "k".
    async fn store() -> Store {
        let store = Store::in_memory().await.expect("opened");
        install(&store, None, "k").await;
        store
    }

    async fn install(store: &Store, from: Option<&str>, to: &str) {
        let key = SealingKeyRow {
            key_id: to.into(),
            state: KeyState::Pending,
            backend: "keychain".into(),
            holder: None,
            wrapped: None,
            created_at_ms: 1,
        };
        store.add_pending_key(key).await.expect("added");
        let change = Replacement {
            from: from.map(str::to_owned),
            leaves: KeyState::Retired,
            to: to.into(),
        };
        let to = to.to_owned();
        let resealed = store.replace_key(change, move |secret| {
            (secret.key_id != "lost").then(|| format!("{} with {to}", secret.field).into_bytes())
        });
        assert!(resealed.await.expect("replaced"));
    }

    async fn write(store: &Store, change: ConnectorWrite) -> Written {
        store.write_connectors(vec![change]).await.expect("asked")
    }

    #[tokio::test]
    async fn an_update_without_secrets_keeps_them_and_a_forgetting_one_does_not() {
        let store = store().await;
        let secrets = vec![sealed("apiKey", "k"), variable("secretHeaders.X,\"Y")];
        let added = write(&store, add("a", "A", secrets.clone())).await;
        assert_eq!(added, Written::Done);
        let kept = change("a", "B", Forget::Only(vec![]), vec![]);
        assert_eq!(write(&store, kept).await, Written::Done);
        let stored = store.connector(&id("a")).await.expect("read");
        let stored = stored.expect("there");
        assert_eq!(stored.row, row("a", "B"), "nothing is lost on the way");
        let places: Vec<_> = stored.secrets.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(places, ["apiKey", "secretHeaders.X,\"Y"]);
        assert_eq!(stored.secrets[0].key_id.as_deref(), Some("k"));
        assert_eq!(
            stored.secrets[1].variable.as_deref(),
            Some("OPENAI_API_KEY")
        );
        assert_eq!(store.secrets("a").await.expect("read"), secrets);
        let one = change("a", "B", Forget::Only(vec!["apiKey".into()]), vec![]);
        assert_eq!(write(&store, one).await, Written::Done);
        assert_eq!(store.secrets("a").await.expect("read"), secrets[1..]);
        let other = vec![variable("apiKey")];
        let moved = change("a", "B", Forget::All, other.clone());
        assert_eq!(write(&store, moved).await, Written::Done);
        assert_eq!(store.secrets("a").await.expect("read"), other);
    }

    #[tokio::test]
    async fn a_taken_id_changes_nothing() {
        let store = store().await;
        let secrets = vec![sealed("apiKey", "k")];
        write(&store, add("a", "A", secrets.clone())).await;
        let taken = add("a", "Z", vec![variable("apiKey")]);
        assert_eq!(write(&store, taken).await, Written::Refused);
        assert_eq!(store.connectors().await.expect("read")[0].row.name, "A");
        assert_eq!(store.secrets("a").await.expect("read"), secrets);
        let absent = change("b", "B", Forget::All, vec![]);
        assert_eq!(write(&store, absent).await, Written::Refused);
    }

    #[tokio::test]
    async fn a_secret_sealed_with_yesterdays_key_is_not_written() {
        let store = store().await;
        write(&store, add("a", "A", vec![sealed("apiKey", "k")])).await;
        install(&store, Some("k"), "k2").await;
        let late = vec![sealed("apiKey", "k")];
        let refused = change("a", "late", Forget::All, late.clone());
        assert_eq!(write(&store, refused).await, Written::KeyReplaced);
        assert_eq!(
            write(&store, add("b", "late", late)).await,
            Written::KeyReplaced
        );
        assert_eq!(
            store.secrets("a").await.expect("read"),
            [sealed("apiKey", "k2")],
            "sealed anew, and not forgotten"
        );
        assert_eq!(store.connectors().await.expect("read").len(), 1);
    }

    #[tokio::test]
    async fn a_new_key_seals_all_that_can_be_opened_and_leaves_the_rest() {
        let store = store().await;
        let secrets = vec![sealed("apiKey", "k"), variable("caData")];
        write(&store, add("a", "A", secrets)).await;
        install(&store, Some("k"), "lost").await;
        install(&store, Some("lost"), "k3").await;
        assert_eq!(
            store.secrets("a").await.expect("read"),
            [sealed("apiKey", "lost"), variable("caData")]
        );
        let counts = store.count_secrets().await.expect("counted");
        assert_eq!(counts.sealed, [("lost".to_owned(), 1)]);
        assert_eq!(counts.variables, 1);
    }

    #[tokio::test]
    async fn a_deleted_connector_takes_its_secrets_along() {
        let store = store().await;
        write(&store, add("a", "A", vec![sealed("apiKey", "k")])).await;
        write(&store, add("b", "B", vec![])).await;
        let missing = store.delete_connectors(vec![id("b"), id("c")]).await;
        assert_eq!(missing.expect("asked"), Some(id("c")));
        assert!(store.connector(&id("b")).await.expect("read").is_some());
        let missing = store.delete_connectors(vec![id("a"), id("b")]).await;
        assert_eq!(missing.expect("deleted"), None);
        assert_eq!(store.connectors().await.expect("read"), []);
        assert_eq!(store.secrets("a").await.expect("read"), []);
    }

    #[tokio::test]
    async fn many_changes_are_carried_out_together_or_not_at_all() {
        let store = store().await;
        let insert = |id: &str| add(id, "new", vec![]);
        let update = |id: &str| change(id, "changed", Forget::Only(vec![]), vec![]);
        for refused in [
            vec![insert("a"), insert("a")],
            vec![insert("a"), update("b")],
        ] {
            let refused = store.write_connectors(refused).await.expect("asked");
            assert_eq!(refused, Written::Refused);
            assert_eq!(store.connectors().await.expect("read"), []);
        }
        let done = store.write_connectors(vec![insert("a"), insert("b"), update("a")]);
        assert_eq!(done.await.expect("written"), Written::Done);
        let all = store.connectors().await.expect("read");
        let names: Vec<_> = all.iter().map(|stored| stored.row.name.as_str()).collect();
        assert_eq!(names, ["changed", "new"]);
    }
}
