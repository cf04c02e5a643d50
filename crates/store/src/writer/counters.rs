//! Counters of the endpoints that are being written to, held in memory between batches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::change::EndpointRef;
use crate::error::{ReadError, WriteError};
use crate::key::{to_i64, to_u64};
use crate::options::Limits;
use crate::row;

/// Endpoints held at most; then all are forgotten, which costs one look-up each.
const HELD: usize = 16_384;

/// Counters and limits of one endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Counters {
    pub(crate) endpoint: EndpointRef,
    pub(crate) last_seq: u64,
    pub(crate) hits: u64,
    pub(crate) bytes: u64,
    pub(crate) pinned: u64,
    pub(crate) pinned_bytes: u64,
    pub(crate) last_hit_at: Option<Timestamp>,
    /// Limits in force; `u64::MAX` for none.
    pub(crate) max_hits: u64,
    pub(crate) max_bytes: u64,
    /// Microseconds a hit is kept.
    pub(crate) max_age: Option<i64>,
    /// Up to this number every hit is gone, hidden or pinned: dropping old hits starts after it.
    pub(crate) floor: u64,
    dirty: bool,
}

impl Counters {
    /// Over a limit, so that old hits have to go.
    pub(crate) const fn over(&self) -> bool {
        self.hits > self.max_hits || self.bytes > self.max_bytes
    }

    /// To be written before the commit.
    pub(crate) const fn touch(&mut self) {
        self.dirty = true;
    }
}

/// The endpoints held.
#[derive(Debug, Default)]
pub(crate) struct Held {
    map: HashMap<i64, Counters>,
    dirty: Vec<i64>,
}

impl Held {
    /// The counters of an endpoint, or `None` when it does not exist.
    pub(crate) fn get(
        &mut self,
        conn: &Connection,
        limits: &Limits,
        num: i64,
    ) -> Result<Option<&mut Counters>, WriteError> {
        match self.map.entry(num) {
            Entry::Occupied(held) => Ok(Some(held.into_mut())),
            Entry::Vacant(place) => {
                Ok(load(conn, limits, num)?.map(|counters| place.insert(counters)))
            }
        }
    }

    /// Notes that an endpoint's counters have to be written.
    pub(crate) fn touch(&mut self, num: i64) {
        if let Some(counters) = self.map.get_mut(&num)
            && !counters.dirty
        {
            counters.touch();
            self.dirty.push(num);
        }
    }

    /// Endpoints whose counters changed and are not written yet.
    pub(crate) fn dirty(&self) -> &[i64] {
        &self.dirty
    }

    /// Writes what changed.
    pub(crate) fn flush(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        if self.dirty.is_empty() {
            return Ok(());
        }
        let mut update = conn.prepare_cached(
            "UPDATE endpoints SET last_seq = ?2, hits = ?3, bytes = ?4, pinned = ?5, \
             pinned_bytes = ?6, last_hit_at = ?7 WHERE num = ?1",
        )?;
        for num in self.dirty.drain(..) {
            if let Some(held) = self.map.get_mut(&num) {
                held.dirty = false;
                update.execute(params![
                    num,
                    to_i64(held.last_seq),
                    to_i64(held.hits),
                    to_i64(held.bytes),
                    to_i64(held.pinned),
                    to_i64(held.pinned_bytes),
                    held.last_hit_at.map(Timestamp::micros),
                ])?;
            }
        }
        Ok(())
    }

    /// Forgets everything: after a job, which works on rows, and after a batch that failed.
    pub(crate) fn forget(&mut self) {
        self.map.clear();
        self.dirty.clear();
    }

    /// Keeps the memory bounded; called between batches.
    pub(crate) fn trim(&mut self) {
        if self.map.len() > HELD {
            self.forget();
        }
    }
}

fn load(conn: &Connection, limits: &Limits, num: i64) -> Result<Option<Counters>, WriteError> {
    let found = conn
        .prepare_cached(
            "SELECT id, last_seq, cleared, hits, bytes, pinned, pinned_bytes, last_hit_at, settings \
             FROM endpoints WHERE num = ?1",
        )?
        .query_row([num], |found| Ok(read(found, limits, num)))
        .optional()?;
    Ok(found.transpose()?)
}

fn read(found: &Row<'_>, limits: &Limits, num: i64) -> Result<Counters, ReadError> {
    let settings = row::settings(found.get_ref(8)?)?;
    let lower = |own: Option<u64>, general: Option<u64>| {
        own.unwrap_or(u64::MAX).min(general.unwrap_or(u64::MAX))
    };
    let general_age = limits.max_age.map(|age| age.as_secs());
    let max_age = lower(settings.max_age, general_age);
    Ok(Counters {
        endpoint: EndpointRef {
            num,
            id: row::uuid(found, 0)?,
        },
        last_seq: to_u64(found.get(1)?),
        hits: to_u64(found.get(3)?),
        bytes: to_u64(found.get(4)?),
        pinned: to_u64(found.get(5)?),
        pinned_bytes: to_u64(found.get(6)?),
        last_hit_at: found.get::<_, Option<i64>>(7)?.map(Timestamp),
        max_hits: lower(settings.max_hits, limits.max_hits_per_endpoint),
        max_bytes: lower(settings.max_bytes, limits.max_bytes_per_endpoint),
        max_age: (max_age < u64::MAX).then(|| to_i64(max_age).saturating_mul(1_000_000)),
        floor: to_u64(found.get(2)?),
        dirty: false,
    })
}
