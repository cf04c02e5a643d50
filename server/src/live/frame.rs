//! Changes of the store as encoded frames.

use axum::extract::ws::Utf8Bytes;
use domain::Frame;
use store::Change;

use super::hub::Encoded;

/// Encodes a frame; `None` (logged) when it cannot be written as JSON.
pub(super) fn encode(frame: &Frame) -> Option<Encoded> {
    let (last_seq, rev) = match frame {
        Frame::Hits { hits } => (hits.iter().map(|hit| hit.seq).max(), None),
        Frame::Snapshot { last_seq, rev, .. } => (Some(*last_seq), Some(*rev)),
        Frame::Deleted { rev, .. } | Frame::Cleared { rev, .. } | Frame::Updated { rev, .. } => {
            (None, Some(*rev))
        }
        Frame::Endpoint { .. } => (None, None),
    };
    match serde_json::to_string(frame) {
        Ok(text) => Some(Encoded {
            text: text.into(),
            last_seq,
            rev,
            end: false,
        }),
        Err(cause) => {
            tracing::error!(%cause, "a frame could not be encoded");
            None
        }
    }
}

/// The frame of a committed change; `None` for what watchers are not told.
pub(super) fn of_change(change: &Change<'_>, rev: u64) -> Option<Encoded> {
    match change {
        Change::Hits { hits, .. } => encode(&Frame::Hits {
            hits: hits.to_vec(),
        }),
        Change::Deleted { seqs, .. } => encode(&Frame::Deleted {
            seqs: seqs.to_vec(),
            rev,
        }),
        Change::Cleared { through, .. } => encode(&Frame::Cleared {
            through: *through,
            rev,
        }),
        Change::Updated { hits, .. } => encode(&Frame::Updated {
            hits: hits.to_vec(),
            rev,
        }),
        Change::Endpoint(_) => None,
        Change::EndpointDeleted(_) => Some(Encoded {
            text: Utf8Bytes::default(),
            last_seq: None,
            rev: None,
            end: true,
        }),
    }
}
