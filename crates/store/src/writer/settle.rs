//! The thread beside the writer's that settles batches: it syncs the log, publishes, and answers.
//!
//! The writer commits, hands the batch over, and fills the next one while this one is on its way to
//! the disk. It commits that when the batch before is settled, so that batches grow as if it had
//! waited for the disk itself. Nobody is told of anything before the sync.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use domain::HitSummary;
use tokio::sync::oneshot;

use super::command::{Command, Job, RecordAck};
use super::tx::Pending;
use crate::change::{Change, EndpointRef};
use crate::error::WriteError;
use crate::health::HealthCell;
use crate::hit::{NewHit, Recorded};
use crate::options::Publish;

/// A hit that is in the transaction and waits for the commit and its sync.
pub(super) struct Stored {
    pub(super) endpoint: EndpointRef,
    pub(super) seq: u64,
    pub(super) hit: Box<NewHit>,
    pub(super) ack: RecordAck,
}

/// What a transaction holds, and who waits for it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) stored: Vec<Stored>,
    pub(super) jobs: Vec<Box<dyn Job>>,
    pub(super) changes: Vec<Pending>,
    pub(super) sweeps: Vec<oneshot::Sender<Result<(), WriteError>>>,
    pub(super) probe: bool,
    /// Why it was rolled back.
    pub(super) failure: Option<WriteError>,
}

impl Batch {
    /// Something was written that somebody waits for.
    pub(super) const fn wrote(&self) -> bool {
        self.probe || !self.stored.is_empty() || !self.jobs.is_empty()
    }

    /// Tells those who wait that nothing of it was kept.
    fn fail(self, error: &WriteError) {
        for stored in self.stored {
            drop(stored.ack.send(Err(error.clone().into())));
        }
        for job in self.jobs {
            job.finish(Err(error.clone()));
        }
    }
}

/// What both threads see.
#[derive(Debug, Default)]
struct Shared {
    /// Batches that are handed over and not settled.
    open: AtomicUsize,
    /// The writer has nothing to do until one is.
    awaited: AtomicBool,
    /// A sync failed. What the system reports of later ones cannot be trusted: it has dropped pages
    /// of the log that later commits follow on.
    torn: AtomicBool,
}

/// The writer's end.
pub(super) struct Settling {
    batches: SyncSender<Batch>,
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

impl Settling {
    /// Starts the thread. `log` is what it syncs; without one, commits survive the process alone.
    pub(super) fn spawn(
        log: Option<File>,
        publish: Publish,
        health: Arc<HealthCell>,
        wake: SyncSender<Command>,
    ) -> std::io::Result<Self> {
        let (batches, waiting) = sync_channel(1);
        let shared = Arc::new(Shared::default());
        let settler = Settler {
            log,
            publish,
            health,
            wake,
            shared: Arc::clone(&shared),
        };
        let thread = thread::Builder::new()
            .name("creel-settler".to_owned())
            .spawn(move || settler.run(&waiting))?;
        Ok(Self {
            batches,
            shared,
            thread,
        })
    }

    /// Hands a batch over; false when the thread has died, and everybody in it with it.
    pub(super) fn hand_over(&self, batch: Batch) -> bool {
        self.shared.open.fetch_add(1, Ordering::SeqCst);
        self.batches.send(batch).is_ok()
    }

    /// A batch is not settled yet; then [`Command::Settled`] will come.
    pub(super) fn will_wake(&self) -> bool {
        self.shared.awaited.store(true, Ordering::SeqCst);
        let busy = self.shared.open.load(Ordering::SeqCst) > 0 && !self.thread.is_finished();
        if !busy {
            self.shared.awaited.store(false, Ordering::SeqCst);
        }
        busy
    }

    /// The log may lack commits on the disk, so nothing may follow on them.
    pub(super) fn is_torn(&self) -> bool {
        self.shared.torn.load(Ordering::SeqCst)
    }

    /// All that the log held is in the database file now, and synced.
    pub(super) fn mended(&self) {
        self.shared.torn.store(false, Ordering::SeqCst);
    }

    /// Settles what was handed over, and ends the thread.
    pub(super) fn stop(self) {
        drop(self.batches);
        if self.thread.join().is_err() {
            tracing::error!("the thread that settles batches has panicked");
        }
    }
}

/// The thread's end.
struct Settler {
    log: Option<File>,
    publish: Publish,
    health: Arc<HealthCell>,
    wake: SyncSender<Command>,
    shared: Arc<Shared>,
}

impl Settler {
    fn run(&self, batches: &Receiver<Batch>) {
        while let Ok(batch) = batches.recv() {
            self.settle(batch);
            self.shared.open.fetch_sub(1, Ordering::SeqCst);
            self.wake();
        }
    }

    fn wake(&self) {
        if self.shared.awaited.swap(false, Ordering::SeqCst) {
            // When the queue is full, the writer does not wait.
            drop(self.wake.try_send(Command::Settled));
        }
    }

    fn settle(&self, batch: Batch) {
        if let Some(error) = batch.failure.clone() {
            self.health.set(Some(error.to_string()));
            batch.fail(&error);
            return;
        }
        // A commit without a write says nothing about the disk.
        if !batch.wrote() {
            return self.announce(batch, &Ok(()));
        }
        let synced = self.sync();
        self.health
            .set(synced.as_ref().err().map(ToString::to_string));
        self.announce(batch, &synced);
    }

    fn sync(&self) -> Result<(), WriteError> {
        let Some(log) = &self.log else { return Ok(()) };
        if self.shared.torn.load(Ordering::SeqCst) {
            return Err(WriteError::Io("an earlier sync failed".to_owned()));
        }
        log.sync_data().map_err(|error| {
            self.shared.torn.store(true, Ordering::SeqCst);
            WriteError::from(error)
        })
    }

    /// Tells the live side, then those who wait. What was committed is published even when it may not
    /// be on the disk: whoever reads the database sees it.
    fn announce(&self, batch: Batch, synced: &Result<(), WriteError>) {
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
            (self.publish)(&Change::Hits {
                endpoint: *endpoint,
                hits,
            });
        }
        for change in &batch.changes {
            (self.publish)(&change.as_change());
        }
        for (ack, recorded) in acks {
            // A sender that has gone away misses its answer; the hit stays.
            drop(ack.send(synced.clone().map(|()| recorded).map_err(Into::into)));
        }
        for job in batch.jobs {
            job.finish(synced.clone());
        }
        for sweep in batch.sweeps {
            drop(sweep.send(Ok(())));
        }
    }
}

impl Drop for Settler {
    /// A writer that waits finds out.
    fn drop(&mut self) {
        self.shared.open.store(0, Ordering::SeqCst);
        self.wake();
    }
}

#[cfg(test)]
mod tests;
