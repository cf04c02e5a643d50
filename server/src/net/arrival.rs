//! What the recorder saw of a request, and the hand-over to the service call it belongs to.

use core::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Framing, Timestamp};
use http::Version;
use http::request::Parts;
use tokio::time::Instant;

use super::head::{HeadFacts, Refusal};

/// A request as it came: its head byte for byte, and the facts around it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The head; for HTTP/2 as described in [`domain::head`].
    pub head: Vec<u8>,
    /// Where things are in `head`.
    pub facts: HeadFacts,
    /// HTTP version.
    pub version: Version,
    /// When the first byte came.
    pub received_at: Timestamp,
    /// The same moment on the clock that never jumps.
    pub began: Instant,
    /// 1 for the first request on the connection.
    pub nth: u32,
}

impl Arrival {
    /// The bytes at a place of the head.
    #[must_use]
    pub fn at(&self, place: &Range<usize>) -> &[u8] {
        self.head.get(place.clone()).unwrap_or_default()
    }

    /// The method as sent.
    #[must_use]
    pub fn method(&self) -> &[u8] {
        self.at(&self.facts.method)
    }

    /// The raw request target.
    #[must_use]
    pub fn target(&self) -> &[u8] {
        self.at(&self.facts.target)
    }

    /// `Host` or `:authority` as sent; empty when there was none.
    #[must_use]
    pub fn host(&self) -> &[u8] {
        self.facts.host.as_ref().map_or(&[], |place| self.at(place))
    }

    /// A GET with a host and a target.
    #[cfg(test)]
    pub(crate) fn for_test(host: &str, target: &str) -> Self {
        let head = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
        Self {
            facts: super::head::judge(&head, 100).unwrap(),
            head,
            version: Version::HTTP_11,
            received_at: Timestamp(0),
            began: Instant::now(),
            nth: 1,
        }
    }

    /// Writes down an HTTP/2 request, which has no head of bytes that could be kept.
    pub(super) fn from_http2(parts: &Parts, has_body: bool, nth: u32) -> Self {
        let mut head = Vec::with_capacity(512);
        let mut line = |name: &[u8], value: &[u8]| {
            head.extend_from_slice(name);
            head.extend_from_slice(b": ");
            let start = head.len();
            head.extend_from_slice(value);
            let place = start..head.len();
            head.extend_from_slice(b"\r\n");
            place
        };
        let uri = &parts.uri;
        let method = line(b":method", parts.method.as_str().as_bytes());
        if let Some(scheme) = uri.scheme_str() {
            line(b":scheme", scheme.as_bytes());
        }
        let mut host = uri
            .authority()
            .map(|name| line(b":authority", name.as_str().as_bytes()));
        let target = match (uri.path_and_query(), &host) {
            (Some(path), _) => line(b":path", path.as_str().as_bytes()),
            (None, Some(authority)) => authority.clone(),
            (None, None) => 0..0,
        };
        let mut content_type = None;
        for (name, value) in &parts.headers {
            let place = line(name.as_str().as_bytes(), value.as_bytes());
            if name == http::header::HOST {
                host.get_or_insert(place);
            } else if name == http::header::CONTENT_TYPE {
                content_type.get_or_insert(place);
            }
        }
        head.extend_from_slice(b"\r\n");
        let facts = HeadFacts {
            method,
            target,
            minor: 0,
            host,
            content_type,
            framing: if has_body {
                Framing::Stream
            } else {
                Framing::None
            },
            length: 0,
            upgrade: false,
            odd_target: false,
        };
        Self {
            head,
            facts,
            version: Version::HTTP_2,
            received_at: crate::clock::now(),
            began: Instant::now(),
            nth,
        }
    }
}

/// What the recorder hands over for each request that hyper is about to parse.
#[derive(Debug)]
pub(super) enum Arrived {
    /// A request to serve.
    Request(Arrival),
    /// Hyper sees a stand-in; the answer is this refusal.
    Refused(Refusal),
}

/// Connects the recorder with the service of the same connection.
///
/// One request at a time: the recorder hands out no byte of a request before the one
/// ahead of it has been answered. Both sides run on one task, so the lock is never
/// waited for, and it is held for single moves only.
#[derive(Clone, Debug, Default)]
pub(super) struct Handover(Arc<Mutex<Slot>>);

#[derive(Debug, Default)]
struct Slot {
    arrived: Option<Arrived>,
    trailers: Vec<u8>,
    upgraded: bool,
}

impl Handover {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, arrived: Arrived) {
        let mut slot = self.slot();
        slot.arrived = Some(arrived);
        slot.trailers = Vec::new();
    }

    pub(super) fn take(&self) -> Option<Arrived> {
        self.slot().arrived.take()
    }

    pub(super) fn put_trailers(&self, trailers: Vec<u8>) {
        self.slot().trailers = trailers;
    }

    pub(super) fn take_trailers(&self) -> Vec<u8> {
        core::mem::take(&mut self.slot().trailers)
    }

    /// From the next byte on, the connection speaks something else.
    pub(super) fn set_upgraded(&self) {
        self.slot().upgraded = true;
    }

    pub(super) fn is_upgraded(&self) -> bool {
        self.slot().upgraded
    }
}
