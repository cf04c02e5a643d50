//! What senders get.

use std::time::{Duration, Instant};

use domain::{Header, ReplyRule, Settings};
use store::Which;

use crate::creel::{Creel, named};

const GET: &str = "GET /{ID} HTTP/1.1\r\n\r\n";

#[tokio::test]
async fn the_default_reply() {
    let creel = Creel::start().await;
    let answer = creel
        .send("POST /{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
        .await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    for (name, value) in [
        ("x-creel-hit", "1"),
        ("content-security-policy", "sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let reply = creel.latest().await.reply;
    assert_eq!((reply.status, &*reply.rule), (Some(200), "default"));
}

#[tokio::test]
async fn a_configured_reply_is_sent_and_stored() {
    let header = |name: &str, value: &str| Header::new(name.as_bytes(), value.as_bytes());
    let headers = vec![
        header("X-Mine", "1"),
        header("x-mine", "2"),
        header("Content-Type", "text/html"),
        header("Set-Cookie", "owner=me"),
        header("Content-Security-Policy", "default-src *"),
    ];
    let rule = ReplyRule {
        status: 202,
        headers,
        body: "<b>hi</b>".to_owned(),
        delay_ms: 0,
    };
    let creel = Creel::replying(rule.clone()).await;
    let answer = creel.send(GET).await;
    assert_eq!((answer.status, &*answer.text()), (202, "<b>hi</b>"));
    assert_eq!(answer.header("content-type"), Some("text/html"));
    assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(answer.head.matches("x-mine").count(), 2);
    let reply = creel.latest().await.reply;
    assert_eq!(
        (reply.status, &*reply.body, &*reply.rule),
        (Some(202), "<b>hi</b>", "settings")
    );
    let answer = creel.send("HEAD /{ID} HTTP/1.1\r\n\r\n").await;
    assert_eq!(
        (answer.status, answer.header("content-length")),
        (202, Some("9"))
    );
}

#[tokio::test]
async fn a_status_can_be_forced() {
    let creel = Creel::start().await;
    for (target, status) in [
        ("?creel-status=503", 503),
        ("/a/status/418", 418),
        ("/status/204", 204),
    ] {
        let answer = creel
            .send(&format!(
                "POST /{{ID}}{target} HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
            ))
            .await;
        assert_eq!(answer.status, status);
        let hit = creel.latest().await;
        assert_eq!(
            (hit.summary.status, &*hit.reply.rule),
            (Some(status), "forced")
        );
    }
}

#[tokio::test]
async fn a_status_that_has_no_body_gets_none() {
    let creel = Creel::replying(ReplyRule {
        body: "hello".to_owned(),
        ..ReplyRule::default()
    })
    .await;
    for status in [204, 205, 304] {
        let answer = creel
            .send(&format!(
                "GET /{{ID}}/status/{status} HTTP/1.1\r\nConnection: close\r\n\r\n"
            ))
            .await;
        assert_eq!((answer.status, answer.body.len()), (status, 0));
        assert_eq!(answer.header("content-type"), None);
        assert_eq!(creel.latest().await.reply.body, "");
    }
    assert_eq!(creel.send(GET).await.text(), "hello");
}

#[tokio::test]
async fn a_delay_comes_after_the_hit_is_stored() {
    let creel = Creel::replying(ReplyRule {
        delay_ms: 400,
        ..ReplyRule::default()
    })
    .await;
    let mut wire = creel.connect().await;
    let began = Instant::now();
    wire.send(creel.fill(GET)).await;
    let hit = creel.wait_for(1).await;
    assert!(
        began.elapsed() < Duration::from_millis(400),
        "stored only after the delay"
    );
    assert_eq!(hit.timing.wait_us, 400_000);
    assert_eq!(wire.answer().await.unwrap().status, 200);
    assert!(began.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn pages_of_other_sites_may_send_and_read_the_answer() {
    let creel = Creel::replying(ReplyRule {
        status: 500,
        ..ReplyRule::default()
    })
    .await;
    let preflight = "OPTIONS /{ID} HTTP/1.1\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: x-a,x-b\r\n\r\n";
    let answer = creel.send(preflight).await;
    assert_eq!(answer.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-headers", "x-a,x-b"),
        ("x-creel-hit", "1"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert_eq!(creel.latest().await.reply.rule, "preflight");
    let answer = creel
        .send("PUT /{ID} HTTP/1.1\r\nOrigin: https://a.example\r\nContent-Length: 0\r\n\r\n")
        .await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (500, Some("*"))
    );
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn unknown_endpoints() {
    let creel = Creel::start().await;
    let unknown = "/00000000-0000-4000-8000-000000000000";
    for (accept, kind) in [
        ("", "application/json"),
        ("Accept: */*\r\n", "application/json"),
        ("Accept: text/html, */*\r\n", "text/plain; charset=utf-8"),
        (
            "Accept: text/html, application/json\r\n",
            "application/json",
        ),
    ] {
        for target in [unknown, "/no-such-slug"] {
            let answer = creel
                .send(&format!("GET {target} HTTP/1.1\r\n{accept}\r\n"))
                .await;
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (404, Some(kind)),
                "{accept}"
            );
            assert_eq!(
                answer.text().contains("\"code\":\"no_endpoint\""),
                kind == "application/json"
            );
        }
    }
    // The connection goes on after a small body, and ends after a large one.
    let mut wire = creel.connect().await;
    wire.send(format!(
        "POST {unknown} HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
    ))
    .await;
    assert_eq!(wire.answer().await.unwrap().header("connection"), None);
    wire.send(format!(
        "POST {unknown} HTTP/1.1\r\nContent-Length: 100000\r\n\r\nhello"
    ))
    .await;
    assert_eq!(
        wire.answer().await.unwrap().header("connection"),
        Some("close")
    );
    assert!(wire.rest().await.is_empty());
}

#[tokio::test]
async fn changes_of_an_endpoint_hold_at_once() {
    let creel = Creel::start().await;
    let id = "GET /new-shop HTTP/1.1\r\n\r\n";
    assert_eq!(creel.send(id).await.status, 404);
    let row = creel
        .store
        .create_endpoint(named("new-shop", None))
        .await
        .unwrap();
    assert_eq!(creel.send(id).await.status, 200);
    let settings = Settings {
        reply: ReplyRule {
            status: 418,
            ..ReplyRule::default()
        },
        ..Settings::default()
    };
    let change = domain::EndpointChange {
        settings: Some(settings),
        ..Default::default()
    };
    creel.store.change_endpoint(row.id, change).await.unwrap();
    assert_eq!(creel.send(id).await.status, 418);
    let renamed = domain::EndpointChange {
        slug: Some(Some(domain::Slug::parse("old-shop").unwrap())),
        ..Default::default()
    };
    creel.store.change_endpoint(row.id, renamed).await.unwrap();
    assert_eq!(creel.send(id).await.status, 404);
    assert_eq!(
        creel.send("GET /old-shop HTTP/1.1\r\n\r\n").await.status,
        418
    );
    creel.store.delete_endpoint(row.id).await.unwrap();
    assert_eq!(
        creel.send("GET /old-shop HTTP/1.1\r\n\r\n").await.status,
        404
    );
}

#[tokio::test]
async fn expired_endpoints_are_gone() {
    let creel = Creel::start().await;
    let end = server::clock::now().plus_micros(-1);
    let row = creel
        .store
        .create_endpoint(named("was-here", Some(end)))
        .await
        .unwrap();
    let answer = creel.send("GET /was-here HTTP/1.1\r\n\r\n").await;
    assert_eq!(answer.status, 410);
    assert!(answer.text().contains("endpoint_expired"));
    assert!(
        creel
            .store
            .hit(row.num, Which::Latest)
            .await
            .unwrap()
            .is_none()
    );
}
