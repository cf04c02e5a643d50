//! The `creel` server.
//!
//! Layout, in reading order:
//! - [`cli`], [`config`], [`log`]: from the command line to [`config::Settings`]
//! - [`run`](mod@run): opening everything, serving, stopping
//! - [`net`]: connections, limits, TLS, and request heads byte for byte
//! - [`dispatch`]: capture, or the router
//! - [`capture`]: from a request to a stored hit and its reply
//! - [`ui`]: the page

pub mod capture;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dispatch;
pub mod log;
pub mod net;
pub mod run;
pub mod ui;

pub use run::run;
