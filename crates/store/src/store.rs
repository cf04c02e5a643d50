//! The handle: opening, the hot path, and the ways to the writer and the readers.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::connection::{self, Role};
use crate::error::{OpenError, ReadError, RecordError, WriteError};
use crate::file;
use crate::health::{Health, HealthCell};
use crate::hit::{NewHit, Recorded};
use crate::options::{Options, Publish};
use crate::readers::Readers;
use crate::schema;
use crate::writer::Writer;
use crate::writer::checkpoint::{Checkpoints, LogLength};
use crate::writer::command::{Command, Queue, Refused, Task, queue};
use crate::writer::tx::Tx;

/// A handle on the open database: cheap to clone, shared by everything. The thread behind it ends
/// when [`Store::close`] is called or the last handle is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    queue: Queue,
    readers: Readers,
    health: Arc<HealthCell>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A hit on its way to the disk. Dropping it changes nothing: the hit is stored.
#[derive(Debug)]
pub struct Recording(oneshot::Receiver<Result<Recorded, RecordError>>);

impl Recording {
    /// Waits for the commit.
    ///
    /// # Errors
    /// [`RecordError`]: the hit was not kept.
    pub async fn wait(self) -> Result<Recorded, RecordError> {
        self.0.await.unwrap_or(Err(RecordError::Closed))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.inner.path)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database in a folder, makes it when there is none, brings it up to this version's
    /// schema and starts the writer thread. It blocks for as long as the log takes to be read.
    ///
    /// # Errors
    /// [`OpenError`]; a file that is refused is left as it is.
    pub fn open(options: Options, publish: Publish) -> Result<Self, OpenError> {
        let lock = file::lock(&options.path)?;
        let path = file::database(&options.path);
        file::prepare(&path)?;
        let sqlite = |source| file::refused(&path, source);
        let role = Role::Writer(options.durability, &options.limits);
        let mut conn = connection::open(&path, role).map_err(sqlite)?;
        schema::migrate(&mut conn).map_err(sqlite)?;
        let log = LogLength::of(&mut conn).map_err(sqlite)?;
        let beside = connection::open(&path, Role::Checkpoint).map_err(sqlite)?;
        let readers = Readers::open(&path, options.limits.readers).map_err(sqlite)?;
        let (queue, inbox) = queue(&options.limits);
        let health = Arc::new(HealthCell::default());
        let writer = Writer {
            conn,
            log: file::log(&path),
            checkpoints: Checkpoints::start(log, beside).map_err(OpenError::Thread)?,
            inbox,
            limits: options.limits,
            clock: options.clock,
            publish,
            health: Arc::clone(&health),
            lock,
        };
        let thread = writer.spawn().map_err(OpenError::Thread)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path,
                queue,
                readers,
                health,
                thread: Mutex::new(Some(thread)),
            }),
        })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        &self.inner.path
    }

    /// Stores a hit. The answer comes after the commit (and its sync, with
    /// [`Durability::Full`](crate::Durability)) and after the change was published. The hit is stored
    /// even when the caller stops waiting.
    ///
    /// # Errors
    /// [`RecordError`]: the hit was not kept.
    pub async fn record(&self, hit: impl Into<Box<NewHit>>) -> Result<Recorded, RecordError> {
        self.enqueue(hit)?.wait().await
    }

    /// Hands a hit to the writer without waiting for the commit. Hits of one caller are stored in
    /// the order in which they were handed over.
    ///
    /// # Errors
    /// [`RecordError::QueueFull`] or [`RecordError::Closed`]: the hit was not taken.
    pub fn enqueue(&self, hit: impl Into<Box<NewHit>>) -> Result<Recording, RecordError> {
        let (ack, answer) = oneshot::channel();
        self.inner
            .queue
            .send(Command::Record(hit.into(), ack))
            .map_err(|refused| match refused {
                Refused::Full => RecordError::QueueFull,
                Refused::Closed => RecordError::Closed,
            })?;
        Ok(Recording(answer))
    }

    /// Whether the last write reached the disk. While writes fail the writer tries again every
    /// second, so that this recovers without traffic.
    #[must_use]
    pub fn health(&self) -> Health {
        let thread = self.inner.thread.lock();
        let thread = thread.unwrap_or_else(PoisonError::into_inner);
        match &*thread {
            Some(thread) if !thread.is_finished() => self.inner.health.get(),
            _ => Health::Failing("the writer has stopped".to_owned()),
        }
    }

    /// Looks at the limits of every endpoint now, deletes what is hidden or over them, gives space
    /// back, and returns when that is done. The writer does the same on its own from time to time.
    ///
    /// # Errors
    /// [`WriteError::QueueFull`] or [`WriteError::Closed`].
    pub async fn sweep(&self) -> Result<(), WriteError> {
        let (done, answer) = oneshot::channel();
        self.send(Command::Sweep(done))?;
        answer.await.unwrap_or(Err(WriteError::Closed))
    }

    /// Stores what waits, empties the log, closes the database and ends the thread. Later calls on
    /// other handles answer "closed".
    ///
    /// # Errors
    /// [`WriteError::Closed`] when the thread had ended in another way.
    pub async fn close(self) -> Result<(), WriteError> {
        let thread = {
            let slot = self.inner.thread.lock();
            slot.unwrap_or_else(PoisonError::into_inner).take()
        };
        let Some(thread) = thread else { return Ok(()) };
        self.inner.readers.close().await;
        spawn_blocking(move || {
            self.inner.queue.send_waiting(Command::Close);
            thread.join().map_err(|_| WriteError::Closed)
        })
        .await
        .map_err(|_| WriteError::Closed)?
    }

    /// Runs `work` in the writer's next batch.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, WriteError>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, WriteError> + Send + 'static,
        T: Send + 'static,
    {
        let (ack, answer) = oneshot::channel();
        self.send(Command::Job(Box::new(Task::new(work, ack))))?;
        answer.await.unwrap_or(Err(WriteError::Closed))
    }

    /// Runs `work` on a reading connection, on a thread for blocking work.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, ReadError>
    where
        F: FnOnce(&Connection) -> Result<T, ReadError> + Send + 'static,
        T: Send + 'static,
    {
        self.inner.readers.run(work).await
    }

    fn send(&self, command: Command) -> Result<(), WriteError> {
        self.inner
            .queue
            .send(command)
            .map_err(|refused| match refused {
                Refused::Full => WriteError::QueueFull,
                Refused::Closed => WriteError::Closed,
            })
    }
}
