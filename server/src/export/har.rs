//! HTTP Archive 1.2.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Request;

/// A log up to its first entry.
pub(super) const START: &str = concat!(
    r#"{"log":{"version":"1.2","creator":{"name":"Creel","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""},"entries":["#,
);

/// What follows its last entry.
pub(super) const END: &str = "]}}\n";

/// A log over entries.
#[must_use]
pub fn log(entries: Vec<Value>) -> Value {
    json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "Creel", "version": env!("CARGO_PKG_VERSION") },
            "entries": entries,
        }
    })
}

/// One hit as an entry.
#[must_use]
pub fn entry(request: &Request) -> Value {
    let reply_headers: Vec<Value> = request
        .reply
        .headers
        .iter()
        .map(|header| json!({ "name": header.name, "value": String::from_utf8_lossy(&header.bytes()) }))
        .collect();
    let receive = millis(request.timing.receive_us);
    let wait = millis(request.timing.wait_us);
    json!({
        "startedDateTime": request.received_at,
        "time": receive + wait,
        "request": request_json(request),
        "response": {
            "status": request.reply.status.unwrap_or(0),
            "statusText": "",
            "httpVersion": request.version,
            "cookies": [],
            "headers": reply_headers,
            "content": { "size": request.reply.body.len(), "mimeType": "text/plain", "text": request.reply.body },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": request.reply.body.len(),
        },
        "cache": {},
        "timings": { "send": receive, "wait": wait, "receive": 0 },
    })
}

fn request_json(request: &Request) -> Value {
    let headers: Vec<Value> = request
        .headers
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": String::from_utf8_lossy(value) }))
        .collect();
    let mut written = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": request.version,
        "cookies": [],
        "headers": headers,
        "queryString": query(&request.url),
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        let mime = request
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .map_or_else(String::new, |(_, value)| {
                String::from_utf8_lossy(value).into_owned()
            });
        let mut data = json!({ "mimeType": mime, "params": [] });
        match std::str::from_utf8(&request.body) {
            Ok(text) => data["text"] = json!(text),
            Err(_) => {
                data["text"] = json!(STANDARD.encode(&request.body));
                data["encoding"] = json!("base64");
            }
        }
        written["postData"] = data;
    }
    written
}

fn query(url: &str) -> Vec<Value> {
    let Some((_, query)) = url.split_once('?') else {
        return Vec::new();
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({ "name": name, "value": value })
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "durations are far below 2^53 microseconds"
)]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
}
