//! The API without a socket: a page's calls go through the same router as everyone's, as the
//! visitor who asked for the page.

use std::sync::Arc;

use app::transport::{ApiRequest, ApiResponse, BoxFuture, InProcess};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request};
use axum::response::Response;
use tower::ServiceExt as _;

use crate::sender::{ClientAddress, ConnectionFacts};

/// What of the visitor's request goes with every call.
const CARRIED: [HeaderName; 3] = [COOKIE, ORIGIN, AUTHORIZATION];

/// A call's answer is at most this long: a hit with its body in JSON.
const MOST: usize = 64 << 20;

/// The visitor: headers and connection facts of the request for the page.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    headers: HeaderMap,
    extensions: Extensions,
}

impl Visitor {
    /// The visitor who sent this.
    pub(super) fn of(parts: &Parts) -> Self {
        let mut headers = HeaderMap::new();
        for name in &CARRIED {
            for value in parts.headers.get_all(name) {
                headers.append(name.clone(), value.clone());
            }
        }
        // Not all of them: the page's own path parameters would be counted among the API's.
        let mut extensions = Extensions::new();
        if let Some(address) = parts.extensions.get::<ClientAddress>() {
            extensions.insert(*address);
        }
        if let Some(facts) = parts.extensions.get::<ConnectionFacts>() {
            extensions.insert(facts.clone());
        }
        Self {
            headers,
            extensions,
        }
    }

    /// The same with an endpoint's key; `None` when it does not fit into a header.
    pub(super) fn with_key(mut self, key: &str) -> Option<Self> {
        let value = HeaderValue::try_from(format!("Bearer {key}")).ok()?;
        self.headers.insert(AUTHORIZATION, value);
        Some(self)
    }

    /// Calls the API as this visitor.
    pub(super) async fn call(&self, api: Router, request: ApiRequest) -> Option<Response> {
        let mut inner = Request::builder()
            .method(request.method)
            .uri(&request.path)
            .body(request.body.map_or_else(Body::empty, Body::from))
            .ok()?;
        *inner.headers_mut() = self.headers.clone();
        inner
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *inner.extensions_mut() = self.extensions.clone();
        // The router never fails: its error cannot be made.
        api.oneshot(inner).await.ok()
    }
}

/// The API as the page's transport.
pub(super) fn in_process(api: Router, visitor: Visitor) -> InProcess {
    InProcess(Arc::new(move |request| -> BoxFuture<ApiResponse> {
        let (api, visitor) = (api.clone(), visitor.clone());
        Box::pin(async move {
            let Some(response) = visitor.call(api, request).await else {
                return ApiResponse::default();
            };
            let status = response.status().as_u16();
            match to_bytes(response.into_body(), MOST).await {
                Ok(body) => ApiResponse {
                    status,
                    body: body.to_vec(),
                },
                Err(error) => {
                    tracing::warn!(%error, "an answer for a page was too long");
                    ApiResponse::default()
                }
            }
        })
    }))
}
