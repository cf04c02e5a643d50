//! The words of Creel as types: endpoint, hit, reply, verdict outcome, frame.
//!
//! Everything that crosses a boundary (SQL row to JSON, JSON to page) is defined
//! here once, so that the server, the page and the command line cannot disagree.
//! The crate builds for `wasm32-unknown-unknown`, does no I/O and has no clock.
//!
//! Layout, in reading order:
//! - [`time`]: a moment in microseconds, written as RFC 3339
//! - [`endpoint`]: a capture URL and its settings
//! - [`hit`]: one captured request, as a row ([`HitSummary`]) and in full ([`Hit`])
//! - [`view`]: a body as it can be read
//! - [`head`]: reading a stored request head without changing it
//! - [`multipart`], [`media`]: the parts of a body; pictures by their first bytes
//! - [`compare`]: what differs between two hits
//! - [`frame`]: messages of the live websocket
//! - [`error`]: the one shape of an API error
//! - [`filter`]: the filter language

pub mod compare;
pub mod endpoint;
pub mod error;
pub mod filter;
pub mod frame;
pub mod head;
pub mod hit;
pub mod media;
pub mod multipart;
pub mod time;
pub mod view;

pub use endpoint::{Endpoint, EndpointChange, NewEndpoint, ReplyRule, Settings, Slug, Visibility};
pub use error::{ErrorBody, ErrorDetail};
pub use frame::Frame;
pub use hit::{
    Body, Connection, Framing, Header, Hit, HitChange, HitSummary, Outcome, Page, Pair, Reply,
    Timing,
};
pub use time::Timestamp;
pub use view::BodyView;
