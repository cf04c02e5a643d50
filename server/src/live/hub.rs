//! From the writer to the watchers.
//!
//! The store calls [`Hub::publish`] on its writer thread, after COMMIT and before the
//! senders get their reply. A frame is encoded once, and only if somebody watches that
//! endpoint; every watcher shares the encoded text. The channel of an endpoint holds a
//! bounded number of frames: a watcher that falls behind is told so by the channel and
//! starts over from a snapshot.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::ws::Utf8Bytes;
use domain::Timestamp;
use store::Change;
use tokio::sync::broadcast;

/// Frames a watcher may be behind before it gets a snapshot instead.
const BACKLOG: usize = 256;

/// An encoded frame and where it leaves the watcher.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The frame as JSON.
    pub text: Utf8Bytes,
    /// Highest hit number the watcher knows after this frame, if it carries hits.
    pub last_seq: Option<u64>,
    /// Revision the watcher knows after this frame, if it carries one.
    pub rev: Option<u64>,
    /// The endpoint is gone; nothing follows.
    pub end: bool,
}

/// Fan-out of committed changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    channels: RwLock<HashMap<i64, broadcast::Sender<Encoded>>>,
    /// Grows with every change that is not a new hit. Starts at the time of the start, so
    /// that a number from an earlier run never matches.
    revision: AtomicU64,
}

impl Hub {
    /// A hub without watchers; `started` makes its revisions unlike those of earlier runs.
    #[must_use]
    pub fn new(started: Timestamp) -> Self {
        let revision = AtomicU64::new(started.micros().unsigned_abs());
        Self {
            inner: Arc::new(Inner {
                channels: RwLock::default(),
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
        channels.retain(|num, sender| *num == endpoint || sender.receiver_count() > 0);
        channels
            .entry(endpoint)
            .or_insert_with(|| broadcast::channel(BACKLOG).0)
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
            .map(broadcast::Sender::receiver_count)
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
        let Some(sender) = channels
            .get(&endpoint)
            .filter(|sender| sender.receiver_count() > 0)
        else {
            return;
        };
        if let Some(encoded) = super::frame::of_change(change, self.revision()) {
            // An error only means that the last watcher left meanwhile.
            drop(sender.send(encoded));
        }
    }
}
