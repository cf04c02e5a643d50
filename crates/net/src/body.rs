//! Request bodies that must keep coming.

use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use crate::arrival::Handover;
use crate::chunks::BadChunk;
use crate::limits::BODY_WINDOW;
use crate::patience::Patience;

/// Why a body did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The sender was too slow.
    #[error("the body did not arrive in time")]
    TimedOut,
    /// What came is not a body.
    #[error("{0}")]
    Malformed(BadChunk),
    /// The sender hung up.
    #[error("the body broke off")]
    Lost(#[source] hyper::Error),
}

impl BodyError {
    /// Tells what the recorder stopped at from what the sender did not send.
    fn of(error: hyper::Error) -> Self {
        let stopped = error
            .source()
            .and_then(|cause| cause.downcast_ref::<io::Error>())
            .and_then(io::Error::get_ref)
            .and_then(|cause| cause.downcast_ref::<BadChunk>());
        match stopped {
            Some(bad) => Self::Malformed(*bad),
            None => Self::Lost(error),
        }
    }
}

/// The body of a request, with a lowest speed.
#[derive(Debug)]
pub struct RequestBody {
    incoming: Incoming,
    /// [`Limits::body_timeout`](crate::Limits::body_timeout).
    timeout: Duration,
    patience: Patience,
    /// Bytes since the wait was last renewed.
    window: u64,
    handover: Handover,
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, timeout: Duration, handover: Handover) -> Self {
        Self {
            incoming,
            timeout,
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

    /// The trailer section of a body that has been read to its end, as it was sent; `told` is
    /// what hyper made of it. HTTP/2 has no such bytes; there it is written as lines.
    #[must_use]
    pub fn take_trailers(&self, told: Option<&HeaderMap>) -> Vec<u8> {
        self.handover.take_trailers(told)
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
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::of(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => me
                .patience
                .poll_over(cx, me.timeout)
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
