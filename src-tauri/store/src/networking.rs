use rusqlite::{OptionalExtension, params};

use crate::secrets::{NETWORKING, forget_secrets, put_secrets};
use crate::{Error, Forget, SecretPlace, Store, StoredSecret, Written};

const SETTING: &str = "networking";

/// The networking settings of the screen, as they are at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkingRow {
    /// A JSON object; `None` when nothing was ever saved.
    pub settings: Option<String>,
    /// Their secrets, without what they are.
    pub secrets: Vec<SecretPlace>,
}

/// A change of the networking settings.
#[derive(Debug, Clone)]
pub struct NetworkingWrite {
    /// A JSON object.
    pub settings: String,
    /// What becomes of the secrets they have.
    pub forget: Forget,
    /// Secrets they get.
    pub secrets: Vec<StoredSecret>,
}

impl Store {
    /// The saved networking settings alone: every run asks for them.
    pub async fn networking_settings(&self) -> Result<Option<String>, Error> {
        self.setting(SETTING).await
    }

    /// The saved networking settings and what there is of secrets.
    pub async fn networking(&self) -> Result<NetworkingRow, Error> {
        self.read(|db| {
            let settings = db
                .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
                .query_row([SETTING], |row| row.get(0))
                .optional()?;
            let secrets = db
                .prepare_cached(
                    "SELECT field, key_id, variable FROM secret WHERE owner = ?1 ORDER BY field",
                )?
                .query_map([NETWORKING], |row| {
                    Ok(SecretPlace {
                        field: row.get(0)?,
                        key_id: row.get(1)?,
                        variable: row.get(2)?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(NetworkingRow { settings, secrets })
        })
        .await
    }

    /// Settings and secrets together, or neither. Never [`Written::Refused`].
    pub async fn write_networking(&self, change: NetworkingWrite) -> Result<Written, Error> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            transaction.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![SETTING, change.settings],
            )?;
            forget_secrets(&transaction, NETWORKING, &change.forget)?;
            if !put_secrets(&transaction, NETWORKING, &change.secrets)? {
                return Ok(Written::KeyReplaced);
            }
            transaction.commit()?;
            Ok(Written::Done)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretContent;

    fn variable(field: &str) -> StoredSecret {
        StoredSecret {
            field: field.into(),
            content: SecretContent::Variable("PROXY_PASSWORD".into()),
        }
    }

    fn change(forget: Forget, secrets: Vec<StoredSecret>) -> NetworkingWrite {
        NetworkingWrite {
            settings: r#"{"proxyUrl":"http://proxy.example"}"#.into(),
            forget,
            secrets,
        }
    }

    #[tokio::test]
    async fn settings_and_their_secrets_are_written_together_or_not_at_all() {
        let store = Store::in_memory().await.expect("opened");
        let nothing = store.networking().await.expect("read");
        assert_eq!(nothing, NetworkingRow::default());
        let sealed = StoredSecret {
            field: "proxyPassword".into(),
            content: SecretContent::Sealed {
                key_id: "yesterday".into(),
                sealed: vec![1],
            },
        };
        let refused = store.write_networking(change(Forget::All, vec![sealed]));
        assert_eq!(refused.await.expect("asked"), Written::KeyReplaced);
        assert_eq!(store.networking().await.expect("read"), nothing);

        let secrets = vec![variable("proxyPassword"), variable("proxyUsername")];
        let done = store.write_networking(change(Forget::All, secrets));
        assert_eq!(done.await.expect("asked"), Written::Done);
        let one = Forget::Only(vec!["proxyUsername".into()]);
        let done = store.write_networking(change(one, vec![]));
        assert_eq!(done.await.expect("asked"), Written::Done);
        let now = store.networking().await.expect("read");
        assert!(now.settings.is_some_and(|text| text.contains("proxyUrl")));
        let fields: Vec<_> = now.secrets.iter().map(|s| s.field.as_str()).collect();
        assert_eq!(fields, ["proxyPassword"]);
        let stored = store.secrets(NETWORKING).await.expect("read");
        assert_eq!(stored, [variable("proxyPassword")]);
    }
}
