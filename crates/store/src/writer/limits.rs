//! Dropping what is over a limit: the oldest unpinned hits go first.

use domain::Timestamp;
use rusqlite::{Connection, params};

use super::Running;
use super::counters::Counters;
use super::tx::Pending;
use crate::error::WriteError;
use crate::key::{self, to_u64};

/// What one pass may delete.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) rows: u64,
    pub(super) bytes: u64,
}

/// A hit that may have to go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Old {
    pub(super) seq: u64,
    pub(super) bytes: u64,
    pub(super) received_at: Timestamp,
}

/// What a pass did.
#[derive(Debug)]
pub(super) struct Dropped {
    pub(super) seqs: Vec<u64>,
    /// Nothing is left to drop; otherwise the budget ran out.
    pub(super) done: bool,
}

/// Endpoints that a batch may take hits from to get the whole database under its limit.
const DONORS: usize = 8;

/// Brings the endpoints of this batch, and the database, under their limits. What the budget leaves
/// over is taken by the next batches and by the sweep.
pub(super) fn enforce(running: &mut Running, changes: &mut Vec<Pending>) -> Result<(), WriteError> {
    let limits = &running.w.limits;
    let budget = Budget {
        rows: 2 * limits.batch_hits as u64,
        bytes: limits.batch_bytes.saturating_mul(2),
    };
    for num in running.held.dirty().to_vec() {
        let Some(counters) = running.held.get(&running.w.conn, limits, num)? else {
            continue;
        };
        if counters.over() {
            let dropped = drop_oldest(&running.w.conn, counters, budget, |c, _| c.over())?;
            tell(changes, counters, dropped.seqs);
        }
    }
    total(running, changes, budget)
}

/// Brings the database under its limit: the endpoint with the most unpinned bytes gives.
pub(super) fn total(
    running: &mut Running,
    changes: &mut Vec<Pending>,
    mut budget: Budget,
) -> Result<(), WriteError> {
    let Some(limit) = running.w.limits.max_total_bytes else {
        return Ok(());
    };
    let conn = &running.w.conn;
    let used = used_bytes(conn)?;
    if used <= limit {
        running.full = false;
        return Ok(());
    }
    // A little more than needed, so that not every batch has to drop.
    let mut excess = used - limit + limit / 64;
    running.held.flush(conn)?;
    for _ in 0..DONORS {
        let Some(num) = fullest(conn)? else {
            // Space of cleared hits is still to come; without any, capture has to stop.
            running.full = !running.chores.purging();
            return Ok(());
        };
        running.full = false;
        let Some(counters) = running.held.get(conn, &running.w.limits, num)? else {
            return Ok(());
        };
        let before = counters.bytes;
        // The newest stays: it may be about to be acknowledged.
        let dropped = drop_oldest(conn, counters, budget, |c, old| {
            before - c.bytes < excess && old.seq < c.last_seq
        })?;
        let freed = before - counters.bytes;
        budget.rows = budget.rows.saturating_sub(dropped.seqs.len() as u64);
        budget.bytes = budget.bytes.saturating_sub(freed);
        excess = excess.saturating_sub(freed);
        tell(changes, counters, dropped.seqs);
        running.held.touch(num);
        running.held.flush(conn)?;
        if excess == 0 || budget.rows == 0 || budget.bytes == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// Notes what was dropped, if anything was.
pub(super) fn tell(changes: &mut Vec<Pending>, counters: &Counters, seqs: Vec<u64>) {
    if !seqs.is_empty() {
        changes.push(Pending::Deleted(counters.endpoint, seqs));
    }
}

/// The endpoint with the most bytes to give, which has at least one hit besides its newest.
fn fullest(conn: &Connection) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT num FROM endpoints WHERE hits - pinned > 1 \
         ORDER BY bytes - pinned_bytes DESC LIMIT 1",
    )?
    .query_map([], |row| row.get(0))?
    .next()
    .transpose()
}

/// Bytes of pages in use.
pub(super) fn used_bytes(conn: &Connection) -> rusqlite::Result<u64> {
    let pages = pragma(conn, "PRAGMA page_count")?;
    let free = pragma(conn, "PRAGMA freelist_count")?;
    Ok(pages.saturating_sub(free) * pragma(conn, "PRAGMA page_size")?)
}

/// A pragma that answers with a number.
pub(super) fn pragma(conn: &Connection, sql: &str) -> rusqlite::Result<u64> {
    conn.prepare_cached(sql)?
        .query_row([], |row| row.get(0))
        .map(to_u64)
}

/// Deletes the oldest unpinned hits as long as `needed` says so. The caller writes the counters.
pub(super) fn drop_oldest(
    conn: &Connection,
    counters: &mut Counters,
    budget: Budget,
    mut needed: impl FnMut(&Counters, Old) -> bool,
) -> Result<Dropped, WriteError> {
    let num = counters.endpoint.num;
    let mut seqs = Vec::new();
    // Neighbours are deleted together; a pinned hit ends a run.
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut joined = false;
    let mut freed = 0;
    let mut done = true;
    let mut select = conn.prepare_cached(
        "SELECT key, bytes, pinned, received_at FROM hits WHERE key > ?1 AND key <= ?2 ORDER BY key",
    )?;
    let mut rows = select.query(params![
        key::key(num, counters.floor),
        key::key(num, counters.last_seq)
    ])?;
    while let Some(row) = rows.next()? {
        let seq = key::seq(row.get(0)?);
        if row.get(2)? {
            counters.floor = seq;
            joined = false;
            continue;
        }
        let old = Old {
            seq,
            bytes: to_u64(row.get(1)?),
            received_at: Timestamp(row.get(3)?),
        };
        if !needed(counters, old) {
            break;
        }
        if seqs.len() as u64 >= budget.rows || freed >= budget.bytes {
            done = false;
            break;
        }
        counters.hits = counters.hits.saturating_sub(1);
        counters.bytes = counters.bytes.saturating_sub(old.bytes);
        counters.floor = seq;
        freed += old.bytes;
        seqs.push(seq);
        match runs.last_mut() {
            Some((_, last)) if joined => *last = seq,
            _ => runs.push((seq, seq)),
        }
        joined = true;
    }
    drop(rows);
    let mut delete = conn.prepare_cached("DELETE FROM hits WHERE key BETWEEN ?1 AND ?2")?;
    for (first, last) in runs {
        delete.execute([key::key(num, first), key::key(num, last)])?;
    }
    Ok(Dropped { seqs, done })
}
