//! The store against real files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod disk;
mod endpoints;
mod file;
mod hits;
mod limits;
mod model;
mod record;
mod setup;
