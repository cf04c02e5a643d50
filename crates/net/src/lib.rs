//! The listener and everything below a request: own accept loop, limits, TLS, and the
//! recorder that keeps each head as it came.
//!
//! [`serve`] takes a bound listener, a [`Service`] and a token that ends it. Layout:
//! - `accept`: connections in, one task each, more than allowed turned away
//! - [`recorder`]: request heads byte for byte, below hyper
//! - [`head`], `lines`, `chunks`: HTTP/1.x framing, strictly
//! - `http2`: HTTP/2 heads in the order they were sent
//! - [`arrival`]: what the recorder saw, handed to the service
//! - [`body`]: request bodies with a lowest speed
//! - [`clock`]: the wall clock, read here alone
//! - [`limits`]: all numbers

mod accept;
pub mod arrival;
pub mod body;
mod chunks;
pub mod clock;
mod closing;
mod connection;
pub mod head;
mod http2;
pub mod limits;
mod lines;
mod listen;
mod local;
mod patience;
pub mod recorder;
mod stream;
pub mod tls;

use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response};

pub use accept::serve;
pub use arrival::Arrival;
pub use body::{BodyError, RequestBody};
pub use chunks::BadChunk;
pub use head::Refusal;
pub use limits::Limits;
pub use listen::{ListenError, bind, raise_file_limit};
pub use local::{LocalAnswer, LocalError, send_locally};

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its address; the proxy's, when there is one.
    pub address: SocketAddr,
    /// TLS ended here.
    pub tls: bool,
}

/// What answers requests. Cloned for every request, so a clone must be cheap.
pub trait Service: Clone + Send + Sync + 'static {
    /// Body of the answers.
    type Body: hyper::body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>
        + Send
        + 'static;

    /// Answers a request.
    fn call(
        &self,
        peer: Peer,
        arrival: Arrival,
        request: Request<RequestBody>,
    ) -> impl Future<Output = Response<Self::Body>> + Send;

    /// The answer to a request that was refused for its head; the connection is closed after it.
    fn refuse(&self, refusal: Refusal) -> Response<Self::Body>;
}
