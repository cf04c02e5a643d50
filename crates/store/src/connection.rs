//! Opening connections: every pragma is set here.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::log;
use crate::options::{Durability, Limits};

/// Bytes of a page. Hits of 1 to 2 kB waste a good part of a smaller one: measured with 1.1 kB bodies,
/// 16 kB pages take 11 % less space and 15 % less CPU than 4 or 8 kB.
const PAGE_SIZE: u32 = 16384;

/// Size to which the log file is cut back after it was emptied.
const LOG_LIMIT: u32 = 64 << 20;

/// Memory for pages of the writer, in KiB: dirty pages of a batch should fit.
const WRITER_CACHE_KIB: i32 = 32 << 10;

/// Memory for pages of each reader, in KiB.
const READER_CACHE_KIB: i32 = 4 << 10;

/// How long a lock held by another connection is waited for.
pub(crate) const BUSY: Duration = Duration::from_secs(5);

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 64;

/// What a connection is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role<'a> {
    /// Making a new file, in one transaction, before it is given its name.
    Create,
    /// The one connection that writes.
    Writer(Durability, &'a Limits),
    /// Copying the log into the database file, beside the writer.
    Checkpoint,
    /// Reading, never writing.
    Reader,
}

/// Opens a connection and sets its pragmas.
pub(crate) fn open(path: &Path, role: Role<'_>) -> rusqlite::Result<Connection> {
    let base = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = match role {
        Role::Create => base | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Role::Writer(..) | Role::Checkpoint => base | OpenFlags::SQLITE_OPEN_READ_WRITE,
        Role::Reader => base | OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let conn = match (role, log::name()) {
        (Role::Writer(..), Some(vfs)) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        _ => Connection::open_with_flags(path, flags)?,
    };
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    match role {
        Role::Create => {
            conn.pragma_update(None, "page_size", PAGE_SIZE)?;
            conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        Role::Writer(durability, limits) => {
            conn.pragma_update(None, "journal_mode", "WAL")?;
            conn.pragma_update(
                None,
                "synchronous",
                match durability {
                    Durability::Full => "FULL",
                    Durability::Process => "NORMAL",
                },
            )?;
            conn.pragma_update(None, "foreign_keys", true)?;
            // See `writer::checkpoint`.
            conn.pragma_update(None, "wal_autocheckpoint", 0)?;
            conn.pragma_update(None, "journal_size_limit", LOG_LIMIT)?;
            conn.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
            if let Some(pages) = limits.max_pages {
                conn.pragma_update(None, "max_page_count", pages)?;
            }
        }
        Role::Checkpoint => conn.pragma_update(None, "wal_autocheckpoint", 0)?,
        Role::Reader => {
            conn.pragma_update(None, "query_only", true)?;
            conn.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        }
    }
    Ok(conn)
}
