//! What can be asked of the writer thread, and the bounded queue in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};

use tokio::sync::oneshot;

use super::settle::Settling;
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
    /// A batch was settled: look up.
    Settled,
}

impl Command {
    /// Bytes that count against the queue.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Record(hit, _) => hit.bytes(),
            Self::Job(_) | Self::Sweep(_) | Self::Probe | Self::Close | Self::Settled => 0,
        }
    }

    /// Whether it counts against the queue: what others ask for does, what the store tells itself
    /// does not.
    const fn counts(&self) -> bool {
        matches!(self, Self::Record(..) | Self::Job(_) | Self::Sweep(_))
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
    waiting: Arc<Waiting>,
    most: usize,
    most_bytes: u64,
}

/// The receiving end.
pub(crate) struct Inbox {
    pub(crate) receiver: Receiver<Command>,
    waiting: Arc<Waiting>,
}

/// What is in the queue.
#[derive(Debug, Default)]
struct Waiting {
    commands: AtomicUsize,
    bytes: AtomicU64,
}

impl Waiting {
    fn remove(&self, bytes: u64) {
        self.commands.fetch_sub(1, Ordering::Relaxed);
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Full,
    Closed,
}

/// A queue within `limits`.
pub(crate) fn queue(limits: &Limits) -> (Queue, Inbox) {
    // One more, so that the writer can be woken however full it is.
    let most = limits.queue.max(1);
    let (sender, receiver) = sync_channel(most + 1);
    let waiting = Arc::new(Waiting::default());
    let queue = Queue {
        sender,
        waiting: Arc::clone(&waiting),
        most,
        most_bytes: limits.queue_bytes,
    };
    (queue, Inbox { receiver, waiting })
}

impl Queue {
    /// Hands a command over if there is room.
    pub(crate) fn send(&self, command: Command) -> Result<(), Refused> {
        let bytes = command.bytes();
        let waiting = &self.waiting;
        let count = waiting.commands.fetch_add(1, Ordering::Relaxed);
        let before = waiting.bytes.fetch_add(bytes, Ordering::Relaxed);
        let fits = bytes == 0 || before == 0 || before.saturating_add(bytes) <= self.most_bytes;
        let sent = if fits && count < self.most {
            self.sender.try_send(command).map_err(|error| match error {
                TrySendError::Full(_) => Refused::Full,
                TrySendError::Disconnected(_) => Refused::Closed,
            })
        } else {
            Err(Refused::Full)
        };
        if sent.is_err() {
            waiting.remove(bytes);
        }
        sent
    }

    /// Asks the writer to finish, waiting for room.
    pub(crate) fn close(&self) {
        // A thread that has ended takes nothing more.
        drop(self.sender.send(Command::Close));
    }

    /// A way to wake the writer.
    pub(crate) fn sender(&self) -> SyncSender<Command> {
        self.sender.clone()
    }
}

impl Inbox {
    /// Bytes of hits that wait now.
    pub(crate) fn waiting_bytes(&self) -> u64 {
        self.waiting.bytes.load(Ordering::Relaxed)
    }

    /// The next command; `None` when there is none and every batch is settled.
    pub(super) fn more(&self, settling: &Settling) -> Option<Command> {
        loop {
            let command = match self.receiver.try_recv() {
                Err(TryRecvError::Empty) if settling.will_wake() => self.receiver.recv().ok()?,
                other => other.ok()?,
            };
            if !matches!(command, Command::Settled) {
                return Some(command);
            }
        }
    }

    /// Must be called once for each command taken from the receiver.
    pub(crate) fn taken(&self, command: &Command) {
        if command.counts() {
            self.waiting.remove(command.bytes());
        }
    }
}
