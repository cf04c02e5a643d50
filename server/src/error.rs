//! The error of every API call: one JSON shape, with the cause kept inside.
//!
//! A handler returns [`ApiError`]. What the caller should know is in `code` and
//! `message`; what only the operator should know is the `cause`, which is logged
//! once, here, when the answer is made, and never sent. Answer and log have the same
//! `reference`, by which the operator finds one when told the other.

use std::error::Error;
use std::fmt::Display;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ErrorBody;

/// Result of an API handler.
pub type ApiResult<T> = Result<T, ApiError>;

/// A refused or failed API call.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after: Option<u32>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// An answer with this status, stable code and sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after: None,
            cause: None,
        }
    }

    /// 400: the request itself is wrong; `message` names what.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// 404, also for what exists but may not be read: knowing an id must not reveal anything.
    #[must_use]
    pub fn no_endpoint() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "No endpoint here that you may read. Check the id, and send its key as 'Authorization: Bearer …'.",
        )
    }

    /// 404 for an address that has nothing.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_endpoint",
            "Nothing is at this address. A capture URL begins with the id or slug of an endpoint; check it.",
        )
    }

    /// 404 for a hit that is not, or no longer, there.
    #[must_use]
    pub fn no_hit() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "This endpoint has no such hit; it may have been deleted.",
        )
    }

    /// 409: something in the way.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 503 with `Retry-After` in seconds.
    pub fn busy(seconds: u32, message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
        error.retry_after = Some(seconds);
        error
    }

    /// 500 whose cause is logged and not sent.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke on the server.",
        );
        error.cause = Some(cause.into());
        error
    }

    /// The same answer with a cause for the log.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The same answer with a further sentence.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.message = format!("{} {note}", self.message);
        self
    }

    /// The status that will be answered.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = ErrorBody::new(self.code, self.message);
        if let Some(cause) = &self.cause {
            let reference = reference();
            tracing::error!(%reference, code = self.code, cause = %Chain(cause.as_ref()), "request failed");
            body.error.message.push_str(&format!(
                " The error is in the server’s log under {reference}."
            ));
            body = body.logged_as(reference);
        }
        let mut response = json(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A word for one error, to be found in a long log. Without randomness all errors share one, and the time tells
/// them apart.
fn reference() -> String {
    format!("req-{:08x}", getrandom::u32().unwrap_or_default())
}

/// A JSON answer that no cache keeps: it depends on who asks.
pub fn json<T: serde::Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (
            status,
            [
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            body,
        )
            .into_response(),
        Err(cause) => {
            tracing::error!(%cause, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Writes an error with what caused it.
struct Chain<'a>(&'a (dyn Error + 'static));

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            write!(f, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn body(error: ApiError) -> ErrorBody {
        let response = error.into_response();
        let bytes = to_bytes(response.into_body(), 4096).await.unwrap();
        assert!(!bytes.windows(7).any(|part| part == b"on fire"));
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn what_is_logged_has_a_name_and_nothing_more() {
        let first = body(ApiError::internal("the disk is on fire")).await.error;
        let second = body(ApiError::internal("the disk is on fire")).await.error;
        let reference = first.reference.unwrap();
        assert!(first.message.contains(&reference), "{}", first.message);
        assert_ne!(second.reference.as_ref(), Some(&reference));
        assert_eq!(body(ApiError::no_hit()).await.error.reference, None);
    }
}
