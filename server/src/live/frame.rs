//! Changes of the store as encoded frames.

use domain::{Frame, HitSummary};
use store::Change;

use super::hub::Encoded;

/// Encodes a frame; `None` (logged) when it cannot be written as JSON.
pub(super) fn encode(frame: &Frame) -> Option<Encoded> {
    let (last_seq, rev) = match frame {
        Frame::Hits { hits } => (hits.last().map(|hit| hit.seq), None),
        Frame::Snapshot { last_seq, rev, .. } => (Some(*last_seq), Some(*rev)),
        Frame::Deleted { rev, .. } | Frame::Cleared { rev, .. } | Frame::Updated { rev, .. } => {
            (None, Some(*rev))
        }
        Frame::Endpoint { .. } => (None, None),
    };
    match serde_json::to_string(frame) {
        Ok(text) => Some(Encoded {
            text: text.into(),
            first_seq: match frame {
                Frame::Hits { hits } => hits.first().map(|hit| hit.seq),
                _ => None,
            },
            last_seq,
            rev,
            end: false,
            rights: false,
            endpoint: false,
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
        // Hits are gathered first.
        Change::Hits { .. } => None,
        Change::Endpoint(_) => Some(Encoded {
            rights: true,
            endpoint: true,
            ..Encoded::sign()
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
        Change::EndpointDeleted(_) => Some(Encoded {
            end: true,
            ..Encoded::sign()
        }),
    }
}

/// New hits on their way into one frame, encoded as they come.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The frame without its end; empty when there is no hit.
    text: Vec<u8>,
    first_seq: Option<u64>,
    last_seq: Option<u64>,
}

impl Gathered {
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Bytes so far.
    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    /// Takes hits in, oldest first. One that cannot be written as JSON is logged and left out.
    pub(super) fn add(&mut self, hits: &[HitSummary]) {
        for hit in hits {
            let before = self.text.len();
            let lead: &[u8] = if before == 0 {
                br#"{"type":"hits","hits":["#
            } else {
                b","
            };
            self.text.extend_from_slice(lead);
            if let Err(cause) = serde_json::to_writer(&mut self.text, hit) {
                tracing::error!(%cause, "a hit could not be encoded");
                self.text.truncate(before);
                continue;
            }
            self.first_seq.get_or_insert(hit.seq);
            self.last_seq = Some(hit.seq);
        }
    }

    /// The frame of all of them; nothing is left.
    pub(super) fn take(&mut self) -> Option<Encoded> {
        let Self {
            mut text,
            first_seq,
            last_seq,
        } = core::mem::take(self);
        if text.is_empty() {
            return None;
        }
        text.extend_from_slice(b"]}");
        match String::from_utf8(text) {
            Ok(text) => Some(Encoded {
                text: text.into(),
                first_seq,
                last_seq,
                rev: None,
                end: false,
                rights: false,
                endpoint: false,
            }),
            Err(cause) => {
                tracing::error!(%cause, "a frame is not UTF-8");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(seq: u64) -> HitSummary {
        HitSummary {
            seq,
            id: uuid::Uuid::nil(),
            received_at: domain::Timestamp(0),
            method: "POST".to_owned(),
            target: "/\"\u{1}é".to_owned(),
            client_ip: [127, 0, 0, 1].into(),
            content_type: None,
            size: 0,
            status: None,
            provider: None,
            event: None,
            delivery_id: None,
            verdict: None,
            truncated: false,
            incomplete: false,
            pinned: false,
            note: None,
        }
    }

    #[test]
    fn gathered_hits_are_the_frame_of_all() {
        let mut gathered = Gathered::default();
        assert!(gathered.take().is_none());
        gathered.add(&[hit(3), hit(4)]);
        gathered.add(&[hit(5)]);
        let frame = gathered.take().unwrap();
        assert_eq!((frame.first_seq, frame.last_seq), (Some(3), Some(5)));
        let read: Frame = serde_json::from_str(&frame.text).unwrap();
        let hits = vec![hit(3), hit(4), hit(5)];
        assert_eq!(read, Frame::Hits { hits });
        assert!(gathered.is_empty() && gathered.take().is_none());
    }
}
