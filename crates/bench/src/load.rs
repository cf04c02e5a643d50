//! The load generator: one thread, many connections, each sending its next
//! request as soon as the last one was answered.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::http;
use crate::target::Server;

/// What to send, where to, and for how long.
pub(crate) struct Load<'a> {
    pub(crate) server: &'a Server,
    pub(crate) connections: usize,
    /// Sent in turn, so that many addresses get the same share.
    pub(crate) requests: &'a [Vec<u8>],
    pub(crate) measured: Duration,
}

/// What came of it.
pub(crate) struct Outcome {
    /// Requests answered with 2xx while measuring.
    pub(crate) answered: u64,
    /// Requests answered with anything else while measuring.
    pub(crate) refused: u64,
    /// One of the statuses that were not 2xx.
    pub(crate) refusal: Option<u16>,
    pub(crate) took: Duration,
    /// Time on the processors that the server took while measuring, where the system tells it.
    pub(crate) busy: Option<Duration>,
    /// Microseconds from the first byte sent to the last byte received.
    pub(crate) latency: Histogram<u64>,
}

impl Outcome {
    /// Answered requests per second.
    pub(crate) fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let answered = self.answered as f64;
        answered / self.took.as_secs_f64()
    }

    /// Microseconds on the processors that the server took for each request.
    pub(crate) fn cost(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let requests = (self.answered + self.refused) as f64;
        Some(self.busy?.as_secs_f64() * 1e6 / requests)
    }
}

struct Connection {
    stream: TcpStream,
    /// Which request is under way, how much of it is sent, and since when.
    request: usize,
    sent: usize,
    since: Instant,
    /// What has arrived of the response.
    input: Vec<u8>,
}

impl Load<'_> {
    /// Runs a tenth of the time as warm-up, then measures.
    pub(crate) fn run(&self) -> Result<Outcome> {
        let mut poll = Poll::new()?;
        let mut connections = self.connect(&poll)?;
        let start = Instant::now();
        let measuring_from = start + self.measured / 10;
        let until = measuring_from + self.measured;
        let mut outcome = Outcome {
            answered: 0,
            refused: 0,
            refusal: None,
            took: self.measured,
            busy: None,
            latency: Histogram::new_with_bounds(1, 60_000_000, 3).context("histogram")?,
        };
        let mut events = Events::with_capacity(1024);
        let mut next = connections.len();
        let mut chunk = vec![0; 64 * 1024];
        let mut busy = None;
        loop {
            let now = Instant::now();
            if now >= measuring_from && busy.is_none() {
                busy = Some(self.server.busy());
            }
            if now >= until {
                let begun = busy.flatten();
                outcome.busy = self
                    .server
                    .busy()
                    .zip(begun)
                    .map(|(end, begun)| end - begun);
                return Ok(outcome);
            }
            poll.poll(&mut events, Some(until - now))?;
            for event in &events {
                let connection = &mut connections[event.token().0];
                connection.send(self.requests)?;
                while let Some(status) = connection.receive(&mut chunk)? {
                    let now = Instant::now();
                    if now >= measuring_from && now < until {
                        outcome.count(status, now - connection.since);
                    }
                    connection.begin(next % self.requests.len(), now);
                    next += 1;
                    connection.send(self.requests)?;
                }
            }
        }
    }

    /// Opens all connections before the clock starts.
    fn connect(&self, poll: &Poll) -> Result<Vec<Connection>> {
        let mut connections = Vec::with_capacity(self.connections);
        for index in 0..self.connections {
            let stream = std::net::TcpStream::connect(self.server.address).context("connect")?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry()
                .register(&mut stream, Token(index), interest)?;
            connections.push(Connection {
                stream,
                request: index % self.requests.len(),
                sent: 0,
                since: Instant::now(),
                input: Vec::new(),
            });
        }
        Ok(connections)
    }
}

impl Outcome {
    fn count(&mut self, status: u16, took: Duration) {
        if (200..300).contains(&status) {
            self.answered += 1;
        } else {
            self.refused += 1;
            self.refusal = Some(status);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.latency.saturating_record(micros);
    }
}

impl Connection {
    fn begin(&mut self, request: usize, now: Instant) {
        self.request = request;
        self.sent = 0;
        self.since = now;
    }

    /// Sends as much as the socket takes.
    fn send(&mut self, requests: &[Vec<u8>]) -> Result<()> {
        let request = &requests[self.request];
        while self.sent < request.len() {
            match self.stream.write(&request[self.sent..]) {
                Ok(sent) => self.sent += sent,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("sending"),
            }
        }
        Ok(())
    }

    /// Reads until a response is complete and returns its status, or until
    /// nothing more is there.
    fn receive(&mut self, chunk: &mut [u8]) -> Result<Option<u16>> {
        loop {
            match self.stream.read(chunk) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => self.input.extend_from_slice(&chunk[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).context("receiving"),
            }
            if let Some(response) = http::response(&self.input)? {
                self.input.drain(..response.length);
                return Ok(Some(response.status));
            }
        }
    }
}
