//! HTTP/2: by prior knowledge, and over TLS by ALPN.

use bytes::Bytes;
use http::{HeaderMap, Request};
use server::net::{Limits, tls};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::tls::Certificate;
use crate::wire::{MirrorServer, PATIENCE, Wire};

/// Sends a request with a body in two frames and trailers, and returns the mirrored text.
async fn exchange<S>(stream: S) -> String
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = Request::post("https://hooks.example/a?b=1")
        .header("x-two", "1")
        .header("x-one", "2")
        .header("x-two", "3")
        .body(())
        .unwrap();
    let (response, mut body) = client.send_request(request, false).unwrap();
    body.send_data(Bytes::from_static(b"hello "), false)
        .unwrap();
    body.send_data(Bytes::from_static(b"there"), false).unwrap();
    let mut trailers = HeaderMap::new();
    trailers.insert("x-sum", "9".parse().unwrap());
    body.send_trailers(trailers).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-version"], "HTTP/2.0");
    assert_eq!(response.headers()["x-framing"], "Stream");
    let mut body = response.into_body();
    let mut text = String::new();
    while let Some(data) = body.data().await {
        text.push_str(std::str::from_utf8(&data.unwrap()).unwrap());
    }
    text
}

fn check(text: &str) {
    let (head, rest) = text.split_once('|').unwrap();
    assert_eq!(rest, "hello there|x-sum: 9\r\n");
    // The order in which the h2 client sends, repeats in their places.
    assert_eq!(
        head,
        ":method: POST\r\n:scheme: https\r\n:authority: hooks.example\r\n:path: /a?b=1\r\n\
         x-two: 1\r\nx-two: 3\r\nx-one: 2\r\n\r\n"
    );
}

#[tokio::test]
async fn prior_knowledge() {
    let server = MirrorServer::start(Limits::default());
    check(&exchange(TcpStream::connect(server.address).await.unwrap()).await);
}

#[tokio::test]
async fn http2_heads_have_a_count() {
    let server = MirrorServer::start(Limits {
        max_headers: 5,
        ..Limits::default()
    });
    for (count, status) in [(5, 200), (6, 431)] {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let (client, connection) = h2::client::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let mut client = client.ready().await.unwrap();
        let mut request = Request::get("http://hooks.example/").body(()).unwrap();
        for _ in 0..count {
            request.headers_mut().append("x-a", "b".parse().unwrap());
        }
        let (response, _) = client.send_request(request, true).unwrap();
        assert_eq!(response.await.unwrap().status(), status, "{count}");
    }
}

#[tokio::test]
async fn the_preface_may_come_in_pieces() {
    let server = MirrorServer::start(Limits::default());
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    // What h2 will send first, so it must not send it again: only a look-alike is possible here.
    stream.write_all(b"PRI * HTTP/1.1\r\n\r\n").await.unwrap();
    let mut wire = Wire(stream);
    assert_eq!(
        wire.answer().await.unwrap().text(),
        "PRI * HTTP/1.1\r\n\r\n||"
    );
}

#[tokio::test]
async fn tls_offers_both_protocols() {
    let certificate = Certificate::new();
    let acceptor = tls::acceptor(&certificate.cert, &certificate.key).unwrap();
    let server = MirrorServer::start_tls(Limits::default(), Some(acceptor));
    let connect = async |protocol: &[u8]| {
        let stream = TcpStream::connect(server.address).await.unwrap();
        certificate.connect(stream, protocol).await
    };
    check(&exchange(connect(b"h2").await).await);

    let mut stream = connect(b"http/1.1").await;
    let head = "GET /Case HTTP/1.1\r\nHost: hooks.example\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer)
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with(&format!("{head}||")), "{answer}");
}

#[tokio::test]
async fn tls_files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.pem");
    let error = tls::acceptor(&missing, &missing).err().unwrap().to_string();
    assert!(error.contains("none.pem"), "{error}");
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Sends until the server has had enough; says how many bytes that took.
async fn send_until_cut(wire: &mut Wire, mut next: impl FnMut() -> Vec<u8>) -> usize {
    let mut sent = 0;
    let flood = async {
        loop {
            let bytes = next();
            sent += bytes.len();
            if wire.0.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, flood)
        .await
        .expect("an end of it");
    sent
}

#[tokio::test]
async fn endless_continuations_are_cut() {
    let server = MirrorServer::start(Limits::default());
    let mut wire = server.connect().await;
    wire.send(PREFACE).await;
    // :method GET, and never an end of the headers.
    wire.send(frame(1, 0, 1, &[0x82])).await;
    let more = frame(9, 0, 1, &[0x82; 4096]);
    let sent = send_until_cut(&mut wire, || more.clone()).await;
    // What the system buffers on the way is not the server's.
    assert!(sent < 32 << 20, "{sent} bytes were taken");
    check(&exchange(TcpStream::connect(server.address).await.unwrap()).await);
}

#[tokio::test]
async fn rapid_resets_are_cut() {
    let server = MirrorServer::start(Limits::default());
    let mut wire = server.connect().await;
    wire.send(PREFACE).await;
    let mut stream = 1;
    let sent = send_until_cut(&mut wire, || {
        let open = frame(1, 4, stream, &[0x83, 0x84, 0x86]);
        let reset = frame(3, 0, stream, &8_u32.to_be_bytes());
        stream += 2;
        [open, reset].concat()
    })
    .await;
    assert!(sent < 32 << 20, "{sent} bytes were taken");
    check(&exchange(TcpStream::connect(server.address).await.unwrap()).await);
}

#[tokio::test]
async fn idle_http2_connections_are_closed() {
    let server = MirrorServer::start(Limits {
        idle_timeout: std::time::Duration::from_millis(200),
        ..Limits::default()
    });
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = Request::get("http://hooks.example/").body(()).unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    let ended = tokio::time::timeout(PATIENCE, connection).await;
    ended.expect("an end in time").unwrap().unwrap();
}
