//! A hit as it is read from JSON: row and rest in one flat object.
//!
//! `serde`'s own way to flatten keeps all values aside first, and needs code of its own for
//! every type in them; the page is to be light.

use core::net::IpAddr;

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Body, Connection, Header, HitSummary, Outcome, Pair, Reply, Timing};
use crate::time::Timestamp;

/// The fields of [`super::HitSummary`] and [`super::Hit`].
#[derive(Deserialize)]
pub(super) struct Hit {
    seq: u64,
    id: Uuid,
    received_at: Timestamp,
    method: String,
    target: String,
    client_ip: IpAddr,
    content_type: Option<String>,
    size: u64,
    status: Option<u16>,
    provider: Option<String>,
    event: Option<String>,
    delivery_id: Option<String>,
    verdict: Option<Outcome>,
    truncated: bool,
    incomplete: bool,
    pinned: bool,
    note: Option<String>,
    version: String,
    scheme: String,
    host: String,
    peer: String,
    target_base64: Option<String>,
    headers: Vec<Header>,
    trailers: Vec<Header>,
    query: Vec<Pair>,
    body: Body,
    reply: Reply,
    verdicts: Vec<Value>,
    timing: Timing,
    connection: Connection,
}

impl From<Hit> for super::Hit {
    fn from(hit: Hit) -> Self {
        Self {
            summary: HitSummary {
                seq: hit.seq,
                id: hit.id,
                received_at: hit.received_at,
                method: hit.method,
                target: hit.target,
                client_ip: hit.client_ip,
                content_type: hit.content_type,
                size: hit.size,
                status: hit.status,
                provider: hit.provider,
                event: hit.event,
                delivery_id: hit.delivery_id,
                verdict: hit.verdict,
                truncated: hit.truncated,
                incomplete: hit.incomplete,
                pinned: hit.pinned,
                note: hit.note,
            },
            version: hit.version,
            scheme: hit.scheme,
            host: hit.host,
            peer: hit.peer,
            target_base64: hit.target_base64,
            headers: hit.headers,
            trailers: hit.trailers,
            query: hit.query,
            body: hit.body,
            reply: hit.reply,
            verdicts: hit.verdicts,
            timing: hit.timing,
            connection: hit.connection,
        }
    }
}
