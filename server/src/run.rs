//! Starting and stopping.

use std::sync::Arc;
use std::time::Duration;

use store::{OpenError, Store, WriteError};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::hash_token;
use crate::budget::Budget;
use crate::capture::{Capture, EndpointCache};
use crate::checker::Checker;
use crate::clock;
use crate::config::{Secret, Settings};
use crate::dispatch::Dispatch;
use crate::live::Hub;
use crate::metrics;
use crate::net::{self, tls};
use crate::router::router;
use crate::state::{AppState, MAX_TRANSFERS};
use crate::vault::{Vault, VaultError};

/// How long a large answer waits for its share of memory.
const READING_WAIT: Duration = Duration::from_secs(10);

/// How long an export waits for its share until all others who wait have their turn. It asks again.
const EXPORTING_WAIT: Duration = Duration::from_secs(1);

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
    /// The key of saved secrets cannot be used.
    #[error("the key of saved secrets cannot be used: {0}")]
    Vault(#[from] VaultError),
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
    state: AppState,
    tls: Option<Acceptor>,
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
        let hub = Hub::new(clock::now());
        let fanned = hub.clone();
        let options = settings.store_options();
        let publish: store::Publish = Arc::new(move |change| {
            noted.note(change);
            fanned.publish(change);
        });
        let store = spawn_blocking(move || Store::open(options, publish)).await??;
        let key = settings.secret_key.as_ref().map(Secret::reveal);
        let vault = Vault::open(&settings.data, key)?;
        let tasks = TaskTracker::new();
        let checker = Checker::new(store.clone(), vault);
        let capture = Capture::new(
            &settings,
            store.clone(),
            checker.clone(),
            endpoints,
            tasks.clone(),
        );
        let budget = |wait| Budget::new(settings.capture.max_in_flight, wait);
        let (reading, exporting) = (budget(READING_WAIT), budget(EXPORTING_WAIT));
        let state = AppState {
            reading,
            exporting,
            admin_token: settings
                .admin_token
                .as_ref()
                .map(|token| hash_token(token.reveal())),
            public_origin: settings.public_url.as_deref().map(origin),
            settings: Arc::new(settings),
            store,
            checker,
            capture,
            hub,
            transfers: Arc::new(Semaphore::new(MAX_TRANSFERS)),
            shutdown: stop,
            tasks,
        };
        Ok(Self { state, tls })
    }

    /// The database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.state.store
    }

    /// Serves until the stop token, then lets what is open finish, and closes the database.
    ///
    /// # Errors
    /// [`RunError::Close`] when the database did not close in order.
    pub async fn run(self, listener: TcpListener) -> Result<(), RunError> {
        let Self { state, tls } = self;
        let AppState {
            settings,
            capture,
            store,
            tasks,
            shutdown: stop,
            ..
        } = state.clone();
        let housekeeping = capture.clone();
        let until = stop.clone();
        tasks.spawn(async move { housekeeping.housekeeping(until).await });
        let (hub, until) = (state.hub.clone(), stop.clone());
        tasks.spawn(async move { hub.pace(until).await });
        let counted = metrics::routes(state.clone(), capture.clone());
        let router = router(state).merge(counted);
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

/// Scheme, host and port of a URL, as browsers write an origin.
fn origin(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url).to_owned()
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
