//! The writing half of a recorded stream: stalled peers, and closing without losing the answer.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::patience::Patience;
use crate::recorder::Recorder;

/// Closing a socket that has unread bytes resets the connection, which destroys the
/// answer on its way. So, when a request was not read to its end, this much more is
/// read and dropped first.
const LINGER_BYTES: usize = 8 << 20;

/// And for no longer than this.
const LINGER_TIME: Duration = Duration::from_secs(2);

/// How far writing and closing have come.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    stalled: Patience,
    lingering: Patience,
    linger: bool,
    is_shut: bool,
    dropped: usize,
}

impl Closing {
    /// What the peer sends will not be read.
    pub(crate) const fn must_linger(&mut self) {
        self.linger = true;
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Recorder<S> {
    /// Passes on what a write came to, unless the peer has taken nothing for too long.
    fn note_write<T>(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.closing.stalled.renew();
            return result;
        }
        let allowed = self.limits.write_timeout;
        self.closing
            .stalled
            .poll_over(cx, allowed)
            .map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut scratch = [0; 16 * 1024];
        while self.closing.dropped < LINGER_BYTES {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Pending => return self.closing.lingering.poll_over(cx, LINGER_TIME),
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    self.closing.dropped += buffer.filled().len();
                }
                Poll::Ready(_) => break,
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Recorder<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let me = self.get_mut();
        let result = Pin::new(&mut me.stream).poll_write(cx, bytes);
        me.note_write(cx, result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let me = self.get_mut();
        let result = Pin::new(&mut me.stream).poll_write_vectored(cx, slices);
        me.note_write(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        let result = Pin::new(&mut me.stream).poll_flush(cx);
        me.note_write(cx, result)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        if !me.closing.is_shut {
            let result = Pin::new(&mut me.stream).poll_shutdown(cx);
            ready!(me.note_write(cx, result))?;
            me.closing.is_shut = true;
        }
        if me.closing.linger || me.is_inside_message() {
            ready!(me.poll_linger(cx));
        }
        Poll::Ready(Ok(()))
    }
}
