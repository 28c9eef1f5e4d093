use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

impl Store {
    /// The stored JSON text of a setting, or `None` when it was never set.
    pub async fn setting(&self, name: &'static str) -> Result<Option<String>, Error> {
        self.read(move |db| {
            db.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
        })
        .await
    }

    /// Sets a setting to a JSON text.
    pub async fn set_setting(&self, name: &'static str, value: String) -> Result<(), Error> {
        self.write(move |db| {
            db.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![name, value],
            )?;
            Ok(())
        })
        .await
    }
}
