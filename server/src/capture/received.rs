//! A body as it grows.

use bytes::Bytes;

/// Up to here a body is copied out of the connection's buffer, which is larger.
const COPIED: usize = 16 * 1024;

/// The bytes of a body, in as few copies as it takes.
pub(super) enum Received {
    Nothing,
    /// It came in one piece.
    Whole(Bytes),
    Pieces(Vec<u8>),
}

impl Received {
    pub(super) fn push(&mut self, data: Bytes, expected: Option<u64>) {
        match self {
            Self::Nothing if expected == Some(data.len() as u64) && data.len() > COPIED => {
                *self = Self::Whole(data);
            }
            Self::Nothing => {
                let length = expected
                    .and_then(|length| usize::try_from(length).ok())
                    .unwrap_or(0)
                    .max(data.len());
                let mut pieces = Vec::with_capacity(length);
                pieces.extend_from_slice(&data);
                *self = Self::Pieces(pieces);
            }
            Self::Whole(first) => {
                let mut pieces = Vec::from(core::mem::take(first));
                pieces.extend_from_slice(&data);
                *self = Self::Pieces(pieces);
            }
            Self::Pieces(pieces) => pieces.extend_from_slice(&data),
        }
    }

    /// The body as shared bytes, for the checks and for the store.
    pub(super) fn share(&mut self) -> Bytes {
        let bytes = self.take();
        *self = Self::Whole(bytes.clone());
        bytes
    }

    pub(super) fn take(&mut self) -> Bytes {
        match core::mem::replace(self, Self::Nothing) {
            Self::Nothing => Bytes::new(),
            Self::Whole(bytes) => bytes,
            Self::Pieces(pieces) => pieces.into(),
        }
    }
}
