//! The `creel` server.

pub mod clock;
pub mod net;
pub mod ui;
