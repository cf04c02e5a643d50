//! The server.

pub mod ui;
