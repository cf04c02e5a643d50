//! Extractors whose refusals have the shape of our errors.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path as AxumPath, Query as AxumQuery, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A JSON body. An empty body reads as `{}`, so that `curl -X POST` needs no payload.
/// The content type is not looked at: `curl -d` says form.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|refusal| {
                if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    ApiError::new(
                        StatusCode::PAYLOAD_TOO_LARGE,
                        "too_large",
                        "The body of this call is too large.",
                    )
                } else {
                    ApiError::bad_request("The body could not be read to its end.")
                }
            })?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        if bytes.trim_ascii_start().starts_with(b"[") {
            // serde would take a list for an object, its fields by their order.
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "bad_field",
                "The body was refused: it has to be a JSON object.",
            ));
        }
        serde_json::from_slice(bytes).map(Self).map_err(|error| {
            let code = if error.is_data() {
                "bad_field"
            } else {
                "bad_json"
            };
            ApiError::new(
                StatusCode::BAD_REQUEST,
                code,
                format!("The body was refused: {error}."),
            )
        })
    }
}

/// The query string, by name; unknown names are refused by the type.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        AxumQuery::<T>::from_request_parts(parts, state)
            .await
            .map(|AxumQuery(value)| Self(value))
            .map_err(|refusal| {
                use std::error::Error as _;
                let why = refusal
                    .source()
                    .map_or_else(|| refusal.to_string(), ToString::to_string);
                ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "bad_query",
                    format!("The query was refused: {why}."),
                )
            })
    }
}

/// Names in the address. What is no text names nothing.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        AxumPath::<T>::from_request_parts(parts, state)
            .await
            .map(|AxumPath(value)| Self(value))
            .map_err(|_| ApiError::no_endpoint())
    }
}
