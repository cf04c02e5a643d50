//! How a store is opened: where, how durable, and every limit.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;

use crate::change::Change;

/// Called on the writer thread after COMMIT and before the acknowledgements: one call per change,
/// new hits first. It must not block, panic or call the store.
pub type Publish = Arc<dyn Fn(&Change<'_>) + Send + Sync>;

/// Where the store takes the time of day from; used for ages and expiry only.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A power cut: the log is synced before every acknowledgement.
    #[default]
    Full,
    /// The end of the process, in any way; a power cut may lose the last seconds.
    Process,
}

/// Everything that opening a store needs.
#[derive(Clone)]
pub struct Options {
    /// Folder of the database; made when missing. The file in it is `creel.db`.
    pub path: PathBuf,
    /// What an acknowledged write survives.
    pub durability: Durability,
    /// All limits.
    pub limits: Limits,
    /// The time of day.
    pub clock: Clock,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("path", &self.path)
            .field("durability", &self.durability)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Limits of the store. Sizes are bytes.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Commands that may wait for the writer; one more gets "queue full".
    pub queue: usize,
    /// Bytes of hits that may wait for the writer. A single larger hit is let in when nothing waits.
    pub queue_bytes: u64,
    /// Commands in one transaction.
    pub batch_hits: usize,
    /// Bytes of hits in one transaction; the hit that crosses the line is still part of it.
    pub batch_bytes: u64,
    /// Bytes the database may use, free pages not counted. Over it the fullest endpoint loses its
    /// oldest unpinned hits.
    pub max_total_bytes: Option<u64>,
    /// Hits an endpoint keeps; its own setting may only lower it.
    pub max_hits_per_endpoint: Option<u64>,
    /// Bytes an endpoint keeps; its own setting may only lower it.
    pub max_bytes_per_endpoint: Option<u64>,
    /// How long an unpinned hit is kept; the endpoint's own setting may only lower it.
    pub max_age: Option<Duration>,
    /// How long an expired endpoint can still be read before it is deleted.
    pub expired_grace: Duration,
    /// Bytes of the log at which the writer waits a moment for readers, so that it can be emptied.
    /// Readers that follow each other without a gap would otherwise let it grow for ever.
    pub max_log_bytes: u64,
    /// Reading connections.
    pub readers: usize,
    /// Pages the database file may have: a hard stop that SQLite itself enforces ("disk full").
    pub max_pages: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 8192,
            queue_bytes: 64 << 20,
            batch_hits: 512,
            batch_bytes: 8 << 20,
            max_total_bytes: None,
            max_hits_per_endpoint: None,
            max_bytes_per_endpoint: None,
            max_age: None,
            expired_grace: Duration::from_secs(3600),
            max_log_bytes: 256 << 20,
            readers: 4,
            max_pages: None,
        }
    }
}
