//! The server over real sockets.

mod net_http1;
mod net_http2;
mod net_limits;
mod wire;
