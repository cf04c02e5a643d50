//! The folder and the file: lock, refusal of what is not ours, making a new database.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::connection::{self, Role};
use crate::error::OpenError;
use crate::schema;

/// Places in the header of an SQLite file.
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;

/// The database in its folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("creel.db")
}

/// The log beside a database.
pub(crate) fn log(database: &Path) -> PathBuf {
    beside(database, "-wal")
}

/// A file that SQLite keeps beside a database.
fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes the folder and locks it for this process. The lock ends when the file is dropped.
pub(crate) fn lock(folder: &Path) -> Result<File, OpenError> {
    let io = |source| OpenError::Io {
        path: folder.to_owned(),
        source,
    };
    make_folder(folder).map_err(io)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("creel.lock"))
        .map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked {
            path: folder.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// What senders send is nobody else's business: a new folder is the owner's alone.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes sure that there is a database of ours, without touching anything else's. To be called with the
/// folder locked.
pub(crate) fn prepare(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path) {
        Ok(_) => check_and_leave(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path),
        Err(source) => Err(OpenError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Checks a database and leaves nothing of one that is refused but what was there: to read a file in WAL
/// mode, SQLite makes an empty log and its index beside it.
fn check_and_leave(path: &Path) -> Result<(), OpenError> {
    let made = ["-wal", "-shm"].map(|ending| beside(path, ending));
    let made: Vec<PathBuf> = made.into_iter().filter(|file| !file.exists()).collect();
    check(path).map(drop).inspect_err(|_| {
        for file in made {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = %file.display(), "a file could not be removed");
                }
                _ => {}
            }
        }
    })
}

/// Looks at a database without writing: is it ours, of a schema we know, and readable?
/// Returns the connection it looked through.
pub(crate) fn check(path: &Path) -> Result<Connection, OpenError> {
    check_header(path)?;
    let sqlite = |source| refused(path, source);
    let conn = connection::open(path, Role::Reader).map_err(sqlite)?;
    // The log may hold a later version than the header.
    is_known(path, schema::version(&conn).map_err(sqlite)?)?;
    // The small tables in full; the hits at both ends only, so that a large database opens at once.
    for table in small_tables(&conn).map_err(sqlite)? {
        let result: String = conn
            .query_row(&format!("PRAGMA quick_check({table})"), [], |row| {
                row.get(0)
            })
            .map_err(sqlite)?;
        if result != "ok" {
            return Err(OpenError::Damaged {
                path: path.to_owned(),
                reason: result,
            });
        }
    }
    // Two queries: only a minimum or maximum alone is read from one end of the b-tree.
    for end in ["min", "max"] {
        conn.query_row(&format!("SELECT {end}(key) FROM hits"), [], |_| Ok(()))
            .map_err(sqlite)?;
    }
    Ok(conn)
}

fn small_tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'hits'")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The first bytes say whose file it is. They are right from the moment the file has its name.
fn check_header(path: &Path) -> Result<(), OpenError> {
    let mut header = [0; 100];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(OpenError::NotADatabase {
                path: path.to_owned(),
            });
        }
        Err(source) => {
            return Err(OpenError::Io {
                path: path.to_owned(),
                source,
            });
        }
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(OpenError::NotADatabase {
            path: path.to_owned(),
        });
    }
    let word = |at: usize| match header.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_be_bytes([a, b, c, d]),
        _ => 0,
    };
    if word(APPLICATION_ID_AT) != schema::APPLICATION_ID {
        return Err(OpenError::Foreign {
            path: path.to_owned(),
            found: word(APPLICATION_ID_AT),
        });
    }
    is_known(path, word(USER_VERSION_AT))
}

/// Refuses a schema that is newer than what this version writes.
fn is_known(path: &Path, found: u32) -> Result<(), OpenError> {
    let known = schema::current();
    if found > known {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// Makes a new database under another name and moves it into place when it is whole, so that a crash
/// in between leaves nothing half-made behind.
fn create(path: &Path) -> Result<(), OpenError> {
    let io = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    let new = path.with_extension("db.new");
    match fs::remove_file(&new) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(io(source)),
    }
    let sqlite = |source| refused(path, source);
    let mut conn = connection::open(&new, Role::Create).map_err(sqlite)?;
    schema::migrate(&mut conn).map_err(sqlite)?;
    conn.close().map_err(|(_, source)| sqlite(source))?;
    File::open(&new)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    fs::rename(&new, path).map_err(io)?;
    sync_folder(path).map_err(io)
}

/// Makes a rename in a file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// SQLite's complaint as an error that tells damage from the rest.
pub(crate) fn refused(path: &Path, source: rusqlite::Error) -> OpenError {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match source.sqlite_error_code() {
        Some(DatabaseCorrupt | NotADatabase) => OpenError::Damaged {
            path: path.to_owned(),
            reason: source.to_string(),
        },
        // The schema itself cannot be read: SQLite reports it as a plain error.
        Some(rusqlite::ErrorCode::Unknown) => OpenError::Damaged {
            path: path.to_owned(),
            reason: source.to_string(),
        },
        _ => OpenError::Sqlite {
            path: path.to_owned(),
            source,
        },
    }
}
