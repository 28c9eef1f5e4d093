use std::path::PathBuf;

/// Why the database could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Written by a newer version; opening it could lose what this version does not know.
    #[error(
        "the database {path:?} was written by a newer Patchbay (schema {found}; this version knows {known}). \
         Update Patchbay, or choose another folder with --data-dir"
    )]
    TooNew {
        /// The database file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest schema version of this program.
        known: i64,
    },
    /// The file is something else, or damaged beyond opening.
    #[error(
        "{path:?} is not a Patchbay database. Move the file away, or choose another folder with --data-dir"
    )]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The folder or the file cannot be made or opened.
    #[error("cannot open the database {path:?}: {source}")]
    Unopenable {
        /// The file or its folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A migration failed; it was rolled back.
    #[error("cannot bring the database up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// SQLite refused.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The connection's thread has ended.
    #[error("the database is closed")]
    Closed,
    /// A row holds what this program never writes.
    #[error("the {table} table holds an unreadable row: {reason}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column or the value's kind, not the value.
        reason: String,
    },
}

impl From<tokio_rusqlite::Error> for Error {
    fn from(error: tokio_rusqlite::Error) -> Self {
        match error {
            tokio_rusqlite::Error::Error(error) | tokio_rusqlite::Error::Close((_, error)) => {
                Self::Sqlite(error)
            }
            _ => Self::Closed,
        }
    }
}
