//! The one statement of the hot path.

use rusqlite::blob::ZeroBlob;
use rusqlite::{Connection, Statement, ToSql, params};

use crate::error::WriteError;
use crate::hit::NewHit;
use crate::key::{len, to_i64};
use crate::row;

/// Bodies from this size on are written in place, page by page: as fast as binding them, without the
/// two copies that binding makes.
const IN_PLACE: usize = 1 << 20;

pub(super) const INSERT: &str = "INSERT INTO hits (key, received_at, bytes, verdict, size, status, flags, id, \
     client_ip, method, target, content_type, provider, event, delivery_id, version, scheme, host, \
     peer, receive_us, wait_us, request, framing, reply, verdicts, trailers, head, body) VALUES \
     (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, \
     ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)";

/// Inserts a hit under its key, with [`INSERT`].
pub(super) fn insert(
    conn: &Connection,
    insert: &mut Statement<'_>,
    key: i64,
    hit: &NewHit,
) -> Result<(), WriteError> {
    let (ip, ip_len) = row::ip_bytes(hit.client_ip);
    let flag = |on: bool, bit: i64| if on { bit } else { 0 };
    let flags = flag(hit.truncated, row::TRUNCATED)
        | flag(hit.incomplete, row::INCOMPLETE)
        | flag(hit.connection.tls, row::TLS);
    let reply = serde_json::to_string(&hit.reply).map_err(|e| WriteError::Io(e.to_string()))?;
    let in_place = (hit.body.len() >= IN_PLACE).then(|| ZeroBlob(len(&hit.body)));
    let bound: &[u8] = &hit.body;
    let body: &dyn ToSql = match &in_place {
        Some(zeros) => zeros,
        None => &bound,
    };
    insert.execute(params![
        key,
        hit.received_at.micros(),
        to_i64(hit.bytes()),
        hit.verdict.map(domain::Outcome::word),
        to_i64(hit.size),
        hit.reply.status,
        flags,
        hit.id.as_bytes().as_slice(),
        ip.get(..ip_len),
        hit.method,
        hit.target,
        hit.content_type,
        hit.provider,
        hit.event,
        hit.delivery_id,
        hit.version.number(),
        hit.scheme.as_str(),
        hit.host,
        row::peer_text(hit.peer),
        to_i64(hit.timing.receive_us),
        to_i64(hit.timing.wait_us),
        hit.connection.request,
        row::framing_word(hit.connection.framing),
        reply,
        hit.verdicts,
        &*hit.trailers,
        &*hit.head,
        body,
    ])?;
    if in_place.is_some() {
        let mut blob = conn.blob_open("main", "hits", "body", key, false)?;
        blob.write_at(&hit.body, 0)?;
        blob.close()?;
    }
    Ok(())
}
