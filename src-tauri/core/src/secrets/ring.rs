//! The sealing keys there are, and which of them can still be had.

use patchbay_store::{KeyState, SealingKeyRow, WrappedKeyRow};
use patchbay_vault::{Backend, KdfCost, Record, Vault, Wrapped};

use crate::Error;

/// A sealing key, without the key.
#[derive(Clone)]
pub(crate) struct Key {
    pub(super) record: Record,
    pub(super) state: KeyState,
    pub(super) created_at_ms: i64,
    /// It will not come back by unlocking anything.
    is_gone: bool,
}

impl Key {
    /// Somebody went on without it.
    pub(super) fn was_given_up(&self) -> bool {
        self.state == KeyState::Lost
    }
}

/// All of them.
pub(crate) struct KeyRing(pub(super) Vec<Key>);

impl KeyRing {
    pub(super) fn read(rows: Vec<SealingKeyRow>, vault: &Vault) -> Result<Self, Error> {
        let key = |row: SealingKeyRow| {
            let (state, created_at_ms) = (row.state, row.created_at_ms);
            let record = read_row(row)?;
            Ok(Key {
                is_gone: is_gone(&record, state, vault),
                record,
                state,
                created_at_ms,
            })
        };
        rows.into_iter()
            .map(key)
            .collect::<Result<_, Error>>()
            .map(Self)
    }

    pub(super) fn current(&self) -> Option<&Key> {
        self.0.iter().find(|key| key.state == KeyState::Current)
    }

    pub(super) fn find(&self, key_id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.record.key_id == key_id)
    }

    /// Whether what was sealed with a key must be entered again.
    pub(crate) fn is_lost(&self, key_id: &str) -> bool {
        self.find(key_id).is_none_or(|key| key.is_gone)
    }
}

fn is_gone(record: &Record, state: KeyState, vault: &Vault) -> bool {
    if vault.in_memory(&record.key_id).is_some() {
        return false;
    }
    let is_missing = matches!(
        vault.last_error(&record.key_id),
        Some(patchbay_vault::Error::KeyMissing { .. })
    );
    // A closed vault shows no session key, and still has it.
    let session_over = record.backend == Backend::Session && !vault.is_closed();
    is_missing || session_over || state == KeyState::Lost
}

pub(super) fn write_row(record: &Record, state: KeyState, created_at_ms: i64) -> SealingKeyRow {
    SealingKeyRow {
        key_id: record.key_id.clone(),
        state,
        backend: record.backend.as_str().to_owned(),
        holder: record.holder.clone(),
        wrapped: record.wrapped.as_ref().map(|wrapped| WrappedKeyRow {
            key: wrapped.key.clone(),
            salt: wrapped.salt.clone(),
            memory_kib: wrapped.cost.memory_kib,
            passes: wrapped.cost.passes,
            lanes: wrapped.cost.lanes,
        }),
        created_at_ms,
    }
}

fn read_row(row: SealingKeyRow) -> Result<Record, Error> {
    let backend = Backend::parse(&row.backend)
        .ok_or(patchbay_vault::Error::Damaged("an unknown kind of vault"))?;
    Ok(Record {
        key_id: row.key_id,
        backend,
        holder: row.holder,
        wrapped: row.wrapped.map(|wrapped| Wrapped {
            salt: wrapped.salt,
            key: wrapped.key,
            cost: KdfCost {
                memory_kib: wrapped.memory_kib,
                passes: wrapped.passes,
                lanes: wrapped.lanes,
            },
        }),
    })
}
