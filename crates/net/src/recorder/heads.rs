//! Taking request heads out of the stream.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use domain::Framing;
use http::Version;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::Instant;

use super::{Recorder, State, Step};
use crate::arrival::{Arrival, Arrived};
use crate::chunks::Chunks;
use crate::head::{self, HeadFacts, Refusal};
use crate::limits::LONG_HEAD;
use crate::lines::HeadLines;

/// What hyper parses in place of a refused request.
pub(super) const STAND_IN: &[u8] = b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n";

/// Below this, reading in place would take many small reads.
const ROOM: usize = 1024;

/// Space for a read that is not made in place.
const SCRATCH: usize = 4096;

impl<S: AsyncRead + Unpin> Recorder<S> {
    /// Reads into `held`. At the end of the stream, or of patience, the state changes.
    pub(super) fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
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

    pub(super) fn poll_head(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Step>> {
        if !self.held.is_empty() {
            self.note_first_byte();
            if self.take_held_head() || self.is_crowded_out() {
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
        if let Some((end, facts)) = head::plain::read(new, &self.limits) {
            let bytes = new.get(..end).unwrap_or_default();
            self.admit(bytes.to_vec(), facts);
            return Some(end + self.follow(new.get(end..).unwrap_or_default()));
        }
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

    /// Whether what is held is more than there is room for, beside the other connections' heads.
    fn is_crowded_out(&mut self) -> bool {
        if self.held.len() <= LONG_HEAD || self.long_head.is_some() {
            return false;
        }
        self.long_head = Arc::clone(&self.long_heads).try_acquire_owned().ok();
        if self.long_head.is_none() {
            self.refuse(Refusal::Crowded);
        }
        self.long_head.is_none()
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
        let target = facts.target.range();
        let rest = self.held.split_off(self.released);
        self.held.clear();
        self.held
            .extend_from_slice(head.get(..target.start).unwrap_or_default());
        self.held.extend_from_slice(b"/");
        self.held
            .extend_from_slice(head.get(target.end..).unwrap_or_default());
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
        self.long_head = None;
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
        self.long_head = None;
        self.released = STAND_IN.len();
        self.state = State::Ended;
        self.closing.must_linger();
    }
}
