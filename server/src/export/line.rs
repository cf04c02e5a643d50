//! A hit as one line of JSON, and back: what moves an endpoint's hits from one server to another.
//!
//! The line is the hit as the API shows it, and beside it the exact bytes that the API only
//! describes. What is read back may have been written by anyone: the head must be one that a
//! connection would have taken, and what follows from it is taken from it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::head::Head;
use domain::{Header, Hit, HitChange, Outcome};
use serde::{Deserialize, Serialize};
use store::{NewHit, Scheme, StoredHit, Version};

use crate::api::hit_view;
use crate::error::ApiResult;
use crate::net::Arrival;

/// Why a line is no hit. A sentence about the line.
#[derive(Debug, thiserror::Error)]
pub enum BadLine {
    /// Not JSON, or not a hit.
    #[error("it is not a hit: {0}")]
    Json(#[from] serde_json::Error),
    /// A field cannot be what it says.
    #[error("{0}")]
    Field(String),
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    hit: Hit,
    /// The head byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    head_base64: Option<String>,
    /// The trailer section byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trailers_base64: Option<String>,
}

/// What a line brings.
#[derive(Debug)]
pub struct Imported {
    /// The hit; what a signature check would find is not taken from the line.
    pub hit: NewHit,
    /// Pin and note, when there is one.
    pub change: Option<HitChange>,
}

/// Writes a hit as a line, with its line end.
///
/// # Errors
/// When what is stored is damaged.
pub fn write(hit: StoredHit) -> ApiResult<Vec<u8>> {
    let head_base64 = Some(STANDARD.encode(&hit.head));
    let trailers_base64 = (!hit.trailers.is_empty()).then(|| STANDARD.encode(&hit.trailers));
    let mut hit = hit_view(hit)?;
    // Control characters take six bytes each as text.
    if let Some(text) = hit.body.text.take_if(|text| is_mostly_escapes(text)) {
        hit.body.base64 = Some(STANDARD.encode(text));
    }
    let line = Line {
        hit,
        head_base64,
        trailers_base64,
    };
    let mut bytes = serde_json::to_vec(&line).map_err(crate::error::ApiError::internal)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a line. Bodies have up to `max_body` bytes. The hit's number is not read: numbers are
/// given by the endpoint it goes to.
///
/// # Errors
/// [`BadLine`] says what is wrong with it.
pub fn read(line: &[u8], endpoint: i64, max_body: u64) -> Result<Imported, BadLine> {
    let Line {
        hit,
        head_base64,
        trailers_base64,
    } = serde_json::from_slice(line)?;
    let body = hit
        .body
        .bytes()
        .ok_or_else(|| bad("body: neither text nor base64"))?;
    if body.len() as u64 > max_body {
        return Err(bad("body: larger than this server takes"));
    }
    let version = Version::from_text(&hit.version).ok_or_else(|| bad("version: unknown"))?;
    let head = match head_base64 {
        Some(coded) => decode(&coded, "head_base64")?,
        None => head(&hit, version)?,
    };
    let trailers = match trailers_base64 {
        Some(coded) => decode(&coded, "trailers_base64")?,
        None => lines(&hit.trailers)?,
    };
    let arrival = Arrival::of_head(head).map_err(|error| bad(error.to_string()))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let summary = hit.summary;
    let change = HitChange {
        pinned: summary.pinned.then_some(true),
        note: summary.note.map(Some),
    };
    let kept = body.len() as u64;
    Ok(Imported {
        change: (change != HitChange::default()).then_some(change),
        hit: NewHit {
            endpoint,
            id: summary.id,
            received_at: summary.received_at,
            method: text(arrival.method()),
            target: arrival.target().to_vec(),
            version,
            scheme: Scheme::from_text(&hit.scheme).ok_or_else(|| bad("scheme: http or https"))?,
            host: hit.host,
            peer: hit
                .peer
                .parse()
                .map_err(|_| bad("peer: not an address with a port"))?,
            client_ip: summary.client_ip,
            content_type: Head::new(&arrival.head).get("content-type").map(text),
            head: Bytes::from(arrival.head),
            trailers: trailers.into(),
            size: summary.size.max(kept),
            body: body.into(),
            truncated: summary.truncated,
            incomplete: summary.incomplete,
            provider: None,
            event: None,
            delivery_id: None,
            verdict: None::<Outcome>,
            verdicts: None,
            reply: hit.reply,
            timing: hit.timing,
            connection: hit.connection,
        },
    })
}

/// Base64 is shorter than this as a JSON string.
fn is_mostly_escapes(text: &str) -> bool {
    let escaped = text.bytes().filter(u8::is_ascii_control).count() * 5;
    escaped > text.len() / 3
}

fn bad(message: impl Into<String>) -> BadLine {
    BadLine::Field(message.into())
}

fn decode(coded: &str, field: &str) -> Result<Vec<u8>, BadLine> {
    STANDARD
        .decode(coded)
        .map_err(|_| bad(format!("{field}: not base64")))
}

/// A head from its description, when the line has no bytes of it.
fn head(hit: &Hit, version: Version) -> Result<Vec<u8>, BadLine> {
    let mut head = Vec::new();
    if version != Version::Http2 {
        let target = match &hit.target_base64 {
            Some(coded) => decode(coded, "target_base64")?,
            None => hit.summary.target.clone().into_bytes(),
        };
        let line = [
            hit.summary.method.as_bytes(),
            &target,
            version.as_str().as_bytes(),
        ];
        head = line.join(&b' ');
        head.extend_from_slice(b"\r\n");
    }
    head.extend(lines(&hit.headers)?);
    head.extend_from_slice(b"\r\n");
    Ok(head)
}

/// Fields as lines.
fn lines(fields: &[Header]) -> Result<Vec<u8>, BadLine> {
    let mut lines = Vec::new();
    for field in fields {
        let value = field.bytes();
        if field.name.contains(['\r', '\n']) || value.iter().any(|b| matches!(b, b'\r' | b'\n')) {
            return Err(bad("headers: a line break inside a header"));
        }
        lines.extend_from_slice(field.name.as_bytes());
        lines.extend_from_slice(b": ");
        lines.extend_from_slice(&value);
        lines.extend_from_slice(b"\r\n");
    }
    Ok(lines)
}
