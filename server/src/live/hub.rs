//! From the writer to the watchers.
//!
//! The store calls [`Hub::publish`] on its writer thread, after COMMIT and before the
//! senders get their reply. A frame is encoded once, and only if somebody watches that
//! endpoint; every watcher shares the encoded text. The channel of an endpoint holds a
//! bounded number of frames: a watcher that falls behind is told so by the channel and
//! starts over from a snapshot.
//!
//! Waking a hundred watchers for every hit would cost more than storing it. The first hit
//! after a quiet moment goes out at once; those that follow within [`PACE`] are gathered
//! into one frame, by [`Hub::pace`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;
use domain::Timestamp;
use store::Change;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use super::frame::Gathered;

/// Frames a watcher may be behind before it gets a snapshot instead.
const BACKLOG: usize = 256;

/// Least time between two frames of hits of one endpoint.
const PACE: Duration = Duration::from_millis(40);

/// Bytes of hits that are not gathered any longer.
const MOST_GATHERED: usize = 128 * 1024;

/// An encoded frame and where it leaves the watcher.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The frame as JSON.
    pub text: Utf8Bytes,
    /// Lowest hit number in this frame, if it carries new hits.
    pub first_seq: Option<u64>,
    /// Highest hit number the watcher knows after this frame, if it carries hits.
    pub last_seq: Option<u64>,
    /// Revision the watcher knows after this frame, if it carries one.
    pub rev: Option<u64>,
    /// The endpoint is gone; nothing follows.
    pub end: bool,
    /// Nothing to send: who may read may have changed.
    pub rights: bool,
    /// Nothing to send: the endpoint has changed, and is told to each watcher as that one reaches it.
    pub endpoint: bool,
}

impl Encoded {
    /// For those who pass frames on, not for watchers.
    pub(super) fn sign() -> Self {
        Self {
            text: Utf8Bytes::default(),
            first_seq: None,
            last_seq: None,
            rev: None,
            end: false,
            rights: false,
            endpoint: false,
        }
    }
}

/// Fan-out of committed changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    channels: RwLock<HashMap<i64, Channel>>,
    /// Something has been gathered.
    gathered: Notify,
    /// Grows with every change that is not a new hit. Starts at the time of the start, so
    /// that a number from an earlier run never matches.
    revision: AtomicU64,
}

/// The watchers of one endpoint.
#[derive(Debug)]
struct Channel {
    sender: broadcast::Sender<Encoded>,
    /// Hits that wait for their frame. The lock also keeps frames in order.
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    hits: Gathered,
    /// When the last frame of hits went out.
    sent: Option<Instant>,
}

impl Channel {
    fn new() -> Self {
        Self {
            sender: broadcast::channel(BACKLOG).0,
            waiting: Mutex::default(),
        }
    }

    fn is_watched(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    /// Sends a change on; says whether hits now wait for [`Hub::pace`].
    fn publish(&self, change: &Change<'_>, rev: u64) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Change::Hits { hits, .. } = change else {
            self.flush(&mut waiting);
            self.send(super::frame::of_change(change, rev));
            return false;
        };
        let was_empty = waiting.hits.is_empty();
        waiting.hits.add(hits);
        let quiet = waiting.sent.is_none_or(|sent| sent.elapsed() >= PACE);
        if quiet || waiting.hits.len() >= MOST_GATHERED {
            self.flush(&mut waiting);
            return false;
        }
        was_empty
    }

    fn flush(&self, waiting: &mut Waiting) {
        if let Some(frame) = waiting.hits.take() {
            waiting.sent = Some(Instant::now());
            self.send(Some(frame));
        }
    }

    fn send(&self, frame: Option<Encoded>) {
        if let Some(frame) = frame {
            // An error only means that the last watcher left meanwhile.
            drop(self.sender.send(frame));
        }
    }
}

impl Hub {
    /// A hub without watchers; `started` makes its revisions unlike those of earlier runs.
    #[must_use]
    pub fn new(started: Timestamp) -> Self {
        let revision = AtomicU64::new(started.micros().unsigned_abs());
        Self {
            inner: Arc::new(Inner {
                channels: RwLock::default(),
                gathered: Notify::new(),
                revision,
            }),
        }
    }

    /// Starts watching an endpoint. Subscribe before reading a snapshot: what is committed
    /// in between then arrives twice instead of never.
    #[must_use]
    pub fn subscribe(&self, endpoint: i64) -> broadcast::Receiver<Encoded> {
        let mut channels = self
            .inner
            .channels
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // Channels nobody listens to are dropped here, where a new one may be added.
        channels.retain(|num, channel| *num == endpoint || channel.is_watched());
        channels
            .entry(endpoint)
            .or_insert_with(Channel::new)
            .sender
            .subscribe()
    }

    /// Number of watchers of all endpoints.
    #[must_use]
    pub fn watchers(&self) -> usize {
        let channels = self
            .inner
            .channels
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        channels
            .values()
            .map(|channel| channel.sender.receiver_count())
            .sum()
    }

    /// The revision of everything but new hits. Two equal numbers mean that nothing was
    /// deleted, cleared or updated in between.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.inner.revision.load(Ordering::SeqCst)
    }

    /// Hands a committed change to those who watch its endpoint.
    pub fn publish(&self, change: &Change<'_>) {
        if !matches!(change, Change::Hits { .. }) {
            self.inner.revision.fetch_add(1, Ordering::SeqCst);
        }
        let endpoint = match change {
            Change::Hits { endpoint, .. }
            | Change::Deleted { endpoint, .. }
            | Change::Cleared { endpoint, .. }
            | Change::Updated { endpoint, .. }
            | Change::EndpointDeleted(endpoint) => endpoint.num,
            Change::Endpoint(row) => row.num,
        };
        let channels = self
            .inner
            .channels
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let channel = channels.get(&endpoint);
        if channel
            .filter(|channel| channel.is_watched())
            .is_some_and(|channel| channel.publish(change, self.revision()))
        {
            self.inner.gathered.notify_one();
        }
    }

    /// A right to read an endpoint was taken back: its watchers are asked for theirs again.
    pub fn rights_changed(&self, endpoint: i64) {
        let channels = self
            .inner
            .channels
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&endpoint) {
            channel.send(Some(Encoded {
                rights: true,
                ..Encoded::sign()
            }));
        }
    }

    /// Sends on what has been gathered, until `stop`.
    pub async fn pace(&self, stop: CancellationToken) {
        let pace = async {
            loop {
                self.inner.gathered.notified().await;
                tokio::time::sleep(PACE).await;
                let channels = self.inner.channels.read();
                let channels = channels.unwrap_or_else(PoisonError::into_inner);
                for channel in channels.values() {
                    let waiting = channel.waiting.lock();
                    channel.flush(&mut waiting.unwrap_or_else(PoisonError::into_inner));
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = pace => {}
        }
    }
}
