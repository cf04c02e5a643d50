//! What one connection, and all of them together, may use.

use std::time::Duration;

/// Limits of the listener and of each connection.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections; one more is answered 503 and closed.
    pub max_connections: usize,
    /// Bytes of a request head, request line and empty line included.
    pub max_head: usize,
    /// Unfinished heads of more than [`LONG_HEAD`] bytes at once, of all connections; one more is
    /// answered 503.
    pub max_long_heads: usize,
    /// Header lines of a request; at most [`crate::head::MOST_HEADERS`].
    pub max_headers: usize,
    /// From the first byte of a head to its last, and from connecting to the first byte.
    pub head_timeout: Duration,
    /// Between two requests of one connection.
    pub idle_timeout: Duration,
    /// In which the next [`BODY_WINDOW`] bytes of a body, or its end, must come.
    pub body_timeout: Duration,
    /// In which a peer that reads nothing must take something.
    pub write_timeout: Duration,
    /// From the stop signal until what is still open is cut.
    pub shutdown_grace: Duration,
    /// Requests at once on one HTTP/2 connection.
    pub max_streams: u32,
}

/// Bytes of an unfinished head that every connection may hold.
pub const LONG_HEAD: usize = 4 * 1024;

/// Bytes that must arrive in each [`Limits::body_timeout`].
pub const BODY_WINDOW: u64 = 16 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 10_000,
            max_head: 64 * 1024,
            max_long_heads: 1024,
            max_headers: 100,
            head_timeout: Duration::from_secs(15),
            idle_timeout: Duration::from_secs(75),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(60),
            shutdown_grace: Duration::from_secs(10),
            max_streams: 128,
        }
    }
}
