//! Where the keys are that seal secrets, and the one transaction that replaces one by another.

use patchbay_model::UnixMs;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use crate::{Error, Store};

/// Where a sealing key is. Holds no key in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealingKeyRow {
    /// Names the key; part of what every sealed secret is bound to.
    pub key_id: String,
    /// What it is for.
    pub state: KeyState,
    /// `keychain`, `passphrase` or `session`.
    pub backend: String,
    /// The keychain that took it.
    pub holder: Option<String>,
    /// Of a key under a passphrase.
    pub wrapped: Option<WrappedKeyRow>,
    /// When it was made.
    pub created_at_ms: UnixMs,
}

/// A sealing key encrypted with a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKeyRow {
    /// Ciphertext with its header.
    pub key: Vec<u8>,
    /// Of Argon2id.
    pub salt: Vec<u8>,
    /// Of Argon2id, KiB.
    pub memory_kib: u32,
    /// Of Argon2id.
    pub passes: u32,
    /// Of Argon2id.
    pub lanes: u32,
}

/// What a sealing key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Made, and not in use before everything is sealed with it.
    Pending,
    /// In use. There is one at most.
    Current,
    /// Nothing needs it; it is still to be removed from where it is.
    Retired,
    /// It could not be had when another was made. Secrets may wait for it to come back.
    Lost,
}

impl KeyState {
    const ALL: [Self; 4] = [Self::Pending, Self::Current, Self::Retired, Self::Lost];

    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Current => "current",
            Self::Retired => "retired",
            Self::Lost => "lost",
        }
    }
}

/// A sealed secret on its way from one key to another.
#[derive(Debug)]
pub struct Resealed<'a> {
    /// Whose: a connector's id, or [`crate::NETWORKING`].
    pub owner: &'a str,
    /// Which.
    pub field: &'a str,
    /// With which key it is sealed.
    pub key_id: &'a str,
    /// Ciphertext with its header.
    pub sealed: &'a [u8],
}

/// How one key takes the place of another.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The key that is in use; `None` for the first one.
    pub from: Option<String>,
    /// What becomes of it.
    pub leaves: KeyState,
    /// A pending one.
    pub to: String,
}

const COLUMNS: &str = "key_id, state, backend, holder, wrapped_key, salt, memory_kib, passes,
    lanes, created_at_ms";

impl Store {
    /// Every sealing key, oldest first.
    pub async fn sealing_keys(&self) -> Result<Vec<SealingKeyRow>, Error> {
        self.read(|db| {
            db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM sealing_key ORDER BY created_at_ms, key_id"
            ))?
            .query_map([], read_row)?
            .collect()
        })
        .await
    }

    /// Records a key before it is put where it shall be, so that it is found and removed should
    /// nothing come of it.
    pub async fn add_pending_key(&self, row: SealingKeyRow) -> Result<(), Error> {
        self.write(move |db| insert(db, &row)).await
    }

    /// Forgets that there was a key, while it has this state; `false` when it has another.
    pub async fn remove_key(&self, key_id: &str, state: KeyState) -> Result<bool, Error> {
        let key_id = key_id.to_owned();
        self.write(move |db| {
            let removed = db.execute(
                "DELETE FROM sealing_key WHERE key_id = ?1 AND state = ?2",
                params![key_id, state.as_str()],
            )?;
            Ok(removed > 0)
        })
        .await
    }

    /// Seals everything with another key, in one transaction that is on the disk when this
    /// returns. `reseal` gives the new ciphertext, or `None` for what cannot be opened: that
    /// stays as it is. `false`, and nothing is changed, when somebody else has changed the keys.
    pub async fn replace_key<F>(&self, change: Replacement, reseal: F) -> Result<bool, Error>
    where
        F: Fn(&Resealed<'_>) -> Option<Vec<u8>> + Send + 'static,
    {
        self.write(move |db| {
            // The old key is deleted right after: a power cut must not bring the old rows back.
            db.pragma_update(None, "synchronous", "FULL")?;
            let replaced = replace(db, &change, &reseal);
            db.pragma_update(None, "synchronous", "NORMAL")?;
            replaced
        })
        .await
    }
}

fn replace(
    db: &mut Connection,
    change: &Replacement,
    reseal: &dyn Fn(&Resealed<'_>) -> Option<Vec<u8>>,
) -> rusqlite::Result<bool> {
    // Another process must not save a secret between our reading and our writing.
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let current: Option<String> = transaction.query_row(
        "SELECT max(key_id) FROM sealing_key WHERE state = 'current'",
        [],
        |row| row.get(0),
    )?;
    if current != change.from {
        return Ok(false);
    }
    if let Some(from) = &change.from {
        set_state(&transaction, from, KeyState::Current, change.leaves)?;
    }
    if !set_state(
        &transaction,
        &change.to,
        KeyState::Pending,
        KeyState::Current,
    )? {
        return Ok(false);
    }
    reseal_all(&transaction, &change.to, reseal)?;
    transaction.commit()?;
    Ok(true)
}

fn reseal_all(
    transaction: &Transaction<'_>,
    to: &str,
    reseal: &dyn Fn(&Resealed<'_>) -> Option<Vec<u8>>,
) -> rusqlite::Result<()> {
    let mut select = transaction
        .prepare("SELECT owner, field, key_id, sealed FROM secret WHERE sealed IS NOT NULL")?;
    let mut update = transaction
        .prepare("UPDATE secret SET sealed = ?3, key_id = ?4 WHERE owner = ?1 AND field = ?2")?;
    let all: Vec<(String, String, String, Vec<u8>)> = select
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (owner, field, key_id, sealed) in &all {
        let sealed = reseal(&Resealed {
            owner,
            field,
            key_id,
            sealed,
        });
        if let Some(sealed) = sealed {
            update.execute(params![owner, field, sealed, to])?;
        }
    }
    Ok(())
}

fn set_state(
    transaction: &Transaction<'_>,
    key_id: &str,
    from: KeyState,
    to: KeyState,
) -> rusqlite::Result<bool> {
    let set = transaction.execute(
        "UPDATE sealing_key SET state = ?3 WHERE key_id = ?1 AND state = ?2",
        params![key_id, from.as_str(), to.as_str()],
    )?;
    Ok(set > 0)
}

fn insert(db: &Connection, row: &SealingKeyRow) -> rusqlite::Result<()> {
    let wrapped = row.wrapped.as_ref();
    db.execute(
        &format!("INSERT INTO sealing_key ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"),
        params![
            row.key_id,
            row.state.as_str(),
            row.backend,
            row.holder,
            wrapped.map(|w| &w.key),
            wrapped.map(|w| &w.salt),
            wrapped.map(|w| w.memory_kib),
            wrapped.map(|w| w.passes),
            wrapped.map(|w| w.lanes),
            row.created_at_ms,
        ],
    )?;
    Ok(())
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<SealingKeyRow> {
    let state: String = row.get(1)?;
    let wrapped = match row.get(4)? {
        Some(key) => Some(WrappedKeyRow {
            key,
            salt: row.get(5)?,
            memory_kib: row.get(6)?,
            passes: row.get(7)?,
            lanes: row.get(8)?,
        }),
        None => None,
    };
    Ok(SealingKeyRow {
        key_id: row.get(0)?,
        state: KeyState::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or(rusqlite::Error::InvalidQuery)?,
        backend: row.get(2)?,
        holder: row.get(3)?,
        wrapped,
        created_at_ms: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key_id: &str) -> SealingKeyRow {
        SealingKeyRow {
            key_id: key_id.into(),
            state: KeyState::Pending,
            backend: "passphrase".into(),
            holder: Some("a keychain".into()),
            wrapped: Some(WrappedKeyRow {
                key: vec![1],
                salt: vec![2],
                memory_kib: 3,
                passes: 4,
                lanes: 5,
            }),
            created_at_ms: 6,
        }
    }

    fn to(from: Option<&str>, to: &str) -> Replacement {
        Replacement {
            from: from.map(str::to_owned),
            leaves: KeyState::Retired,
            to: to.into(),
        }
    }

    async fn states(store: &Store) -> Vec<(String, KeyState)> {
        let keys = store.sealing_keys().await.expect("read");
        keys.into_iter()
            .map(|key| (key.key_id, key.state))
            .collect()
    }

    #[tokio::test]
    async fn a_key_is_kept_as_it_is() {
        let store = Store::in_memory().await.expect("opened");
        store.add_pending_key(key("a")).await.expect("added");
        assert_eq!(store.sealing_keys().await.expect("read"), [key("a")]);
        assert!(
            !store
                .remove_key("a", KeyState::Retired)
                .await
                .expect("asked")
        );
        assert!(
            store
                .remove_key("a", KeyState::Pending)
                .await
                .expect("asked")
        );
        assert_eq!(states(&store).await, []);
    }

    #[tokio::test]
    async fn of_two_that_make_the_first_key_at_once_the_first_wins() {
        let store = Store::in_memory().await.expect("opened");
        store.add_pending_key(key("a")).await.expect("added");
        store.add_pending_key(key("b")).await.expect("added");
        assert!(
            store
                .replace_key(to(None, "a"), |_| None)
                .await
                .expect("asked")
        );
        assert!(
            !store
                .replace_key(to(None, "b"), |_| None)
                .await
                .expect("asked")
        );
        assert_eq!(
            states(&store).await,
            [
                ("a".into(), KeyState::Current),
                ("b".into(), KeyState::Pending)
            ]
        );
    }

    #[tokio::test]
    async fn a_key_that_was_cleared_away_meanwhile_does_not_come_into_use() {
        let store = Store::in_memory().await.expect("opened");
        store.add_pending_key(key("a")).await.expect("added");
        store
            .replace_key(to(None, "a"), |_| None)
            .await
            .expect("done");
        assert!(
            !store
                .replace_key(to(Some("a"), "b"), |_| None)
                .await
                .expect("asked")
        );
        assert_eq!(states(&store).await, [("a".into(), KeyState::Current)]);
    }
}
