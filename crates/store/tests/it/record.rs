use std::net::{IpAddr, Ipv6Addr};

use bytes::Bytes;
use domain::{Connection, Framing, Header, Outcome, Reply, Timing};
use store::{NewHit, RecordError, Scheme, StoredHit, Version, Which};

use crate::setup::{Folder, Seen, endpoint, hit, listed, queue, record};

/// What was given is what comes back.
fn assert_same(stored: &StoredHit, given: NewHit, seq: u64) {
    assert_eq!(stored.target, given.target);
    assert_eq!(stored.version, given.version);
    assert_eq!(stored.scheme, given.scheme);
    assert_eq!(stored.host, given.host);
    assert_eq!(stored.peer, given.peer);
    assert_eq!(stored.head, given.head);
    assert_eq!(stored.trailers, given.trailers);
    assert_eq!(stored.body, given.body);
    assert_eq!(stored.verdicts, given.verdicts);
    assert_eq!(stored.reply, given.reply);
    assert_eq!(stored.timing, given.timing);
    assert_eq!(stored.connection, given.connection);
    assert_eq!(stored.summary, given.into_summary(seq));
}

async fn comes_back(given: NewHit) {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    let given = NewHit {
        endpoint: num,
        ..given
    };
    let recorded = store.record(given.clone()).await.unwrap();
    assert_eq!((recorded.seq, recorded.id), (1, given.id));
    let stored = store.hit(num, Which::Seq(1)).await.unwrap().unwrap();
    assert_same(&stored, given.clone(), 1);
    store.close().await.unwrap();

    let store = folder.open();
    let stored = store.hit(num, Which::Latest).await.unwrap().unwrap();
    let row = store.endpoint_by_num(num).await.unwrap().unwrap();
    assert_eq!((row.hits, row.bytes, row.last_seq), (1, given.bytes(), 1));
    assert_eq!(row.last_hit_at, Some(given.received_at));
    assert_same(&stored, given, 1);
}

#[tokio::test]
async fn every_field_comes_back_byte_for_byte() {
    comes_back(NewHit {
        method: "PROPFIND".to_owned(),
        target: b"/caf\xe9?\x00=\xff".to_vec(),
        version: Version::Http2,
        scheme: Scheme::Https,
        host: String::new(),
        peer: "[2001:db8::1]:443".parse().unwrap(),
        client_ip: IpAddr::V6(Ipv6Addr::LOCALHOST),
        content_type: None,
        head: Bytes::from_static(b"x\r\nA: \xff\x00\r\na:  b \r\n\r\n"),
        trailers: Bytes::from_static(b"T: 1\r\nt:2\r\n"),
        size: 99,
        truncated: true,
        incomplete: true,
        provider: Some("stripe".to_owned()),
        event: Some("invoice.paid".to_owned()),
        delivery_id: Some("evt_1".to_owned()),
        verdict: Some(Outcome::Failed),
        verdicts: Some(b"[{}]".to_vec()),
        reply: Reply {
            status: None,
            headers: vec![Header::new(b"X-A", b"\xff")],
            body: "no".to_owned(),
            rule: "incomplete".to_owned(),
        },
        timing: Timing {
            receive_us: 12,
            wait_us: 34,
        },
        connection: Connection {
            tls: true,
            request: 3,
            framing: Framing::Stream,
        },
        ..hit(0, &b"\x00\xff{"[..])
    })
    .await;
}

#[tokio::test]
async fn an_empty_hit_comes_back() {
    comes_back(NewHit {
        target: Vec::new(),
        method: String::new(),
        head: Bytes::new(),
        ..hit(0, Bytes::new())
    })
    .await;
}

#[tokio::test]
async fn bodies_of_every_size_come_back() {
    // Around a page, around where bodies are written in place, and several megabytes.
    for size in [1, 16_383, 16_384, 1_048_575, 1_048_576, 3_000_001] {
        let body: Vec<u8> = (0..size).map(|i: u32| (i % 251) as u8).collect();
        comes_back(hit(0, body)).await;
    }
}

#[tokio::test]
async fn numbers_follow_the_order_of_arrival_in_each_endpoint() {
    let folder = Folder::new();
    let store = folder.open();
    let (a, b) = (endpoint(&store).await.num, endpoint(&store).await.num);
    for seq in 1..=3 {
        assert_eq!(record(&store, a, 1).await, [seq]);
        assert_eq!(record(&store, b, 1).await, [seq]);
    }
    assert_eq!(listed(&store, a).await, [3, 2, 1]);
    for seq in 1..=3 {
        let body = store.body(a, seq).await.unwrap().unwrap();
        assert_eq!(body, (Some("application/json".to_owned()), b"0".to_vec()));
    }
}

#[tokio::test]
async fn hits_that_come_together_are_one_batch_and_one_change() {
    let folder = Folder::new();
    let store = folder.open();
    let (a, b) = (endpoint(&store).await.num, endpoint(&store).await.num);
    folder.seen();
    let first = folder.hold(&store, a).await;
    let waiting: Vec<_> = (0..50)
        .map(|n| queue(&store, hit([a, b][n % 2], n.to_string())))
        .collect();
    folder.gate.open();
    first.await.unwrap();
    let mut seqs = Vec::new();
    for answer in waiting {
        seqs.push(answer.await.unwrap().seq);
    }
    let expected: Vec<u64> = (0..25).flat_map(|n| [n + 2, n + 1]).collect();
    assert_eq!(seqs, expected);
    let changes = [
        Seen::Hits(a, vec![1]),
        Seen::Hits(a, (2..=26).collect()),
        Seen::Hits(b, (1..=25).collect()),
    ];
    assert_eq!(folder.seen(), changes);
}

#[tokio::test]
async fn a_full_queue_refuses_and_loses_nothing_else() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.queue = 2);
    let num = endpoint(&store).await.num;
    let first = folder.hold(&store, num).await;
    let waiting: Vec<_> = (0..4).map(|_| queue(&store, hit(num, "x"))).collect();
    folder.gate.open();
    first.await.unwrap();
    let mut answers = Vec::new();
    for answer in waiting {
        answers.push(answer.await.map(|recorded| recorded.seq));
    }
    let full = Err(RecordError::QueueFull);
    assert_eq!(answers, [Ok(2), Ok(3), full.clone(), full]);
    assert_eq!(listed(&store, num).await, [3, 2, 1]);
}

#[tokio::test]
async fn waiting_bytes_are_bounded_but_one_large_hit_passes() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.queue_bytes = 1000);
    let num = endpoint(&store).await.num;
    let first = folder.hold(&store, num).await;
    let large = queue(&store, hit(num, vec![b'x'; 5000]));
    let more = queue(&store, hit(num, "x"));
    folder.gate.open();
    first.await.unwrap();
    assert_eq!(large.await.unwrap().seq, 2);
    assert_eq!(more.await, Err(RecordError::QueueFull));
    store.record(hit(num, vec![b'x'; 600])).await.unwrap();
}

#[tokio::test]
async fn an_unknown_endpoint_is_gone() {
    let folder = Folder::new();
    let store = folder.open();
    let answer = store.record(hit(99, "x")).await;
    assert_eq!(answer, Err(RecordError::EndpointGone));
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    store.clone().close().await.unwrap();
    let answer = store.record(hit(num, "x")).await;
    assert_eq!(answer, Err(RecordError::Closed));
    assert_ne!(store.health(), store::Health::Ready);
}

#[tokio::test]
async fn the_log_is_copied_while_hits_come() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    let log = store.path().with_extension("db-wal");
    let mut longest = 0;
    for _ in 0..200 {
        store.record(hit(num, vec![b'x'; 1 << 20])).await.unwrap();
        longest = longest.max(std::fs::metadata(&log).unwrap().len());
    }
    // 200 MiB were written; the whole log is looked at when it has 256.
    assert!(longest < 128 << 20, "{} MiB", longest >> 20);
    assert_eq!(listed(&store, num).await.len(), 200);
    store.close().await.unwrap();
}
