//! Space: deleting what is hidden, giving pages back, probing a full disk, emptying the log.

use std::fs;
use std::time::Duration;

use rusqlite::Connection;

use super::Running;
use super::chores::STEP;
use super::limits::pragma;
use super::tx::Pending;
use crate::connection::BUSY;
use crate::error::WriteError;
use crate::key::to_u64;

/// Pages given back in one step.
const PAGES: u64 = 64;

/// Free pages that are kept for the next hits, besides one page in 32.
const SPARE_PAGES: u64 = 128;

/// How long capture stands still for readers before the log is left to grow.
const PATIENCE: Duration = Duration::from_secs(1);

/// Bytes written to find out whether the disk has room again.
const PROBE: u32 = 256 << 10;

impl Running {
    pub(super) fn clean_probe(&mut self, _: &mut Vec<Pending>) -> Result<(), WriteError> {
        self.w.conn.execute("DELETE FROM probe", [])?;
        self.chores.probed = false;
        Ok(())
    }

    /// Deletes some of the hits that are hidden already.
    pub(super) fn purge(&mut self, _: &mut Vec<Pending>) -> Result<(), WriteError> {
        let conn = &self.w.conn;
        let range = conn
            .prepare_cached("SELECT low, high FROM purges ORDER BY low LIMIT 1")?
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
            .next()
            .transpose()?;
        let Some((low, high)) = range else {
            self.chores.purge = false;
            self.chores.vacuum = true;
            return Ok(());
        };
        let mut last = None;
        let mut rows = 0;
        let mut bytes = 0;
        {
            let mut select = conn.prepare_cached(
                "SELECT key, bytes FROM hits WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
            )?;
            let mut found = select.query([low, high])?;
            while rows < STEP.rows
                && bytes < STEP.bytes
                && let Some(row) = found.next()?
            {
                last = Some(row.get::<_, i64>(0)?);
                rows += 1;
                bytes += to_u64(row.get(1)?);
            }
        }
        match last {
            Some(last) => conn
                .prepare_cached("DELETE FROM hits WHERE key BETWEEN ?1 AND ?2")?
                .execute([low, last])?,
            None => conn.execute("DELETE FROM purges WHERE low = ?1", [low])?,
        };
        Ok(())
    }

    /// Gives some free pages back to the file system.
    pub(super) fn vacuum(&mut self, _: &mut Vec<Pending>) -> Result<(), WriteError> {
        let conn = &self.w.conn;
        let pages = pragma(conn, "PRAGMA page_count")?;
        let free = pragma(conn, "PRAGMA freelist_count")?;
        let surplus = free.saturating_sub(SPARE_PAGES.max(pages / 32));
        if surplus == 0 {
            self.chores.vacuum = false;
            return Ok(());
        }
        let mut step = conn.prepare(&format!(
            "PRAGMA incremental_vacuum({})",
            surplus.min(PAGES)
        ))?;
        let mut rows = step.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// Moves the log into the database file and cuts it to nothing; false when readers were in the way
    /// for longer than `patience`. Only one copies at a time, and SQLite does not wait for the other.
    pub(super) fn empty_log(&mut self, patience: Duration) -> bool {
        self.w.checkpoints.settle();
        empty_log(&self.w.conn, patience)
    }

    /// Empties the log when it has become large. Readers that stay, such as a backup, are not waited
    /// for again until it has doubled.
    pub(super) fn bound_log(&mut self) {
        let size = fs::metadata(&self.w.log).map_or(0, |meta| meta.len());
        if size < self.chores.log_limit {
            return;
        }
        self.chores.log_limit = if self.empty_log(PATIENCE) {
            self.w.limits.max_log_bytes
        } else {
            size.saturating_mul(2)
        };
    }
}

/// [`Running::empty_log`] where nobody else copies.
pub(super) fn empty_log(conn: &Connection, patience: Duration) -> bool {
    let emptied = conn
        .busy_timeout(patience)
        .and_then(|()| {
            conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            })
        })
        .and_then(|busy| conn.busy_timeout(BUSY).map(|()| busy == 0));
    emptied.unwrap_or_else(|error| {
        tracing::warn!(%error, "the log could not be emptied and is kept");
        false
    })
}

/// Writes enough to need room; the row is deleted once this is committed.
pub(super) fn probe(conn: &Connection) -> Result<(), WriteError> {
    conn.prepare_cached("INSERT OR REPLACE INTO probe (id, data) VALUES (1, zeroblob(?1))")?
        .execute([PROBE])?;
    Ok(())
}
