//! Which part of the server answers a request.
//!
//! Capture takes a short way: no routing, no middleware. Everything else goes to the router.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse as _;
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Response, Uri};
use http_body_util::{Either, Full};
use tower::Service as _;

use crate::capture::{self, Capture};
use crate::config::Settings;
use crate::error::ApiError;
use crate::net::{Arrival, Peer, Refusal, RequestBody, Service};
use crate::sender::{ClientAddress, ConnectionFacts, Sender};

/// The service of every connection. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dispatch {
    capture: Capture,
    router: Router,
    settings: Arc<Settings>,
}

impl Dispatch {
    /// Capture on capture addresses, `router` on all others.
    #[must_use]
    pub const fn new(capture: Capture, router: Router, settings: Arc<Settings>) -> Self {
        Self {
            capture,
            router,
            settings,
        }
    }

    async fn route(
        &self,
        peer: Peer,
        arrival: &Arrival,
        mut request: Request<RequestBody>,
    ) -> Response<Body> {
        let Some(uri) = below(&self.settings.base_path, request.uri()) else {
            return ApiError::nowhere().into_response();
        };
        *request.uri_mut() = uri;
        let sender = Sender::new(peer, arrival, &self.settings.trusted_proxies);
        let extensions = request.extensions_mut();
        extensions.insert(ClientAddress(sender.address));
        extensions.insert(ConnectionFacts::of(&sender));
        let mut router = self.router.clone();
        let response: Result<_, Infallible> = router.call(request.map(Body::new)).await;
        response.unwrap_or_else(|never| match never {})
    }
}

/// The address without the base path; `None` when it is not below it.
fn below(base: &str, uri: &Uri) -> Option<Uri> {
    if base.is_empty() {
        return Some(uri.clone());
    }
    let inner = uri.path_and_query()?.as_str().strip_prefix(base)?;
    let inner = match inner.bytes().next() {
        None | Some(b'?') => format!("/{inner}"),
        Some(b'/') => inner.to_owned(),
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(inner).ok()?);
    Uri::from_parts(parts).ok()
}

impl Service for Dispatch {
    type Body = Either<Full<Bytes>, Body>;

    async fn call(
        &self,
        peer: Peer,
        arrival: Arrival,
        request: Request<RequestBody>,
    ) -> Response<Self::Body> {
        if let Some(name) = self.capture.name(&arrival) {
            return self
                .capture
                .answer(peer, arrival, name, request)
                .await
                .map(Either::Left);
        }
        let target = arrival.target();
        if target == b"*" || !target.starts_with(b"/") && request.uri().scheme().is_none() {
            // `*`, or a host to connect to.
            return capture::of_no_address(request.method()).map(Either::Left);
        }
        if arrival.facts.odd_target {
            return self.refuse(Refusal::Malformed("the address has bytes it cannot have"));
        }
        // In a box, so that a capture does not carry the room for it along.
        let routed = Box::pin(self.route(peer, &arrival, request));
        routed.await.map(Either::Right)
    }

    fn refuse(&self, refusal: Refusal) -> Response<Self::Body> {
        capture::refusal(refusal).map(Either::Left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_taken_off() {
        let check = |uri: &str, expected: Option<&str>| {
            let inner = below("/hooks", &uri.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(inner.as_deref(), expected, "{uri}");
        };
        check("/hooks", Some("/"));
        check("/hooks?x", Some("/?x"));
        check("/hooks/api/x?y", Some("/api/x?y"));
        check("/hooksx", None);
        check("/api", None);
    }
}
