//! A hit on its way in and as it is read back.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use domain::{Connection, HitSummary, Outcome, Reply, Timestamp, Timing};
use uuid::Uuid;

use crate::key::len;

/// The HTTP version of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// `HTTP/1.0`
    Http10,
    /// `HTTP/1.1`
    #[default]
    Http11,
    /// `HTTP/2`
    Http2,
}

impl Version {
    /// As written in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http10 => "HTTP/1.0",
            Self::Http11 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
        }
    }

    /// Reads [`Version::as_str`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Http10, Self::Http11, Self::Http2]
            .into_iter()
            .find(|version| version.as_str() == text)
    }

    /// As stored: ten times the version.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Http10 => 10,
            Self::Http11 => 11,
            Self::Http2 => 20,
        }
    }

    /// Reads [`Version::number`].
    pub(crate) const fn from_number(number: i64) -> Option<Self> {
        match number {
            10 => Some(Self::Http10),
            11 => Some(Self::Http11),
            20 => Some(Self::Http2),
            _ => None,
        }
    }
}

/// How the sender spoke to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain.
    #[default]
    Http,
    /// TLS, ended here or at a trusted proxy.
    Https,
}

impl Scheme {
    /// As written in JSON and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// Reads [`Scheme::as_str`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "http" => Some(Self::Http),
            "https" => Some(Self::Https),
            _ => None,
        }
    }
}

/// A request as it came in, ready to be stored. Only the number is missing: the writer gives it.
#[derive(Clone, Debug)]
pub struct NewHit {
    /// Number of the endpoint's row.
    pub endpoint: i64,
    /// Unique id (UUID v7), made by the caller.
    pub id: Uuid,
    /// When the first byte came.
    pub received_at: Timestamp,
    /// Method as sent.
    pub method: String,
    /// Raw request target.
    pub target: Vec<u8>,
    /// HTTP version.
    pub version: Version,
    /// Scheme the sender used.
    pub scheme: Scheme,
    /// `Host` header or `:authority`; empty when neither was sent.
    pub host: String,
    /// Other end of the connection.
    pub peer: SocketAddr,
    /// Sender's address, behind the trusted proxies.
    pub client_ip: IpAddr,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// The head's bytes, see [`domain::head`].
    pub head: Bytes,
    /// Trailer lines as they came.
    pub trailers: Bytes,
    /// Body bytes kept.
    pub body: Bytes,
    /// Body bytes received, before a cut.
    pub size: u64,
    /// The body was over the limit.
    pub truncated: bool,
    /// The sender hung up before the end.
    pub incomplete: bool,
    /// Recognised sender.
    pub provider: Option<String>,
    /// Event name.
    pub event: Option<String>,
    /// Delivery id given by the sender.
    pub delivery_id: Option<String>,
    /// Result of the signature check.
    pub verdict: Option<Outcome>,
    /// All verdicts in full, as a JSON array.
    pub verdicts: Option<Vec<u8>>,
    /// What the sender gets.
    pub reply: Reply,
    /// How long things took.
    pub timing: Timing,
    /// How it came in.
    pub connection: Connection,
}

impl NewHit {
    /// Bytes that count against the limits: head, trailers and body.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.head.len() as u64 + self.trailers.len() as u64 + self.body.len() as u64
    }

    /// The row of the list, once the number is known.
    #[must_use]
    pub fn into_summary(self, seq: u64) -> HitSummary {
        HitSummary {
            seq,
            id: self.id,
            received_at: self.received_at,
            method: self.method,
            target: lossy(self.target),
            client_ip: self.client_ip,
            content_type: self.content_type,
            size: self.size,
            status: self.reply.status,
            provider: self.provider,
            event: self.event,
            delivery_id: self.delivery_id,
            verdict: self.verdict,
            truncated: self.truncated,
            incomplete: self.incomplete,
            pinned: false,
            note: None,
        }
    }
}

/// Text of bytes, without a copy when they are UTF-8.
pub(crate) fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Answer to a stored hit: it is on disk (as far as [`Durability`](crate::Durability) promises).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Number within its endpoint.
    pub seq: u64,
    /// The id that was given.
    pub id: Uuid,
}

/// A hit as stored: everything [`NewHit`] brought, and what was added since.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredHit {
    /// The row of the list; `target` is a view of the raw one below.
    pub summary: HitSummary,
    /// Raw request target.
    pub target: Vec<u8>,
    /// HTTP version.
    pub version: Version,
    /// Scheme the sender used.
    pub scheme: Scheme,
    /// `Host` header or `:authority`.
    pub host: String,
    /// Other end of the connection.
    pub peer: SocketAddr,
    /// The head's bytes.
    pub head: Vec<u8>,
    /// Trailer lines as they came.
    pub trailers: Vec<u8>,
    /// Body bytes kept.
    pub body: Vec<u8>,
    /// All verdicts in full, as a JSON array.
    pub verdicts: Option<Vec<u8>>,
    /// What the sender got.
    pub reply: Reply,
    /// How long things took.
    pub timing: Timing,
    /// How it came in.
    pub connection: Connection,
}

impl StoredHit {
    /// Number within its endpoint.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.summary.seq
    }

    /// Bytes that count against the limits: head, trailers and body.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        len(self.head.as_slice()) + len(self.trailers.as_slice()) + len(self.body.as_slice())
    }
}

/// Names one hit of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By number.
    Seq(u64),
    /// The newest that is kept.
    Latest,
}
