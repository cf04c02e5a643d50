//! Telling HTTP/2 apart, and reading along with it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

use super::{Protocol, Recorder, State, Step};

/// What an HTTP/2 client sends first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

impl<S: AsyncRead + Unpin> Recorder<S> {
    /// Reads as much as it takes to tell the protocols apart; nothing is lost.
    pub(crate) async fn sniff(&mut self) -> io::Result<Protocol> {
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

    pub(super) fn poll_http2(
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
            frames.follow(new, |block| self.handover.put_block(block));
        }
        Poll::Ready(Ok(Step::Done))
    }
}
