//! What a filter looks at.

use core::net::IpAddr;

use crate::hit::{HitSummary, Outcome};
use crate::time::Timestamp;

/// A hit as a filter sees it. `None` from [`head`](Subject::head) and [`body`](Subject::body) means
/// "not known here", which is not the same as empty.
pub trait Subject {
    /// When it came.
    fn received_at(&self) -> Timestamp;
    /// Method as sent.
    fn method(&self) -> &str;
    /// Target, raw or as text.
    fn target(&self) -> &[u8];
    /// Path below the endpoint, without the query: see [`path_below`].
    fn path(&self) -> &[u8];
    /// Sender's address.
    fn client_ip(&self) -> IpAddr;
    /// `Content-Type` as sent.
    fn content_type(&self) -> Option<&str>;
    /// Body bytes received.
    fn size(&self) -> u64;
    /// Status of the reply.
    fn status(&self) -> Option<u16>;
    /// Recognised sender.
    fn provider(&self) -> Option<&str>;
    /// Event name.
    fn event(&self) -> Option<&str>;
    /// Delivery id.
    fn delivery_id(&self) -> Option<&str>;
    /// Result of the signature check.
    fn verdict(&self) -> Option<Outcome>;
    /// The body was over the limit.
    fn truncated(&self) -> bool;
    /// The sender hung up.
    fn incomplete(&self) -> bool;
    /// Kept when old hits are dropped.
    fn pinned(&self) -> bool;
    /// Reader's remark.
    fn note(&self) -> Option<&str>;
    /// The head's bytes.
    fn head(&self) -> Option<&[u8]>;
    /// The body's bytes.
    fn body(&self) -> Option<&[u8]>;
}

/// The path of a target without query and without the first segment when that is one of the
/// endpoint's `names` (id, slug): what follows the capture URL, at least `/`.
#[must_use]
pub fn path_below<'a>(target: &'a [u8], names: &[&str]) -> &'a [u8] {
    let mut path = target;
    if path.first().is_some_and(|&b| b != b'/')
        && let Some(at) = memchr::memmem::find(path, b"://")
    {
        // Absolute form: scheme and authority come first.
        path = path.get(at + 3..).unwrap_or_default();
        path = memchr::memchr(b'/', path)
            .and_then(|slash| path.get(slash..))
            .unwrap_or(b"/");
    }
    if let Some(end) = memchr::memchr2(b'?', b'#', path) {
        path = path.get(..end).unwrap_or_default();
    }
    for name in names {
        let below = path
            .strip_prefix(b"/")
            .and_then(|rest| rest.strip_prefix(name.as_bytes()));
        match below {
            Some([]) => return b"/",
            Some(rest @ [b'/', ..]) => return rest,
            _ => {}
        }
    }
    path
}

/// A hit known by its row, with head and body when they are at hand.
#[derive(Clone, Copy, Debug)]
pub struct Summary<'a> {
    /// The row.
    pub hit: &'a HitSummary,
    /// Id and slug of its endpoint.
    pub names: &'a [&'a str],
    /// The head's bytes.
    pub head: Option<&'a [u8]>,
    /// The body's bytes.
    pub body: Option<&'a [u8]>,
}

impl Subject for Summary<'_> {
    fn received_at(&self) -> Timestamp {
        self.hit.received_at
    }

    fn method(&self) -> &str {
        &self.hit.method
    }

    fn target(&self) -> &[u8] {
        self.hit.target.as_bytes()
    }

    fn path(&self) -> &[u8] {
        path_below(self.hit.target.as_bytes(), self.names)
    }

    fn client_ip(&self) -> IpAddr {
        self.hit.client_ip
    }

    fn content_type(&self) -> Option<&str> {
        self.hit.content_type.as_deref()
    }

    fn size(&self) -> u64 {
        self.hit.size
    }

    fn status(&self) -> Option<u16> {
        self.hit.status
    }

    fn provider(&self) -> Option<&str> {
        self.hit.provider.as_deref()
    }

    fn event(&self) -> Option<&str> {
        self.hit.event.as_deref()
    }

    fn delivery_id(&self) -> Option<&str> {
        self.hit.delivery_id.as_deref()
    }

    fn verdict(&self) -> Option<Outcome> {
        self.hit.verdict
    }

    fn truncated(&self) -> bool {
        self.hit.truncated
    }

    fn incomplete(&self) -> bool {
        self.hit.incomplete
    }

    fn pinned(&self) -> bool {
        self.hit.pinned
    }

    fn note(&self) -> Option<&str> {
        self.hit.note.as_deref()
    }

    fn head(&self) -> Option<&[u8]> {
        self.head
    }

    fn body(&self) -> Option<&[u8]> {
        self.body
    }
}
