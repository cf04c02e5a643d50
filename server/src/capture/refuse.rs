//! Answers to requests that are not kept.

use bytes::Bytes;
use domain::ErrorBody;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Body as _;
use store::{ReadError, RecordError};

use super::rates::TooFast;
use super::reply::Asked;
use crate::budget::Exhausted;
use crate::net::{Refusal, RequestBody};

/// Seconds after which trying again makes sense when the store is busy.
const SOON: u64 = 1;

/// Seconds after which trying again makes sense when the store is broken.
const LATER: u64 = 10;

/// The unread body of a refused request is read up to here, to keep the connection.
const DRAINED: u64 = 64 * 1024;

/// Why a request did not become a hit.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotKept {
    #[error("no such endpoint")]
    NoEndpoint,
    #[error("the endpoint has expired")]
    Expired,
    #[error("too many requests")]
    TooFast(TooFast),
    #[error("too many bodies at once")]
    Busy,
    #[error("not stored: {0}")]
    Record(#[from] RecordError),
    #[error("endpoint not read: {0}")]
    Read(#[from] ReadError),
}

impl From<TooFast> for NotKept {
    fn from(too_fast: TooFast) -> Self {
        Self::TooFast(too_fast)
    }
}

impl From<Exhausted> for NotKept {
    fn from(_: Exhausted) -> Self {
        Self::Busy
    }
}

impl NotKept {
    /// Status, code, sentence, and seconds to wait before trying again.
    const fn answer(&self) -> (StatusCode, &'static str, &'static str, Option<u64>) {
        match self {
            Self::NoEndpoint | Self::Record(RecordError::EndpointGone) => (
                StatusCode::NOT_FOUND,
                "no_endpoint",
                "There is no endpoint at this address. Check the URL, or create an endpoint.",
                None,
            ),
            Self::Expired => (
                StatusCode::GONE,
                "endpoint_expired",
                "This endpoint has expired. Create a new one.",
                None,
            ),
            Self::TooFast(TooFast(wait)) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "Too many requests. Send more slowly.",
                Some(*wait),
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_bodies",
                "Too many large bodies are being received. Try again soon.",
                Some(SOON),
            ),
            Self::Record(RecordError::QueueFull) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "queue_full",
                "Too many hits wait to be stored. Try again soon.",
                Some(SOON),
            ),
            Self::Record(RecordError::Closed) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "The server is stopping. Try again soon.",
                Some(SOON),
            ),
            Self::Record(RecordError::DiskFull) => (
                StatusCode::INSUFFICIENT_STORAGE,
                "disk_full",
                "The server's disk is full; this request was not kept.",
                Some(LATER),
            ),
            Self::Record(RecordError::Full(what)) => (
                StatusCode::INSUFFICIENT_STORAGE,
                match what {
                    store::Full::Hits | store::Full::Bytes => "endpoint_full",
                    store::Full::Total => "database_full",
                },
                match what {
                    store::Full::Hits => {
                        "The endpoint is full and everything in it is pinned; this request was not kept."
                    }
                    store::Full::Bytes => {
                        "The endpoint has no room for this request beside what is pinned; it was not kept."
                    }
                    store::Full::Total => {
                        "The server's database is full and nothing in it may go; this request was not kept."
                    }
                },
                None,
            ),
            Self::Record(RecordError::Io(_)) | Self::Read(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "storage_failed",
                "The server cannot store requests at the moment. Try again later.",
                Some(LATER),
            ),
        }
    }

    /// The answer. What is left of a small body is read, so that the connection can go on.
    pub(super) async fn response(
        self,
        asked: &Asked,
        body: &mut RequestBody,
    ) -> Response<Full<Bytes>> {
        if let Self::Read(error) = &self {
            tracing::error!(%error, "an endpoint could not be read");
        }
        let (status, code, message, wait) = self.answer();
        let mut response = answer(status, code, message, asked.accepts_json());
        let headers = response.headers_mut();
        if let Some(seconds) = wait {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        asked.allow_pages(headers);
        if asked.waits_for_100 || !drain(body).await {
            asked.close(headers);
        }
        response
    }
}

/// Reads a small body to its end; false when there is more, or it breaks off.
async fn drain(body: &mut RequestBody) -> bool {
    if body.size_hint().upper().is_none_or(|most| most > DRAINED) {
        return body.is_end_stream();
    }
    while let Some(frame) = body.frame().await {
        if frame.is_err() {
            return false;
        }
    }
    true
}

/// The answer to a request whose head was refused.
#[must_use]
pub fn refusal(refusal: Refusal) -> Response<Full<Bytes>> {
    let mut response = answer(refusal.status(), refusal.code(), &refusal.to_string(), true);
    if refusal == Refusal::Crowded {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(SOON));
    }
    response
}

/// Content type and text of an error, for a program or for a person.
pub(super) fn words(code: &str, message: &str, as_json: bool) -> (&'static str, String) {
    if as_json {
        let body = serde_json::to_string(&ErrorBody::new(code, message));
        ("application/json", body.unwrap_or_default())
    } else {
        ("text/plain; charset=utf-8", format!("{message}\n"))
    }
}

/// The answer to a request that is for no address but for the server itself.
#[must_use]
pub fn of_no_address(method: &http::Method) -> Response<Full<Bytes>> {
    let mut response = match *method {
        http::Method::OPTIONS => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        http::Method::CONNECT => answer(
            StatusCode::METHOD_NOT_ALLOWED,
            "no_tunnel",
            "This server opens no tunnels. Send the request to a capture URL.",
            true,
        ),
        _ => return refusal(Refusal::Malformed("the target is no address")),
    };
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(ALLOWED));
    response
}

/// Methods that are taken on every capture address; any other word is as well.
pub(super) const ALLOWED: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE";

fn answer(status: StatusCode, code: &str, message: &str, as_json: bool) -> Response<Full<Bytes>> {
    let (kind, text) = words(code, message, as_json);
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
