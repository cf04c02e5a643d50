//! The layer below hyper that keeps each HTTP/1.x request head as it came.
//!
//! hyper lower-cases header names and drops what it does not need, so the bytes are
//! taken before it sees them. The recorder follows the framing itself, to know which
//! bytes are a head; bodies are counted, not copied. It hands hyper one request at a
//! time and a head only when it is complete, which gives it the last word: a head that
//! is refused never reaches hyper, which gets a stand-in instead, and the service
//! answers for it (see [`Handover`]). The order of answers, and closing, stay with hyper.
//!
//! Upgraded connections pass through, and so does HTTP/2, whose heads are read along.

mod heads;
mod http2;
#[cfg(any(test, fuzzing))]
pub mod outcome;

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use domain::Timestamp;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::arrival::Handover;
use crate::chunks::{BadChunk, Chunks};
use crate::closing::Closing;
use crate::http2::Frames;
use crate::limits::Limits;
use crate::lines::HeadLines;
use crate::patience::Patience;

/// Protocol of a connection, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.0 or HTTP/1.1.
    Http1,
    /// HTTP/2 by prior knowledge.
    Http2,
}

/// A stream that keeps request heads. See the module.
#[derive(Debug)]
pub struct Recorder<S> {
    pub(crate) stream: S,
    handover: Handover,
    pub(crate) limits: Arc<Limits>,
    /// Of all connections: how many more may hold a long head.
    long_heads: Arc<Semaphore>,
    /// This one does.
    long_head: Option<OwnedSemaphorePermit>,
    state: State,
    lines: HeadLines,
    /// Bytes read from the stream that hyper has not been given yet.
    held: BytesMut,
    /// How many of them it may have.
    released: usize,
    /// First byte of the head being read.
    began: Option<(Instant, Timestamp)>,
    nth: u32,
    may_upgrade: bool,
    reading: Patience,
    pub(crate) closing: Closing,
}

#[derive(Debug)]
enum State {
    /// Between requests, or inside a head.
    Head,
    /// Inside a body with so many bytes to come.
    Length(u64),
    Chunked(Chunks),
    /// The body is malformed from here on.
    Broken(BadChunk),
    /// The service decides whether the protocol changes here.
    MayUpgrade,
    /// Another protocol since an upgrade.
    Through,
    /// HTTP/2: everything passes, heads are read along.
    Http2(Box<Frames>),
    /// hyper gets no more bytes.
    Ended,
}

/// Whether a read is finished or has to look again at what it has.
enum Step {
    Done,
    Again,
}

impl<S: AsyncRead + Unpin> Recorder<S> {
    pub(crate) fn new(
        stream: S,
        handover: Handover,
        limits: Arc<Limits>,
        long_heads: Arc<Semaphore>,
    ) -> Self {
        Self {
            stream,
            handover,
            limits,
            long_heads,
            long_head: None,
            state: State::Head,
            lines: HeadLines::default(),
            held: BytesMut::new(),
            released: 0,
            began: None,
            nth: 0,
            may_upgrade: false,
            reading: Patience::default(),
            closing: Closing::default(),
        }
    }

    /// Lets everything pass: the protocol is known to be HTTP/2.
    pub(crate) fn expect_http2(&mut self) {
        self.state = State::Http2(Box::new(Frames::new(self.limits.max_head)));
    }

    fn end_message(&mut self) {
        self.state = if self.may_upgrade {
            State::MayUpgrade
        } else {
            State::Head
        };
    }

    /// How many of `bytes` belong to the body being read. A malformed body ends there,
    /// and the next read says so.
    fn follow(&mut self, bytes: &[u8]) -> usize {
        match &mut self.state {
            State::Length(left) => {
                let used = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                *left -= used as u64;
                if *left == 0 {
                    self.end_message();
                }
                used
            }
            State::Chunked(chunks) => {
                let (used, result) = chunks.follow(bytes);
                if let Err(bad) = result {
                    self.state = State::Broken(bad);
                } else if chunks.is_done() {
                    self.handover.put_trailers(chunks.take_trailers());
                    self.end_message();
                }
                used
            }
            _ => 0,
        }
    }

    fn poll_body(&mut self, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<Step>> {
        if !self.held.is_empty() {
            let held = core::mem::take(&mut self.held);
            self.released = self.follow(&held);
            self.held = held;
            return Poll::Ready(Ok(Step::Again));
        }
        let before = out.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, out))?;
        let new = out.filled().get(before..).unwrap_or_default();
        if new.is_empty() {
            return Poll::Ready(Ok(Step::Done));
        }
        let used = self.follow(new);
        self.held
            .extend_from_slice(new.get(used..).unwrap_or_default());
        out.set_filled(before + used);
        Poll::Ready(Ok(if used == 0 { Step::Again } else { Step::Done }))
    }

    /// Whether the sender may still be sending a request that nobody will read.
    pub(crate) const fn is_inside_message(&self) -> bool {
        matches!(
            self.state,
            State::Length(_) | State::Chunked(_) | State::Broken(_)
        )
    }

    fn hand_out(&mut self, out: &mut ReadBuf<'_>) {
        let count = self.released.min(out.remaining());
        out.put_slice(self.held.get(..count).unwrap_or_default());
        self.released -= count;
        self.held.advance(count);
        if self.held.is_empty() {
            // An idle connection keeps no buffer.
            self.held = BytesMut::new();
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorder<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        loop {
            if me.released > 0 {
                me.hand_out(out);
                return Poll::Ready(Ok(()));
            }
            let step = match &me.state {
                State::Head => ready!(me.poll_head(cx, out))?,
                State::Length(_) | State::Chunked(_) => ready!(me.poll_body(cx, out))?,
                State::MayUpgrade => {
                    me.state = if me.handover.is_upgraded() {
                        State::Through
                    } else {
                        State::Head
                    };
                    Step::Again
                }
                State::Through if me.held.is_empty() => {
                    return Pin::new(&mut me.stream).poll_read(cx, out);
                }
                State::Through => {
                    me.released = me.held.len();
                    Step::Again
                }
                State::Broken(bad) => {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, *bad)));
                }
                State::Http2(_) => ready!(me.poll_http2(cx, out))?,
                State::Ended => Step::Done,
            };
            if matches!(step, Step::Done) {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

#[cfg(test)]
mod tests;
