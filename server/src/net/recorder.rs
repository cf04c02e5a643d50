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

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use domain::{Framing, Timestamp};
use http::Version;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::Instant;

use super::arrival::{Arrival, Arrived, Handover};
use super::chunks::{BadChunk, Chunks};
use super::closing::Closing;
use super::head::{self, HeadFacts, Refusal};
use super::http2::Frames;
use super::limits::Limits;
use super::lines::HeadLines;
use super::patience::Patience;

/// What hyper parses in place of a refused request.
const STAND_IN: &[u8] = b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n";

/// What an HTTP/2 client sends first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Below this, reading in place would take many small reads.
const ROOM: usize = 1024;

/// Space for a read that is not made in place.
const SCRATCH: usize = 4096;

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
    pub(super) stream: S,
    handover: Handover,
    pub(super) limits: Arc<Limits>,
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
    pub(super) closing: Closing,
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
    pub(super) fn new(stream: S, handover: Handover, limits: Arc<Limits>) -> Self {
        Self {
            stream,
            handover,
            limits,
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
    pub(super) fn expect_http2(&mut self) {
        self.state = State::Http2(Box::new(Frames::new(self.limits.max_head)));
    }

    /// Reads as much as it takes to tell the protocols apart; nothing is lost.
    pub(super) async fn sniff(&mut self) -> io::Result<Protocol> {
        std::future::poll_fn(|cx| self.poll_sniff(cx)).await
    }

    fn poll_sniff(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Protocol>> {
        loop {
            let known = self.held.len().min(PREFACE.len());
            if self.held.get(..known) != PREFACE.get(..known) || matches!(self.state, State::Ended)
            {
                return Poll::Ready(Ok(Protocol::Http1));
            }
            if known == PREFACE.len() {
                self.expect_http2();
                return Poll::Ready(Ok(Protocol::Http2));
            }
            ready!(self.poll_fill(cx))?;
        }
    }

    /// Reads into `held`. At the end of the stream, or of patience, the state changes.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut scratch = [0; SCRATCH];
        let mut buffer = ReadBuf::new(&mut scratch);
        match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
            Poll::Pending => self.poll_patience(cx).map(Ok),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) => {
                if buffer.filled().is_empty() {
                    self.state = State::Ended;
                } else {
                    self.note_first_byte();
                    self.held.extend_from_slice(buffer.filled());
                }
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Waits for a head no longer than it may take.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let limits = &self.limits;
        let allowed = match (self.began, self.nth) {
            (None, 1..) => limits.idle_timeout,
            _ => limits.head_timeout,
        };
        ready!(self.reading.poll_over(cx, allowed));
        if self.held.is_empty() {
            self.state = State::Ended;
        } else {
            self.refuse(Refusal::TimedOut);
        }
        Poll::Ready(())
    }

    fn note_first_byte(&mut self) {
        if self.began.is_none() {
            self.began = Some((Instant::now(), crate::clock::now()));
            self.reading.renew();
        }
    }

    fn poll_head(&mut self, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<Step>> {
        if !self.held.is_empty() {
            self.note_first_byte();
            if self.take_held_head() {
                return Poll::Ready(Ok(Step::Again));
            }
        }
        if !self.held.is_empty() || out.remaining() < ROOM {
            return self.poll_fill(cx).map_ok(|()| Step::Again);
        }
        let before = out.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, out) {
            Poll::Pending => return self.poll_patience(cx).map(|()| Ok(Step::Again)),
            Poll::Ready(result) => result?,
        }
        let new = out.filled().get(before..).unwrap_or_default();
        if new.is_empty() {
            self.state = State::Ended;
            return Poll::Ready(Ok(Step::Done));
        }
        self.note_first_byte();
        let Some(used) = self.take_head_in_place(new) else {
            self.held.extend_from_slice(new);
            out.set_filled(before);
            return Poll::Ready(Ok(Step::Again));
        };
        self.held
            .extend_from_slice(new.get(used..).unwrap_or_default());
        out.set_filled(before + used);
        Poll::Ready(Ok(Step::Done))
    }

    /// The usual case: `new` starts with a whole head that hyper can have as it is.
    /// Says how many bytes belong to this request.
    fn take_head_in_place(&mut self, new: &[u8]) -> Option<usize> {
        let mut lines = HeadLines::default();
        let Ok(Some(end)) = lines.find_end(new, &self.limits) else {
            return None;
        };
        let bytes = new.get(..end).unwrap_or_default();
        match head::judge(bytes, self.limits.max_headers) {
            Ok(facts) if !facts.odd_target => {
                self.admit(bytes.to_vec(), facts);
                Some(end + self.follow(new.get(end..).unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// Looks for a whole head in what is held; false when more is needed.
    fn take_held_head(&mut self) -> bool {
        while self.held.starts_with(b"\r\n") && self.lines.is_fresh() {
            self.held.advance(2);
        }
        let end = match self.lines.find_end(&self.held, &self.limits) {
            Ok(Some(end)) => end,
            Ok(None) => return false,
            Err(refusal) => {
                self.refuse(refusal);
                return true;
            }
        };
        let bytes = self.held.get(..end).unwrap_or_default();
        match head::judge(bytes, self.limits.max_headers) {
            Ok(facts) => {
                let bytes = bytes.to_vec();
                self.released = end;
                if facts.odd_target {
                    self.replace_target(&bytes, &facts);
                }
                self.admit(bytes, facts);
            }
            Err(refusal) => self.refuse(refusal),
        }
        true
    }

    /// Gives hyper `/` for a target that it could not parse; the arrival keeps the true one.
    fn replace_target(&mut self, head: &[u8], facts: &HeadFacts) {
        let rest = self.held.split_off(self.released);
        self.held.clear();
        self.held
            .extend_from_slice(head.get(..facts.target.start).unwrap_or_default());
        self.held.extend_from_slice(b"/");
        self.held
            .extend_from_slice(head.get(facts.target.end..).unwrap_or_default());
        self.released = self.held.len();
        self.held.unsplit(rest);
    }

    fn admit(&mut self, head: Vec<u8>, facts: HeadFacts) {
        let (began, received_at) = self
            .began
            .take()
            .unwrap_or_else(|| (Instant::now(), crate::clock::now()));
        self.nth = self.nth.saturating_add(1);
        self.reading.renew();
        self.lines = HeadLines::default();
        self.may_upgrade = facts.upgrade;
        match facts.framing {
            Framing::Chunked => self.state = State::Chunked(Chunks::new()),
            Framing::Length if facts.length > 0 => self.state = State::Length(facts.length),
            Framing::Length | Framing::None | Framing::Stream => self.end_message(),
        }
        let version = if facts.minor == 0 {
            Version::HTTP_10
        } else {
            Version::HTTP_11
        };
        let nth = self.nth;
        self.handover.put(Arrived::Request(Arrival {
            head,
            facts,
            version,
            received_at,
            began,
            nth,
        }));
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.handover.put(Arrived::Refused(refusal));
        self.held = BytesMut::from(STAND_IN);
        self.released = STAND_IN.len();
        self.state = State::Ended;
        self.closing.must_linger();
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

    fn poll_http2(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Step>> {
        let before = out.filled().len();
        if self.held.is_empty() {
            ready!(Pin::new(&mut self.stream).poll_read(cx, out))?;
        } else {
            self.released = self.held.len();
            self.hand_out(out);
            self.released = 0;
        }
        if let State::Http2(frames) = &mut self.state {
            let new = out.filled().get(before..).unwrap_or_default();
            frames.follow(new, |head| self.handover.put_head(head));
        }
        Poll::Ready(Ok(Step::Done))
    }

    /// Whether the sender may still be sending a request that nobody will read.
    pub(super) const fn is_inside_message(&self) -> bool {
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
