//! Senders are recognised without a secret, and nobody else is taken for one.

use signatures::{Confidence, Recognition, Request, recognise};

use crate::vectors::{Case, cases};

/// Who else a case may be taken for: many send the same headers and bodies, and
/// only the endpoint's settings tell them apart.
fn allowed(case: &Case) -> Vec<&str> {
    let own = case.provider.as_str();
    let mut allowed = vec![own];
    let has = |name: &str| case.headers.contains_key(name);
    if has("webhook-id") {
        allowed.push("standard-webhooks");
    }
    if has("svix-id") {
        allowed.push("svix");
    }
    allowed
}

#[test]
fn every_sender_of_the_vectors_is_recognised() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let body = case.body();
        let found = case.with_request(&body, recognise);
        let provider = found.as_ref().map_or("nobody", |found| found.provider);
        if !allowed(case).contains(&provider) {
            wrong.push(format!("{}: {provider}", case.label()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn request(headers: &[(&str, &str)], body: &str) -> Option<Recognition> {
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    recognise(&Request {
        method: "POST",
        url: Some("https://example.com/x?a=1"),
        headers: &headers,
        body: body.as_bytes(),
    })
}

#[test]
fn ordinary_requests_are_nobodys() {
    let browser = [
        ("Host", "example.com"),
        (
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        ),
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("Cookie", "a=b"),
        (
            "Authorization",
            "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AAAA",
        ),
        ("X-Request-Id", "1"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("Signature", "abc"),
        ("X-Signature", "abc"),
        ("X-Webhook-Signature", "abc"),
        ("Link", "</style.css>; rel=preload"),
    ];
    let bodies = [
        "",
        "hello",
        "{}",
        "[]",
        r#"{"id":1,"type":"user","event":"created","data":{"token":"x","signature":"y"}}"#,
        r#"{"subscription":"gold","messageId":7,"event_type":"x","schema":"public"}"#,
        "type=cat&token=1&timestamp=2&signature=3",
        "payload=%7B%7D&data=1",
        "\"quoted\"",
        "\0\x01\x02",
    ];
    for body in bodies {
        assert_eq!(request(&browser, body), None, "{body}");
        assert_eq!(request(&browser[..4], body), None, "{body}");
        assert_eq!(request(&[], body), None, "{body}");
    }
}

#[test]
fn event_delivery_and_retry_are_read() {
    let found = request(
        &[
            ("X-GitHub-Event", "push"),
            ("X-GitHub-Delivery", "d-1"),
            ("X-Hub-Signature-256", "sha256=00"),
        ],
        "{}",
    )
    .unwrap();
    assert_eq!(found.provider, "github");
    assert_eq!(found.scheme, Some("sha256"));
    assert_eq!(found.confidence, Confidence::Certain);
    assert_eq!(found.event.as_deref(), Some("push"));
    assert_eq!(found.delivery_id.as_deref(), Some("d-1"));
    assert!(found.signed);

    let found = request(
        &[("x-slack-signature", "v0=00"), ("x-slack-retry-num", "2")],
        r#"{"type":"event_callback","event":{"type":"app_mention"},"event_id":"Ev1"}"#,
    )
    .unwrap();
    assert_eq!(found.event.as_deref(), Some("app_mention"));
    assert_eq!(found.delivery_id.as_deref(), Some("Ev1"));
    assert_eq!(found.retry, Some(2));

    let found = request(&[], r#"{"update_id":7,"message":{"text":"hi"}}"#).unwrap();
    assert_eq!(found.provider, "telegram");
    assert_eq!(found.event.as_deref(), Some("message"));
    assert!(!found.signed);
}

#[test]
fn shared_headers_are_told_apart() {
    let who =
        |headers: &[(&str, &str)], body: &str| request(headers, body).map(|found| found.provider);
    let hub = ("x-hub-signature-256", "sha256=00");
    assert_eq!(who(&[hub], "{}"), Some("meta"));
    assert_eq!(who(&[hub, ("x-github-event", "x")], "{}"), Some("github"));
    let forgejo = [
        hub,
        ("x-github-event", "x"),
        ("x-gitea-event", "x"),
        ("x-forgejo-event", "x"),
        ("x-gogs-event", "x"),
    ];
    assert_eq!(who(&forgejo, "{}"), Some("forgejo"));
    let gitea = [
        hub,
        ("x-github-event", "x"),
        ("x-gitea-event", "x"),
        ("x-gogs-event", "x"),
    ];
    assert_eq!(who(&gitea, "{}"), Some("gitea"));
    assert_eq!(
        who(&[hub, ("x-github-event", "x"), ("x-gogs-event", "x")], "{}"),
        Some("gogs")
    );
    assert_eq!(
        who(&[("x-signature", "ts=1,v1=00")], "{}"),
        Some("mercadopago")
    );
    assert_eq!(
        who(&[("x-signature", "00"), ("x-event-name", "x")], "{}"),
        Some("lemon-squeezy")
    );
    assert_eq!(
        who(&[("webhook-signature", "time=1,sig1=00")], "{}"),
        Some("cloudflare-stream")
    );
    assert_eq!(
        who(
            &[("signature-input", "a=()"), ("signature", "a=:AA==:")],
            ""
        ),
        Some("http-message-signatures")
    );
    assert_eq!(
        who(&[("signature", "keyId=\"x\"")], ""),
        Some("activitypub")
    );
    let link = (
        "link",
        "<https://hub.example/>; rel=\"hub\", <https://x/>; rel=\"self\"",
    );
    assert_eq!(
        who(&[link, ("x-hub-signature", "sha1=00")], ""),
        Some("websub")
    );
}
