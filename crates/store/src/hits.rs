//! Changing and deleting hits.

use domain::{HitChange, HitSummary, Outcome};
use rusqlite::{OptionalExtension as _, params};

use crate::endpoints::purge;
use crate::error::WriteError;
use crate::key::{self, key, to_i64, to_u64};
use crate::list::{ListQuery as Query, Order};
use crate::row;
use crate::store::Store;
use crate::writer::tx::{Pending, Tx};
use domain::filter::Filter;

/// Hits deleted in one job, so that capture goes on in between.
const CHUNK: usize = 256;

/// What a deletion removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Hits.
    pub hits: u64,
    /// Their bytes: heads, trailers and bodies.
    pub bytes: u64,
}

impl Store {
    /// Changes pin and note.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn change_hit(
        &self,
        num: i64,
        seq: u64,
        change: HitChange,
    ) -> Result<HitSummary, WriteError> {
        self.write(move |tx| {
            if let Some(pinned) = change.pinned {
                pin(tx, num, seq, pinned)?;
            }
            if let Some(note) = change.note {
                visible(tx, num, seq)?;
                tx.conn
                    .prepare_cached("UPDATE hits SET note = ?2 WHERE key = ?1")?
                    .execute(params![key(num, seq), note])?;
            }
            announce(tx, num, seq)
        })
        .await
    }

    /// Sets the result of a later signature check: the outcome listed and all verdicts as JSON.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn set_verdict(
        &self,
        num: i64,
        seq: u64,
        verdict: Option<Outcome>,
        verdicts: Option<Vec<u8>>,
    ) -> Result<HitSummary, WriteError> {
        self.write(move |tx| {
            visible(tx, num, seq)?;
            tx.conn
                .prepare_cached("UPDATE hits SET verdict = ?2, verdicts = ?3 WHERE key = ?1")?
                .execute(params![key(num, seq), verdict.map(Outcome::word), verdicts])?;
            announce(tx, num, seq)
        })
        .await
    }

    /// Deletes hits by number, pinned or not; numbers that do not exist are passed over.
    ///
    /// # Errors
    /// [`WriteError::NotFound`] when the endpoint is gone, or the disk.
    pub async fn delete_hits(&self, num: i64, seqs: &[u64]) -> Result<Removed, WriteError> {
        let mut total = Removed::default();
        for chunk in seqs.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            let removed = self.write(move |tx| delete(tx, num, &chunk)).await?;
            total.hits += removed.hits;
            total.bytes += removed.bytes;
        }
        Ok(total)
    }

    /// Deletes what is there now, pinned or not: all, or what matches `filter`; only up to `through`
    /// when that is given. Without a filter this is one step however much there is; with one it
    /// goes newest first in small steps, and capture goes on in between.
    ///
    /// # Errors
    /// [`WriteError::NotFound`] when the endpoint is gone, or the disk.
    pub async fn clear(
        &self,
        num: i64,
        filter: Option<Filter>,
        through: Option<u64>,
    ) -> Result<Removed, WriteError> {
        let Some(filter) = filter else {
            return self.write(move |tx| clear(tx, num, through)).await;
        };
        let mut total = Removed::default();
        let mut before = through.map_or(Some(key::MAX_SEQ), |seq| seq.checked_add(1));
        while let Some(end) = before {
            let query = Query {
                filter: Some(filter.clone()),
                before: Some(end),
                limit: CHUNK,
                order: Order::Newest,
                ..Query::default()
            };
            let page = self.list(num, query).await?;
            let seqs: Vec<u64> = page.items.iter().map(|hit| hit.seq).collect();
            let removed = self.delete_hits(num, &seqs).await?;
            total.hits += removed.hits;
            total.bytes += removed.bytes;
            before = page.next;
        }
        Ok(total)
    }
}

/// Numbers up to this one are hidden.
fn cleared(tx: &Tx<'_>, num: i64) -> Result<u64, WriteError> {
    tx.conn
        .prepare_cached("SELECT cleared FROM endpoints WHERE num = ?1")?
        .query_row([num], |row| row.get(0))
        .optional()?
        .map(to_u64)
        .ok_or(WriteError::NotFound)
}

/// Bytes and pin of a hit that can be seen.
fn visible(tx: &Tx<'_>, num: i64, seq: u64) -> Result<(u64, bool), WriteError> {
    if seq <= cleared(tx, num)? || seq > key::MAX_SEQ {
        return Err(WriteError::NotFound);
    }
    tx.conn
        .prepare_cached("SELECT bytes, pinned FROM hits WHERE key = ?1")?
        .query_row([key(num, seq)], |row| {
            Ok((to_u64(row.get(0)?), row.get(1)?))
        })
        .optional()?
        .ok_or(WriteError::NotFound)
}

fn pin(tx: &Tx<'_>, num: i64, seq: u64, pinned: bool) -> Result<(), WriteError> {
    let (bytes, before) = visible(tx, num, seq)?;
    if before == pinned {
        return Ok(());
    }
    let sign = if pinned { 1 } else { -1 };
    tx.conn
        .prepare_cached("UPDATE hits SET pinned = ?2 WHERE key = ?1")?
        .execute(params![key(num, seq), pinned])?;
    tx.conn
        .prepare_cached(
            "UPDATE endpoints SET pinned = pinned + ?2, pinned_bytes = pinned_bytes + ?3 \
             WHERE num = ?1",
        )?
        .execute([num, sign, sign * to_i64(bytes)])?;
    Ok(())
}

/// Publishes a hit's row as it is now and returns it.
fn announce(tx: &mut Tx<'_>, num: i64, seq: u64) -> Result<HitSummary, WriteError> {
    let endpoint = tx.endpoint_ref(num)?;
    visible(tx, num, seq)?;
    let sql = format!("SELECT {} FROM hits WHERE key = ?1", row::SUMMARY);
    let hit = tx
        .conn
        .prepare_cached(&sql)?
        .query_row([key(num, seq)], |row| Ok(row::summary(row)))
        .optional()?
        .ok_or(WriteError::NotFound)??;
    tx.changes
        .push(Pending::Updated(endpoint, vec![hit.clone()]));
    Ok(hit)
}

fn delete(tx: &mut Tx<'_>, num: i64, seqs: &[u64]) -> Result<Removed, WriteError> {
    let endpoint = tx.endpoint_ref(num)?;
    let mut removed = Removed::default();
    let mut pinned = Removed::default();
    let mut gone = Vec::new();
    for &seq in seqs {
        let (bytes, is_pinned) = match visible(tx, num, seq) {
            Ok(found) => found,
            Err(WriteError::NotFound) => continue,
            Err(error) => return Err(error),
        };
        tx.conn
            .prepare_cached("DELETE FROM hits WHERE key = ?1")?
            .execute([key(num, seq)])?;
        removed.hits += 1;
        removed.bytes += bytes;
        if is_pinned {
            pinned.hits += 1;
            pinned.bytes += bytes;
        }
        gone.push(seq);
    }
    tx.conn
        .prepare_cached(
            "UPDATE endpoints SET hits = hits - ?2, bytes = bytes - ?3, pinned = pinned - ?4, \
             pinned_bytes = pinned_bytes - ?5 WHERE num = ?1",
        )?
        .execute([
            num,
            to_i64(removed.hits),
            to_i64(removed.bytes),
            to_i64(pinned.hits),
            to_i64(pinned.bytes),
        ])?;
    if !gone.is_empty() {
        tx.changes.push(Pending::Deleted(endpoint, gone));
    }
    Ok(removed)
}

/// Hides every hit up to `through` and leaves the rows to the purge.
fn clear(tx: &mut Tx<'_>, num: i64, through: Option<u64>) -> Result<Removed, WriteError> {
    let endpoint = tx.endpoint_ref(num)?;
    let (last, hits, bytes) = tx
        .conn
        .prepare_cached("SELECT last_seq, hits, bytes FROM endpoints WHERE num = ?1")?
        .query_row([num], |row| {
            Ok((
                to_u64(row.get(0)?),
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })?;
    let through = through.unwrap_or(last).min(last);
    if through <= cleared(tx, num)? {
        return Ok(Removed::default());
    }
    // What stays is counted: usually the few hits that came since the reader looked.
    let stays: [i64; 4] = tx
        .conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(pinned), 0), \
             coalesce(sum(bytes * pinned), 0) FROM hits WHERE key > ?1 AND key <= ?2",
        )?
        .query_row([key(num, through), key(num, last)], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })?;
    tx.conn
        .prepare_cached(
            "UPDATE endpoints SET cleared = ?2, hits = ?3, bytes = ?4, pinned = ?5, \
             pinned_bytes = ?6 WHERE num = ?1",
        )?
        .execute([num, to_i64(through), stays[0], stays[1], stays[2], stays[3]])?;
    purge(tx, num, through)?;
    tx.changes.push(Pending::Cleared(endpoint, through));
    Ok(Removed {
        hits: to_u64(hits - stays[0]),
        bytes: to_u64(bytes - stays[1]),
    })
}
