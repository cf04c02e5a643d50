//! Copying the log into the database file, on a thread beside the commits.
//!
//! SQLite would do it inside the commit that makes the log long enough, and everybody would wait for
//! it: 32 MB take some 15 ms. The thread copies what was committed before, and then what was committed
//! meanwhile, which is little. The writer copies the last few pages itself: only a log that was copied
//! to its end is started again from the front.

use std::ffi::c_int;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use super::limits::pragma;

/// Bytes of the log after which it is copied. Waiting longer would save little: most pages are
/// written once.
const STRETCH: u64 = 32 << 20;

/// Such lengths that may be written while the thread copies; then the writer waits for it, or the log
/// would outgrow it for as long as hits come faster than they can be copied.
const AHEAD: u64 = 2;

/// Rounds of the thread: the second copies what came in during the first.
const ROUNDS: usize = 2;

/// The length of the log, as each commit tells it.
pub(crate) struct LogLength {
    pages: Arc<AtomicU64>,
    page_size: u64,
}

impl LogLength {
    /// Has `writer` tell it.
    pub(crate) fn of(writer: &mut Connection) -> rusqlite::Result<Self> {
        let pages = Arc::new(AtomicU64::new(0));
        let told = Arc::clone(&pages);
        writer.wal_hook(Some(move |_: &mut Wal, pages: c_int| {
            told.store(u64::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        let page_size = pragma(writer, "PRAGMA page_size")?;
        Ok(Self { pages, page_size })
    }

    fn pages(&self) -> u64 {
        self.pages.load(Ordering::Relaxed)
    }

    /// Pages between one copying and the next.
    fn stretch(&self) -> u64 {
        STRETCH / self.page_size.max(1)
    }
}

/// The thread, as the writer sees it.
pub(crate) struct Checkpoints {
    log: LogLength,
    /// Pages in the log after the commit before.
    pages: u64,
    /// Pages of the log at which copying begins next.
    next: u64,
    running: bool,
    requests: SyncSender<()>,
    answers: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Checkpoints {
    /// Starts the thread, which copies through `beside`.
    pub(crate) fn start(log: LogLength, beside: Connection) -> io::Result<Self> {
        let (requests, wanted) = sync_channel(1);
        let (done, answers) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("creel-checkpoint".to_owned())
            .spawn(move || copy_when_asked(&beside, &wanted, &done))?;
        Ok(Self {
            next: log.stretch(),
            log,
            pages: 0,
            running: false,
            requests,
            answers,
            thread,
        })
    }

    /// After a commit: has the thread copy when the log is long, and does the rest once it has.
    pub(super) fn advance(&mut self, writer: &Connection) {
        let pages = self.log.pages();
        if pages < self.pages {
            // It was started from the front.
            self.next = self.log.stretch();
        }
        self.pages = pages;
        if self.running {
            let most = self.next.saturating_add(AHEAD * self.log.stretch());
            let answer = if pages >= most {
                self.answers.recv().map_err(TryRecvError::from)
            } else {
                self.answers.try_recv()
            };
            // Any other error: it has ended by a panic, which `stop` tells of.
            if answer == Err(TryRecvError::Empty) {
                return;
            }
            self.running = false;
            copy(writer);
            // While a reader needs what is in the log it grows on.
            self.next = pages.saturating_add(self.log.stretch());
        } else if pages >= self.next {
            self.running = self.requests.try_send(()).is_ok();
        }
    }

    /// Waits for the round that the thread is in.
    pub(super) fn settle(&mut self) {
        if self.running {
            // An error: it has ended by a panic, which `stop` tells of.
            let _answer = self.answers.recv();
            self.running = false;
            self.next = self.pages.saturating_add(self.log.stretch());
        }
    }

    /// Ends the thread, after the round it is in.
    pub(super) fn stop(self) {
        drop(self.requests);
        if self.thread.join().is_err() {
            tracing::error!("the thread that copies the log has panicked");
        }
    }
}

fn copy_when_asked(conn: &Connection, wanted: &Receiver<()>, done: &SyncSender<()>) {
    while wanted.recv().is_ok() {
        for _ in 0..ROUNDS {
            copy(conn);
        }
        if done.send(()).is_err() {
            return;
        }
    }
}

/// Copies what can be copied without waiting for anybody. An error, such as a full disk, leaves the
/// log as it is; what reads and writes goes on, and the next round tries again.
fn copy(conn: &Connection) {
    let copied = conn
        .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")
        .and_then(|mut checkpoint| checkpoint.query_row([], |_| Ok(())));
    if let Err(error) = copied {
        tracing::warn!(%error, "the log could not be copied and is kept");
    }
}
