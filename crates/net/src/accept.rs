//! Taking connections in.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::drive;
use crate::limits::Limits;
use crate::stream::Stream;
use crate::{Peer, Service};

/// Pause after the system refused to give us a connection (no file descriptors, say).
const BREATHER: Duration = Duration::from_millis(50);

/// Connections being turned away at once; what comes on top is closed without a word.
const TURNED_AWAY: usize = 64;

/// How long a connection that is turned away may take.
const GOODBYE: Duration = Duration::from_secs(1);

const TOO_MANY: &str = concat!(
    "HTTP/1.1 503 Service Unavailable\r\n",
    "content-type: application/json\r\n",
    "cache-control: no-store\r\n",
    "retry-after: 1\r\n",
    "connection: close\r\n",
    "content-length: 100\r\n\r\n",
    r#"{"error":{"code":"too_many_connections","message":"Too many connections are open. Try again soon."}}"#,
);

/// Serves connections from `listener` until `stop`, then stops accepting, lets what is
/// being answered finish within [`Limits::shutdown_grace`], and returns.
pub async fn serve<S: Service>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    service: S,
    limits: Arc<Limits>,
    stop: CancellationToken,
) {
    let open = Arc::new(Semaphore::new(limits.max_connections));
    let long_heads = Arc::new(Semaphore::new(limits.max_long_heads));
    let leaving = Arc::new(Semaphore::new(TURNED_AWAY));
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if concerns_one_connection(&error) => continue,
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections");
                sleep(BREATHER).await;
                continue;
            }
        };
        if let Ok(counted) = Arc::clone(&open).try_acquire_owned() {
            let (tls, service, limits) = (tls.clone(), service.clone(), Arc::clone(&limits));
            let peer = Peer {
                address,
                tls: tls.is_some(),
            };
            let stop = stop.child_token();
            let long_heads = Arc::clone(&long_heads);
            tasks.spawn(async move {
                if let Some(stream) = prepare(stream, tls, counted, &limits).await {
                    drive(stream, peer, service, limits, long_heads, stop).await;
                }
            });
        } else if tls.is_none()
            && let Ok(counted) = Arc::clone(&leaving).try_acquire_owned()
        {
            tasks.spawn(turn_away(stream, counted));
        }
    }
    drop(listener);
    tasks.close();
    if timeout(limits.shutdown_grace + BREATHER, tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!("cut connections that did not finish in time");
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// Sets the socket up and ends TLS; `None` when the peer does not manage its part in time.
async fn prepare(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    counted: OwnedSemaphorePermit,
    limits: &Limits,
) -> Option<Stream> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a socket could not be set up");
        return None;
    }
    let Some(tls) = tls else {
        return Some(Stream::plain(stream, counted));
    };
    match timeout(limits.head_timeout, tls.accept(stream)).await {
        Ok(Ok(stream)) => Some(Stream::tls(stream, counted)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        Err(_) => None,
    }
}

/// Says that there is no room, and closes without destroying the answer.
async fn turn_away(mut stream: TcpStream, _counted: OwnedSemaphorePermit) {
    let goodbye = async {
        stream.write_all(TOO_MANY.as_bytes()).await?;
        stream.shutdown().await?;
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        io::Result::Ok(())
    };
    if !matches!(timeout(GOODBYE, goodbye).await, Ok(Ok(()))) {
        tracing::debug!("a connection over the limit was cut");
    }
}
