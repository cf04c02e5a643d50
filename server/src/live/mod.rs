//! Live view: committed changes to watchers, by websocket or server-sent events.
//!
//! [`hub`] fans out, [`watch`] joins the backlog and the live stream of one watcher into
//! one ordered sequence, [`socket`] and [`events`] put that on the wire.

pub mod events;
mod frame;
pub mod hub;
pub mod socket;
mod watch;

pub use hub::Hub;
