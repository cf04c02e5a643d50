//! The store against real files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod endpoints;
mod hits;
mod limits;
mod record;
mod setup;
