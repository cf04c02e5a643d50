//! Hits: one captured HTTP request each.

mod wire;

use core::fmt;
use core::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::endpoint::present;
use crate::time::Timestamp;

/// Result of a signature check, as listed and filtered. The full verdict is in [`Hit::verdicts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The signature covers these bytes and matches.
    Verified,
    /// The sender knows a shared token; nothing is signed.
    Authenticated,
    /// A signature is there and does not match.
    Failed,
    /// No signature in this hit.
    Unsigned,
    /// A signature is there, but no secret to check it with.
    NoSecret,
}

impl Outcome {
    /// All outcomes, in the order they are explained.
    pub const ALL: [Self; 5] = [
        Self::Verified,
        Self::Authenticated,
        Self::Failed,
        Self::Unsigned,
        Self::NoSecret,
    ];

    /// The word used in JSON, SQL, filters and `data-verdict`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Authenticated => "authenticated",
            Self::Failed => "failed",
            Self::Unsigned => "unsigned",
            Self::NoSecret => "no_secret",
        }
    }

    /// Reads [`Outcome::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A hit as a row of the list: everything but headers and body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitSummary {
    /// Number within its endpoint: 1, 2, 3…; never reused.
    pub seq: u64,
    /// Globally unique id (UUID v7).
    pub id: Uuid,
    /// When the first byte of the request arrived.
    pub received_at: Timestamp,
    /// Method, as sent.
    pub method: String,
    /// Raw request target; bytes that are not UTF-8 are shown as U+FFFD.
    pub target: String,
    /// Sender's address, behind the trusted proxies.
    pub client_ip: IpAddr,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// Body bytes received (before a cut), after removing transfer coding.
    pub size: u64,
    /// Status of the reply; `None` when the sender had gone before there was one.
    pub status: Option<u16>,
    /// Recognised sender.
    pub provider: Option<String>,
    /// Event name, such as `invoice.paid`.
    pub event: Option<String>,
    /// Delivery id given by the sender: the same on every retry.
    pub delivery_id: Option<String>,
    /// Result of the signature check.
    pub verdict: Option<Outcome>,
    /// Body was over the limit; the kept part is its beginning.
    pub truncated: bool,
    /// Sender hung up before the request was complete.
    pub incomplete: bool,
    /// Kept when old hits are dropped.
    pub pinned: bool,
    /// Reader's remark.
    pub note: Option<String>,
}

/// A hit in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "wire::Hit")]
pub struct Hit {
    /// The row.
    #[serde(flatten)]
    pub summary: HitSummary,
    /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    pub version: String,
    /// `http` or `https`, as the sender used it.
    pub scheme: String,
    /// `Host` header or `:authority`; empty when neither was sent.
    pub host: String,
    /// Address and port of the connection itself.
    pub peer: String,
    /// The raw target when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_base64: Option<String>,
    /// Headers in order, with repeats and original case.
    pub headers: Vec<Header>,
    /// Trailers in order.
    pub trailers: Vec<Header>,
    /// Query of the target, decoded.
    pub query: Vec<Pair>,
    /// The body.
    pub body: Body,
    /// What the sender got.
    pub reply: Reply,
    /// Signature checks, newest first.
    pub verdicts: Vec<Value>,
    /// How long things took.
    pub timing: Timing,
    /// How it came in.
    pub connection: Connection,
}

/// A header: exact name, exact value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Name in the case it was sent.
    pub name: String,
    /// Value when it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Value in base64 when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_base64: Option<String>,
}

impl Header {
    /// A header from its bytes; the value becomes text when it is UTF-8, else base64.
    #[must_use]
    pub fn new(name: &[u8], value: &[u8]) -> Self {
        let name = String::from_utf8_lossy(name).into_owned();
        match core::str::from_utf8(value) {
            Ok(text) => Self {
                name,
                value: Some(text.to_owned()),
                value_base64: None,
            },
            Err(_) => Self {
                name,
                value: None,
                value_base64: Some(STANDARD.encode(value)),
            },
        }
    }

    /// The exact bytes of the value; empty when `value_base64` is not base64.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.value, &self.value_base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(coded)) => STANDARD.decode(coded).unwrap_or_default(),
            (None, None) => Vec::new(),
        }
    }
}

/// A name and a value, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Decoded name.
    pub name: String,
    /// Decoded value.
    pub value: String,
}

/// A body in JSON: as text when it is UTF-8, else base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Bytes kept.
    pub size: u64,
    /// Only the beginning is kept; more was sent than the limit allows.
    #[serde(default)]
    pub truncated: bool,
    /// The sender hung up mid-body.
    #[serde(default)]
    pub incomplete: bool,
    /// The body when it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The body when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl Body {
    /// A body from its bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let size = bytes.len() as u64;
        match core::str::from_utf8(bytes) {
            Ok(text) => Self {
                size,
                text: Some(text.to_owned()),
                ..Self::default()
            },
            Err(_) => Self {
                size,
                base64: Some(STANDARD.encode(bytes)),
                ..Self::default()
            },
        }
    }

    /// The exact bytes; `None` when they are not part of this value (or not base64).
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match (&self.text, &self.base64) {
            (Some(text), _) => Some(text.clone().into_bytes()),
            (None, Some(coded)) => STANDARD.decode(coded).ok(),
            (None, None) => None,
        }
    }
}

/// What the sender got, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Status; `None` when nobody was there to receive it.
    pub status: Option<u16>,
    /// Headers Creel set, in order.
    pub headers: Vec<Header>,
    /// Body text.
    pub body: String,
    /// What chose it: `default`, `settings`, `forced`, `too_large`, `rejected`, `incomplete`, …
    pub rule: String,
}

/// How long things took, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// From the first byte of the head to the last byte of the body.
    pub receive_us: u64,
    /// Configured delay between storing and replying.
    pub wait_us: u64,
}

/// How the body was delimited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// No body was announced.
    #[default]
    None,
    /// `Content-Length`.
    Length,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// HTTP/2 data frames.
    Stream,
}

/// Facts about the connection a hit came in on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// TLS ended at Creel.
    pub tls: bool,
    /// 1 for the first request on the connection, 2 for the next…
    pub request: u32,
    /// How the body was delimited.
    pub framing: Framing,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items, in the order asked for.
    pub items: Vec<T>,
    /// Cursor (`seq`) of the following page, or `None` at the end.
    pub next: Option<u64>,
    /// Hits of the endpoint; with a filter, `None` when counting would need to read everything.
    pub total: Option<u64>,
}

/// Body of `PATCH …/hits/{seq}`: an absent field stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HitChange {
    /// Keep it when old hits are dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// New remark, or `null` for none.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub note: Option<Option<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_that_are_not_utf8_survive() {
        let header = Header::new(b"X-Odd", b"caf\xe9");
        assert_eq!(header.value, None);
        assert_eq!(header.bytes(), b"caf\xe9");
    }

    #[test]
    fn bodies_survive_json() {
        for bytes in [&b"{\"a\":1}\n"[..], b"\x00\xff\xfe", b""] {
            let text = serde_json::to_string(&Body::new(bytes)).unwrap();
            let back: Body = serde_json::from_str(&text).unwrap();
            assert_eq!(back.bytes().unwrap(), bytes);
        }
    }

    #[test]
    fn outcome_words_are_the_json_words() {
        for outcome in Outcome::ALL {
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(json, format!("\"{}\"", outcome.word()));
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        }
    }
}
