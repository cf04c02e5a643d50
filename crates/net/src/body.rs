//! Request bodies that must keep coming.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use crate::arrival::Handover;
use crate::limits::{BODY_WINDOW, Limits};
use crate::patience::Patience;

/// Why a body did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The sender was too slow.
    #[error("the body did not arrive in time")]
    TimedOut,
    /// The sender hung up, or sent what is not a body.
    #[error("the body broke off")]
    Lost(#[source] hyper::Error),
}

/// The body of a request, with a lowest speed.
#[derive(Debug)]
pub struct RequestBody {
    incoming: Incoming,
    limits: Arc<Limits>,
    patience: Patience,
    /// Bytes since the wait was last renewed.
    window: u64,
    handover: Option<Handover>,
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, limits: Arc<Limits>, handover: Option<Handover>) -> Self {
        Self {
            incoming,
            limits,
            patience: Patience::default(),
            window: 0,
            handover,
        }
    }

    /// Says that the reader itself has kept the sender waiting.
    pub fn restart_clock(&mut self) {
        self.patience.renew();
        self.window = 0;
    }

    /// The trailer section of an HTTP/1.1 body that has been read to its end, as it was sent.
    #[must_use]
    pub fn take_raw_trailers(&self) -> Option<Vec<u8>> {
        self.handover.as_ref().map(Handover::take_trailers)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let me = self.get_mut();
        match Pin::new(&mut me.incoming).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                me.window += frame.data_ref().map_or(0, |data| data.len() as u64);
                if me.window >= BODY_WINDOW {
                    me.restart_clock();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::Lost(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => me
                .patience
                .poll_over(cx, me.limits.body_timeout)
                .map(|()| Some(Err(BodyError::TimedOut))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
