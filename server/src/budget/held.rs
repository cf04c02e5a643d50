//! What was read, on its way to a reader who may be slow.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

use super::Share;

/// Bytes handed to the connection at once: it takes more when it has sent these.
const PIECE: usize = 64 * 1024;

/// Bytes that keep their share until they have been taken.
#[derive(Debug)]
pub struct Held {
    bytes: Bytes,
    _share: Option<Share>,
}

impl Held {
    /// Without a share for what is always small.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>, share: Option<Share>) -> Self {
        Self {
            bytes: bytes.into(),
            _share: share,
        }
    }

    /// The body of an answer.
    pub fn body(bytes: impl Into<Bytes>, share: Share) -> Body {
        Body::new(Self::new(bytes, Some(share)))
    }

    /// The next bytes for the connection, or `None` at the end.
    pub fn next_piece(&mut self) -> Option<Bytes> {
        let length = self.bytes.len().min(PIECE);
        let piece = self.bytes.split_to(length);
        (length > 0).then_some(piece)
    }
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.next_piece().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
