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
    thread: Option<JoinHandle<Result<Vec<Seen>>>>,
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

    /// Ends them; an error if one of them was left without hits.
    pub(crate) fn stop(self) -> Result<()> {
        let seen = self.finish()?;
        let silent = seen.iter().filter(|seen| seen.hits == 0).count();
        ensure!(
            silent == 0,
            "{silent} of {} watchers got nothing",
            seen.len()
        );
        Ok(())
    }

    /// Ends them, and says what each has seen.
    pub(crate) fn finish(mut self) -> Result<Vec<Seen>> {
        self.done.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else {
            return Ok(Vec::new());
        };
        thread
            .join()
            .map_err(|_| anyhow!("the watchers' thread panicked"))?
    }
}

impl Drop for Watchers {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
    }
}

/// What one watcher has received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Hits, by their numbers; a repeat counts twice.
    pub(crate) hits: u64,
    /// Highest number.
    pub(crate) last: u64,
    /// Hits that did not follow on the one before.
    pub(crate) gaps: u64,
    /// Frames.
    pub(crate) frames: u64,
    /// The part of a frame that has come so far.
    input: Vec<u8>,
}

impl Seen {
    /// Takes whole websocket frames out of what came.
    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.input.extend_from_slice(bytes);
        let mut at = 0;
        while let Some((start, end)) = frame(self.input.get(at..).unwrap_or_default())? {
            let payload = self.input.get(at + start..at + end).unwrap_or_default();
            let mut numbers = Vec::new();
            for place in memchr::memmem::find_iter(payload, br#"{"seq":"#) {
                let digits = payload.get(place + 7..).unwrap_or_default();
                let digits: Vec<u8> = digits
                    .iter()
                    .copied()
                    .take_while(u8::is_ascii_digit)
                    .collect();
                numbers.push(std::str::from_utf8(&digits)?.parse::<u64>()?);
            }
            for number in numbers {
                self.gaps += u64::from(number != self.last + 1);
                self.hits += 1;
                self.last = self.last.max(number);
            }
            self.frames += 1;
            at += end;
        }
        self.input.drain(..at);
        Ok(())
    }
}

/// Where the payload of the first frame starts and ends, once it is there whole.
fn frame(input: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some((&[_, second], rest)) = input.split_first_chunk() else {
        return Ok(None);
    };
    let (header, length) = match second {
        126 => match rest.first_chunk::<2>() {
            Some(bytes) => (4, usize::from(u16::from_be_bytes(*bytes))),
            None => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(bytes) => (10, usize::try_from(u64::from_be_bytes(*bytes))?),
            None => return Ok(None),
        },
        short => (2, usize::from(short)),
    };
    let end = header + length;
    Ok((input.len() >= end).then_some((header, end)))
}

/// Reads everything from every stream, and returns what each one got.
fn drain(mut poll: Poll, mut streams: Vec<TcpStream>, done: &AtomicBool) -> Result<Vec<Seen>> {
    let mut seen = vec![Seen::default(); streams.len()];
    let mut events = Events::with_capacity(256);
    let mut chunk = vec![0; 64 * 1024];
    loop {
        poll.poll(&mut events, Some(Duration::from_millis(200)))?;
        // What is on its way when the end is asked for is still read.
        if events.is_empty() && done.load(Ordering::Relaxed) {
            return Ok(seen);
        }
        for event in &events {
            let index = event.token().0;
            loop {
                match streams[index].read(&mut chunk) {
                    Ok(0) => bail!("the server closed a watcher"),
                    Ok(read) => seen[index].take(&chunk[..read])?,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).context("a watcher"),
                }
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_counted_and_gaps_are_seen() {
        let text = |seqs: &[u64]| {
            let hits: Vec<_> = seqs
                .iter()
                .map(|seq| format!("{{\"seq\":{seq}}}"))
                .collect();
            let payload = format!("{{\"hits\":[{}]}}", hits.join(","));
            let length = u8::try_from(payload.len()).unwrap();
            [&[0x81, length], payload.as_bytes()].concat()
        };
        let mut seen = Seen::default();
        let bytes = [text(&[1, 2]), vec![0x89, 0], text(&[3]), text(&[5])].concat();
        for piece in bytes.chunks(3) {
            seen.take(piece).unwrap();
        }
        assert_eq!((seen.hits, seen.last, seen.gaps, seen.frames), (4, 5, 1, 4));
    }
}
