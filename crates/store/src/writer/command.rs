//! What can be asked of the writer thread, and the bounded queue in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use tokio::sync::oneshot;

use super::tx::Tx;
use crate::error::{RecordError, WriteError};
use crate::hit::{NewHit, Recorded};
use crate::options::Limits;

/// Where the answer to a hit goes.
pub(crate) type RecordAck = oneshot::Sender<Result<Recorded, RecordError>>;

/// One command.
pub(crate) enum Command {
    /// Store a hit: the hot path.
    Record(Box<NewHit>, RecordAck),
    /// Anything else that writes.
    Job(Box<dyn Job>),
    /// Look at every endpoint's limits now and answer when done.
    Sweep(oneshot::Sender<Result<(), WriteError>>),
    /// Find out whether a failing disk works again.
    Probe,
    /// Finish what waits and stop.
    Close,
}

impl Command {
    /// Bytes that count against the queue.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Record(hit, _) => hit.bytes(),
            Self::Job(_) | Self::Sweep(_) | Self::Probe | Self::Close => 0,
        }
    }
}

/// A write of any other kind: it runs inside the batch's transaction and is answered after COMMIT.
pub(crate) trait Job: Send {
    /// Does the work. An error undoes this job; a fatal one the whole batch.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), WriteError>;
    /// Answers the caller.
    fn finish(self: Box<Self>, outcome: Result<(), WriteError>);
}

/// A [`Job`] made of a function and the way back for its result.
pub(crate) struct Task<F, T> {
    work: Option<F>,
    done: Option<T>,
    ack: oneshot::Sender<Result<T, WriteError>>,
}

impl<F, T> Task<F, T> {
    pub(crate) const fn new(work: F, ack: oneshot::Sender<Result<T, WriteError>>) -> Self {
        Self {
            work: Some(work),
            done: None,
            ack,
        }
    }
}

impl<F, T> Job for Task<F, T>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, WriteError> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), WriteError> {
        if let Some(work) = self.work.take() {
            self.done = Some(work(tx)?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<(), WriteError>) {
        let Self { done, ack, .. } = *self;
        let answer = outcome.and_then(|()| done.ok_or(WriteError::Closed));
        // Nobody may be waiting any more; what was done stays done.
        drop(ack.send(answer));
    }
}

/// The sending end: bounded by commands and by bytes, never blocks.
#[derive(Clone)]
pub(crate) struct Queue {
    sender: SyncSender<Command>,
    bytes: Arc<AtomicU64>,
    limit: u64,
}

/// The receiving end.
pub(crate) struct Inbox {
    pub(crate) receiver: Receiver<Command>,
    bytes: Arc<AtomicU64>,
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Full,
    Closed,
}

/// A queue within `limits`.
pub(crate) fn queue(limits: &Limits) -> (Queue, Inbox) {
    let (sender, receiver) = sync_channel(limits.queue.max(1));
    let bytes = Arc::new(AtomicU64::new(0));
    let queue = Queue {
        sender,
        bytes: Arc::clone(&bytes),
        limit: limits.queue_bytes,
    };
    (queue, Inbox { receiver, bytes })
}

impl Queue {
    /// Hands a command over if there is room.
    pub(crate) fn send(&self, command: Command) -> Result<(), Refused> {
        let bytes = command.bytes();
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let fits = bytes == 0 || before == 0 || before.saturating_add(bytes) <= self.limit;
        let sent = if fits {
            self.sender.try_send(command).map_err(|error| match error {
                TrySendError::Full(_) => Refused::Full,
                TrySendError::Disconnected(_) => Refused::Closed,
            })
        } else {
            Err(Refused::Full)
        };
        if sent.is_err() {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        sent
    }

    /// Hands a command over, waiting for room: only for the end of the store.
    pub(crate) fn send_waiting(&self, command: Command) {
        // A thread that has ended takes nothing more.
        drop(self.sender.send(command));
    }
}

impl Inbox {
    /// Bytes of hits that wait now.
    pub(crate) fn waiting_bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Must be called once for each command taken from the receiver.
    pub(crate) fn taken(&self, command: &Command) {
        self.bytes.fetch_sub(command.bytes(), Ordering::Relaxed);
    }
}
