//! Live watchers: websockets that take everything they are sent.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream as StdStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::target::Endpoint;

/// Watchers of one endpoint, until they are dropped or stopped.
pub(crate) struct Watchers {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<Vec<u64>>>>,
}

impl Watchers {
    /// Connects `count` websockets; they are all upgraded when this returns.
    pub(crate) fn start(address: SocketAddr, endpoint: &Endpoint, count: usize) -> Result<Self> {
        let poll = Poll::new()?;
        let mut streams = Vec::with_capacity(count);
        for index in 0..count {
            let mut stream = upgrade(address, endpoint)?;
            poll.registry()
                .register(&mut stream, Token(index), Interest::READABLE)?;
            streams.push(stream);
        }
        let done = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&done);
        let thread = std::thread::spawn(move || drain(poll, streams, &stop));
        Ok(Self {
            done,
            thread: Some(thread),
        })
    }

    /// Ends them; an error if one of them was left without frames.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.done.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        let received = thread
            .join()
            .map_err(|_| anyhow!("the watchers' thread panicked"))??;
        let silent = received.iter().filter(|bytes| **bytes == 0).count();
        ensure!(
            silent == 0,
            "{silent} of {} watchers got nothing",
            received.len()
        );
        Ok(())
    }
}

impl Drop for Watchers {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
    }
}

/// Reads everything from every stream, and returns the bytes each one got.
fn drain(mut poll: Poll, mut streams: Vec<TcpStream>, done: &AtomicBool) -> Result<Vec<u64>> {
    let mut received = vec![0; streams.len()];
    let mut events = Events::with_capacity(256);
    let mut chunk = vec![0; 64 * 1024];
    while !done.load(Ordering::Relaxed) {
        poll.poll(&mut events, Some(Duration::from_millis(50)))?;
        for event in &events {
            let index = event.token().0;
            loop {
                match streams[index].read(&mut chunk) {
                    Ok(0) => bail!("the server closed a watcher"),
                    Ok(read) => received[index] += u64::try_from(read)?,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).context("a watcher"),
                }
            }
        }
    }
    Ok(received)
}

/// The websocket handshake.
fn upgrade(address: SocketAddr, endpoint: &Endpoint) -> Result<TcpStream> {
    let mut stream = StdStream::connect(address)?;
    write!(
        stream,
        "GET /api/endpoints/{}/live HTTP/1.1\r\n\
         Host: {address}\r\n\
         Authorization: Bearer {}\r\n\
         Connection: Upgrade\r\n\
         Upgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        endpoint.id, endpoint.key,
    )?;
    // One byte at a time: what follows the head belongs to the frames.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream
            .read_exact(&mut byte)
            .context("websocket handshake")?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head);
    ensure!(head.starts_with("HTTP/1.1 101"), "no websocket: {head}");
    stream.set_nonblocking(true)?;
    Ok(TcpStream::from_std(stream))
}
