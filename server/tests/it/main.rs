//! The server over real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has failed, which is what it is for"
)]

mod api;
mod api_access;
mod api_calls;
mod api_compare;
mod api_live;
mod api_secrets;
mod api_transfer;
mod capture_exact;
mod capture_limits;
mod capture_reply;
mod cli;
mod creel;
mod net_http1;
mod net_http2;
mod net_limits;
mod pages;
mod process;
mod tls;
mod wire;
