//! SQLite: the migrations and one file per table. All SQL text of the product is here.
//!
//! One connection writes, another reads, so that a long query never delays a record. In memory
//! both are one connection. Deliberately absent: rules (`core`) and clear-text secrets (`vault`
//! seals them before they come here).

mod activity;
mod api_keys;
mod connector_row;
mod connectors;
mod error;
mod events;
mod networking;
mod open;
mod sealing_keys;
mod secrets;
mod settings;

use rusqlite::Connection;

pub use activity::ActivityRow;
pub use api_keys::ApiKeyRow;
pub use connector_row::{ConnectorRow, SecretPlace, StoredConnector};
pub use connectors::{ConnectorWrite, Written};
pub use error::Error;
pub use events::UsageSums;
pub use networking::{NetworkingRow, NetworkingWrite};
pub use sealing_keys::{KeyState, Replacement, Resealed, SealingKeyRow, WrappedKeyRow};
pub use secrets::{Forget, NETWORKING, SecretContent, SecretCounts, StoredSecret};

/// The database. Cheap to clone; the connections close with the last clone.
#[derive(Clone)]
pub struct Store {
    writer: tokio_rusqlite::Connection,
    reader: tokio_rusqlite::Connection,
}

impl Store {
    /// Closes both connections; the last one to close folds the write-ahead log into the file.
    /// Later calls fail with [`Error::Closed`].
    pub async fn close(&self) -> Result<(), Error> {
        self.reader.clone().close().await?;
        Ok(self.writer.clone().close().await?)
    }

    async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        Ok(self.writer.call(work).await?)
    }

    async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        Ok(self.reader.call(work).await?)
    }
}
