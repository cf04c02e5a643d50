//! What every handler shares. Cheap to clone.

use std::sync::Arc;

use store::Store;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::TokenHash;
use crate::budget::Budget;
use crate::capture::Capture;
use crate::checker::Checker;
use crate::config::Settings;
use crate::live::Hub;

/// Exports and imports at once: each holds a hit or two in memory.
pub const MAX_TRANSFERS: usize = 8;

/// Shared parts of the server.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Settings as read at the start.
    pub settings: Arc<Settings>,
    /// The database.
    pub store: Store,
    /// Signature checks.
    pub checker: Checker,
    /// Capture, for hits that begin in this process.
    pub capture: Capture,
    /// Live views.
    pub hub: Hub,
    /// Exports and imports that may run at once.
    pub transfers: Arc<Semaphore>,
    /// The memory of hits being read.
    pub reading: Budget,
    /// That of hits being exported. Not the same: an export may wait for as long as its reader is slow, and
    /// whoever waits for much keeps what is free from those who want little.
    pub exporting: Budget,
    /// Cancelled once, when the server begins to stop.
    pub shutdown: CancellationToken,
    /// Tasks that outlive the request that started them; joined at the end.
    pub tasks: TaskTracker,
    /// Hash of the admin token, when there is one.
    pub admin_token: Option<TokenHash>,
    /// Scheme, host and port of the public URL, when one is set: what browsers send as `Origin`.
    pub public_origin: Option<String>,
}
