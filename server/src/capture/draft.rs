//! A hit that is still coming in.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use domain::{Connection, Reply, Timing};
use http::Version;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Frame};
use store::{EndpointRow, NewHit, Scheme};
use tokio::time::{Instant, timeout_at};

use super::handler::Capture;
use super::received::Received;
use crate::budget::{Exhausted, FREE, Share};
use crate::checker::{Checked, Subject, sender_url};
use crate::net::{Arrival, BadChunk, BodyError, Peer, RequestBody};
use crate::sender::Sender;

/// How the body of a hit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With its last byte.
    Complete,
    /// It is larger than allowed; the beginning is kept.
    TooLarge,
    /// The sender was too slow.
    TooSlow,
    /// The sender sent what is not a body.
    Malformed(BadChunk),
    /// The sender hung up.
    BrokeOff,
}

/// What has come in so far.
///
/// Dropped before it became a hit (the sender reset the stream, say), it is stored as an
/// incomplete one.
pub(super) struct Draft {
    capture: Capture,
    pub(super) row: Arc<EndpointRow>,
    pub(super) arrival: Arrival,
    peer: Peer,
    address: IpAddr,
    tls: bool,
    host: String,
    pub(super) body: Received,
    trailers: Bytes,
    share: Option<Share>,
    size: u64,
    is_open: bool,
}

impl Draft {
    pub(super) fn new(
        capture: Capture,
        row: Arc<EndpointRow>,
        arrival: Arrival,
        peer: Peer,
        sender: (IpAddr, bool, String),
    ) -> Self {
        let (address, tls, host) = sender;
        Self {
            capture,
            row,
            arrival,
            peer,
            address,
            tls,
            host,
            body: Received::Nothing,
            trailers: Bytes::new(),
            share: None,
            size: 0,
            is_open: true,
        }
    }

    /// The request as the checks see it.
    pub(super) fn subject(&mut self) -> Subject<'_> {
        let body = self.body.share();
        let target = String::from_utf8_lossy(self.arrival.target());
        let url = sender_url(self.scheme().as_str(), &self.host, &target);
        Subject {
            method: String::from_utf8_lossy(self.arrival.method()),
            url: url.into(),
            head: self.arrival.head.as_slice().into(),
            body,
            received_at: self.arrival.received_at,
        }
    }

    const fn scheme(&self) -> Scheme {
        if self.tls {
            Scheme::Https
        } else {
            Scheme::Http
        }
    }

    /// Receives the body. On [`Exhausted`] nothing is kept: there was no memory for it.
    pub(super) async fn receive(
        &mut self,
        body: &mut RequestBody,
        waits_for_100: bool,
    ) -> Result<Ending, Exhausted> {
        let result = self.receive_within_budget(body, waits_for_100).await;
        if result.is_err() {
            self.is_open = false;
        }
        result
    }

    async fn receive_within_budget(
        &mut self,
        body: &mut RequestBody,
        waits_for_100: bool,
    ) -> Result<Ending, Exhausted> {
        let limit = self.capture.limits().max_body;
        let announced = body.size_hint().exact();
        if waits_for_100 && announced.is_some_and(|length| length > limit) {
            return Ok(Ending::TooLarge);
        }
        let expected = announced.map(|length| length.min(limit));
        let mut deadline = None;
        let mut trailers = None;
        if let Some(length) = expected
            && length > FREE
        {
            deadline = Some(self.take_share(length, body).await?);
        }
        loop {
            let frame = match next_frame(body, deadline).await {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(ending) => return Ok(ending),
            };
            let data = match frame.into_data() {
                Ok(data) => data,
                Err(frame) => {
                    trailers = frame.into_trailers().ok();
                    continue;
                }
            };
            self.size += data.len() as u64;
            if self.size > FREE && deadline.is_none() {
                deadline = Some(self.take_share(limit, body).await?);
            }
            if self.size > limit {
                let room = limit - (self.size - data.len() as u64);
                let kept = usize::try_from(room).map_or(data.len(), |room| room.min(data.len()));
                self.body.push(data.slice(..kept), expected);
                return Ok(Ending::TooLarge);
            }
            self.body.push(data, expected);
        }
        self.trailers = body.take_trailers(trailers.as_ref()).into();
        Ok(Ending::Complete)
    }

    /// Waits for memory, and says by when the body has to be here.
    async fn take_share(
        &mut self,
        bytes: u64,
        body: &mut RequestBody,
    ) -> Result<Instant, Exhausted> {
        self.share = Some(self.capture.budget().share(bytes).await?);
        body.restart_clock();
        Ok(Instant::now() + self.capture.limits().body_deadline)
    }

    /// The hit, with what is left to say about it. Nothing is stored on drop any more; the
    /// share is to be held until the hit is stored.
    pub(super) fn take_hit(
        &mut self,
        ending: Ending,
        reply: Reply,
        wait_us: u64,
        checked: Checked,
    ) -> (Box<NewHit>, Option<Share>) {
        self.is_open = false;
        let scheme = self.scheme();
        let arrival = &mut self.arrival;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let receive_us = u64::try_from(arrival.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let hit = Box::new(NewHit {
            endpoint: self.row.num,
            id: self.capture.next_id(arrival.received_at),
            received_at: arrival.received_at,
            method: text(arrival.method()),
            target: arrival.target().to_vec(),
            version: match arrival.version {
                Version::HTTP_10 => store::Version::Http10,
                Version::HTTP_2 => store::Version::Http2,
                _ => store::Version::Http11,
            },
            scheme,
            host: core::mem::take(&mut self.host),
            peer: self.peer.address,
            client_ip: self.address,
            content_type: arrival
                .facts
                .content_type
                .map(|place| text(arrival.at(place))),
            connection: Connection {
                tls: self.peer.tls,
                request: arrival.nth,
                framing: arrival.facts.framing,
            },
            head: core::mem::take(&mut arrival.head).into(),
            trailers: core::mem::take(&mut self.trailers),
            body: self.body.take(),
            size: self.size,
            truncated: ending == Ending::TooLarge,
            incomplete: matches!(
                ending,
                Ending::TooSlow | Ending::Malformed(_) | Ending::BrokeOff
            ),
            provider: checked.provider,
            event: checked.event,
            delivery_id: checked.delivery_id,
            verdict: checked.outcome,
            verdicts: checked.verdicts,
            reply,
            timing: Timing {
                receive_us,
                wait_us,
            },
        });
        (hit, self.share.take())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_open {
            let reply = super::reply::nobody_there();
            let (hit, share) = self.take_hit(Ending::BrokeOff, reply, 0, Checked::default());
            self.capture.store_in_background(hit, share);
        }
    }
}

/// The next part of a body; an [`Ending`] when there is none, though the body has not ended.
async fn next_frame(
    body: &mut RequestBody,
    deadline: Option<Instant>,
) -> Result<Option<Frame<Bytes>>, Ending> {
    let frame = match deadline {
        None => body.frame().await,
        Some(deadline) => timeout_at(deadline, body.frame())
            .await
            .map_err(|_| Ending::TooSlow)?,
    };
    frame.transpose().map_err(|error| match error {
        BodyError::TimedOut => Ending::TooSlow,
        BodyError::Malformed(bad) => Ending::Malformed(bad),
        BodyError::Lost(_) => Ending::BrokeOff,
    })
}

/// The sender in owned form.
pub(super) fn owned(sender: &Sender<'_>) -> (IpAddr, bool, String) {
    (
        sender.address,
        sender.tls,
        String::from_utf8_lossy(&sender.host).into_owned(),
    )
}
