//! Driving one connection from its first byte to its last.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use http::StatusCode;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::arrival::{Arrival, Arrived, Handover};
use crate::body::RequestBody;
use crate::head::Refusal;
use crate::limits::Limits;
use crate::recorder::{Protocol, Recorder};
use crate::stream::Stream;
use crate::{Peer, Service};

/// Receive windows of HTTP/2: what a peer may send that nobody has read yet.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;

/// Serves the requests of a connection until it ends, or `stop` asks for the end.
pub(crate) async fn drive<S: Service>(
    stream: Stream,
    peer: Peer,
    service: S,
    limits: Arc<Limits>,
    long_heads: Arc<Semaphore>,
    stop: CancellationToken,
) {
    let handover = Handover::default();
    let chose_http2 = stream.chose_http2();
    let mut recorder = Recorder::new(stream, handover.clone(), Arc::clone(&limits), long_heads);
    let protocol = if chose_http2 {
        recorder.expect_http2();
        Protocol::Http2
    } else {
        let first = tokio::select! {
            first = recorder.sniff() => first,
            () = stop.cancelled() => return,
        };
        match first {
            Ok(protocol) => protocol,
            Err(_) => return,
        }
    };
    let result = match protocol {
        Protocol::Http1 => drive_http1(recorder, peer, service, handover, limits, stop).await,
        Protocol::Http2 => drive_http2(recorder, peer, service, handover, limits, stop).await,
    };
    if let Err(error) = result {
        tracing::debug!(%error, "connection ended early");
    }
}

/// Lets hyper parse what the recorder lets through, and the service answer it.
pub(crate) async fn drive_http1<S: Service, I>(
    recorder: Recorder<I>,
    peer: Peer,
    service: S,
    handover: Handover,
    limits: Arc<Limits>,
    stop: CancellationToken,
) -> hyper::Result<()>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    builder
        .half_close(true)
        .header_read_timeout(None)
        .max_buf_size(limits.max_head + STREAM_WINDOW as usize);
    if limits.max_headers > 100 {
        builder.max_headers(limits.max_headers);
    }
    let grace = limits.shutdown_grace;
    let body_timeout = limits.body_timeout;
    // Borrowed: counting owners anew for each request is a good part of what recording costs.
    let (service, handover) = (&service, &handover);
    let serve = service_fn(move |request: http::Request<Incoming>| {
        let arrived = handover.take();
        async move {
            let arrival = match arrived {
                Some(Arrived::Request(arrival)) => arrival,
                Some(Arrived::Refused(refusal)) => return Ok(service.refuse(refusal)),
                // Cannot happen while hyper parses what the recorder hands out.
                None => return Ok(service.refuse(Refusal::Malformed("it was not recorded"))),
            };
            let request =
                request.map(|body| RequestBody::new(body, body_timeout, handover.clone()));
            let response = service.call(peer, arrival, request).await;
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                handover.set_upgraded();
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(
        builder
            .serve_connection(TokioIo::new(recorder), serve)
            .with_upgrades()
    );
    tokio::select! {
        biased;
        result = connection.as_mut() => result,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            timeout(grace, connection).await.unwrap_or(Ok(()))
        }
    }
}

async fn drive_http2<S: Service>(
    recorder: Recorder<Stream>,
    peer: Peer,
    service: S,
    handover: Handover,
    limits: Arc<Limits>,
    stop: CancellationToken,
) -> hyper::Result<()> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.max_streams)
        .max_header_list_size(u32::try_from(limits.max_head).unwrap_or(u32::MAX))
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(STREAM_WINDOW as usize)
        .keep_alive_interval(limits.idle_timeout / 2)
        .keep_alive_timeout(limits.head_timeout);
    let (grace, idle) = (limits.shutdown_grace, limits.idle_timeout);
    let active = Arc::new(AtomicUsize::new(0));
    let served = AtomicU32::new(0);
    let serve = service_fn(|request: http::Request<Incoming>| {
        let nth = served.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let (parts, body) = request.into_parts();
        let head = handover.take_head(&parts);
        let arrival = Arrival::from_http2(&parts, head, !body.is_end_stream(), nth);
        let too_many = parts.headers.len() > limits.max_headers;
        let body = RequestBody::new(body, limits.body_timeout, handover.clone());
        let service = service.clone();
        let busy = Busy::new(&active);
        async move {
            let response = if too_many {
                service.refuse(Refusal::TooLarge("too many header lines"))
            } else {
                let request = http::Request::from_parts(parts, body);
                service.call(peer, arrival, request).await
            };
            drop(busy);
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(recorder), serve));
    let mut seen = 0;
    loop {
        tokio::select! {
            biased;
            result = connection.as_mut() => return result,
            () = stop.cancelled() => break,
            () = sleep(idle) => {
                let now = served.load(Ordering::Relaxed);
                if active.load(Ordering::Relaxed) == 0 && now == seen {
                    break;
                }
                seen = now;
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    timeout(grace, connection).await.unwrap_or(Ok(()))
}

/// One request of an HTTP/2 connection being served.
struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn new(active: &Arc<AtomicUsize>) -> Self {
        active.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(active))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
