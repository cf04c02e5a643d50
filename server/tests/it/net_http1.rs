//! HTTP/1.x as it is on the wire: every byte of a head is kept, and requests are told apart.

use server::net::Limits;

use crate::wire::{MirrorServer, Wire};

async fn start() -> (MirrorServer, Wire) {
    let server = MirrorServer::start(Limits::default());
    let wire = server.connect().await;
    (server, wire)
}

/// Sends a request whole, and byte by byte, and expects `head|body|trailers` both times.
async fn check(request: impl AsRef<[u8]>, expected: impl AsRef<[u8]>) {
    let (request, expected) = (request.as_ref(), expected.as_ref());
    let method = String::from_utf8_lossy(request.split(|&byte| byte == b' ').next().unwrap());
    let (_server, mut wire) = start().await;
    for piece in [request.len(), 1, 7] {
        for part in request.chunks(piece) {
            wire.send(part).await;
            wire.0.set_nodelay(true).unwrap();
        }
        let answer = wire.answer_to(&method).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        if method != "HEAD" {
            let (got, expected) = (answer.text(), String::from_utf8_lossy(expected));
            assert_eq!(got, expected);
            assert_eq!(answer.body, expected.as_bytes().to_vec(), "bytes differ");
        }
    }
}

/// The same, where nothing but the head was sent.
async fn check_head(head: &str) {
    check(head, format!("{head}||")).await;
}

#[tokio::test]
async fn heads_keep_case_order_and_repeats() {
    check_head("GET /A%2fb?x=1&x=2 HTTP/1.1\r\nHOST: a\r\nX-b:1\r\nx-B:  2 \r\nX-b:\r\nAccept: */*\r\n\r\n").await;
}

#[tokio::test]
async fn any_method_and_target_passes() {
    for line in [
        "OPTIONS * HTTP/1.1",
        "HEAD /x HTTP/1.1",
        "BREW /pot?milk=yes HTTP/1.1",
        "m-search /x HTTP/1.1",
        "GET http://other.example:8080/x?y HTTP/1.1",
        "DELETE //double//slash/../x HTTP/1.1",
        "GET /a<b>\"^`|{}\\ HTTP/1.1",
        "GET /?q=<script> HTTP/1.1",
        "GET /x#fragment HTTP/1.1",
    ] {
        check_head(&format!("{line}\r\nHost: a\r\n\r\n")).await;
    }
}

#[tokio::test]
async fn bytes_beyond_ascii_are_kept() {
    let head = b"GET /caf\xe9?\xff=\x80 HTTP/1.1\r\nX-Odd: caf\xe9\r\n\r\n";
    let (_server, mut wire) = start().await;
    wire.send(head).await;
    assert_eq!(
        wire.answer().await.unwrap().body,
        [&head[..], b"||"].concat()
    );
}

#[tokio::test]
async fn bodies_by_length() {
    let head = "POST /x HTTP/1.1\r\ncontent-LENGTH: 5\r\n\r\n";
    check(format!("{head}a\r\nbc"), format!("{head}|a\r\nbc|")).await;
    let head = "POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    check(head, format!("{head}||")).await;
    let head = "POST /x HTTP/1.1\r\nContent-Length: 300000\r\n\r\n";
    let body = "0123456789".repeat(30_000);
    let (_server, mut wire) = start().await;
    wire.send(format!("{head}{body}")).await;
    assert_eq!(
        wire.answer().await.unwrap().text(),
        format!("{head}|{body}|")
    );
}

#[tokio::test]
async fn chunked_bodies_with_extensions_and_trailers() {
    let head = "POST /x HTTP/1.1\r\nTransfer-Encoding: CHUNKED\r\nTrailer: X-Sum\r\n\r\n";
    let body = "3;name=\"a;b\"\r\nabc\r\nA\r\n0123456789\r\n0;end\r\nX-SUM: 1\r\nx-sum:2\r\n\r\n";
    check(
        format!("{head}{body}"),
        format!("{head}|abc0123456789|X-SUM: 1\r\nx-sum:2\r\n"),
    )
    .await;
}

#[tokio::test]
async fn trailers_do_not_reach_the_next_request() {
    let (_server, mut wire) = start().await;
    let chunked = "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n";
    wire.send(format!("{chunked}GET /2 HTTP/1.1\r\n\r\n")).await;
    assert!(wire.answer().await.unwrap().text().ends_with("||A: b\r\n"));
    assert!(wire.answer().await.unwrap().text().ends_with("||"));
}

#[tokio::test]
async fn pipelined_requests_are_told_apart() {
    let requests = [
        (
            "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
            "abc",
            "abc",
        ),
        ("GET /2 HTTP/1.1\r\nX-Case: Kept\r\n\r\n", "", ""),
        (
            "PUT /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "2\r\nhi\r\n0\r\n\r\n",
            "hi",
        ),
        ("GET /a<b HTTP/1.1\r\n\r\n", "", ""),
        (
            "POST /5 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n",
            "x",
            "x",
        ),
        ("GET /6 HTTP/1.1\r\nConnection: close\r\n\r\n", "", ""),
    ];
    let body = |body: &str| {
        if body == "x" {
            "x".repeat(20_000)
        } else {
            body.to_owned()
        }
    };
    let all: String = requests
        .iter()
        .map(|(head, sent, _)| format!("{head}{}", body(sent)))
        .collect();
    for piece in [all.len(), 1, 13, 4096] {
        let (_server, mut wire) = start().await;
        for part in all.as_bytes().chunks(piece) {
            wire.send(part).await;
        }
        for (place, (head, _, received)) in requests.iter().enumerate() {
            let answer = wire.answer().await.unwrap();
            assert_eq!(answer.text(), format!("{head}|{}|", body(received)));
            assert_eq!(answer.header("x-nth"), Some(&*(place + 1).to_string()));
        }
        assert!(wire.rest().await.is_empty());
    }
}

#[tokio::test]
async fn empty_lines_before_a_request_are_ignored() {
    let (_server, mut wire) = start().await;
    for _ in 0..2 {
        wire.send("\r\n\r\nGET / HTTP/1.1\r\n\r\n").await;
        assert_eq!(
            wire.answer().await.unwrap().text(),
            "GET / HTTP/1.1\r\n\r\n||"
        );
    }
}

#[tokio::test]
async fn http_1_0_closes_unless_asked_not_to() {
    let (server, mut wire) = start().await;
    wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        .await;
    let answer = wire.answer().await.unwrap();
    assert_eq!(answer.header("x-version"), Some("HTTP/1.0"));
    wire.send("GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(wire.answer().await.unwrap().header("x-nth"), Some("2"));
    assert!(wire.rest().await.is_empty());
    drop(server);
}

#[tokio::test]
async fn a_sender_that_expects_100_is_told_to_continue() {
    let (_server, mut wire) = start().await;
    let head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    wire.send(head).await;
    assert_eq!(wire.answer().await.unwrap().status, 100);
    wire.send("hi").await;
    assert_eq!(wire.answer().await.unwrap().text(), format!("{head}|hi|"));
    // One that does not wait for it.
    wire.send(format!("{head}hi")).await;
    let mut answer = wire.answer().await.unwrap();
    if answer.status == 100 {
        answer = wire.answer().await.unwrap();
    }
    assert_eq!(answer.text(), format!("{head}|hi|"));
}

#[tokio::test]
async fn a_half_closed_sender_gets_its_answer() {
    for request in [
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi",
    ] {
        let (_server, mut wire) = start().await;
        wire.send(request).await;
        wire.half_close().await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
        assert!(wire.rest().await.is_empty());
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_seen_as_broken() {
    for request in [
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nA: b\r\n",
    ] {
        let (_server, mut wire) = start().await;
        wire.send(request).await;
        wire.half_close().await;
        let answer = wire.answer().await.unwrap();
        assert_eq!(answer.status, 400, "{request:?}");
        assert!(answer.text().contains("|half|"), "{}", answer.text());
        assert!(wire.rest().await.is_empty());
    }
}

#[tokio::test]
async fn a_malformed_chunk_breaks_the_body_and_closes() {
    for chunks in [
        "4\r\nhalfX",
        "4\r\nhalf\r\nzz\r\n",
        "4\r\nhalf\r\n0\n\n",
        "4\r\nhalf\n0\r\n\r\n",
        "4\r\nhalf\r\n-2\r\nhi\r\n",
        "4\r\nhalf\r\n0x2\r\nhi\r\n",
        "4\r\nhalf\r\n 2\r\nhi\r\n",
        "4\r\nhalf\r\n2;a\nb\r\nhi\r\n",
        "4\r\nhalf\r\nffffffffffffffff2\r\nhi\r\n",
        "4\r\nhalf\r\n0\r\nA: b\n\r\n",
    ] {
        let (_server, mut wire) = start().await;
        wire.send(format!(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
        ))
        .await;
        wire.send("GET /smuggled HTTP/1.1\r\n\r\n").await;
        let answer = wire.answer().await.unwrap();
        assert_eq!(answer.status, 400, "{chunks:?}");
        assert!(answer.text().contains("|half|"), "{}", answer.text());
        assert!(wire.rest().await.is_empty());
    }
}

#[tokio::test]
async fn what_is_ambiguous_is_refused_and_closed() {
    for (request, code) in [
        (
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: five\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\nContent-Length: 5\n\nhello",
            "malformed_head",
        ),
        (
            "POST / HTTP/1.1\r\nA: b\nContent-Length: 5\r\n\r\nhello",
            "malformed_head",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length : 5\r\n\r\nhello",
            "malformed_head",
        ),
        (
            "POST / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
            "malformed_head",
        ),
        ("POST / HTTP/1.1\r\n A: b\r\n\r\n", "malformed_head"),
        ("POST / HTTP/3.0\r\n\r\n", "malformed_head"),
        (
            "POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: \r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
            "malformed_head",
        ),
        ("POST / HTTP/1.1\r\nA: b\0c\r\n\r\n", "malformed_head"),
        (
            "POST / HTTP/1.1\r\nA: b\rContent-Length: 5\r\n\r\nhello",
            "malformed_head",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 5, 6\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n",
            "ambiguous_length",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "malformed_head",
        ),
        ("POST / HTTP/1.1\rA: b\r\r", "malformed_head"),
        ("\nPOST / HTTP/1.1\r\n\r\n", "malformed_head"),
        (" POST / HTTP/1.1\r\n\r\n", "malformed_head"),
        ("POST / HTTP/1.1\r\nA: b\r\r\n\r\n", "malformed_head"),
        ("POST / HTTP/1.1\r\nA\r\n\r\n", "malformed_head"),
        ("POST / HTTP/1.1\r\n: b\r\n\r\n", "malformed_head"),
        ("POST /a b HTTP/1.1\r\n\r\n", "malformed_head"),
        ("POST /\0 HTTP/1.1\r\n\r\n", "malformed_head"),
        ("POST  / HTTP/1.1\r\n\r\n", "malformed_head"),
        ("POST / HTTP/1.1 \r\n\r\n", "malformed_head"),
        ("GET /\r\n\r\n", "malformed_head"),
        ("\u{16}\u{3}\u{1}\u{2}", "malformed_head"),
    ] {
        for before in ["", "GET /first HTTP/1.1\r\n\r\n"] {
            let (_server, mut wire) = start().await;
            wire.send(format!("{before}{request}GET /smuggled HTTP/1.1\r\n\r\n"))
                .await;
            if !before.is_empty() {
                assert_eq!(wire.answer().await.unwrap().status, 200);
            }
            let answer = wire.answer().await.unwrap();
            assert_eq!((answer.status, &*answer.text()), (400, code), "{request:?}");
            assert!(wire.rest().await.is_empty());
        }
    }
}

#[tokio::test]
async fn another_protocol_after_an_upgrade_head_is_not_lost() {
    // The service declines, so what follows is the next request.
    let (_server, mut wire) = start().await;
    let head = "GET /1 HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n";
    wire.send(format!("{head}GET /2 HTTP/1.1\r\n\r\n")).await;
    assert_eq!(wire.answer().await.unwrap().text(), format!("{head}||"));
    assert_eq!(
        wire.answer().await.unwrap().text(),
        "GET /2 HTTP/1.1\r\n\r\n||"
    );
}
