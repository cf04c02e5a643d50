//! Errors by what the caller can do about them.

use std::path::PathBuf;

/// Why a store could not be opened. Nothing was written to a file that is refused.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the folder.
    #[error("{path} is in use by another creel process; stop it or choose another folder")]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// Not SQLite at all.
    #[error("{path} is not a Creel database (it is no SQLite file); it was left as it is")]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// SQLite, but of another program.
    #[error(
        "{path} belongs to another program (application id {found:#010x}); it was left as it is"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Its application id.
        found: u32,
    },
    /// Written by a later Creel.
    #[error(
        "{path} has schema {found}, this creel knows up to {known}: use the newer creel; it was left as it is"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema known here.
        known: u32,
    },
    /// Creel's, but broken.
    #[error("{path} is damaged ({reason}); restore a backup; it was left as it is")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The folder or file cannot be used.
    #[error("{path} cannot be opened: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("{path} cannot be opened: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: rusqlite::Error,
    },
    /// The writer thread could not be started.
    #[error("the writer thread cannot be started: {0}")]
    Thread(std::io::Error),
}

/// Which limit is reached although nothing more may be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Hits of the endpoint: all are pinned.
    Hits,
    /// Bytes of the endpoint: what is pinned leaves no room for this hit.
    Bytes,
    /// Bytes of the whole database.
    Total,
}

/// Why a hit was not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Too many wait already: 503.
    #[error("too many hits wait to be stored")]
    QueueFull,
    /// No room on the disk: 507.
    #[error("the disk is full")]
    DiskFull,
    /// The disk failed: 503.
    #[error("storing failed: {0}")]
    Io(String),
    /// The endpoint was deleted: 404.
    #[error("the endpoint is gone")]
    EndpointGone,
    /// A limit is reached and all that is kept is pinned: 507.
    #[error("the endpoint is full")]
    Full(Full),
    /// The store is closing: 503.
    #[error("the store is closed")]
    Closed,
}

/// Why another write failed; nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Too many commands wait already.
    #[error("too many commands wait for the writer")]
    QueueFull,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The disk failed.
    #[error("writing failed: {0}")]
    Io(String),
    /// The database refuses this one command (a constraint, a size); others go on.
    #[error("refused: {0}")]
    Rejected(String),
    /// No such endpoint, hit, share or secret.
    #[error("not found")]
    NotFound,
    /// Another endpoint has this slug.
    #[error("the slug is taken")]
    SlugTaken,
    /// An endpoint has this id already.
    #[error("the id is taken")]
    IdTaken,
    /// The creator has as many endpoints as allowed.
    #[error("too many endpoints")]
    TooMany,
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
}

impl WriteError {
    /// Fails the whole batch, not only the command.
    pub(crate) const fn is_fatal(&self) -> bool {
        matches!(self, Self::DiskFull | Self::Io(_))
    }
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{ConstraintViolation, DiskFull, TooBig, TypeMismatch};
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::DiskFull,
            Some(ConstraintViolation | TooBig | TypeMismatch) => Self::Rejected(error.to_string()),
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<WriteError> for RecordError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::QueueFull | WriteError::TooMany => Self::QueueFull,
            WriteError::DiskFull => Self::DiskFull,
            WriteError::NotFound => Self::EndpointGone,
            WriteError::Closed => Self::Closed,
            WriteError::Io(reason) | WriteError::Rejected(reason) => Self::Io(reason),
            WriteError::SlugTaken | WriteError::IdTaken => Self::Io(error.to_string()),
        }
    }
}

/// Why a read failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// SQLite refused.
    #[error("reading failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored value is not what this version writes.
    #[error("the database is damaged: {0}")]
    Damaged(&'static str),
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
}

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is a file of that name.
    #[error("{path} exists; choose another name")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The database itself cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy cannot be written.
    #[error("{path} cannot be written: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another program has the new file open.
    #[error("the copy is in use by another program")]
    Busy,
    /// SQLite refused.
    #[error("copying failed: {0}")]
    Read(#[from] ReadError),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Read(ReadError::Sqlite(error))
    }
}

/// Why a database could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read to the end.
    #[error("checking failed: {0}")]
    Read(#[from] ReadError),
}

impl From<rusqlite::Error> for CheckError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Read(ReadError::Sqlite(error))
    }
}
