//! Every limit of capture has a clear answer.

use domain::Settings;
use tokio::io::AsyncWriteExt as _;

use crate::api::code;
use crate::creel::Creel;

async fn small() -> Creel {
    Creel::with(
        &["--max-body", "100KiB", "--max-in-flight", "200KiB"],
        Settings::default(),
    )
    .await
}

const LIMIT: usize = 100 * 1024;

#[tokio::test]
async fn a_body_as_large_as_allowed_is_kept_whole() {
    let creel = small().await;
    let body = "x".repeat(LIMIT);
    let answer = creel
        .send(&format!(
            "POST /{{ID}} HTTP/1.1\r\nContent-Length: {LIMIT}\r\n\r\n{body}"
        ))
        .await;
    assert_eq!(answer.status, 200);
    assert!(!creel.latest().await.summary.truncated);
}

#[tokio::test]
async fn a_larger_body_is_cut_and_answered_413() {
    let creel = small().await;
    let body = "x".repeat(LIMIT + 50_000);
    let announced = format!(
        "POST /{{ID}} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let chunked = format!(
        "POST /{{ID}} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    for request in [announced, chunked] {
        let mut wire = creel.connect().await;
        wire.send(creel.fill(&request)).await;
        let answer = wire.answer().await.unwrap();
        assert_eq!(
            (answer.status, answer.header("connection")),
            (413, Some("close"))
        );
        assert_eq!(code(&answer), "too_large");
        assert!(wire.rest().await.is_empty());
        let hit = creel.latest().await;
        assert_eq!(answer.header("x-creel-hit"), Some(&*hit.seq().to_string()));
        assert!(hit.summary.truncated && !hit.summary.incomplete);
        assert_eq!(hit.body.len(), LIMIT);
        assert!(hit.summary.size > LIMIT as u64);
        assert_eq!(
            (hit.summary.status, &*hit.reply.rule),
            (Some(413), "too_large")
        );
    }
}

#[tokio::test]
async fn the_signature_of_a_part_is_not_judged() {
    let creel = small().await;
    let signed = "X-GitHub-Event: push\r\nX-Hub-Signature-256: sha256=0000000000000000000000000000000000000000000000000000000000000000\r\n";
    let mut wire = creel.connect().await;
    wire.send(creel.fill(&format!(
        "POST /{{ID}} HTTP/1.1\r\n{signed}Content-Length: 9\r\n\r\n{{}}"
    )))
    .await;
    drop(wire);
    let hit = creel.wait_for(1).await.summary;
    assert_eq!(
        (hit.provider.as_deref(), hit.verdict),
        (Some("github"), None)
    );
    creel
        .send(&format!(
            "POST /{{ID}} HTTP/1.1\r\n{signed}Content-Length: 2\r\n\r\n{{}}"
        ))
        .await;
    let hit = creel.latest().await.summary;
    assert_eq!(hit.verdict, Some(domain::Outcome::NoSecret));
}

#[tokio::test]
async fn what_was_done_is_counted() {
    let creel = small().await;
    creel
        .send("POST /{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
        .await;
    creel.send("GET /no-such-slug HTTP/1.1\r\n\r\n").await;
    let text = creel.send("GET /metrics HTTP/1.1\r\n\r\n").await.text();
    for line in [
        "creel_hits_stored_total 1\n",
        "creel_requests_refused_total 1\n",
        "creel_body_bytes_total 2\n",
        "creel_in_flight_bytes 0\n",
        "creel_ready 1\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[tokio::test]
async fn who_asks_before_sending_too_much_is_told_at_once() {
    let creel = small().await;
    let mut wire = creel.connect().await;
    wire.send(
        creel.fill("POST /{ID} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 999999\r\n\r\n"),
    )
    .await;
    assert_eq!(wire.answer().await.unwrap().status, 413);
    assert!(wire.rest().await.is_empty());
    let hit = creel.latest().await;
    assert!(hit.summary.truncated && hit.body.is_empty());
    let mut wire = creel.connect().await;
    wire.send(
        creel.fill("POST /{ID} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
    )
    .await;
    assert_eq!(wire.answer().await.unwrap().status, 100);
    wire.send("ok").await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_sender_that_hangs_up_leaves_an_incomplete_hit() {
    let creel = Creel::start().await;
    for (seq, rest) in [
        (1, "Content-Length: 9\r\n\r\nhalf"),
        (2, "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"),
        (3, "Content-Length: 99999\r\n\r\nhalf"),
    ] {
        let mut wire = creel.connect().await;
        wire.send(creel.fill(&format!("POST /{{ID}} HTTP/1.1\r\n{rest}")))
            .await;
        drop(wire);
        let hit = creel.wait_for(seq).await;
        assert!(hit.summary.incomplete && !hit.summary.truncated);
        assert_eq!((hit.summary.status, &hit.body[..]), (None, &b"half"[..]));
        assert_eq!(hit.reply.rule, "incomplete");
    }
    // One that still listens is told.
    let mut wire = creel.connect().await;
    wire.send(creel.fill("POST /{ID} HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"))
        .await;
    wire.half_close().await;
    let answer = wire.answer().await.unwrap();
    assert_eq!((answer.status, &*code(&answer)), (400, "incomplete"));
}

#[tokio::test]
async fn wherever_a_sender_hangs_up_what_came_is_kept() {
    let creel = Creel::start().await;
    // Before the end of the head there is no request.
    let mut wire = creel.connect().await;
    wire.send(creel.fill("POST /{ID} HTTP/1.1\r\nContent-Length: 9\r\n"))
        .await;
    wire.half_close().await;
    assert!(wire.answer().await.is_none());
    for (seq, rest, kept) in [
        (1, "Content-Length: 9\r\n\r\n", ""),
        (2, "Transfer-Encoding: chunked\r\n\r\n", ""),
        (3, "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf", "half"),
        (4, "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "half"),
        (
            5,
            "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
            "half",
        ),
        (
            6,
            "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nA: b\r\n",
            "half",
        ),
    ] {
        let mut wire = creel.connect().await;
        wire.send(creel.fill(&format!("POST /{{ID}} HTTP/1.1\r\n{rest}")))
            .await;
        drop(wire);
        let hit = creel.wait_for(seq).await;
        assert!(hit.summary.incomplete, "{rest:?}");
        assert_eq!(hit.body, kept.as_bytes(), "{rest:?}");
    }
}

#[tokio::test]
async fn a_malformed_body_is_kept_and_its_sender_told() {
    let creel = Creel::start().await;
    let mut wire = creel.connect().await;
    wire.send(
        creel.fill("POST /{ID} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n"),
    )
    .await;
    let answer = wire.answer().await.unwrap();
    assert_eq!((answer.status, &*code(&answer)), (400, "malformed"));
    assert!(answer.text().contains("a chunk has no size"));
    assert!(wire.rest().await.is_empty());
    let hit = creel.latest().await;
    assert!(hit.summary.incomplete);
    assert_eq!(hit.body, b"half");
    assert_eq!(
        (hit.summary.status, &*hit.reply.rule),
        (Some(400), "malformed")
    );
    // What the sender was told is in the record.
    assert_eq!(hit.reply.body, answer.text());
}

#[tokio::test]
async fn a_reset_mid_body_leaves_an_incomplete_hit() {
    let creel = Creel::start().await;
    let mut wire = creel.connect().await;
    wire.send(
        creel.fill("POST /{ID} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"),
    )
    .await;
    assert_eq!(wire.answer().await.unwrap().status, 100);
    wire.send("half").await;
    wire.0.flush().await.unwrap();
    wire.0.set_zero_linger().unwrap();
    drop(wire);
    assert!(creel.wait_for(1).await.summary.incomplete);
}

#[tokio::test]
async fn a_slow_body_is_answered_408_and_kept_incomplete() {
    let creel = Creel::with(&["--body-timeout", "200ms"], Settings::default()).await;
    let answer = creel
        .send("POST /{ID} HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
        .await;
    assert_eq!(
        (answer.status, answer.header("connection")),
        (408, Some("close"))
    );
    assert_eq!(code(&answer), "too_slow");
    let hit = creel.latest().await;
    assert!(hit.summary.incomplete);
    assert_eq!(
        (hit.summary.status, &hit.body[..]),
        (Some(408), &b"half"[..])
    );
}

#[tokio::test]
async fn a_trickling_large_body_has_a_deadline() {
    let creel = Creel::with(&["--body-deadline", "200ms"], Settings::default()).await;
    let answer = creel
        .send("POST /{ID} HTTP/1.1\r\nContent-Length: 99999\r\n\r\nhalf")
        .await;
    assert_eq!(answer.status, 408);
    assert_eq!(creel.latest().await.body, b"half");
}

#[tokio::test]
async fn large_bodies_wait_for_memory_and_small_ones_do_not() {
    let flags = [
        "--max-body",
        "100KiB",
        "--max-in-flight",
        "100KiB",
        "--in-flight-wait",
        "200ms",
    ];
    let creel = Creel::with(&flags, Settings::default()).await;
    let mut first = creel.connect().await;
    let head =
        creel.fill("POST /{ID} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
    first.send(&head).await;
    assert_eq!(first.answer().await.unwrap().status, 100);
    let announced = format!(
        "POST /{{ID}} HTTP/1.1\r\nContent-Length: 20000\r\n\r\n{}",
        "x".repeat(20_000)
    );
    let chunked = format!(
        "POST /{{ID}} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n{}\r\n0\r\n\r\n",
        "x".repeat(20_000)
    );
    for request in [announced, chunked] {
        let answer = creel.send(&request).await;
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (503, Some("1"))
        );
        assert!(answer.text().contains("too_many_bodies"));
    }
    assert_eq!(
        creel
            .send("POST /{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
            .await
            .status,
        200
    );
    first.send("x".repeat(100_000)).await;
    assert_eq!(first.answer().await.unwrap().status, 200);
    assert_eq!(
        creel
            .send(&format!(
                "POST /{{ID}} HTTP/1.1\r\nContent-Length: 20000\r\n\r\n{}",
                "x".repeat(20_000)
            ))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn many_partial_bodies_do_not_block_each_other() {
    let creel = Creel::with(
        &["--max-body", "1MiB", "--max-in-flight", "2MiB"],
        Settings::default(),
    )
    .await;
    let body = "x".repeat(300_000);
    let mut senders = Vec::new();
    for place in 0..20 {
        let framing = if place % 2 == 0 {
            format!("Content-Length: {}\r\n\r\n{body}", body.len())
        } else {
            format!(
                "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
                body.len()
            )
        };
        let request = creel.fill(&format!("POST /{{ID}} HTTP/1.1\r\n{framing}"));
        let mut wire = creel.connect().await;
        wire.send(&request.as_bytes()[..20_000]).await;
        senders.push((wire, request));
    }
    let finishing = senders.into_iter().map(|(mut wire, request)| {
        tokio::spawn(async move {
            wire.send(&request.as_bytes()[20_000..]).await;
            wire.answer().await.unwrap().status
        })
    });
    for sender in finishing.collect::<Vec<_>>() {
        assert_eq!(sender.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn rates_have_a_limit_per_endpoint_and_per_client() {
    for flag in ["--endpoint-rate", "--client-rate"] {
        let creel = Creel::with(&[flag, "3"], Settings::default()).await;
        let mut statuses = Vec::new();
        for _ in 0..5 {
            let answer = creel
                .send("POST /{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
                .await;
            statuses.push(answer.status);
            if answer.status == 429 {
                assert_eq!(answer.header("retry-after"), Some("1"));
            }
        }
        assert_eq!(statuses[..3], [200, 200, 200], "{flag}");
        assert!(statuses.contains(&429), "{flag}: {statuses:?}");
    }
}

#[tokio::test]
async fn a_full_endpoint_is_answered_507() {
    let settings = Settings {
        max_hits: Some(1),
        max_bytes: Some(2000),
        ..Settings::default()
    };
    let creel = Creel::with(&[], settings).await;
    let large = format!(
        "POST /{{ID}} HTTP/1.1\r\nContent-Length: 3000\r\n\r\n{}",
        "x".repeat(3000)
    );
    // Larger than the endpoint may be, however empty it is.
    let answer = creel.send(&large).await;
    assert_eq!((answer.status, &*code(&answer)), (507, "endpoint_full"));
    assert!(answer.text().contains("no room for this request"));
    assert!(creel.hit(1).await.is_none());
    assert_eq!(creel.send("GET /{ID} HTTP/1.1\r\n\r\n").await.status, 200);
    let pin = domain::HitChange {
        pinned: Some(true),
        ..domain::HitChange::default()
    };
    creel
        .store
        .change_hit(creel.endpoint.num, 1, pin)
        .await
        .unwrap();
    let answer = creel.send("GET /{ID} HTTP/1.1\r\n\r\n").await;
    assert_eq!((answer.status, &*code(&answer)), (507, "endpoint_full"));
    assert!(answer.text().contains("pinned"));
    assert!(creel.hit(2).await.is_none());
}

#[tokio::test]
async fn a_full_queue_is_answered_503() {
    let creel = Creel::with(&["--queue", "1"], Settings::default()).await;
    let mut senders = Vec::new();
    for _ in 0..50 {
        let mut wire = creel.connect().await;
        wire.send(creel.fill("POST /{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"))
            .await;
        senders.push(wire);
    }
    let (mut kept, mut refused) = (0, 0);
    for mut wire in senders {
        let answer = wire.answer().await.unwrap();
        match answer.status {
            200 => kept += 1,
            503 => {
                refused += 1;
                assert_eq!(answer.header("retry-after"), Some("1"));
                assert!(answer.text().contains("queue_full"));
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(kept + refused, 50);
    let row = creel
        .store
        .endpoint_by_num(creel.endpoint.num)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.hits, kept);
}

#[tokio::test]
async fn a_full_disk_is_answered_507_and_gets_well_again() {
    // SQLite stops at so many pages as it would at the end of a disk.
    let creel = Creel::tuned(&[], Settings::default(), |config| {
        config.store.max_pages = Some(200);
    })
    .await;
    let body = "x".repeat(100_000);
    let request = format!(
        "POST /{{ID}} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let ready = "GET /readyz HTTP/1.1\r\n\r\n";
    assert_eq!(creel.send(ready).await.status, 200);
    let mut kept = 0;
    let refused = loop {
        let answer = creel.send(&request).await;
        if answer.status != 200 {
            break answer;
        }
        kept += 1;
    };
    assert_eq!(refused.status, 507);
    assert!(refused.header("retry-after").is_some() && refused.text().contains("disk_full"));
    assert!(kept > 3, "{kept}");
    assert_eq!(creel.send(ready).await.status, 503);
    for seq in 1..=kept {
        assert_eq!(creel.hit(seq).await.unwrap().body, body.as_bytes());
    }
    creel
        .store
        .clear(creel.endpoint.num, None, None)
        .await
        .unwrap();
    creel.store.sweep().await.unwrap();
    assert_eq!(creel.send(&request).await.status, 200);
    assert_eq!(creel.send(ready).await.status, 200);
    assert_eq!(creel.latest().await.seq(), kept + 1);
}
