//! Starting and stopping.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use store::{OpenError, Store, WriteError};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::capture::{Capture, EndpointCache};
use crate::config::Settings;
use crate::dispatch::Dispatch;
use crate::net::{self, tls};

/// How long tasks that outlive their request may take at the end.
const LAST_TASKS: Duration = Duration::from_secs(5);

/// Why a server cannot start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database could not be closed in order; what was acknowledged is safe all the same.
    #[error("the database was not closed in order: {0}")]
    Close(#[from] WriteError),
    /// The thread that opens the database died.
    #[error("the database could not be opened: {0}")]
    Thread(#[from] tokio::task::JoinError),
}

/// A server that has its database and is ready to serve.
#[derive(Debug)]
pub struct Server {
    settings: Arc<Settings>,
    store: Store,
    capture: Capture,
    tls: Option<Acceptor>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A TLS acceptor that can be printed.
struct Acceptor(TlsAcceptor);

impl std::fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Acceptor")
    }
}

impl Server {
    /// Opens everything. `stop` ends the server once it runs.
    ///
    /// # Errors
    /// [`RunError`]: one sentence for the operator.
    pub async fn open(settings: Settings, stop: CancellationToken) -> Result<Self, RunError> {
        let tls = match &settings.tls {
            Some((cert, key)) => Some(Acceptor(tls::acceptor(cert, key)?)),
            None => None,
        };
        let endpoints = EndpointCache::default();
        let noted = endpoints.clone();
        let options = settings.store_options();
        let publish: store::Publish = Arc::new(move |change| noted.note(change));
        let store = spawn_blocking(move || Store::open(options, publish)).await??;
        let tasks = TaskTracker::new();
        let capture = Capture::new(&settings, store.clone(), endpoints, tasks.clone());
        Ok(Self {
            settings: Arc::new(settings),
            store,
            capture,
            tls,
            tasks,
            stop,
        })
    }

    /// The database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Serves until the stop token, then lets what is open finish, and closes the database.
    ///
    /// # Errors
    /// [`RunError::Close`] when the database did not close in order.
    pub async fn run(self, listener: TcpListener) -> Result<(), RunError> {
        let Self {
            settings,
            store,
            capture,
            tls,
            tasks,
            stop,
        } = self;
        let housekeeping = capture.clone();
        let until = stop.clone();
        tasks.spawn(async move { housekeeping.housekeeping(until).await });
        let router = Router::new().route("/livez", axum::routing::get(|| async { "ok\n" }));
        let dispatch = Dispatch::new(capture, router, Arc::clone(&settings));
        let limits = Arc::new(settings.net.clone());
        net::serve(
            listener,
            tls.map(|acceptor| acceptor.0),
            dispatch,
            limits,
            stop,
        )
        .await;
        tasks.close();
        if timeout(LAST_TASKS, tasks.wait()).await.is_err() {
            tracing::warn!("some tasks did not end in time");
        }
        store.close().await?;
        Ok(())
    }
}

/// Opens and runs a server on `listener` until `stop`.
///
/// # Errors
/// [`RunError`] when it cannot start or did not end well.
pub async fn run(
    listener: TcpListener,
    settings: Settings,
    stop: CancellationToken,
) -> Result<(), RunError> {
    Server::open(settings, stop).await?.run(listener).await
}

/// Cancels `stop` at the first signal to end; at the second the process ends at once.
pub async fn stop_on_signal(stop: CancellationToken) {
    signal().await;
    tracing::info!("stopping");
    stop.cancel();
    signal().await;
    tracing::warn!("stopping at once");
    std::process::exit(1);
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => {
            if result.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
