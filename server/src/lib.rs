//! The `creel` server.
//!
//! Layout, in reading order:
//! - [`cli`], [`config`], [`log`]: from the command line to [`config::Settings`]
//! - [`run`](mod@run): opening everything, serving, stopping
//! - [`net`]: connections, limits, TLS, and request heads byte for byte (a crate of its own)
//! - [`sender`]: who is behind the trusted proxies
//! - [`dispatch`]: capture, or the router
//! - [`capture`]: from a request to a stored hit and its reply
//! - [`checker`], [`vault`], [`recheck`]: signatures, and the secrets saved for them
//! - [`live`]: from the writer to the watchers
//! - [`budget`]: the memory of what is received and what is read
//! - [`router`], [`state`]: every other route, and what handlers share
//! - [`access`], [`auth`], [`extract`], [`error`]: who may, and how refusals look
//! - [`api`], [`export`], [`decode`]: the JSON API and other forms of a hit
//! - [`ui`]: the page
//! - [`metrics`]: counters for Prometheus
// The types of rendered views nest as deep as the page does.
#![recursion_limit = "512"]

pub mod access;
pub mod api;
pub mod auth;
pub mod budget;
pub mod capture;
pub mod checker;
pub mod cli;
pub mod config;
pub mod dispatch;
pub mod error;
pub mod export;
pub mod extract;
pub mod live;
pub mod log;
pub mod metrics;
pub mod recheck;
pub mod router;
pub mod run;
pub mod sender;
pub mod state;
pub mod ui;
pub mod vault;

pub use decode;
pub use net::{self, clock};
pub use run::run;
