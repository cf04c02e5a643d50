//! A stored hit as the API shows it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::head::Head;
use domain::{Body, Header, Hit, Pair};
use percent_encoding::percent_decode;
use store::StoredHit;

use crate::error::{ApiError, ApiResult};

/// Everything about a hit.
pub(crate) fn hit(stored: StoredHit) -> ApiResult<Hit> {
    let target_base64 = std::str::from_utf8(&stored.target)
        .is_err()
        .then(|| STANDARD.encode(&stored.target));
    let verdicts = match &stored.verdicts {
        Some(json) => serde_json::from_slice(json).map_err(ApiError::internal)?,
        None => Vec::new(),
    };
    let body = Body {
        truncated: stored.summary.truncated,
        incomplete: stored.summary.incomplete,
        ..Body::new(&stored.body)
    };
    Ok(Hit {
        version: stored.version.as_str().to_owned(),
        scheme: stored.scheme.as_str().to_owned(),
        host: stored.host,
        peer: stored.peer.to_string(),
        target_base64,
        headers: fields(Head::new(&stored.head).fields()),
        trailers: fields(Head::trailers(&stored.trailers).fields()),
        query: query(&stored.target),
        body,
        reply: stored.reply,
        verdicts,
        timing: stored.timing,
        connection: stored.connection,
        summary: stored.summary,
    })
}

fn fields<'a>(fields: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Vec<Header> {
    fields
        .map(|(name, value)| Header::new(name, value))
        .collect()
}

/// Names and values of the target's query, decoded as a form.
fn query(target: &[u8]) -> Vec<Pair> {
    let Some(start) = memchr::memchr(b'?', target) else {
        return Vec::new();
    };
    let query = target.get(start + 1..).unwrap_or_default();
    query
        .split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let cut = memchr::memchr(b'=', pair).unwrap_or(pair.len());
            let (name, value) = pair.split_at(cut);
            Pair {
                name: decoded(name),
                value: decoded(value.get(1..).unwrap_or_default()),
            }
        })
        .collect()
}

fn decoded(text: &[u8]) -> String {
    let spaced: Vec<u8> = text
        .iter()
        .map(|&b| if b == b'+' { b' ' } else { b })
        .collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}
