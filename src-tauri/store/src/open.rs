//! Opening: refuse what is newer, keep others out, migrate.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::{Error, Store};

/// Never edit one that was released: databases that ran it would differ from new ones.
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(MIGRATION_LIST);
const MIGRATION_LIST: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001_first_light.sql")),
    M::up(include_str!("../migrations/0002_connectors_complete.sql")),
    M::up(include_str!("../migrations/0003_vault.sql")),
    M::up(include_str!("../migrations/0004_networking.sql")),
];

impl Store {
    /// The file's name in the data directory.
    pub const FILE_NAME: &'static str = "patchbay.sqlite";

    /// Opens or makes the database in a folder, which is made too (readable by its owner only).
    pub async fn open(data_dir: &Path) -> Result<Self, Error> {
        let path = data_dir.join(Self::FILE_NAME);
        let in_thread = path.clone();
        let folder = data_dir.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            make_private(&folder, &in_thread)?;
            refuse_newer(&in_thread)?;
            let writer = open_writer(&in_thread)?;
            let reader = Connection::open_with_flags(
                &in_thread,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            reader.busy_timeout(BUSY)?;
            Ok::<_, Error>((writer, reader))
        });
        let (writer, reader) = opened
            .await
            .map_err(|_| Error::Closed)?
            .map_err(|error| name_the_file(error, &path))?;
        Ok(Self {
            writer: writer.into(),
            reader: reader.into(),
        })
    }

    /// A database of its own that ends with the last clone; the test double of the real one.
    pub async fn in_memory() -> Result<Self, Error> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&mut connection)?;
        let connection = tokio_rusqlite::Connection::from(connection);
        Ok(Self {
            writer: connection.clone(),
            reader: connection,
        })
    }
}

const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

fn open_writer(path: &Path) -> Result<Connection, Error> {
    let mut connection = Connection::open(path)?;
    // WAL: readers and the writer do not wait for each other, and a window and `patchbay serve`
    // can share a folder.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    prepare(&mut connection)?;
    Ok(connection)
}

fn prepare(connection: &mut Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    MIGRATIONS.to_latest(connection)?;
    Ok(())
}

/// Asks before anything is written, also before the journal mode is set.
fn refuse_newer(path: &Path) -> Result<(), Error> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATION_LIST.len() as i64;
    if found > known {
        return Err(Error::TooNew {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// SQLite gives the files beside it (`-wal`, `-shm`) the mode of the database file.
fn make_private(folder: &Path, path: &Path) -> Result<(), Error> {
    let unopenable = |path: &Path| {
        let path = path.to_owned();
        |source| Error::Unopenable { path, source }
    };
    let mut directory = DirBuilder::new();
    directory.recursive(true);
    let mut file = OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        directory.mode(0o700);
        file.mode(0o600);
    }
    directory.create(folder).map_err(unopenable(folder))?;
    file.open(path).map_err(unopenable(path))?;
    #[cfg(unix)]
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        close_to_others(Path::new(&name)).map_err(unopenable(path))?;
    }
    Ok(())
}

/// For files that were made, or copied here, with another mode.
#[cfg(unix)]
fn close_to_others(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = match path.metadata() {
        Ok(metadata) => metadata.permissions(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if permissions.mode() & 0o077 == 0 {
        return Ok(());
    }
    permissions.set_mode(0o600);
    std::fs::set_permissions(path, permissions)
}

fn name_the_file(error: Error, path: &Path) -> Error {
    match error {
        Error::Sqlite(ref sqlite)
            if sqlite.sqlite_error_code() == Some(ErrorCode::NotADatabase) =>
        {
            Error::NotADatabase {
                path: path.to_owned(),
            }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_apply_in_order() {
        MIGRATIONS.validate().expect("valid");
    }

    #[tokio::test]
    async fn secrets_of_a_database_without_sealing_keys_come_along() {
        for (backend, salt) in [("keychain", None), ("passphrase", Some(vec![7_u8]))] {
            let mut old = Connection::open_in_memory().expect("opened");
            MIGRATIONS.to_version(&mut old, 2).expect("as it was");
            old.execute(
                "INSERT INTO vault (one, key_id, backend, salt, wrapped_key, created_at_ms)
                 VALUES (1, 'key-1', ?1, ?2, ?2, 5)",
                rusqlite::params![backend, salt],
            )
            .expect("written");
            old.execute_batch(
                "INSERT INTO connector (id, name, provider, api_url, created_at_ms, updated_at_ms)
                 VALUES ('c', 'C', 'Other', 'http://localhost:1', 1, 1);
                 INSERT INTO secret VALUES ('c', 'apiKey', x'01');",
            )
            .expect("written");
            prepare(&mut old).expect("brought up to date");
            let connection = tokio_rusqlite::Connection::from(old);
            let store = Store {
                writer: connection.clone(),
                reader: connection,
            };
            let keys = store.sealing_keys().await.expect("read");
            assert_eq!((keys.len(), keys[0].key_id.as_str()), (1, "key-1"));
            assert_eq!(keys[0].state, crate::KeyState::Current);
            assert_eq!(keys[0].wrapped.is_some(), salt.is_some());
            let wrapped = keys[0].wrapped.as_ref();
            assert!(wrapped.is_none_or(|key| key.memory_kib == 64 * 1024 && key.passes == 3));
            let secrets = store.secrets("c").await.expect("read");
            let sealed = crate::SecretContent::Sealed {
                key_id: "key-1".into(),
                sealed: vec![1],
            };
            assert_eq!(secrets[0].content, sealed);
        }
    }

    #[tokio::test]
    async fn a_newer_database_is_refused_and_left_untouched() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(Store::FILE_NAME);
        let newer = Connection::open(&path).expect("new");
        newer
            .execute_batch("CREATE TABLE t (x); PRAGMA user_version = 99;")
            .expect("written");
        drop(newer);
        let before = std::fs::read(&path).expect("readable");

        let error = Store::open(folder.path()).await.err().expect("refused");

        assert!(matches!(error, Error::TooNew { found: 99, .. }), "{error}");
        assert_eq!(std::fs::read(&path).expect("readable"), before);
        let files = std::fs::read_dir(folder.path()).expect("listed").count();
        assert_eq!(files, 1, "no journal was left beside it");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_named_and_left_untouched() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(Store::FILE_NAME);
        let text = "not a database, but long enough to have a header ".repeat(40);
        std::fs::write(&path, &text).expect("written");
        let error = Store::open(folder.path()).await.err().expect("refused");
        assert!(matches!(error, Error::NotADatabase { .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&path).expect("readable"), text);
    }

    #[tokio::test]
    async fn a_closed_database_is_one_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("opened");
        store.set_setting("x", "1".into()).await.expect("written");
        store.close().await.expect("closed");
        let files = std::fs::read_dir(folder.path()).expect("listed").count();
        assert_eq!(files, 1);
        assert!(matches!(store.setting("x").await, Err(Error::Closed)));
        let again = Store::open(folder.path()).await.expect("opened again");
        assert_eq!(
            again.setting("x").await.expect("read").as_deref(),
            Some("1")
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn folder_and_files_are_closed_to_others() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let data_dir = folder.path().join("a/b");
        let store = Store::open(&data_dir).await.expect("opened");
        store.set_setting("x", "1".into()).await.expect("written");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&data_dir), 0o700);
        let paths = || {
            let files = std::fs::read_dir(&data_dir).expect("listed");
            files.map(|file| file.expect("a file").path())
        };
        assert_eq!(paths().count(), 3, "with its journal");
        for path in paths() {
            assert_eq!(mode(&path), 0o600, "{path:?}");
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("opened");
        }
        let again = Store::open(&data_dir).await.expect("opened");
        again.setting("x").await.expect("read");
        for path in paths() {
            assert_eq!(mode(&path), 0o600, "{path:?} was open to others");
        }
    }
}
