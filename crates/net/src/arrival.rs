//! What the recorder saw of a request, and the hand-over to the service call it belongs to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::head::Head;
use domain::{Framing, Timestamp};
use http::request::Parts;
use http::{HeaderMap, Version};
use tokio::time::Instant;

use crate::head::{HeadFacts, Place, Refusal};

/// Bytes of HTTP/2 heads that wait for their request. One read brings a few of them.
const MOST_WAITING: usize = 256 * 1024;

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
    pub fn at(&self, place: Place) -> &[u8] {
        place.within(&self.head)
    }

    /// The method as sent.
    #[must_use]
    pub fn method(&self) -> &[u8] {
        self.at(self.facts.method)
    }

    /// The raw request target.
    #[must_use]
    pub fn target(&self) -> &[u8] {
        self.at(self.facts.target)
    }

    /// `Host` or `:authority` as sent; empty when there was none.
    #[must_use]
    pub fn host(&self) -> &[u8] {
        self.facts.host.map_or(&[], |place| self.at(place))
    }

    /// The first request of a connection, which has just come; HTTP/2 in the form of
    /// [`domain::head`].
    ///
    /// # Errors
    /// [`Refusal`] when no connection would take such a head.
    pub fn of_head(head: Vec<u8>) -> Result<Self, Refusal> {
        let (version, facts) = if head.first() == Some(&b':') {
            let facts = find_facts(&head, Framing::Stream);
            if facts.method.is_empty() || facts.target.is_empty() || !head.ends_with(b"\r\n\r\n") {
                return Err(Refusal::Malformed("it has no method or no target"));
            }
            (Version::HTTP_2, facts)
        } else {
            let facts = crate::head::judge(&head, crate::head::MOST_HEADERS)?;
            let old = facts.minor == 0;
            (
                if old {
                    Version::HTTP_10
                } else {
                    Version::HTTP_11
                },
                facts,
            )
        };
        Ok(Self {
            head,
            facts,
            version,
            received_at: crate::clock::now(),
            began: Instant::now(),
            nth: 1,
        })
    }

    /// An HTTP/2 request: its head as it was read along, else as hyper tells it.
    pub(crate) fn from_http2(
        parts: &Parts,
        recorded: Option<Vec<u8>>,
        has_body: bool,
        nth: u32,
    ) -> Self {
        let head = recorded.unwrap_or_else(|| write_head(parts));
        let framing = if has_body {
            Framing::Stream
        } else {
            Framing::None
        };
        Self {
            facts: find_facts(&head, framing),
            head,
            version: Version::HTTP_2,
            received_at: crate::clock::now(),
            began: Instant::now(),
            nth,
        }
    }
}

/// The head of an HTTP/2 request in the form of [`domain::head`], from what hyper made of it.
fn write_head(parts: &Parts) -> Vec<u8> {
    let uri = &parts.uri;
    let mut head = Vec::with_capacity(512);
    let mut line = |name: &[u8], value: &[u8]| write_line(&mut head, name, value);
    line(b":method", parts.method.as_str().as_bytes());
    if let Some(scheme) = uri.scheme_str() {
        line(b":scheme", scheme.as_bytes());
    }
    if let Some(authority) = uri.authority() {
        line(b":authority", authority.as_str().as_bytes());
    }
    if let Some(path) = uri.path_and_query() {
        line(b":path", path.as_str().as_bytes());
    }
    for (name, value) in &parts.headers {
        line(name.as_ref(), value.as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn write_line(lines: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    lines.extend_from_slice(name);
    lines.extend_from_slice(b": ");
    lines.extend_from_slice(value);
    lines.extend_from_slice(b"\r\n");
}

/// Finds in an HTTP/2 head what [`head::judge`](crate::head) finds in others.
fn find_facts(head: &[u8], framing: Framing) -> HeadFacts {
    let nowhere = Place::new(0, 0);
    let (mut method, mut path, mut authority, mut host, mut content_type) =
        (nowhere, None, None, None, None);
    for (name, value) in Head::new(head).fields() {
        let place = Place::of(value, head);
        match name {
            b":method" => method = place,
            b":path" => path = Some(place),
            b":authority" => authority = Some(place),
            b"host" => {
                host.get_or_insert(place);
            }
            b"content-type" => {
                content_type.get_or_insert(place);
            }
            _ => {}
        }
    }
    HeadFacts {
        method,
        // CONNECT has no path; its target is the authority.
        target: path.or(authority).unwrap_or(nowhere),
        minor: 0,
        host: authority.or(host),
        content_type,
        framing,
        length: 0,
        upgrade: false,
        odd_target: false,
    }
}

/// Whether a head that was read along is that of this request.
fn fits(head: &[u8], parts: &Parts) -> bool {
    let says = |(name, value): (&[u8], &[u8])| match name {
        b":method" => value == parts.method.as_str().as_bytes(),
        b":path" => parts.uri.path_and_query().is_none_or(|path| {
            // A fragment has no business there; hyper drops it.
            let end = memchr::memchr(b'#', value).unwrap_or(value.len());
            value.get(..end) == Some(path.as_str().as_bytes())
        }),
        _ => true,
    };
    Head::new(head).fields().all(says) && has_fields(head, &parts.headers)
}

/// Whether lines that were read along hold these fields, repeats in the same order.
fn has_fields(lines: &[u8], fields: &HeaderMap) -> bool {
    let mut seen: Vec<(&[u8], usize)> = Vec::new();
    let mut count = 0;
    for (name, value) in Head::trailers(lines).fields() {
        if name.starts_with(b":") {
            continue;
        }
        count += 1;
        let nth = match seen.iter_mut().find(|(other, _)| *other == name) {
            Some((_, nth)) => {
                *nth += 1;
                *nth
            }
            None => {
                seen.push((name, 0));
                0
            }
        };
        let name = core::str::from_utf8(name).unwrap_or_default();
        let told = fields.get_all(name).iter().nth(nth);
        if told.is_none_or(|told| told.as_bytes().trim_ascii() != value.trim_ascii()) {
            return false;
        }
    }
    count == fields.len()
}

/// What the recorder hands over for each request that hyper is about to parse.
#[derive(Debug)]
pub(crate) enum Arrived {
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
pub(crate) struct Handover(Arc<Mutex<Slot>>);

#[derive(Debug, Default)]
struct Slot {
    arrived: Option<Arrived>,
    /// HTTP/2 heads that no request has taken yet, in the order they came.
    heads: VecDeque<Vec<u8>>,
    /// HTTP/2 trailer sections that no request has taken yet.
    sections: VecDeque<Vec<u8>>,
    trailers: Vec<u8>,
    upgraded: bool,
}

impl Handover {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn put(&self, arrived: Arrived) {
        let mut slot = self.slot();
        slot.arrived = Some(arrived);
        slot.trailers = Vec::new();
    }

    /// An HTTP/2 head or trailer section that was read along.
    pub(crate) fn put_block(&self, block: Vec<u8>) {
        let mut slot = self.slot();
        // Trailers have no pseudo-headers.
        if block.starts_with(b":") {
            hold(&mut slot.heads, block);
        } else {
            hold(&mut slot.sections, block);
        }
    }

    /// The head of this HTTP/2 request, if it was read along.
    pub(crate) fn take_head(&self, parts: &Parts) -> Option<Vec<u8>> {
        let mut slot = self.slot();
        let place = slot.heads.iter().position(|head| fits(head, parts));
        // Requests come in the order of their heads: what is before it was refused, and
        // when it is not there the track was lost.
        let stale = place.unwrap_or(slot.heads.len());
        slot.heads.drain(..stale);
        slot.heads.pop_front()
    }

    pub(crate) fn take(&self) -> Option<Arrived> {
        self.slot().arrived.take()
    }

    pub(crate) fn put_trailers(&self, trailers: Vec<u8>) {
        self.slot().trailers = trailers;
    }

    /// The trailer section of the request that was read to its end, as it was sent. `told` is
    /// what hyper made of it: on an HTTP/2 connection others may have come in between.
    pub(crate) fn take_trailers(&self, told: Option<&HeaderMap>) -> Vec<u8> {
        let mut slot = self.slot();
        let sent = core::mem::take(&mut slot.trailers);
        let Some(told) = told.filter(|_| sent.is_empty()) else {
            return sent;
        };
        let place = slot
            .sections
            .iter()
            .position(|lines| has_fields(lines, told));
        match place.and_then(|place| slot.sections.remove(place)) {
            Some(mut lines) => {
                // Without the empty line that ends a head.
                lines.truncate(lines.len().saturating_sub(2));
                lines
            }
            None => {
                let mut lines = Vec::new();
                for (name, value) in told {
                    write_line(&mut lines, name.as_ref(), value.as_bytes());
                }
                lines
            }
        }
    }

    /// From the next byte on, the connection speaks something else.
    pub(crate) fn set_upgraded(&self) {
        self.slot().upgraded = true;
    }

    pub(crate) fn is_upgraded(&self) -> bool {
        self.slot().upgraded
    }
}

/// Those of requests that were refused stay behind; the oldest go when there are too many.
fn hold(waiting: &mut VecDeque<Vec<u8>>, block: Vec<u8>) {
    waiting.push_back(block);
    while waiting.iter().map(Vec::len).sum::<usize>() > MOST_WAITING {
        waiting.pop_front();
    }
}
