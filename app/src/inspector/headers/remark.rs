//! What a header means, where that is not to be seen.

use domain::{Header, HitSummary};

use crate::format;
use crate::lens::{self, hex, moment};

/// The remark on a header of this hit; on a trailer there is no hit to hold it against.
pub(super) fn remark(header: &Header, text: &str, of: Option<&HitSummary>) -> Option<String> {
    if header.value.is_none() {
        let bytes = header.bytes();
        let part = bytes.get(..bytes.len().min(16)).unwrap_or_default();
        return Some(format!("not UTF-8: {}", hex::short(part)));
    }
    if header.name.eq_ignore_ascii_case("authorization") {
        return lens::credential::explain(text);
    }
    let row = of?;
    let text = text.trim();
    if header.name.eq_ignore_ascii_case("content-length") {
        return Some(if text == row.size.to_string() {
            "Matches the body that was received".to_owned()
        } else {
            format!("{} were received", format::counted(row.size, "byte"))
        });
    }
    if row.provider.is_some() && !text.is_empty() {
        if row.delivery_id.as_deref() == Some(text) {
            return Some("Delivery id, the same for every attempt".to_owned());
        }
        if row.event.as_deref() == Some(text) {
            return Some("Event name".to_owned());
        }
    }
    moment::beside(text, row.received_at).or_else(|| {
        // Any number may be a time; one in a header of that name is.
        let name = header.name.to_ascii_lowercase();
        let timed = ["timestamp", "-time", "-at"]
            .iter()
            .any(|end| name.ends_with(end));
        timed
            .then(|| moment::counted(text, row.received_at))
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, value: &str) -> Option<String> {
        let header = Header {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            value_base64: None,
        };
        let row: HitSummary = serde_json::from_value(serde_json::json!({
            "seq": 1, "id": "018f5a3e-4c8b-7d27-8e6b-1a7c4d930000",
            "received_at": "2026-03-18T14:32:05.207841Z", "method": "POST", "target": "/", "client_ip": "127.0.0.1",
            "content_type": null, "size": 1022, "status": 200, "provider": "shopify", "event": "orders/create",
            "delivery_id": "b54557e4", "verdict": null, "truncated": false, "incomplete": false,
            "pinned": false, "note": null,
        }))
        .unwrap();
        remark(&header, value, Some(&row))
    }

    #[test]
    fn headers_are_held_against_the_hit() {
        for (name, value, words) in [
            (
                "Content-Length",
                "1022",
                Some("Matches the body that was received"),
            ),
            ("content-length", "9", Some("1,022 bytes were received")),
            ("X-Shopify-Topic", "orders/create", Some("Event name")),
            (
                "X-Shopify-Webhook-Id",
                "b54557e4",
                Some("Delivery id, the same for every attempt"),
            ),
            (
                "X-Shopify-Triggered-At",
                "2026-03-18T14:32:04.881204Z",
                Some("326 ms before this hit"),
            ),
            (
                "X-Slack-Request-Timestamp",
                "1773844315",
                Some("10 s before this hit"),
            ),
            (
                "X-Request-Time",
                "1773844315000",
                Some("10 s before this hit"),
            ),
            ("X-Order", "1773844315", None),
            ("Host", "hooks.harbour.dev", None),
        ] {
            assert_eq!(said(name, value).as_deref(), words, "{name}: {value}");
        }
    }
}
