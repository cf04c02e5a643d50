//! What the recorder makes of bytes, for the tests and for fuzzing: no socket, no clock, and
//! the bytes cut into pieces in any way.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::Recorder;
use crate::arrival::{Arrived, Handover};
use crate::connection::drive_http1;
use crate::http2::Frames;
use crate::limits::Limits;
use crate::{Peer, Service};

/// Numbers that look random and are the same in every run (xorshift).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number, below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }
}

/// A stream that gives one piece per read, then ends. What is written to it is gone.
struct Pieces {
    bytes: Bytes,
    sizes: Dice,
    most: usize,
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let most = self.most;
        let size = (1 + self.sizes.below(most))
            .min(out.remaining())
            .min(self.bytes.len());
        out.put_slice(self.bytes.get(..size).unwrap_or_default());
        self.bytes.advance(size);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pieces {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Small, so that they are met.
fn limits() -> Arc<Limits> {
    Arc::new(Limits {
        max_head: 300,
        max_headers: 8,
        ..Limits::default()
    })
}

fn recorder(bytes: &[u8], most: usize, seed: u64, handover: &Handover) -> Recorder<Pieces> {
    let pieces = Pieces {
        bytes: Bytes::copy_from_slice(bytes),
        sizes: Dice(seed),
        most,
    };
    let limits = limits();
    let long_heads = Arc::new(Semaphore::new(limits.max_long_heads));
    Recorder::new(pieces, handover.clone(), limits, long_heads)
}

/// What comes out: the bytes for hyper, and what was handed over beside them.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What hyper would parse.
    pub bytes: Vec<u8>,
    /// Requests, refusals and trailers, in order.
    pub handed: Vec<String>,
    /// The stream broke off with an error.
    pub failed: bool,
}

/// Gives `bytes` to a recorder in pieces of up to `most`, and asks it for `room` bytes at a time.
///
/// # Panics
/// When it waits, though nothing has to be waited for.
#[must_use]
pub fn observe(bytes: &[u8], most: usize, room: usize, seed: u64) -> Outcome {
    let handover = Handover::default();
    let mut recorder = recorder(bytes, most, seed, &handover);
    let mut cx = Context::from_waker(Waker::noop());
    let mut outcome = Outcome {
        bytes: Vec::new(),
        handed: Vec::new(),
        failed: false,
    };
    let mut space = vec![0; room];
    loop {
        let mut out = ReadBuf::new(&mut space);
        match Pin::new(&mut recorder).poll_read(&mut cx, &mut out) {
            Poll::Pending => panic!("nothing here has to be waited for"),
            Poll::Ready(Err(_)) => {
                outcome.failed = true;
                return outcome;
            }
            Poll::Ready(Ok(())) => {}
        }
        if out.filled().is_empty() {
            return outcome;
        }
        outcome.bytes.extend_from_slice(out.filled());
        match handover.take() {
            Some(Arrived::Request(arrival)) => {
                let head = String::from_utf8_lossy(&arrival.head).into_owned();
                outcome.handed.push(format!("{} {head}", arrival.nth));
            }
            Some(Arrived::Refused(refusal)) => outcome.handed.push(refusal.code().to_owned()),
            None => {}
        }
        let trailers = handover.take_trailers(None);
        if !trailers.is_empty() {
            outcome
                .handed
                .push(String::from_utf8_lossy(&trailers).into_owned());
        }
    }
}

/// Lets hyper and a service have the whole connection, as a socket would. To be called within
/// a runtime that has timers.
///
/// # Panics
/// When the connection does not come to its end.
pub fn serve(bytes: &[u8], most: usize, seed: u64, service: impl Service) {
    let handover = Handover::default();
    let recorder = recorder(bytes, most, seed, &handover);
    let peer = Peer {
        address: ([127, 0, 0, 1], 1).into(),
        tls: false,
    };
    let stop = CancellationToken::new();
    let mut connection = pin!(drive_http1(
        recorder,
        peer,
        service,
        handover,
        limits(),
        stop
    ));
    let mut cx = Context::from_waker(Waker::noop());
    // hyper gives way to others now and then.
    for _ in 0..10_000 {
        if let Poll::Ready(result) = connection.as_mut().poll(&mut cx) {
            drop(result);
            return;
        }
    }
    panic!("the connection did not end");
}

/// The heads that are read along on an HTTP/2 connection which comes in pieces.
#[must_use]
pub fn http2_heads(bytes: &[u8], piece: usize) -> Vec<Vec<u8>> {
    let mut frames = Frames::new(1000);
    let mut heads = Vec::new();
    for part in bytes.chunks(piece) {
        frames.follow(part, |head| heads.push(head));
    }
    heads
}
