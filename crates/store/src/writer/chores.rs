//! What the writer does on its own, in small steps between batches: when what is due, ageing and expiry.
//! What concerns space is in [`space`](super::space).

use std::time::{Duration, Instant};

use rusqlite::params;

use super::command::Command;
use super::limits::{Budget, drop_oldest, tell, total};
use super::tx::{Pending, Tx, Wanted};
use super::{Running, TICK};
use crate::endpoints;
use crate::error::WriteError;
use crate::health::Health;

/// One step deletes no more than this.
pub(super) const STEP: Budget = Budget {
    rows: 512,
    bytes: 4 << 20,
};

/// Endpoints looked at in one step of a sweep, and expired ones deleted in one.
const ENDPOINTS: i64 = 32;

/// Under load a step is taken no more often than this: each costs a commit.
const PACE: Duration = Duration::from_millis(10);

/// How often every endpoint's limits are looked at.
const SWEEP: Duration = Duration::from_secs(30);

/// After this time without a write the log is emptied.
const IDLE: Duration = Duration::from_secs(2);

/// What is due.
pub(super) struct Chores {
    pub(super) purge: bool,
    /// Endpoints up to this one were looked at; `None` when no sweep is going on.
    sweep: Option<i64>,
    pub(super) vacuum: bool,
    pub(super) probed: bool,
    /// Bytes at which the log is emptied.
    pub(super) log_limit: u64,
    /// A step failed: wait for the next tick.
    stalled: bool,
    last_tick: Instant,
    last_step: Instant,
    last_sweep: Instant,
    last_write: Option<Instant>,
}

impl Chores {
    /// A sweep and a look at the purges are due at the start.
    pub(super) const fn new(now: Instant, log_limit: u64) -> Self {
        Self {
            purge: true,
            sweep: Some(0),
            vacuum: false,
            probed: false,
            log_limit,
            stalled: false,
            last_tick: now,
            last_step: now,
            last_sweep: now,
            last_write: None,
        }
    }

    /// There is something to do right now.
    pub(super) const fn pending(&self) -> bool {
        !self.stalled && (self.purge || self.sweep.is_some() || self.vacuum || self.probed)
    }

    /// Hidden hits wait to be deleted.
    pub(super) const fn purging(&self) -> bool {
        self.purge
    }

    /// Notes what follows from a job.
    pub(super) fn want(&mut self, wanted: Wanted) {
        self.purge |= wanted.purge;
        if wanted.sweep {
            self.sweep_now();
        }
    }

    /// Starts a sweep from the first endpoint.
    pub(super) fn sweep_now(&mut self) {
        self.sweep = Some(0);
        self.stalled = false;
        self.last_sweep = Instant::now();
    }

    /// A batch was committed.
    pub(super) fn wrote(&mut self, probe: bool) {
        self.last_write = Some(Instant::now());
        self.probed |= probe;
    }
}

impl Running {
    /// Takes one step if one is due.
    pub(super) fn chore(&mut self) {
        let now = Instant::now();
        if now.duration_since(self.chores.last_tick) >= TICK {
            self.chores.last_tick = now;
            self.tick(now);
        }
        if !self.chores.pending() || now.duration_since(self.chores.last_step) < PACE && self.busy()
        {
            return;
        }
        let step = if self.chores.probed {
            Self::clean_probe
        } else if self.chores.purge {
            Self::purge
        } else if self.chores.sweep.is_some() {
            Self::sweep
        } else {
            Self::vacuum
        };
        if let Err(error) = self.step(step) {
            tracing::warn!(%error, "a chore failed and is tried again");
            self.chores.stalled = true;
            self.undo(&error);
        }
        self.chores.last_step = Instant::now();
        if !self.chores.pending() {
            for done in self.sweeps.drain(..) {
                drop(done.send(Ok(())));
            }
        }
    }

    /// Hits wait.
    fn busy(&self) -> bool {
        self.w.inbox.waiting_bytes() > 0
    }

    /// Once a second.
    fn tick(&mut self, now: Instant) {
        self.chores.stalled = false;
        if self.w.health.get() != Health::Ready {
            self.batch(Command::Probe);
        }
        if now.duration_since(self.chores.last_sweep) >= SWEEP {
            self.chores.sweep_now();
        }
        if self
            .chores
            .last_write
            .is_some_and(|at| now.duration_since(at) >= IDLE)
        {
            self.chores.last_write = None;
            self.empty_log(Duration::ZERO);
        } else {
            self.bound_log();
        }
    }

    /// One step in a transaction of its own.
    fn step(
        &mut self,
        work: fn(&mut Self, &mut Vec<Pending>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let mut changes = Vec::new();
        self.w.conn.execute_batch("BEGIN IMMEDIATE")?;
        work(self, &mut changes)?;
        self.held.flush(&self.w.conn)?;
        self.w.conn.execute_batch("COMMIT")?;
        self.publish(&changes);
        Ok(())
    }

    /// Deletes expired endpoints, then hits over age or over a limit, a few endpoints at a time.
    fn sweep(&mut self, changes: &mut Vec<Pending>) -> Result<(), WriteError> {
        let Some(cursor) = self.chores.sweep else {
            return Ok(());
        };
        if cursor == 0 && self.expire(changes)? {
            return Ok(());
        }
        let nums: Vec<i64> = self
            .w
            .conn
            .prepare_cached(
                "SELECT num FROM endpoints WHERE num > ?1 AND hits > pinned ORDER BY num LIMIT ?2",
            )?
            .query_map([cursor, ENDPOINTS], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let now = (self.w.clock)();
        let mut next = None;
        for num in nums {
            let Some(counters) = self.held.get(&self.w.conn, &self.w.limits, num)? else {
                continue;
            };
            let end = counters.max_age.map(|age| now.plus_micros(-age));
            let dropped = drop_oldest(&self.w.conn, counters, STEP, |c, old| {
                c.over() || end.is_some_and(|end| old.received_at < end)
            })?;
            if !dropped.seqs.is_empty() {
                tell(changes, counters, dropped.seqs);
                self.held.touch(num);
            }
            next = Some(num);
            if !dropped.done {
                next = Some(num - 1);
                break;
            }
        }
        if next.is_none() {
            self.chores.vacuum = true;
            total(self, changes, STEP)?;
        }
        self.chores.sweep = next;
        Ok(())
    }

    /// Deletes some expired endpoints; false when there is none.
    fn expire(&mut self, changes: &mut Vec<Pending>) -> Result<bool, WriteError> {
        let now = (self.w.clock)();
        let grace = i64::try_from(self.w.limits.expired_grace.as_micros()).unwrap_or(i64::MAX);
        let nums: Vec<i64> = self
            .w
            .conn
            .prepare_cached("SELECT num FROM endpoints WHERE expires_at <= ?1 LIMIT ?2")?
            .query_map(
                params![now.plus_micros(-grace).micros(), ENDPOINTS],
                |row| row.get(0),
            )?
            .collect::<Result<_, _>>()?;
        let mut tx = Tx {
            conn: &self.w.conn,
            changes: Vec::new(),
            wanted: Wanted::default(),
        };
        for &num in &nums {
            endpoints::delete(&mut tx, num)?;
        }
        let Tx {
            changes: made,
            wanted,
            ..
        } = tx;
        changes.extend(made);
        self.chores.purge |= wanted.purge;
        self.held.forget();
        Ok(!nums.is_empty())
    }
}
