//! Rows of SQLite to values and back.

use std::net::{IpAddr, SocketAddr};

use domain::{Framing, HitSummary, Outcome, Settings, Slug, Timestamp, Visibility};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use uuid::Uuid;

use crate::endpoint::{EndpointRow, Hash};
use crate::error::ReadError;
use crate::hit::lossy;
use crate::key;

/// Bits of the column `flags`.
pub(crate) const TRUNCATED: i64 = 1;
/// The sender hung up.
pub(crate) const INCOMPLETE: i64 = 2;
/// TLS ended here.
pub(crate) const TLS: i64 = 4;

/// Columns of a list, in the order [`summary`] reads them.
pub(crate) const SUMMARY: &str = "key, received_at, pinned, verdict, size, status, flags, id, client_ip, method, target, \
     content_type, provider, event, delivery_id, note";

/// Number of columns in [`SUMMARY`]; what follows starts here.
pub(crate) const SUMMARY_LEN: usize = 16;

/// Columns of an endpoint, in the order [`endpoint`] reads them.
pub(crate) const ENDPOINT: &str = "num, id, slug, label, visibility, settings, key_hash, hits, bytes, pinned, last_seq, \
     created_at, last_hit_at, expires_at";

/// Reads the columns of [`SUMMARY`].
pub(crate) fn summary(row: &Row<'_>) -> Result<HitSummary, ReadError> {
    let flags: i64 = row.get(6)?;
    let verdict = match row.get_ref(3)? {
        ValueRef::Null => None,
        value => Some(
            value
                .as_str()
                .ok()
                .and_then(Outcome::from_word)
                .ok_or(ReadError::Damaged("verdict"))?,
        ),
    };
    let status: Option<i64> = row.get(5)?;
    Ok(HitSummary {
        seq: key::seq(row.get(0)?),
        id: uuid(row, 7)?,
        received_at: Timestamp(row.get(1)?),
        method: row.get(9)?,
        target: lossy(row.get(10)?),
        client_ip: ip(blob(row, 8)?)?,
        content_type: row.get(11)?,
        size: key::to_u64(row.get(4)?),
        status: status
            .map(u16::try_from)
            .transpose()
            .map_err(|_| ReadError::Damaged("status"))?,
        provider: row.get(12)?,
        event: row.get(13)?,
        delivery_id: row.get(14)?,
        verdict,
        truncated: flags & TRUNCATED != 0,
        incomplete: flags & INCOMPLETE != 0,
        pinned: row.get(2)?,
        note: row.get(15)?,
    })
}

/// Reads the columns of [`ENDPOINT`]; the owners are added by the caller.
pub(crate) fn endpoint(row: &Row<'_>) -> Result<EndpointRow, ReadError> {
    let slug: Option<String> = row.get(2)?;
    let visibility: String = row.get(4)?;
    Ok(EndpointRow {
        num: row.get(0)?,
        id: uuid(row, 1)?,
        slug: slug
            .map(|text| Slug::parse(&text))
            .transpose()
            .map_err(|_| ReadError::Damaged("slug"))?,
        label: row.get(3)?,
        visibility: visibility_from(&visibility).ok_or(ReadError::Damaged("visibility"))?,
        settings: settings(row.get_ref(5)?)?,
        key_hash: hash(blob(row, 6)?)?,
        owners: Vec::new(),
        hits: key::to_u64(row.get(7)?),
        bytes: key::to_u64(row.get(8)?),
        pinned: key::to_u64(row.get(9)?),
        last_seq: key::to_u64(row.get(10)?),
        created_at: Timestamp(row.get(11)?),
        last_hit_at: row.get::<_, Option<i64>>(12)?.map(Timestamp),
        expires_at: row.get::<_, Option<i64>>(13)?.map(Timestamp),
    })
}

/// Settings from their JSON.
pub(crate) fn settings(value: ValueRef<'_>) -> Result<Settings, ReadError> {
    let text = value.as_str().map_err(|_| ReadError::Damaged("settings"))?;
    serde_json::from_str(text).map_err(|_| ReadError::Damaged("settings"))
}

/// The word stored for a visibility.
pub(crate) const fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Link => "link",
    }
}

fn visibility_from(word: &str) -> Option<Visibility> {
    match word {
        "private" => Some(Visibility::Private),
        "link" => Some(Visibility::Link),
        _ => None,
    }
}

/// The word stored for a framing.
pub(crate) const fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::None => "none",
        Framing::Length => "length",
        Framing::Chunked => "chunked",
        Framing::Stream => "stream",
    }
}

/// Reads [`framing_word`].
pub(crate) fn framing_from(word: &str) -> Option<Framing> {
    match word {
        "none" => Some(Framing::None),
        "length" => Some(Framing::Length),
        "chunked" => Some(Framing::Chunked),
        "stream" => Some(Framing::Stream),
        _ => None,
    }
}

/// A column of bytes, borrowed.
pub(crate) fn blob<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8], ReadError> {
    row.get_ref(column)?
        .as_blob()
        .map_err(|_| ReadError::Damaged("blob"))
}

/// A column with a UUID.
pub(crate) fn uuid(row: &Row<'_>, column: usize) -> Result<Uuid, ReadError> {
    Uuid::from_slice(blob(row, column)?).map_err(|_| ReadError::Damaged("id"))
}

/// A hash of 32 bytes.
pub(crate) fn hash(bytes: &[u8]) -> Result<Hash, ReadError> {
    Hash::try_from(bytes).map_err(|_| ReadError::Damaged("hash"))
}

/// The stored text of a peer. Formatting an IPv4 address costs ten times what this does, and every
/// hit has one.
pub(crate) fn peer_text(peer: SocketAddr) -> String {
    let SocketAddr::V4(v4) = peer else {
        return peer.to_string();
    };
    let mut text = String::with_capacity(21);
    for (place, octet) in v4.ip().octets().into_iter().enumerate() {
        if place > 0 {
            text.push('.');
        }
        push_number(&mut text, octet.into());
    }
    text.push(':');
    push_number(&mut text, v4.port());
    text
}

/// In decimal, without leading zeros.
fn push_number(text: &mut String, number: u16) {
    let mut unit = 10_000;
    while unit > 1 && number < unit {
        unit /= 10;
    }
    while unit > 0 {
        let digit = u8::try_from(number / unit % 10).unwrap_or_default();
        text.push(char::from(b'0' + digit));
        unit /= 10;
    }
}

/// The stored bytes of an address.
pub(crate) fn ip_bytes(ip: IpAddr) -> ([u8; 16], usize) {
    let mut bytes = [0; 16];
    match ip {
        IpAddr::V4(v4) => {
            let (start, _) = bytes.split_at_mut(4);
            start.copy_from_slice(&v4.octets());
            (bytes, 4)
        }
        IpAddr::V6(v6) => (v6.octets(), 16),
    }
}

/// An address from its 4 or 16 bytes.
pub(crate) fn ip(bytes: &[u8]) -> Result<IpAddr, ReadError> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Ok(IpAddr::from(v4));
    }
    <[u8; 16]>::try_from(bytes)
        .map(IpAddr::from)
        .map_err(|_| ReadError::Damaged("client_ip"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_written_as_the_standard_library_does() {
        for text in [
            "0.0.0.0:0",
            "127.0.0.1:40000",
            "255.254.99.100:65535",
            "10.9.101.1:9",
            "192.168.0.20:1010",
            "[2001:db8::1]:443",
            "[::ffff:1.2.3.4]:80",
        ] {
            assert_eq!(peer_text(text.parse().unwrap()), text);
        }
    }
}
