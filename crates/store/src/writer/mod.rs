//! The writer thread: it owns the only connection that writes.
//!
//! It takes one command, drains what waits (bounded by count and bytes), runs all in one transaction,
//! commits once, publishes, acknowledges, and does one small chore when one is due.
//!
//! - [`command`]: what can be asked, and the queue
//! - [`batch`]: one transaction from BEGIN to the acknowledgements
//! - [`insert`]: the statement of the hot path
//! - [`counters`]: counters of the endpoints being written to
//! - [`limits`]: dropping what is over a limit, inside the batch
//! - [`chores`]: what is done between batches: ageing, expiry
//! - [`checkpoint`]: copying the log into the database file, beside the commits
//! - [`space`]: purging, giving pages back, emptying the log
//! - [`tx`]: what jobs see

mod batch;
pub(crate) mod checkpoint;
mod chores;
pub(crate) mod command;
mod counters;
mod insert;
mod limits;
mod space;
pub(crate) mod tx;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use self::checkpoint::Checkpoints;
use self::chores::Chores;
use self::command::{Command, Inbox};
use self::counters::Held;
use crate::error::WriteError;
use crate::health::HealthCell;
use crate::options::{Clock, Limits, Publish};

/// How often the writer looks up when nothing comes in.
const TICK: Duration = Duration::from_secs(1);

/// Everything the thread owns.
pub(crate) struct Writer {
    pub(crate) conn: Connection,
    /// The log's file.
    pub(crate) log: PathBuf,
    pub(crate) checkpoints: Checkpoints,
    pub(crate) inbox: Inbox,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    pub(crate) publish: Publish,
    pub(crate) health: Arc<HealthCell>,
    /// Held until the thread ends, so that no other process starts before the last commit.
    pub(crate) lock: File,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn spawn(self) -> std::io::Result<JoinHandle<()>> {
        thread::Builder::new()
            .name("creel-writer".to_owned())
            .spawn(move || Running::new(self).run())
    }
}

/// The thread's state.
struct Running {
    w: Writer,
    held: Held,
    chores: Chores,
    /// Nothing more may be dropped although the database is over its limit.
    full: bool,
    sweeps: Vec<oneshot::Sender<Result<(), WriteError>>>,
    closing: bool,
}

impl Running {
    fn new(writer: Writer) -> Self {
        Self {
            held: Held::default(),
            chores: Chores::new(Instant::now(), writer.limits.max_log_bytes),
            full: false,
            sweeps: Vec::new(),
            closing: false,
            w: writer,
        }
    }

    fn run(mut self) {
        while !self.closing {
            match self.next() {
                Next::Command(first) => self.batch(first),
                Next::Nothing => {}
                Next::Closed => break,
            }
            self.held.trim();
            self.chore();
            self.w.checkpoints.advance(&self.w.conn);
        }
        self.finish();
    }

    /// The next command; returns without one when a chore is due.
    fn next(&self) -> Next {
        let command = if self.chores.pending() {
            self.w
                .inbox
                .receiver
                .try_recv()
                .map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
        } else {
            self.w.inbox.receiver.recv_timeout(TICK)
        };
        match command {
            Ok(command) => Next::Command(command),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Closed,
        }
    }

    /// Stores what still waits and empties the log.
    fn finish(mut self) {
        while let Ok(command) = self.w.inbox.receiver.try_recv() {
            self.batch(command);
        }
        let Writer {
            conn,
            checkpoints,
            lock,
            ..
        } = self.w;
        checkpoints.stop();
        space::empty_log(&conn, Duration::ZERO);
        if let Err((_, error)) = conn.close() {
            tracing::warn!(%error, "the database could not be closed");
        }
        drop(lock);
    }
}

enum Next {
    Command(Command),
    Nothing,
    Closed,
}
