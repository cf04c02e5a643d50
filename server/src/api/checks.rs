//! What values of a request body are allowed, and how refusals of the store are told.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use domain::{EndpointChange, Header, NewEndpoint, ReplyRule, Settings, Timestamp};
use store::{ReadError, WriteError};

use crate::error::{ApiError, ApiResult};

/// Characters of a label.
const MAX_LABEL: usize = 100;
/// Characters of a note.
const MAX_NOTE: usize = 10_000;
/// Bytes of a reply's body.
const MAX_REPLY: usize = 256 * 1024;
/// Headers of a reply.
const MAX_HEADERS: usize = 50;
/// Milliseconds a reply may be held back.
const MAX_DELAY_MS: u32 = 30_000;
/// Headers that belong to the connection, to the length of the message or to the UI's cookies.
const FORBIDDEN: &[&str] = &[
    "connection",
    "content-length",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "set-cookie",
    "set-cookie2",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-security-policy",
    "x-creel-hit",
    "clear-site-data",
    "service-worker-allowed",
];

/// Checks the body of a create call.
pub(super) fn new_endpoint(new: &NewEndpoint, now: Timestamp) -> ApiResult<()> {
    label(new.label.as_deref())?;
    expiry(new.expires_at, now)?;
    settings(&new.settings)
}

/// Checks the body of a change call.
pub(super) fn change(change: &EndpointChange, now: Timestamp) -> ApiResult<()> {
    label(change.label.as_ref().and_then(Option::as_deref))?;
    expiry(change.expires_at.flatten(), now)?;
    change.settings.as_ref().map_or(Ok(()), settings)
}

/// Checks a note.
pub(super) fn note(note: Option<&str>) -> ApiResult<()> {
    if note.is_some_and(|text| text.chars().count() > MAX_NOTE) {
        return Err(bad(format!("note: at most {MAX_NOTE} characters")));
    }
    Ok(())
}

/// Checks the body of a share call.
pub(super) fn share(name: Option<&str>, end: Option<Timestamp>, now: Timestamp) -> ApiResult<()> {
    label(name)?;
    expiry(end, now)
}

fn bad(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_field", message)
}

fn label(label: Option<&str>) -> ApiResult<()> {
    let Some(label) = label else { return Ok(()) };
    if label.trim().is_empty() || label.chars().count() > MAX_LABEL {
        return Err(bad(format!(
            "label: 1 to {MAX_LABEL} characters, or leave it out"
        )));
    }
    Ok(())
}

fn expiry(end: Option<Timestamp>, now: Timestamp) -> ApiResult<()> {
    if end.is_some_and(|end| end <= now) {
        return Err(bad("expires_at: must lie in the future".to_owned()));
    }
    Ok(())
}

fn settings(settings: &Settings) -> ApiResult<()> {
    for (name, value) in [
        ("max_hits", settings.max_hits),
        ("max_bytes", settings.max_bytes),
        ("max_age", settings.max_age),
    ] {
        if value == Some(0) {
            return Err(bad(format!(
                "settings.{name}: at least 1, or null for the server's limit"
            )));
        }
    }
    reply(&settings.reply)
}

fn reply(rule: &ReplyRule) -> ApiResult<()> {
    if !(200..=599).contains(&rule.status) {
        return Err(bad("settings.reply.status: 200 to 599".to_owned()));
    }
    if rule.delay_ms > MAX_DELAY_MS {
        return Err(bad(format!(
            "settings.reply.delay_ms: at most {MAX_DELAY_MS}"
        )));
    }
    if rule.body.len() > MAX_REPLY {
        return Err(bad(format!(
            "settings.reply.body: at most {MAX_REPLY} bytes"
        )));
    }
    if rule.headers.len() > MAX_HEADERS {
        return Err(bad(format!(
            "settings.reply.headers: at most {MAX_HEADERS}"
        )));
    }
    rule.headers.iter().try_for_each(header)
}

fn header(header: &Header) -> ApiResult<()> {
    let name = header.name.to_ascii_lowercase();
    if FORBIDDEN.contains(&name.as_str()) {
        return Err(bad(format!(
            "settings.reply.headers: {name} is set by the server"
        )));
    }
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(bad(
            "settings.reply.headers: a name has a character that is not allowed".to_owned(),
        ));
    }
    if HeaderValue::from_bytes(&header.bytes()).is_err() {
        return Err(bad(format!(
            "settings.reply.headers: the value of {name} has a line break or control character"
        )));
    }
    Ok(())
}

/// A refused write as an answer.
pub(crate) fn write_error(error: WriteError) -> ApiError {
    match error {
        WriteError::QueueFull | WriteError::Closed => {
            ApiError::busy(1, "The server is busy storing; try again in a second.")
                .with_cause(error)
        }
        WriteError::DiskFull => ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "The server's disk is full. Nothing was changed.",
        ),
        WriteError::NotFound => ApiError::no_endpoint(),
        WriteError::SlugTaken => ApiError::conflict(
            "slug_taken",
            "This slug is taken on this server; choose another.",
        ),
        WriteError::IdTaken => ApiError::conflict("id_taken", "An endpoint has this id already."),
        WriteError::TooMany => ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_endpoints",
            "You have as many endpoints as this server allows; delete one first.",
        ),
        WriteError::Io(_) | WriteError::Rejected(_) => ApiError::internal(error),
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Closed => Self::busy(1, "The server is stopping."),
            ReadError::Sqlite(_) | ReadError::Damaged(_) => Self::internal(error),
        }
    }
}
