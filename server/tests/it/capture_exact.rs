//! What was on the wire is what is stored.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::head::Head;
use domain::{Framing, Settings};
use http::Request;
use store::{Scheme, Version};
use tokio::net::TcpStream;

use crate::creel::Creel;
use crate::tls::Certificate;

/// Sends `head` and `sent`, and expects the hit to have exactly these bytes.
async fn check(head: &str, sent: &[u8], body: &[u8], trailers: &[u8]) {
    let creel = Creel::start().await;
    let head = creel.fill(head);
    let mut wire = creel.connect().await;
    wire.send([head.as_bytes(), sent].concat()).await;
    let method = head.split(' ').next().unwrap();
    let answer = wire.answer_to(method).await.unwrap();
    assert_eq!(answer.header("x-creel-hit"), Some("1"), "{head}");
    let hit = creel.latest().await;
    assert_eq!(String::from_utf8_lossy(&hit.head), head);
    assert_eq!(hit.body, body);
    assert_eq!(hit.trailers, trailers);
    assert_eq!(hit.target, head.split(' ').nth(1).unwrap().as_bytes());
    assert_eq!(
        (&*hit.summary.method, hit.summary.size),
        (method, body.len() as u64)
    );
    assert!(!hit.summary.truncated && !hit.summary.incomplete);
    creel.stop().await;
}

async fn check_line(line: &str) {
    check(
        &format!("{line}\r\nHOST: A.example:80\r\nx-Y: 1\r\nX-y:2\r\n\r\n"),
        b"",
        b"",
        b"",
    )
    .await;
}

#[tokio::test]
async fn methods_and_targets() {
    for line in [
        "GET /{ID} HTTP/1.1",
        "GET /{ID}/deep/%2F/../x?a=1&a=%20&b HTTP/1.1",
        "HEAD /{ID} HTTP/1.1",
        "OPTIONS /{ID} HTTP/1.1",
        "TRACE /{ID} HTTP/1.1",
        "BREW /{ID}?milk HTTP/1.1",
        "lower-case /{ID} HTTP/1.1",
        "POST http://somewhere.example/{ID}/x HTTP/1.1",
        "GET /{ID}/<odd>\"^`|{}?<script> HTTP/1.1",
        "GET /{ID} HTTP/1.0",
    ] {
        check_line(line).await;
    }
}

#[tokio::test]
async fn connect_is_kept_and_opens_no_tunnel() {
    let creel = Creel::start().await;
    let answer = creel.send("CONNECT /{ID} HTTP/1.1\r\n\r\n").await;
    assert_eq!(answer.status, 405);
    assert!(answer.header("allow").is_some());
    assert_eq!(creel.latest().await.summary.method, "CONNECT");
}

#[tokio::test]
async fn bodies_of_every_kind() {
    let length = |body: &[u8]| {
        format!(
            "POST /{{ID}} HTTP/1.1\r\ncontent-LENGTH: {}\r\n\r\n",
            body.len()
        )
    };
    let large = b"0123456789abcdef".repeat(100_000);
    for body in [
        &b""[..],
        b"{\"a\": 1.0}\n",
        b"\x00\xff\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        &large[..17_000],
        &large,
    ] {
        check(&length(body), body, body, b"").await;
    }
    let head = "PUT /{ID} HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
    check(
        head,
        b"3;x=\"y\"\r\nabc\r\n2\r\nde\r\n0\r\nX-SUM: 1\r\nx-sum:2\r\n\r\n",
        b"abcde",
        b"X-SUM: 1\r\nx-sum:2\r\n",
    )
    .await;
    check(head, b"0\r\n\r\n", b"", b"").await;
}

#[tokio::test]
async fn header_bytes_beyond_utf8() {
    let creel = Creel::start().await;
    let head = [
        &*creel.fill("GET /{ID}/caf").into_bytes(),
        b"\xe9 HTTP/1.1\r\nX-Odd: caf\xe9\r\nContent-Type: \xff\r\n\r\n",
    ]
    .concat();
    let mut wire = creel.connect().await;
    wire.send(&head).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    let hit = creel.latest().await;
    assert_eq!(hit.head, head);
    assert!(hit.target.ends_with(b"caf\xe9"));
}

#[tokio::test]
async fn pipelined_hits_keep_their_own_bytes_and_order() {
    let creel = Creel::start().await;
    let one = creel.fill("POST /{ID}/1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    let two = creel.fill(
        "POST /{ID}/2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n",
    );
    let three = creel.fill("GET /{ID}/3 HTTP/1.1\r\nX-Case: Kept\r\n\r\n");
    let mut wire = creel.connect().await;
    wire.send(format!("{one}{two}{three}")).await;
    for seq in ["1", "2", "3"] {
        assert_eq!(
            wire.answer().await.unwrap().header("x-creel-hit"),
            Some(seq)
        );
    }
    let hits = [
        creel.hit(1).await.unwrap(),
        creel.hit(2).await.unwrap(),
        creel.hit(3).await.unwrap(),
    ];
    assert_eq!(
        [&hits[0].body[..], &hits[1].body, &hits[2].body],
        [&b"abc"[..], b"x", b""]
    );
    assert_eq!(hits[1].trailers, b"A: b\r\n");
    assert_eq!(hits[2].head, three.as_bytes());
    let facts = hits.map(|hit| (hit.connection.request, hit.connection.framing));
    assert_eq!(
        facts,
        [
            (1, Framing::Length),
            (2, Framing::Chunked),
            (3, Framing::None)
        ]
    );
}

#[tokio::test]
async fn hundreds_in_one_segment_are_all_kept_in_order() {
    let creel = Creel::start().await;
    let all: String = (1..=300)
        .map(|nth| {
            creel.fill(&format!(
                "POST /{{ID}}/{nth} HTTP/1.1\r\nContent-Length: 3\r\n\r\n{nth:03}"
            ))
        })
        .collect();
    let mut wire = creel.connect().await;
    wire.send(all).await;
    for nth in 1..=300 {
        let answer = wire.answer().await.unwrap();
        assert_eq!(answer.header("x-creel-hit"), Some(&*nth.to_string()));
    }
    for nth in [1, 2, 150, 299, 300] {
        let hit = creel.hit(nth).await.unwrap();
        assert_eq!(hit.body, format!("{nth:03}").into_bytes());
        assert!(hit.target.ends_with(format!("/{nth}").as_bytes()));
        assert_eq!(u64::from(hit.connection.request), nth);
    }
}

#[tokio::test]
async fn what_is_for_no_address_is_answered() {
    let creel = Creel::start().await;
    for (request, status, allow) in [
        ("OPTIONS * HTTP/1.1\r\n\r\n", 204, true),
        ("CONNECT other.example:443 HTTP/1.1\r\n\r\n", 405, true),
        ("GET * HTTP/1.1\r\n\r\n", 400, false),
        ("GET other.example:80 HTTP/1.1\r\n\r\n", 400, false),
    ] {
        let answer = creel.send(request).await;
        assert_eq!(answer.status, status, "{request}");
        assert_eq!(answer.header("allow").is_some(), allow, "{request}");
    }
    assert!(creel.hit(1).await.is_none());
}

#[tokio::test]
async fn the_facts_around_a_hit() {
    let creel = Creel::start().await;
    let before = server::clock::now();
    let request = "POST /{ID} HTTP/1.0\r\nHost: Shop.example\r\nContent-Type: a/B; c=d\r\nX-Forwarded-For: 6.6.6.6\r\nContent-Length: 1\r\n\r\nx";
    creel.send(request).await;
    let hit = creel.latest().await;
    assert!(hit.summary.received_at >= before && hit.summary.received_at <= server::clock::now());
    assert_eq!(
        (hit.version, hit.scheme, &*hit.host),
        (Version::Http10, Scheme::Http, "Shop.example")
    );
    assert_eq!(hit.summary.content_type.as_deref(), Some("a/B; c=d"));
    assert_eq!(
        hit.summary.client_ip,
        "127.0.0.1".parse::<IpAddr>().unwrap()
    );
    assert!(!hit.connection.tls);
    assert_eq!(hit.summary.id.get_version_num(), 7);
}

#[tokio::test]
async fn the_time_from_the_first_byte_to_the_last_is_kept() {
    const PAUSE: Duration = Duration::from_millis(60);
    let creel = Creel::start().await;
    let mut wire = creel.connect().await;
    for (pause_in_head, pause_in_body) in [(PAUSE, PAUSE), (Duration::ZERO, PAUSE)] {
        // What passes between two requests belongs to neither.
        tokio::time::sleep(PAUSE).await;
        let began = Instant::now();
        wire.send("POST /").await;
        tokio::time::sleep(pause_in_head).await;
        wire.send(creel.fill("{ID} HTTP/1.1\r\nContent-Length: 2\r\n\r\nh"))
            .await;
        tokio::time::sleep(pause_in_body).await;
        wire.send("i").await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
        let most = began.elapsed();
        let took = Duration::from_micros(creel.latest().await.timing.receive_us);
        let least = pause_in_head + pause_in_body - Duration::from_millis(5);
        assert!(least <= took && took <= most, "{least:?} {took:?} {most:?}");
    }
}

#[tokio::test]
async fn a_trusted_proxy_is_believed() {
    let creel = Creel::with(&["--trusted-proxies", "1"], Settings::default()).await;
    creel.send("GET /{ID} HTTP/1.1\r\nHost: in\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n\r\n").await;
    let hit = creel.latest().await;
    assert_eq!(hit.summary.client_ip, "1.1.1.1".parse::<IpAddr>().unwrap());
    assert_eq!((hit.scheme, &*hit.host), (Scheme::Https, "shop.example"));
    assert!(hit.peer.ip().is_loopback());
}

#[tokio::test]
async fn by_slug_host_name_and_below_a_base_path() {
    let flags = ["--capture-domain", "in.example", "--base-path", "/hooks"];
    let creel = Creel::with(&flags, Settings::default()).await;
    let row = creel
        .store
        .create_endpoint(crate::creel::named("my-shop", None))
        .await
        .unwrap();
    for request in [
        "GET /hooks/my-shop/x HTTP/1.1\r\n\r\n",
        "GET /anything HTTP/1.1\r\nHost: my-shop.in.example:80\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: MY-SHOP.in.example\r\n\r\n",
        "CONNECT other.example:443 HTTP/1.1\r\nHost: my-shop.in.example\r\n\r\n",
    ] {
        assert!(
            creel.send(request).await.header("x-creel-hit").is_some(),
            "{request}"
        );
    }
    let hits = creel
        .store
        .endpoint_by_num(row.num)
        .await
        .unwrap()
        .unwrap()
        .hits;
    assert_eq!(hits, 4);
    assert_eq!(
        creel.send("GET /hooks/livez HTTP/1.1\r\n\r\n").await.status,
        200
    );
    assert_eq!(
        creel.send("GET /my-shop HTTP/1.1\r\n\r\n").await.status,
        404
    );
}

#[tokio::test]
async fn http2_with_body_and_trailers() {
    let creel = Creel::start().await;
    let stream = TcpStream::connect(creel.address).await.unwrap();
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let uri = creel.fill("http://hooks.example/{ID}/x?y=1");
    let request = Request::post(uri)
        .header("x-a", "1")
        .header("content-type", "a/b")
        .body(())
        .unwrap();
    let (response, mut body) = client.send_request(request, false).unwrap();
    body.send_data(Bytes::from_static(b"hello"), false).unwrap();
    let mut trailers = http::HeaderMap::new();
    trailers.insert("x-sum", "9".parse().unwrap());
    body.send_trailers(trailers).unwrap();
    let response = response.await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            &response.headers()["x-creel-hit"]
        ),
        (200, &"1".parse().unwrap())
    );
    let hit = creel.latest().await;
    let head = Head::new(&hit.head);
    assert_eq!(head.get(":method"), Some(&b"POST"[..]));
    assert_eq!(
        head.get(":path"),
        Some(creel.fill("/{ID}/x?y=1").as_bytes())
    );
    assert_eq!(
        (head.get("x-a"), &*hit.host),
        (Some(&b"1"[..]), "hooks.example")
    );
    assert_eq!(
        (hit.version, hit.connection.framing),
        (Version::Http2, Framing::Stream)
    );
    assert_eq!(
        (&hit.body[..], &hit.trailers[..]),
        (&b"hello"[..], &b"x-sum: 9\r\n"[..])
    );
    assert_eq!(hit.summary.content_type.as_deref(), Some("a/b"));
}

/// Fields as a header block in which nothing is indexed.
fn block(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap());
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

/// A frame of the first request: its kind, its flags, what it carries.
fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, 1][..], payload].concat()
}

/// Sends frames on a connection of their own, and returns the hit.
async fn sent_in_frames(creel: &Creel, frames: &[Vec<u8>]) -> store::StoredHit {
    let mut wire = creel.connect().await;
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    wire.send([&preface[..], &settings, &frames.concat()].concat())
        .await;
    creel.wait_for(1).await
}

fn lines(fields: &[(&str, &str)]) -> String {
    let lines = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    lines.collect()
}

#[tokio::test]
async fn http2_heads_keep_their_order() {
    let creel = Creel::start().await;
    let path = creel.fill("/{ID}");
    // Pseudo-headers have to come first.
    let fields = [
        (":path", &*path),
        (":method", "PATCH"),
        (":scheme", "http"),
        (":authority", "late.example"),
        ("x-a", "1"),
        ("x-b", "2"),
        ("x-a", "3"),
    ];
    let hit = sent_in_frames(&creel, &[frame(1, 0x5, &block(&fields))]).await;
    assert_eq!(
        String::from_utf8_lossy(&hit.head),
        format!("{}\r\n", lines(&fields))
    );
    assert_eq!(
        (&*hit.summary.method, &*hit.host),
        ("PATCH", "late.example")
    );
}

#[tokio::test]
async fn http2_trailers_keep_their_order() {
    let creel = Creel::start().await;
    let path = creel.fill("/{ID}");
    let head = [(":method", "POST"), (":scheme", "http"), (":path", &path)];
    let trailers = [("x-a", "1"), ("x-b", "2"), ("x-a", "3")];
    let frames = [
        frame(1, 0x4, &block(&head)),
        frame(0, 0, b"hi"),
        frame(1, 0x5, &block(&trailers)),
    ];
    let hit = sent_in_frames(&creel, &frames).await;
    assert_eq!(hit.body, b"hi");
    assert_eq!(String::from_utf8_lossy(&hit.trailers), lines(&trailers));
}

#[tokio::test]
async fn an_http2_path_keeps_its_fragment() {
    let creel = Creel::start().await;
    let path = creel.fill("/{ID}/x?y#z");
    let head = [
        (":path", &*path),
        (":scheme", "http"),
        (":method", "GET"),
        ("x-a", "1"),
    ];
    let hit = sent_in_frames(&creel, &[frame(1, 0x5, &block(&head))]).await;
    assert_eq!(
        String::from_utf8_lossy(&hit.head),
        format!("{}\r\n", lines(&head))
    );
    assert_eq!(String::from_utf8_lossy(&hit.target), path);
}

#[tokio::test]
async fn an_http2_sender_that_resets_leaves_an_incomplete_hit() {
    let creel = Creel::start().await;
    let stream = TcpStream::connect(creel.address).await.unwrap();
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = Request::post(creel.fill("http://h/{ID}")).body(()).unwrap();
    let (response, mut body) = client.send_request(request, false).unwrap();
    body.send_data(Bytes::from_static(b"half"), false).unwrap();
    // A second request is answered only after the first one's data were read.
    let other = Request::get(creel.fill("http://h/{ID}/other"))
        .body(())
        .unwrap();
    let (answer, _) = client.send_request(other, true).unwrap();
    answer.await.unwrap();
    body.send_reset(h2::Reason::CANCEL);
    assert!(response.await.is_err());
    let hit = creel.wait_for(2).await;
    assert!(hit.summary.incomplete);
    assert_eq!((hit.summary.status, &hit.body[..]), (None, &b"half"[..]));
}

#[tokio::test]
async fn heads_are_exact_beneath_tls() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let certificate = Certificate::new();
    let creel = Creel::with(&certificate.flags(), Settings::default()).await;
    let connect = async |protocol: &[u8]| {
        let stream = TcpStream::connect(creel.address).await.unwrap();
        certificate.connect(stream, protocol).await
    };
    let head = creel.fill(
        "POST /{ID}/Case HTTP/1.1\r\nhOST: hooks.example\r\nX-b:1\r\nx-B:  2 \r\n\
         Connection: close\r\nContent-Length: 2\r\n\r\n",
    );
    let mut stream = connect(b"http/1.1").await;
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(b"hi").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let hit = creel.latest().await;
    assert_eq!(String::from_utf8_lossy(&hit.head), head);
    assert_eq!(hit.body, b"hi");
    assert_eq!((hit.scheme, hit.connection.tls), (Scheme::Https, true));
    assert_eq!(hit.version, Version::Http11);

    let (client, connection) = h2::client::handshake(connect(b"h2").await).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let url = creel.fill("https://hooks.example/{ID}/Case?b=1");
    let request = Request::put(url)
        .header("x-two", "1")
        .header("x-one", "2")
        .body(())
        .unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    let hit = creel.latest().await;
    let expected = creel.fill(
        ":method: PUT\r\n:scheme: https\r\n:authority: hooks.example\r\n\
         :path: /{ID}/Case?b=1\r\nx-two: 1\r\nx-one: 2\r\n\r\n",
    );
    assert_eq!(String::from_utf8_lossy(&hit.head), expected);
    assert_eq!((hit.scheme, hit.connection.tls), (Scheme::Https, true));
    assert_eq!(hit.version, Version::Http2);
}
