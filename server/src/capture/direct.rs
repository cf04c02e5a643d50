//! Capture as a service of its own, for requests that begin in this process.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;

use super::{Capture, refusal};
use crate::net::{Arrival, Peer, Refusal, RequestBody, Service};

/// Captures, and nothing else.
#[derive(Clone, Debug)]
pub struct Direct(pub Capture);

impl Service for Direct {
    type Body = Full<Bytes>;

    async fn call(
        &self,
        peer: Peer,
        arrival: Arrival,
        request: Request<RequestBody>,
    ) -> Response<Self::Body> {
        match self.0.name(&arrival) {
            Some(name) => self.0.answer(peer, arrival, name, request).await,
            None => refusal(Refusal::Malformed("this is no capture address")),
        }
    }

    fn refuse(&self, refused: Refusal) -> Response<Self::Body> {
        refusal(refused)
    }
}
