//! One transaction: from BEGIN to the acknowledgements.

use std::collections::HashMap;

use bytes::Bytes;
use domain::HitSummary;
use rusqlite::{CachedStatement, Connection};

use super::chores::Chores;
use super::command::{Command, Job, RecordAck};
use super::counters::{Counters, Held};
use super::insert::{INSERT, insert};
use super::tx::{Pending, Tx, Wanted};
use super::{Running, limits};
use crate::change::{Change, EndpointRef};
use crate::error::{Full, RecordError, WriteError};
use crate::hit::{NewHit, Recorded};
use crate::key;
use crate::options::Limits;

/// A hit that is in the transaction and waits for the commit.
struct Stored {
    endpoint: EndpointRef,
    seq: u64,
    hit: Box<NewHit>,
    ack: RecordAck,
}

/// What the transaction holds so far.
#[derive(Default)]
struct Batch {
    stored: Vec<Stored>,
    jobs: Vec<Box<dyn Job>>,
    changes: Vec<Pending>,
    probe: bool,
}

impl Batch {
    /// Something was written.
    const fn wrote(&self) -> bool {
        self.probe || !self.stored.is_empty() || !self.jobs.is_empty()
    }

    /// Tells everybody that nothing of it was kept.
    fn fail(self, error: &WriteError) {
        for stored in self.stored {
            drop(stored.ack.send(Err(error.clone().into())));
        }
        for job in self.jobs {
            job.finish(Err(error.clone()));
        }
    }
}

impl Running {
    /// Runs a command and what waits behind it as one transaction.
    pub(super) fn batch(&mut self, first: Command) {
        let mut batch = Batch::default();
        let outcome = self.fill(&mut batch, first).and_then(|()| {
            limits::enforce(self, &mut batch.changes)?;
            self.held.flush(&self.w.conn)?;
            self.w.conn.execute_batch("COMMIT")?;
            Ok(())
        });
        match outcome {
            Ok(()) => {
                // A commit without a write says nothing about the disk.
                if batch.wrote() {
                    self.w.health.set(None);
                    self.chores.wrote(batch.probe);
                }
                self.announce(batch);
            }
            Err(error) => {
                self.undo(&error);
                batch.fail(&error);
            }
        }
    }

    /// Runs commands inside a transaction until none waits or the bounds are reached. What comes in
    /// meanwhile is taken along: it would wait for this commit anyway. An error is fatal: nothing
    /// of the batch may stay.
    fn fill(&mut self, batch: &mut Batch, first: Command) -> Result<(), WriteError> {
        let Self {
            w,
            held,
            chores,
            full,
            sweeps,
            closing,
        } = self;
        let begun = w.conn.execute_batch("BEGIN IMMEDIATE");
        let begun = begun.and_then(|()| w.conn.prepare_cached(INSERT));
        let mut begun = begun
            .map(|insert| Open {
                conn: &w.conn,
                insert,
                limits: &w.limits,
                held,
                full: *full,
            })
            .map_err(WriteError::from);
        let (mut count, mut bytes) = (0, 0);
        let mut next = Some(first);
        while let Some(command) = next {
            w.inbox.taken(&command);
            count += 1;
            bytes += command.bytes();
            match command {
                Command::Record(hit, ack) => match &mut begun {
                    Ok(open) => open.record(batch, hit, ack)?,
                    Err(error) => return refuse_then(batch, hit, ack, error.clone()),
                },
                Command::Job(job) => match &mut begun {
                    Ok(open) => open.job(batch, chores, job)?,
                    Err(error) => {
                        batch.jobs.push(job);
                        return Err(error.clone());
                    }
                },
                Command::Probe => {
                    if let Err(error) = begun {
                        return Err(error);
                    }
                    batch.probe = true;
                    super::space::probe(&w.conn)?;
                }
                Command::Sweep(done) => {
                    chores.sweep_now();
                    sweeps.push(done);
                }
                Command::Close => *closing = true,
            }
            let room = count < w.limits.batch_hits && bytes < w.limits.batch_bytes && !*closing;
            next = room.then(|| w.inbox.receiver.try_recv().ok()).flatten();
        }
        begun.map(drop)
    }

    /// Tells the live side, then the callers.
    fn announce(&self, batch: Batch) {
        let mut hits: Vec<(EndpointRef, Vec<HitSummary>)> = Vec::new();
        let mut place: HashMap<i64, usize> = HashMap::new();
        let mut acks = Vec::with_capacity(batch.stored.len());
        for Stored {
            endpoint,
            seq,
            hit,
            ack,
        } in batch.stored
        {
            acks.push((ack, Recorded { seq, id: hit.id }));
            let at = *place.entry(endpoint.num).or_insert_with(|| {
                hits.push((endpoint, Vec::new()));
                hits.len() - 1
            });
            if let Some((_, list)) = hits.get_mut(at) {
                list.push(hit.into_summary(seq));
            }
        }
        for (endpoint, hits) in &hits {
            (self.w.publish)(&Change::Hits {
                endpoint: *endpoint,
                hits,
            });
        }
        self.publish(&batch.changes);
        for (ack, recorded) in acks {
            // A sender that has gone away misses its answer; the hit stays.
            drop(ack.send(Ok(recorded)));
        }
        for job in batch.jobs {
            job.finish(Ok(()));
        }
    }

    /// Tells the live side what was committed.
    pub(super) fn publish(&self, changes: &[Pending]) {
        for change in changes {
            (self.w.publish)(&change.as_change());
        }
    }

    /// Rolls back what is left of a failed transaction and turns the health red.
    pub(super) fn undo(&mut self, error: &WriteError) {
        self.held.forget();
        self.w.health.set(Some(error.to_string()));
        if !self.w.conn.is_autocommit()
            && let Err(error) = self.w.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a failed batch could not be rolled back");
        }
    }
}

/// An open transaction, with what commands need to run in it.
struct Open<'a> {
    conn: &'a Connection,
    /// Looked up once: doing it for each hit would cost as much as a part of the insertion.
    insert: CachedStatement<'a>,
    limits: &'a Limits,
    held: &'a mut Held,
    full: bool,
}

impl Open<'_> {
    fn record(
        &mut self,
        batch: &mut Batch,
        mut hit: Box<NewHit>,
        ack: RecordAck,
    ) -> Result<(), WriteError> {
        let counters = match self.held.get(self.conn, self.limits, hit.endpoint) {
            Ok(counters) => counters,
            Err(error) => return refuse_then(batch, hit, ack, error),
        };
        let Some(counters) = counters else {
            return refuse(ack, RecordError::EndpointGone);
        };
        if let Some(full) = full(self.full, counters, &hit) {
            return refuse(ack, RecordError::Full(full));
        }
        let seq = counters.last_seq + 1;
        let endpoint = counters.endpoint;
        if let Err(error) = insert(
            self.conn,
            &mut self.insert,
            key::key(endpoint.num, seq),
            &hit,
        ) {
            return refuse_then(batch, hit, ack, error);
        }
        counters.last_seq = seq;
        counters.hits += 1;
        counters.bytes += hit.bytes();
        counters.last_hit_at = counters.last_hit_at.max(Some(hit.received_at));
        self.held.touch(endpoint.num);
        // The row has its copy: what the body held, memory and permits, is free before the sync.
        hit.body = Bytes::new();
        batch.stored.push(Stored {
            endpoint,
            seq,
            hit,
            ack,
        });
        Ok(())
    }

    /// Runs a job in a savepoint, with the counters written before and forgotten after.
    fn job(
        &mut self,
        batch: &mut Batch,
        chores: &mut Chores,
        mut job: Box<dyn Job>,
    ) -> Result<(), WriteError> {
        let conn = self.conn;
        let mut tx = Tx {
            conn,
            changes: Vec::new(),
            wanted: Wanted::default(),
        };
        let outcome = self
            .held
            .flush(conn)
            .and_then(|()| conn.execute_batch("SAVEPOINT job"))
            .map_err(WriteError::from)
            .and_then(|()| job.run(&mut tx));
        let Tx {
            changes, wanted, ..
        } = tx;
        self.held.forget();
        match outcome {
            Ok(()) => {
                batch.jobs.push(job);
                batch.changes.extend(changes);
                conn.execute_batch("RELEASE job")?;
                chores.want(wanted);
                Ok(())
            }
            Err(error) if error.is_fatal() => {
                batch.jobs.push(job);
                Err(error)
            }
            Err(error) => {
                job.finish(Err(error));
                conn.execute_batch("ROLLBACK TO job; RELEASE job")?;
                Ok(())
            }
        }
    }
}

/// The limit that leaves no room for a hit, counting what may be dropped as room.
fn full(total: bool, counters: &Counters, hit: &NewHit) -> Option<Full> {
    if total {
        Some(Full::Total)
    } else if counters.pinned >= counters.max_hits || counters.last_seq >= key::MAX_SEQ {
        Some(Full::Hits)
    } else if counters.pinned_bytes.saturating_add(hit.bytes()) > counters.max_bytes {
        Some(Full::Bytes)
    } else {
        None
    }
}

fn refuse(ack: RecordAck, error: RecordError) -> Result<(), WriteError> {
    drop(ack.send(Err(error)));
    Ok(())
}

/// A fatal error is answered with the batch, any other at once.
fn refuse_then(
    batch: &mut Batch,
    hit: Box<NewHit>,
    ack: RecordAck,
    error: WriteError,
) -> Result<(), WriteError> {
    if !error.is_fatal() {
        return refuse(ack, error.into());
    }
    batch.stored.push(Stored {
        endpoint: EndpointRef {
            num: hit.endpoint,
            id: hit.id,
        },
        seq: 0,
        hit,
        ack,
    });
    Err(error)
}
