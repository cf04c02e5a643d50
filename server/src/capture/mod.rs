//! Capture: from a request on a capture address to a stored hit and its reply.
//!
//! The way of a hit, in reading order:
//! - [`route`]: is this a capture address, and whose
//! - [`endpoints`]: the endpoint, from memory
//! - [`rates`], and the [budget](crate::budget): whether there is room for it now
//! - [`draft`]: the body is received under a limit; a sender that hangs up leaves a hit too
//! - [`checker`](crate::checker): who sent it, and whether the signature holds
//! - [`reply`]: what the sender will get, chosen before storing so that it is part of the hit
//! - [`handler`]: all of it in order; the reply leaves only after the store has the hit
//! - [`direct`]: capture without a socket, for samples
//! - [`refuse`]: answers to what is not kept

mod direct;
mod draft;
pub mod endpoints;
mod handler;
mod ids;
pub mod rates;
mod received;
mod refuse;
mod reply;
pub mod route;

pub use direct::Direct;
pub use endpoints::EndpointCache;
pub use handler::{Capture, Counters};
pub use refuse::{of_no_address, refusal};
pub use route::is_capture;
