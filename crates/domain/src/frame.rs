//! Messages of the live websocket and of the event stream.
//!
//! A watcher keeps the newest hits and two numbers: `last_seq`, the highest hit number it
//! has seen, and `rev`, the revision of everything that is not a new hit. It reconnects with
//! `?since={last_seq}&rev={rev}` and gets the hits it missed; if anything else changed
//! meanwhile it also gets a fresh snapshot.

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;
use crate::hit::HitSummary;

/// One message to a watcher. Applying any frame twice does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "Wire")]
pub enum Frame {
    /// The newest hits; replaces everything the watcher had. When `total` is more than is
    /// listed, older hits are paged in through the API.
    Snapshot {
        /// Newest first, at most one page.
        hits: Vec<HitSummary>,
        /// Number of the newest hit ever.
        last_seq: u64,
        /// Hits kept by the endpoint now.
        total: u64,
        /// Revision this is current with.
        rev: u64,
    },
    /// New hits, or hits missed since the watcher's `since`; oldest first.
    Hits {
        /// The hits.
        hits: Vec<HitSummary>,
    },
    /// These hits are gone.
    Deleted {
        /// Their numbers.
        seqs: Vec<u64>,
        /// Revision after this.
        rev: u64,
    },
    /// Every hit up to and including this number is gone.
    Cleared {
        /// Highest number removed.
        through: u64,
        /// Revision after this.
        rev: u64,
    },
    /// These hits changed (note, pin, verdict).
    Updated {
        /// Their rows as they are now.
        hits: Vec<HitSummary>,
        /// Revision after this.
        rev: u64,
    },
    /// The endpoint's own settings or counters changed.
    Endpoint {
        /// The endpoint as it is now.
        endpoint: Box<Endpoint>,
    },
}

/// A frame as it is read: all fields of all kinds at once. A tagged enum would have to
/// keep every value until its tag is known, and rows come by the thousand.
#[derive(Deserialize)]
struct Wire {
    r#type: String,
    hits: Option<Vec<HitSummary>>,
    seqs: Option<Vec<u64>>,
    last_seq: Option<u64>,
    total: Option<u64>,
    through: Option<u64>,
    rev: Option<u64>,
    endpoint: Option<Box<Endpoint>>,
}

impl TryFrom<Wire> for Frame {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        let Wire {
            r#type,
            hits,
            seqs,
            last_seq,
            total,
            through,
            rev,
            endpoint,
        } = wire;
        let read = || {
            Some(match r#type.as_str() {
                "snapshot" => Self::Snapshot {
                    hits: hits?,
                    last_seq: last_seq?,
                    total: total?,
                    rev: rev?,
                },
                "hits" => Self::Hits { hits: hits? },
                "deleted" => Self::Deleted {
                    seqs: seqs?,
                    rev: rev?,
                },
                "cleared" => Self::Cleared {
                    through: through?,
                    rev: rev?,
                },
                "updated" => Self::Updated {
                    hits: hits?,
                    rev: rev?,
                },
                "endpoint" => Self::Endpoint {
                    endpoint: endpoint?,
                },
                _ => return None,
            })
        };
        read().ok_or("no frame, or none that is known here")
    }
}
