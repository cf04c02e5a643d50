//! Copying the database while it is in use.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tokio::task::spawn_blocking;

use crate::error::{BackupError, ReadError};
use crate::file;
use crate::store::Store;

/// Pages copied in one step.
const PAGES: i32 = 256;

impl Store {
    /// Copies the database as it is at this moment into a new file; capture goes on meanwhile.
    ///
    /// # Errors
    /// [`BackupError`]; what was written of the copy is removed.
    pub async fn backup(&self, to: PathBuf) -> Result<u64, BackupError> {
        let from = self.path().to_owned();
        spawn_blocking(move || copy(&from, &to))
            .await
            .map_err(|_| BackupError::Read(ReadError::Closed))?
    }
}

/// Copies the database in a folder as it is at this moment into a new file and returns its size. No
/// lock is needed: a server may be running on the folder.
///
/// # Errors
/// [`BackupError`]; what was written of the copy is removed.
pub fn backup(folder: &Path, to: &Path) -> Result<u64, BackupError> {
    copy(&file::database(folder), to)
}

fn copy(from: &Path, to: &Path) -> Result<u64, BackupError> {
    let io = |source| BackupError::Io {
        path: to.to_owned(),
        source,
    };
    if to.try_exists().map_err(io)? {
        return Err(BackupError::Exists {
            path: to.to_owned(),
        });
    }
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    remove(&partial).map_err(io)?;
    let copied = pages(from, &partial).and_then(|()| {
        let file = File::open(&partial).map_err(io)?;
        file.sync_all().map_err(io)?;
        fs::rename(&partial, to).map_err(io)?;
        file::sync_folder(to).map_err(io)?;
        file.metadata().map(|meta| meta.len()).map_err(io)
    });
    if copied.is_err()
        && let Err(error) = remove(&partial)
    {
        tracing::warn!(%error, "an unfinished backup could not be removed");
    }
    copied
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn pages(from: &Path, to: &Path) -> Result<(), BackupError> {
    let source = file::check(from)?;
    // One read transaction for the whole copy: without it every commit would start the copy anew.
    let snapshot = source.unchecked_transaction()?;
    snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut target = Connection::open(to)?;
    target.pragma_update(None, "synchronous", "OFF")?;
    let backup = Backup::new(&snapshot, &mut target)?;
    loop {
        match backup.step(PAGES)? {
            StepResult::Done => break,
            StepResult::More => {}
            // Nobody else has the new file, and readers do not wait for the writer.
            _ => return Err(BackupError::Busy),
        }
    }
    drop(backup);
    // A file that is complete by itself, without a log beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}
