//! A connection's bytes, in the clear or under TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::server::TlsStream;

/// One open connection. It counts against the limit until it is dropped, wherever an
/// upgrade may have carried it.
#[derive(Debug)]
pub(crate) struct Stream {
    layer: Layer,
    _counted: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum Layer {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Memory(DuplexStream),
}

impl Stream {
    pub(crate) const fn plain(stream: TcpStream, counted: OwnedSemaphorePermit) -> Self {
        Self {
            layer: Layer::Plain(stream),
            _counted: Some(counted),
        }
    }

    pub(crate) fn tls(stream: TlsStream<TcpStream>, counted: OwnedSemaphorePermit) -> Self {
        Self {
            layer: Layer::Tls(Box::new(stream)),
            _counted: Some(counted),
        }
    }

    /// A connection from within this process, which counts against no limit.
    pub(crate) const fn memory(stream: DuplexStream) -> Self {
        Self {
            layer: Layer::Memory(stream),
            _counted: None,
        }
    }

    /// Whether TLS agreed on HTTP/2.
    pub(crate) fn chose_http2(&self) -> bool {
        match &self.layer {
            Layer::Plain(_) | Layer::Memory(_) => false,
            Layer::Tls(stream) => stream.get_ref().1.alpn_protocol() == Some(b"h2"),
        }
    }
}

/// Calls the same method on whichever stream is inside.
macro_rules! inner {
    ($self:ident, $method:ident($($argument:expr),*)) => {
        match &mut $self.get_mut().layer {
            Layer::Plain(stream) => Pin::new(stream).$method($($argument),*),
            Layer::Tls(stream) => Pin::new(stream).$method($($argument),*),
            Layer::Memory(stream) => Pin::new(stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        inner!(self, poll_read(cx, out))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        inner!(self, poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        inner!(self, poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.layer {
            Layer::Plain(stream) => stream.is_write_vectored(),
            Layer::Tls(stream) => stream.is_write_vectored(),
            Layer::Memory(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        inner!(self, poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        inner!(self, poll_shutdown(cx))
    }
}
