//! A client that writes bytes and reads answers, and the servers it talks to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use server::net::{Arrival, Limits, Peer, Refusal, RequestBody, Service, bind, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// No test waits longer than this for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One raw connection.
pub(crate) struct Wire(pub(crate) TcpStream);

/// An answer as it was on the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (n, value) = line.split_once(':')?;
            n.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Wire {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Says that nothing more will be sent, and still listens.
    pub(crate) async fn half_close(&mut self) {
        self.0.shutdown().await.unwrap();
    }

    /// Reads one answer; `None` when the connection ends before it begins.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        self.answer_to("").await
    }

    /// The same, for what takes longer than usual.
    pub(crate) async fn answer_within(&mut self, patience: Duration) -> Option<Answer> {
        timeout(patience, self.0.readable())
            .await
            .expect("an answer in time")
            .unwrap();
        self.answer().await
    }

    /// The same, knowing the method: an answer to HEAD has no body.
    pub(crate) async fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match timeout(PATIENCE, self.0.read_u8())
                .await
                .expect("an answer in time")
            {
                Ok(byte) => head.push(byte),
                Err(_) if head.is_empty() => return None,
                Err(error) => panic!("the answer broke off: {error}"),
            }
        }
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |value| value.parse().unwrap());
        if method != "HEAD" {
            answer.body = vec![0; length];
            timeout(PATIENCE, self.0.read_exact(&mut answer.body))
                .await
                .unwrap()
                .unwrap();
        }
        Some(answer)
    }

    /// Waits for the other side to close, and returns what it said before.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        timeout(PATIENCE, self.0.read_to_end(&mut rest))
            .await
            .expect("an end in time")
            .unwrap();
        rest
    }
}

/// Answers with what arrived: `head|body|trailers`.
#[derive(Clone)]
pub(crate) struct Mirror;

impl Service for Mirror {
    type Body = Full<Bytes>;

    async fn call(
        &self,
        _peer: Peer,
        arrival: Arrival,
        request: Request<RequestBody>,
    ) -> Response<Self::Body> {
        let target = request.uri().to_string();
        let mut body = request.into_body();
        let mut received = Vec::new();
        let mut told = None;
        let mut broke = None;
        while let Some(frame) = body.frame().await {
            match frame.map(hyper::body::Frame::into_data) {
                Ok(Ok(data)) => received.extend_from_slice(&data),
                Ok(Err(frame)) => told = frame.into_trailers().ok(),
                Err(error) => {
                    broke = Some(error.to_string());
                    break;
                }
            }
        }
        let trailers = body.take_trailers(told.as_ref());
        let answer = [&arrival.head[..], b"|", &received, b"|", &trailers].concat();
        Response::builder()
            .status(if broke.is_some() { 400 } else { 200 })
            .header("x-nth", arrival.nth)
            .header("x-framing", format!("{:?}", arrival.facts.framing))
            .header("x-version", format!("{:?}", arrival.version))
            .header("x-uri", target)
            .header("x-broke", broke.unwrap_or_default())
            .body(Full::from(answer))
            .unwrap()
    }

    fn refuse(&self, refusal: Refusal) -> Response<Self::Body> {
        let response = Response::builder().status(refusal.status());
        response.body(Full::from(refusal.code())).unwrap()
    }
}

/// A running [`Mirror`].
pub(crate) struct MirrorServer {
    pub(crate) address: SocketAddr,
    pub(crate) stop: CancellationToken,
    pub(crate) done: JoinHandle<()>,
}

impl MirrorServer {
    pub(crate) fn start(limits: Limits) -> Self {
        Self::start_tls(limits, None)
    }

    pub(crate) fn start_tls(limits: Limits, tls: Option<TlsAcceptor>) -> Self {
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let done = tokio::spawn(serve(listener, tls, Mirror, Arc::new(limits), stop.clone()));
        Self {
            address,
            stop,
            done,
        }
    }

    pub(crate) async fn connect(&self) -> Wire {
        Wire::connect(self.address).await
    }
}
